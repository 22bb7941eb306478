CREATE TABLE "old_cases" (
	"number" text COLLATE "C" NOT NULL,
	"system" text COLLATE "C" NOT NULL,
	"case_id" uuid NOT NULL,
	"organisation_code" text COLLATE "C" NOT NULL,
	"line_index" "bytea" NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	CONSTRAINT "old_cases_number_system_pk" PRIMARY KEY("number","system")
);

--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT ON old_cases TO yichuang_app;
  END IF;
END $$;
