-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "staff_id_number";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "staff_id_number" ON "staff" USING btree ("id_number_index") WHERE id_number_index is not null;
