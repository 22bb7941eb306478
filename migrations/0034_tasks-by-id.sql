-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_tasks_task";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_tasks_task" ON "case_tasks" USING btree ("task_id");
