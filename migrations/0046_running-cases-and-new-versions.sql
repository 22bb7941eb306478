CREATE TABLE "version_adoption_refusals" (
	"adoption_id" uuid NOT NULL,
	"case_no" text COLLATE "C" NOT NULL,
	"code" text NOT NULL,
	"reason" jsonb NOT NULL,
	CONSTRAINT "version_adoption_refusals_adoption_id_case_no_pk" PRIMARY KEY("adoption_id","case_no")
);
--> statement-breakpoint
CREATE TABLE "version_adoptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"ordered" jsonb NOT NULL,
	"organisation_code" text NOT NULL,
	"divisions" text[] NOT NULL,
	"ordered_by" text NOT NULL,
	"job_id" uuid NOT NULL,
	"moved" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"beyond" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "version_adoption_refusals" ADD CONSTRAINT "version_adoption_refusals_adoption_id_version_adoptions_id_fk" FOREIGN KEY ("adoption_id") REFERENCES "public"."version_adoptions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "version_adoptions_organ" ON "version_adoptions" USING btree ("organisation_code","id");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON version_adoptions TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE ON version_adoption_refusals TO yichuang_app;
  END IF;
END $$;
