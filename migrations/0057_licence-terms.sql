CREATE TABLE "licence_numbers" (
	"case_id" uuid NOT NULL,
	"result" integer NOT NULL,
	"licence_no" text COLLATE "C" NOT NULL,
	CONSTRAINT "licence_numbers_case_id_result_pk" PRIMARY KEY("case_id","result")
);
--> statement-breakpoint
ALTER TABLE "licences" ADD COLUMN "terms" jsonb;--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT ON licence_numbers TO yichuang_app;
  END IF;
END $$;
