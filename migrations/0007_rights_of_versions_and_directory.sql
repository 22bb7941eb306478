-- What is or was in force stays as it is, even for the owner. What was only announced may be withdrawn while no case can
-- have used it: the last minute of the day before belongs to the day, so that no case that begins on it meets a
-- withdrawal that began before.
CREATE FUNCTION guard_item_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.effective_from <= ((app_now() + interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'a version that is or was in force is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM cases WHERE item_code = OLD.item_code AND item_version = OLD.version) THEN
    RAISE EXCEPTION 'a version that a case needs is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER item_versions_append_only BEFORE UPDATE ON item_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER item_versions_withdrawal BEFORE DELETE ON item_versions
  FOR EACH ROW EXECUTE FUNCTION guard_item_version();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER item_versions_tell AFTER INSERT OR DELETE ON item_versions
  FOR EACH ROW EXECUTE FUNCTION tell_of_item();
--> statement-breakpoint
CREATE TRIGGER item_changes_append_only BEFORE UPDATE OR DELETE ON item_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER directory_versions_append_only BEFORE UPDATE OR DELETE ON directory_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT ON item_changes, directory_versions TO yichuang_app;
  GRANT SELECT, INSERT, UPDATE ON directory_entries TO yichuang_app;
  GRANT DELETE ON item_versions TO yichuang_app;
END $$;
