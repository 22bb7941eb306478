CREATE TABLE "open_cases" (
	"case_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"standing" jsonb NOT NULL,
	CONSTRAINT "open_cases_case_id_generation_pk" PRIMARY KEY("case_id","generation")
);
--> statement-breakpoint
CREATE TABLE "open_loads" (
	"generation" integer NOT NULL,
	"place" text COLLATE "C" NOT NULL,
	"axis" text COLLATE "C" NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	"cells" jsonb NOT NULL,
	CONSTRAINT "open_loads_generation_place_axis_key_pk" PRIMARY KEY("generation","place","axis","key")
);
--> statement-breakpoint
CREATE INDEX "open_cases_generation" ON "open_cases" USING btree ("generation","case_id");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON open_cases, open_loads TO yichuang_app;
  END IF;
END $$;
