-- non-transactional
DROP INDEX CONCURRENTLY IF EXISTS "imports_of";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "imports_of" ON "imports" USING btree ("created_by","import_id");