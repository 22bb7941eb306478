CREATE TABLE "assigned_listings" (
	"case_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"assignee" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"due_on" date,
	"item_code" text NOT NULL,
	"places" bigint[],
	CONSTRAINT "assigned_listings_case_id_task_id_pk" PRIMARY KEY("case_id","task_id")
);
--> statement-breakpoint
CREATE INDEX "assigned_listings_assignee" ON "assigned_listings" USING btree ("assignee","created_at","case_id","due_on","item_code","places");--> statement-breakpoint
-- The places of a case, and who brought it in; more than an entry of an index holds: none.
CREATE FUNCTION assigned_places(c cases) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) <= 150 THEN array_agg(p.place) END
  FROM (SELECT l.place FROM listings_of(c) l UNION SELECT hashtextextended('c:' || c.created_by, 0)) p
$$;
--> statement-breakpoint
CREATE FUNCTION list_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.assignee, NEW.closed_at IS NULL) IS NOT DISTINCT FROM (OLD.assignee, OLD.closed_at IS NULL) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM assigned_listings WHERE case_id = OLD.case_id AND task_id = OLD.task_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.assignee IS NOT NULL AND NEW.closed_at IS NULL THEN
    INSERT INTO assigned_listings (case_id, task_id, assignee, created_at, due_on, item_code, places)
      SELECT NEW.case_id, NEW.task_id, NEW.assignee, c.created_at, c.due_on, c.item_code, assigned_places(c)
      FROM cases c WHERE c.id = NEW.case_id ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_assigned_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE assigned_listings SET due_on = NEW.due_on, item_code = NEW.item_code, places = assigned_places(NEW) WHERE case_id = NEW.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER case_tasks_assigned AFTER INSERT OR UPDATE OR DELETE ON case_tasks FOR EACH ROW EXECUTE FUNCTION list_assigned();
--> statement-breakpoint
CREATE TRIGGER cases_assigned AFTER UPDATE ON cases FOR EACH ROW
  WHEN ((NEW.due_on, NEW.item_code, NEW.organisation_code, NEW.deciding_divisions, NEW.divisions, NEW.window_id, NEW.window_organisation,
      NEW.centre_organisation, NEW.created_organisation, NEW.asked, NEW.received_on IS NOT NULL OR NEW.status NOT IN ('DRAFT', 'WITHDRAWN'))
    IS DISTINCT FROM (OLD.due_on, OLD.item_code, OLD.organisation_code, OLD.deciding_divisions, OLD.divisions, OLD.window_id, OLD.window_organisation,
      OLD.centre_organisation, OLD.created_organisation, OLD.asked, OLD.received_on IS NOT NULL OR OLD.status NOT IN ('DRAFT', 'WITHDRAWN')))
  EXECUTE FUNCTION list_assigned_case();
--> statement-breakpoint
ALTER TABLE assigned_listings SET (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_insert_scale_factor=0.01, autovacuum_vacuum_insert_threshold=10000);
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON assigned_listings TO yichuang_app;
END $$;
