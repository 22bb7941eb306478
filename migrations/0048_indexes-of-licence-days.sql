-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "licences_remind";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "licences_remind" ON "licences" USING btree ("remind_on") WHERE remind_on is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "licences_suspended";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "licences_suspended" ON "licences" USING btree ("valid_to") WHERE state = 'suspended';
--> statement-breakpoint
-- Holders of what an earlier release granted are reminded as well: sixty days before, some thousands at a time.
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT l.id FROM licences l WHERE l.id > last ORDER BY l.id LIMIT 5000);
    EXIT WHEN cardinality(ids) = 0;
    UPDATE licences l SET remind_on = l.valid_to - 60
      WHERE l.id = ANY (ids) AND l.state = 'current' AND l.remind_on IS NULL AND l.valid_to - 60 > l.granted_on;
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
