-- What was published stays as it is, even for the owner.
CREATE TRIGGER bundle_versions_append_only BEFORE UPDATE OR DELETE ON bundle_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE ON bundles TO yichuang_app;
  GRANT SELECT, INSERT ON bundle_versions TO yichuang_app;
END $$;
