-- non-transactional
DROP INDEX CONCURRENTLY IF EXISTS "files_not_scanned";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "files_not_scanned" ON "files" USING btree ("file_id") WHERE scan = 'notScanned';
