-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "grants_organisation";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "grants_organisation" ON "grants" USING btree ("organisation_code","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "grants_subject";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "grants_subject" ON "grants" USING btree ("subject","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "alerts_case_no";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alerts_case_no" ON "alerts" USING btree ("case_no");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "audit_log_object";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "audit_log_object" ON "audit_log" USING btree ("object","audit_no");--> statement-breakpoint
-- What was there before, some thousands at a time.
DO $$
DECLARE
  last bigint := 0;
  stop bigint;
BEGIN
  INSERT INTO staff_listings (place, staff_no) SELECT p, s.staff_no FROM staff s CROSS JOIN LATERAL places_of_organ(s.organisation_code) p ON CONFLICT DO NOTHING;
  COMMIT;
  INSERT INTO grant_listings (place, grant_id) SELECT p, g.id FROM grants g CROSS JOIN LATERAL places_of_organ(g.organisation_code) p ON CONFLICT DO NOTHING;
  COMMIT;
  PERFORM FROM alerts FOR NO KEY UPDATE;
  INSERT INTO alert_listings (alert_id, place, raised_at, status, level)
    SELECT a.alert_id, p, a.raised_at, a.status, a.level FROM alerts a CROSS JOIN LATERAL places_of_thing(a.divisions, a.organisation_code) p ON CONFLICT DO NOTHING;
  COMMIT;
  LOOP
    stop := (SELECT max(audit_no) FROM (SELECT audit_no FROM audit_log WHERE audit_no > last ORDER BY audit_no LIMIT 10000) few);
    EXIT WHEN stop IS NULL;
    INSERT INTO audit_listings (place, audit_no, action)
      SELECT p, a.audit_no, a.action FROM audit_log a CROSS JOIN LATERAL places_of_thing(a.divisions, a.organisation_code) p
      WHERE a.audit_no > last AND a.audit_no <= stop ON CONFLICT DO NOTHING;
    COMMIT;
    last := stop;
  END LOOP;
END $$;
