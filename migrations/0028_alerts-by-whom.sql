ALTER TABLE "alert_listings" ADD COLUMN "rule" text;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "item_code" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "window_id" uuid;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "person" text;--> statement-breakpoint
-- As before, and with the rule: an older release that runs beside raises alerts too.
CREATE OR REPLACE FUNCTION list_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.divisions, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.divisions, OLD.organisation_code) THEN
      UPDATE alert_listings SET status = NEW.status, level = NEW.level, rule = NEW.rule WHERE alert_id = NEW.alert_id;
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM alert_listings WHERE alert_id = OLD.alert_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO alert_listings (alert_id, place, raised_at, status, level, rule)
      SELECT NEW.alert_id, p, NEW.raised_at, NEW.status, NEW.level, NEW.rule FROM places_of_thing(NEW.divisions, NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
