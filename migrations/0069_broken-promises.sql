-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "cases_broken_promises";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_broken_promises" ON "cases" USING btree ("applicant_index") WHERE facts->'pledges' @> '[{"kept": false}]'::jsonb;
