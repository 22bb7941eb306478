-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "cases_drafts";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_drafts" ON "cases" USING btree ("created_by") WHERE status = 'DRAFT';--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "files_uploaded_by";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "files_uploaded_by" ON "files" USING btree ("uploaded_by","uploaded_at");
