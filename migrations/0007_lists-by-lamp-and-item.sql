-- non-transactional
DROP INDEX CONCURRENTLY IF EXISTS "case_listings_lamp_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_listings_lamp_due" ON "case_listings" USING btree ("place","lamp","due_on","created_at","case_id","status") WHERE due_on is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "task_listings_phase_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "task_listings_phase_due" ON "task_listings" USING btree ("place","phase","due_on","opened_at","task_id","lamp","case_id") WHERE due_on is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_item_organ_due";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_item_organ_due" ON "cases" USING btree ("item_code","organisation_code","due_on","created_at","id","status","lamp","window_id") WHERE due_on is not null;
