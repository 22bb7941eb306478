INSERT INTO audit_head (hash) VALUES (decode(repeat('00', 32), 'hex'));
--> statement-breakpoint
-- Every record waits for its place in the chain, whoever writes it: also the release before, and the command line.
CREATE FUNCTION await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_waiting (audit_no) VALUES (NEW.audit_no);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_waits AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION await_seal();
--> statement-breakpoint
INSERT INTO audit_waiting (audit_no) SELECT audit_no FROM audit_log ON CONFLICT DO NOTHING;
--> statement-breakpoint
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE ON audit_chain
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A table that is emptied at once is refused as well, to the owner too; the heads of the chains are never taken away.
CREATE TRIGGER audit_chain_not_emptied BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_not_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER case_events_not_emptied BEFORE TRUNCATE ON case_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER case_documents_not_emptied BEFORE TRUNCATE ON case_documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER feed_not_emptied BEFORE TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER feed_head_not_emptied BEFORE DELETE OR TRUNCATE ON feed_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_head_not_emptied BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, DELETE ON audit_waiting TO yichuang_app;
  GRANT SELECT, INSERT ON audit_chain TO yichuang_app;
  GRANT SELECT, UPDATE ON audit_head TO yichuang_app;
END $$;
