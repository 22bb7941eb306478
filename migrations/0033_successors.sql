-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "organisations_successor";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "organisations_successor" ON "organisations" USING btree ("successor_code") WHERE successor_code is not null;
