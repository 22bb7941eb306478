CREATE TABLE "judged_cases" (
	"case_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"judged" jsonb NOT NULL,
	CONSTRAINT "judged_cases_case_id_generation_pk" PRIMARY KEY("case_id","generation")
);
--> statement-breakpoint
CREATE TABLE "performance_sums" (
	"generation" integer NOT NULL,
	"place" text COLLATE "C" NOT NULL,
	"axis" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"month" text COLLATE "C" NOT NULL,
	"days" jsonb NOT NULL,
	CONSTRAINT "performance_sums_pk" PRIMARY KEY("generation","place","axis","key","month")
);
--> statement-breakpoint
CREATE INDEX "judged_cases_generation" ON "judged_cases" USING btree ("generation");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON judged_cases, performance_sums TO yichuang_app;
  END IF;
END $$;
