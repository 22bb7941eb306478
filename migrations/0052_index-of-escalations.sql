-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "alerts_escalate";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alerts_escalate" ON "alerts" USING btree ("escalate_at") WHERE escalate_at is not null and status = 'OPEN';
