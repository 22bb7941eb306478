-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew. The two that
-- went before fall last: an instance of an earlier release reads by the new ones until it is replaced.
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_step_phase";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_step_phase" ON "task_listings" USING btree ("place","step","phase","opened_at","task_id","lamp","due_on","case_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_step_phase_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_step_phase_due" ON "task_listings" USING btree ("place","step","phase","due_on","opened_at","task_id","lamp","case_id") WHERE due_on is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_step";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_step_due";
