-- The clock of the service. Tests, demo and simulation shift it as the owner; the service may only read it.
CREATE TABLE app_time_shift (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  shift interval NOT NULL
);
--> statement-breakpoint
INSERT INTO app_time_shift (shift) VALUES ('0');
--> statement-breakpoint
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN now() + (SELECT shift FROM app_time_shift);
--> statement-breakpoint
INSERT INTO feed_head (hash) VALUES (decode(repeat('00', 32), 'hex'));
--> statement-breakpoint
-- What has happened or has been published stays as it is, even for the owner.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE ON case_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER item_versions_append_only BEFORE UPDATE OR DELETE ON item_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER workflow_versions_append_only BEFORE UPDATE OR DELETE ON workflow_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER case_documents_append_only BEFORE UPDATE OR DELETE ON case_documents
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER feed_append_only BEFORE UPDATE OR DELETE ON feed
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Least privilege of the service's login. The role is made by `init-database`; where one login does everything, there is nothing to grant.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA public TO yichuang_app;
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO yichuang_app;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO yichuang_app;
  GRANT INSERT ON case_events, case_documents, item_versions, workflow_versions, feed TO yichuang_app;
  GRANT INSERT, UPDATE ON cases, case_parties, case_materials, case_tasks, case_clocks, alerts, monitor_ticks,
    items, divisions, organisations, centres, windows, calendars TO yichuang_app;
  GRANT INSERT, UPDATE, DELETE ON calendar_years, calendar_days, window_authorities, item_drafts, grants,
    idempotency_keys, monitor_rules TO yichuang_app;
  GRANT INSERT, DELETE ON outbox TO yichuang_app;
  GRANT UPDATE ON feed_head TO yichuang_app;
END $$;
