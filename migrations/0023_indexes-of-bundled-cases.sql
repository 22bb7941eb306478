-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "cases_parent";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_parent" ON "cases" USING btree ("parent_no") WHERE parent_no is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_awaiting";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_awaiting" ON "cases" USING btree ("id") WHERE awaiting is not null;
