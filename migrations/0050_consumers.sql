CREATE TABLE "consumer_missed" (
	"subject_id" uuid NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"generation" integer NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "consumer_missed_subject_id_name_generation_position_pk" PRIMARY KEY("subject_id","name","generation","position")
);
--> statement-breakpoint
CREATE TABLE "consumers" (
	"name" text COLLATE "C" NOT NULL,
	"generation" integer NOT NULL,
	"state" text NOT NULL,
	"epoch" uuid NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"moved_at" timestamp with time zone,
	CONSTRAINT "consumers_name_generation_pk" PRIMARY KEY("name","generation")
);
--> statement-breakpoint
CREATE TABLE "statistics_cases" (
	"case_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"version" integer NOT NULL,
	"organisation_code" text NOT NULL,
	"item_code" text NOT NULL,
	"month" text NOT NULL,
	"status" text NOT NULL,
	CONSTRAINT "statistics_cases_case_id_generation_pk" PRIMARY KEY("case_id","generation")
);
--> statement-breakpoint
CREATE TABLE "statistics_counts" (
	"generation" integer NOT NULL,
	"organisation_code" text COLLATE "C" NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"month" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"cases" bigint NOT NULL,
	CONSTRAINT "statistics_counts_pk" PRIMARY KEY("generation","organisation_code","item_code","month","status")
);
--> statement-breakpoint
CREATE INDEX "statistics_cases_generation" ON "statistics_cases" USING btree ("generation");--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON consumers, consumer_missed, statistics_cases, statistics_counts TO yichuang_app;
END $$;
