-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "handovers_receiver_subject";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "handovers_receiver_subject" ON "handovers" USING btree ("receiver_subject") WHERE receiver_subject is not null;
