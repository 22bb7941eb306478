CREATE TABLE "exits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"case_no" text NOT NULL,
	"item_code" text NOT NULL,
	"item_name" text NOT NULL,
	"organisation_code" text NOT NULL,
	"window_id" uuid NOT NULL,
	"window_name" text NOT NULL,
	"organs" text[] NOT NULL,
	"divisions" text[] NOT NULL,
	"serial" integer NOT NULL,
	"pick_up_no" text NOT NULL,
	"place" text NOT NULL,
	"state" text NOT NULL,
	"arrived_on" date NOT NULL,
	"left_on" date,
	"proven_on" date,
	"received_as" text,
	"by_mandate" boolean,
	"id_type" text,
	"id_number_masked" text,
	"signed" text,
	"done_by" text NOT NULL,
	"done_staff_no" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "exits_number" ON "exits" USING btree ("window_id","arrived_on","serial");--> statement-breakpoint
CREATE UNIQUE INDEX "exits_on_shelf" ON "exits" USING btree ("case_id") WHERE state in ('ON_SHELF', 'POSTED');--> statement-breakpoint
CREATE INDEX "exits_case_no" ON "exits" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "exits_window" ON "exits" USING btree ("window_id","state","arrived_on");--> statement-breakpoint
CREATE INDEX "exits_organs" ON "exits" USING gin ("organs");--> statement-breakpoint
CREATE INDEX "exits_divisions" ON "exits" USING gin ("divisions");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON exits TO yichuang_app;
  END IF;
END $$;
