CREATE TABLE "bundle_cases" (
	"case_no" text COLLATE "C" PRIMARY KEY NOT NULL,
	"bundle_code" text NOT NULL,
	"bundle_version" integer NOT NULL,
	"name" text NOT NULL,
	"name_en" text,
	"organisation_code" text NOT NULL,
	"channel" text NOT NULL,
	"window_id" uuid,
	"query_code_hash" "bytea" NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "case_materials" ADD COLUMN "result_of" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "parent_no" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "awaiting" text[];--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON bundle_cases TO yichuang_app;
  END IF;
END $$;
