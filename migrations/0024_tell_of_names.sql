-- Instances keep the ranking of common words in memory: whoever adds names, by whatever way, tells them on commit.
-- Nothing is told when all names were there already, as with most publications.
CREATE FUNCTION tell_of_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added) THEN
    PERFORM pg_notify('search_names', '');
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER search_groups_tell AFTER INSERT ON search_groups
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_of_names();
