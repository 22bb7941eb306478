-- An import changes very many items at once: it tells everybody to forget all (an empty payload) instead of each by its code.
CREATE FUNCTION tell_of_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 33) few) > 32 THEN
    PERFORM pg_notify('catalogue', '');
  ELSE
    PERFORM pg_notify('catalogue', item_code) FROM changed;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER items_tell ON items;
--> statement-breakpoint
CREATE TRIGGER items_tell_insert AFTER INSERT ON items
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
CREATE TRIGGER items_tell_update AFTER UPDATE ON items
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
CREATE TRIGGER items_tell_delete AFTER DELETE ON items
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
DROP TRIGGER item_versions_tell ON item_versions;
--> statement-breakpoint
CREATE TRIGGER item_versions_tell_insert AFTER INSERT ON item_versions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
CREATE TRIGGER item_versions_tell_delete AFTER DELETE ON item_versions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
DROP FUNCTION tell_of_item();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON imports, import_chunks, import_entries, import_versions, import_findings
    TO yichuang_app;
END $$;
