-- Instances keep dictionaries in memory: whoever changes one, by whatever way, tells them on commit.
CREATE FUNCTION tell_of_dictionary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('dictionaries', NEW.key);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER dictionaries_tell AFTER INSERT OR UPDATE ON dictionaries
  FOR EACH ROW EXECUTE FUNCTION tell_of_dictionary();
--> statement-breakpoint
-- A code that was published with an item must stay readable: not even the owner deletes one.
CREATE TRIGGER dictionary_entries_stay BEFORE DELETE ON dictionary_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE ON dictionaries, dictionary_entries TO yichuang_app;
  GRANT SELECT, INSERT, DELETE ON dictionary_mappings TO yichuang_app;
END $$;
