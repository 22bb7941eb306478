-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_free_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_free_due" ON "task_listings" USING btree ("place","due_on","opened_at","task_id","phase","lamp","case_id") WHERE due_on is not null and assignee is null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_item_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_item_due" ON "task_listings" USING btree ("place","item_code","due_on","opened_at","task_id","phase","lamp","case_id") WHERE due_on is not null;
