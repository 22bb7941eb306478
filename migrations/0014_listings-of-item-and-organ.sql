-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_of_item";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_listings_of_item" ON "case_listings" USING btree ("place","item_code","created_at","case_id","status","due_on","lamp","window_id","organisation_code") WHERE item_code is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_of_organ";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_listings_of_organ" ON "case_listings" USING btree ("place","organisation_code","created_at","case_id","status","due_on","lamp","window_id") WHERE organisation_code is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_item";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_organisation";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_unsent";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_unsent" ON "cases" USING btree ("created_by","created_at","id") WHERE received_on is null and status in ('DRAFT', 'WITHDRAWN');
