-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "payment_records_of_case";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "payment_records_of_case" ON "payment_records" USING btree ("case_id") WHERE case_id is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "licences_holder_case";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "licences_holder_case" ON "licences" USING btree ("holder_case_id");--> statement-breakpoint
-- Of a payment only where it lies may be written anew, when its division moves; what was said of it stays.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT UPDATE (divisions) ON payment_records TO yichuang_app;
  END IF;
END $$;
