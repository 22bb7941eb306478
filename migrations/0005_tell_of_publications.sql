-- Instances keep published items in memory: whoever changes one, by whatever way, tells them on commit.
CREATE FUNCTION tell_of_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('catalogue', coalesce(NEW.item_code, OLD.item_code));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER items_tell AFTER INSERT OR UPDATE OR DELETE ON items
  FOR EACH ROW EXECUTE FUNCTION tell_of_item();
--> statement-breakpoint
CREATE TRIGGER item_versions_tell AFTER INSERT ON item_versions
  FOR EACH ROW EXECUTE FUNCTION tell_of_item();
