-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_materials_reference";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_materials_reference" ON "case_materials" USING btree ("reference") WHERE reference is not null;
