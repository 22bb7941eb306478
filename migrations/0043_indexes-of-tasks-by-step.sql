-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_step";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_step" ON "task_listings" USING btree ("place","step","opened_at","task_id","phase","lamp","due_on","case_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_step_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_step_due" ON "task_listings" USING btree ("place","step","due_on","opened_at","task_id","lamp","case_id") WHERE due_on is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_window";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_window" ON "task_listings" USING btree ("place","window_id","opened_at","task_id","phase","lamp","case_id") WHERE window_id is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_free";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_free" ON "task_listings" USING btree ("place","opened_at","task_id","phase","lamp","due_on","case_id") WHERE assignee is null;
--> statement-breakpoint
-- Steps that an earlier release listed, some thousands of cases at a time, beside running traffic.
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT DISTINCT l.case_id FROM task_listings l WHERE l.case_id > last AND l.step IS NULL ORDER BY l.case_id LIMIT 5000);
    EXIT WHEN cardinality(ids) = 0;
    -- Who writes one of these meanwhile is held until theirs are there.
    PERFORM FROM cases WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE task_listings l SET step = t.step, window_id = c.window_id FROM case_tasks t JOIN cases c ON c.id = t.case_id
      WHERE l.case_id = ANY (ids) AND l.step IS NULL AND t.case_id = l.case_id AND t.task_id = l.task_id;
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
