-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_forms_terms";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_forms_terms" ON "case_forms" USING gin ("terms") WHERE terms is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_parties_name";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_parties_name" ON "case_parties" USING btree ("name_index") WHERE name_index is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_parties_mobile";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_parties_mobile" ON "case_parties" USING btree ("mobile_index") WHERE mobile_index is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_parties_unindexed";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_parties_unindexed" ON "case_parties" USING btree ("case_id","party_no") WHERE name_index is null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_drafts_left";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_drafts_left" ON "cases" USING btree ("updated_at","id") WHERE status = 'DRAFT';
