-- Instances keep synonyms in memory: whoever changes some, by whatever way, tells them on commit. All are read again.
CREATE FUNCTION tell_of_synonyms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('synonyms', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER search_synonyms_tell AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_synonyms
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_synonyms();
