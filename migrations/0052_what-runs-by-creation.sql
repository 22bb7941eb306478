-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_running";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_listings_running" ON "case_listings" USING btree ("place","created_at","case_id","due_on","status","lamp") WHERE coalesce(due_on, 'infinity'::date) < 'infinity'::date;
