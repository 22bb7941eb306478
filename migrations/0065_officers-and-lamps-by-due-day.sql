-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_lamp_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_lamp_due" ON "task_listings" USING btree ("place","lamp","due_on","opened_at","task_id","phase","case_id") WHERE coalesce(due_on, 'infinity'::date) < 'infinity'::date and lamp <> 'NONE';--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_assignee_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_assignee_due" ON "task_listings" USING btree ("place","assignee","due_on","opened_at","task_id","phase","lamp","item_code","case_id") WHERE coalesce(due_on, 'infinity'::date) < 'infinity'::date and assignee is not null;
