-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_materials_file";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_materials_file" ON "case_materials" USING btree ("file_id") WHERE file_id is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_parties_mandate";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_parties_mandate" ON "case_parties" USING btree ("mandate_file_id") WHERE mandate_file_id is not null;
