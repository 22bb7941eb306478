-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "item_versions_basic_code";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "item_versions_basic_code" ON "item_versions" USING btree ((document->>'basicCode'),"item_code");
