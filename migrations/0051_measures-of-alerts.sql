ALTER TABLE "alerts" ADD COLUMN "measures" jsonb;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "escalate_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "score" double precision;--> statement-breakpoint
ALTER TABLE "monitor_rule_versions" ADD COLUMN "measures" jsonb;--> statement-breakpoint
ALTER TABLE "monitor_rules" ADD COLUMN "measures" jsonb;--> statement-breakpoint
-- A version of a rule says what follows from its alerts as well.
CREATE OR REPLACE FUNCTION keep_rule_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO monitor_rule_versions (owner, kind, level, version, condition, basis, measures, since, ended_at)
    VALUES (coalesce(NEW.organisation_code, ''), NEW.kind, NEW.level, NEW.version, NEW.condition, NEW.basis, NEW.measures, app_now(), NEW.ended_at)
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
