CREATE TABLE "dossier_openings" (
	"dossier_id" uuid NOT NULL,
	"opened_by" text NOT NULL,
	"case_no" text NOT NULL,
	"purpose" text,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "dossier_openings_dossier_id_opened_by_pk" PRIMARY KEY("dossier_id","opened_by")
);
--> statement-breakpoint
CREATE TABLE "dossiers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"id_number_index" "bytea" NOT NULL,
	"opened_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "dossier_openings_old" ON "dossier_openings" USING btree ("opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "dossiers_of_person" ON "dossiers" USING btree ("id_number_index");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON dossiers TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON dossier_openings TO yichuang_app;
  END IF;
END $$;
