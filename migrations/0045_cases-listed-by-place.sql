-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_tasks_assignee";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_tasks_assignee" ON "case_tasks" USING btree ("assignee","opened_at","case_id") WHERE closed_at is null and assignee is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_item_organ";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_item_organ" ON "cases" USING btree ("item_code","organisation_code","created_at","id","status","due_on","lamp","window_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_divisions";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_window_organisation";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_created_organisation";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_item";--> statement-breakpoint
-- Cases of before, some thousands at a time; those that are written meanwhile are held until theirs are there.
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT id FROM cases WHERE id > last ORDER BY id LIMIT 5000);
    EXIT WHEN cardinality(ids) = 0;
    PERFORM FROM cases WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO case_listings (case_id, place, created_at, status, lamp, due_on, window_id, item_code, organisation_code)
      SELECT l.* FROM cases c CROSS JOIN LATERAL listings_of(c) l WHERE c.id = ANY (ids)
      ON CONFLICT DO NOTHING;
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on)
      SELECT l.* FROM case_tasks t CROSS JOIN LATERAL task_listings_of(t) l WHERE t.case_id = ANY (ids) AND t.closed_at IS NULL
      ON CONFLICT DO NOTHING;
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
