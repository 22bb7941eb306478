-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so it begins anew
DROP INDEX CONCURRENTLY IF EXISTS "case_parties_newest_beside";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_parties_newest_beside" ON "case_parties" USING btree ("id_number_index","case_id") WHERE role = 'coApplicant';
