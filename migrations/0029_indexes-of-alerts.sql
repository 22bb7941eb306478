-- non-transactional: built beside running traffic; a build that broke off leaves an invalid index, so each begins anew
DROP INDEX CONCURRENTLY IF EXISTS "alert_listings_rule";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alert_listings_rule" ON "alert_listings" USING btree ("place","rule","raised_at","alert_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "alerts_organisation";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alerts_organisation" ON "alerts" USING btree ("organisation_code","raised_at","alert_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "alerts_item";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alerts_item" ON "alerts" USING btree ("item_code","raised_at","alert_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "alerts_window";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alerts_window" ON "alerts" USING btree ("window_id","raised_at","alert_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "alerts_person";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "alerts_person" ON "alerts" USING btree ("person","raised_at","alert_id");--> statement-breakpoint
-- Alerts of before: some hundreds at a time.
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT DISTINCT a.case_id FROM alerts a WHERE a.case_id > last AND a.item_code IS NULL AND a.owner_kind = 'case'
      ORDER BY a.case_id LIMIT 500);
    EXIT WHEN cardinality(ids) = 0;
    PERFORM FROM alerts WHERE case_id = ANY (ids) ORDER BY case_id, alert_id FOR NO KEY UPDATE;
    UPDATE alerts a SET item_code = c.item_code, window_id = c.window_id FROM cases c
      WHERE c.id = a.case_id AND a.case_id = ANY (ids) AND a.item_code IS NULL AND a.owner_kind = 'case';
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;--> statement-breakpoint
-- The update of an alert writes its rule into its listings; those of other things are touched here.
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT DISTINCT l.alert_id FROM alert_listings l WHERE l.alert_id > last AND l.rule IS NULL
      ORDER BY l.alert_id LIMIT 500);
    EXIT WHEN cardinality(ids) = 0;
    UPDATE alert_listings l SET rule = a.rule FROM alerts a
      WHERE a.alert_id = l.alert_id AND l.alert_id = ANY (ids) AND l.rule IS NULL;
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
