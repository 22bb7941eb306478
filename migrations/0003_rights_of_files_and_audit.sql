-- What was done stays told, even by the owner.
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT ON audit_log TO yichuang_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON files TO yichuang_app;
END $$;
