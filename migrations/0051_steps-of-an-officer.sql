-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_assignee";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_assignee" ON "task_listings" USING btree ("place","assignee","opened_at","task_id","phase","lamp","due_on","item_code","case_id") WHERE assignee is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_running";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_listings_running" ON "case_listings" USING btree ("place","created_at","case_id","due_on","status","lamp") WHERE due_on is not null;
