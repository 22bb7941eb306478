-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "cases_external_nos";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_external_nos" ON "cases" USING gin ((facts->'externalNos') jsonb_path_ops) WHERE facts->'externalNos' <> '[]'::jsonb;
