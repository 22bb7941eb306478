CREATE TABLE "supervision_orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_no" text COLLATE "C",
	"alert_id" uuid,
	"organisation_code" text NOT NULL,
	"divisions" text[] NOT NULL,
	"demand" text NOT NULL,
	"reply_by" date NOT NULL,
	"status" text NOT NULL,
	"issued_by" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"history" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "supervision_orders_organ" ON "supervision_orders" USING btree ("organisation_code","id");--> statement-breakpoint
CREATE INDEX "supervision_orders_case" ON "supervision_orders" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "supervision_orders_divisions" ON "supervision_orders" USING gin ("divisions");--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON supervision_orders TO yichuang_app;
  END IF;
END $$;
