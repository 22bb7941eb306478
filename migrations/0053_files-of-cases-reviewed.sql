CREATE TABLE "case_recordings" (
	"case_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"window_id" uuid NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"system" text COLLATE "C" NOT NULL,
	"reference" text COLLATE "C" NOT NULL,
	"linked_by" text NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_recordings_case_id_id_pk" PRIMARY KEY("case_id","id")
);
--> statement-breakpoint
CREATE TABLE "case_reviews" (
	"case_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"conclusion" text NOT NULL,
	"score" smallint,
	"opinion" text NOT NULL,
	"findings" jsonb NOT NULL,
	"organisation_code" text,
	"role" text NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_reviews_case_id_id_pk" PRIMARY KEY("case_id","id")
);
--> statement-breakpoint
ALTER TABLE "supervision_orders" ADD COLUMN "official_no" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "supervision_orders" ADD COLUMN "paper" jsonb;--> statement-breakpoint
CREATE INDEX "case_recordings_window" ON "case_recordings" USING btree ("window_id","begun_at");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT ON case_reviews, case_recordings TO yichuang_app;
  END IF;
END $$;
