-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "cases_window_organisation";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_window_organisation" ON "cases" USING btree ("window_organisation","created_at") WHERE window_organisation is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_centre_organisation";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_centre_organisation" ON "cases" USING btree ("centre_organisation","created_at") WHERE centre_organisation is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_created_organisation";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_created_organisation" ON "cases" USING btree ("created_organisation","created_at") WHERE created_organisation is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_asked";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_asked" ON "cases" USING gin ("asked") WHERE asked is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "audit_log_subjects";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "audit_log_subjects" ON "audit_log" USING gin ("subjects");--> statement-breakpoint
-- Whose window took the case in, for those that came before; a few thousand at a time, so that nobody waits.
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  stop uuid;
BEGIN
  LOOP
    stop := (SELECT id FROM (SELECT id FROM cases WHERE id > last ORDER BY id LIMIT 5000) few ORDER BY id DESC LIMIT 1);
    EXIT WHEN stop IS NULL;
    UPDATE cases c SET window_organisation = w.organisation_code, centre_organisation = k.organisation_code
      FROM windows w JOIN centres k ON k.id = w.centre_id
      WHERE c.id > last AND c.id <= stop AND c.window_id = w.id AND c.window_organisation IS NULL;
    COMMIT;
    last := stop;
  END LOOP;
END $$;
