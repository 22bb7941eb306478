CREATE TABLE "case_listings" (
	"case_id" uuid NOT NULL,
	"place" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"lamp" text NOT NULL,
	"due_on" date,
	"window_id" uuid,
	"item_code" text,
	"organisation_code" text,
	CONSTRAINT "case_listings_case_id_place_pk" PRIMARY KEY("case_id","place")
);
--> statement-breakpoint
CREATE INDEX "case_listings_created" ON "case_listings" USING btree ("place","created_at","case_id","lamp");--> statement-breakpoint
CREATE INDEX "case_listings_status" ON "case_listings" USING btree ("place","status","created_at","case_id","lamp");--> statement-breakpoint
CREATE INDEX "case_listings_due" ON "case_listings" USING btree ("place","due_on","created_at","case_id","status","lamp") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "case_listings_status_due" ON "case_listings" USING btree ("place","status","due_on","created_at","case_id") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "case_listings_lamp" ON "case_listings" USING btree ("place","lamp","created_at","case_id","status","due_on") WHERE lamp <> 'NONE';--> statement-breakpoint
CREATE INDEX "case_listings_window" ON "case_listings" USING btree ("place","window_id","created_at","case_id","status","due_on","lamp") WHERE window_id is not null;--> statement-breakpoint
CREATE INDEX "case_listings_window_due" ON "case_listings" USING btree ("place","window_id","due_on","created_at","case_id","status","lamp") WHERE window_id is not null and due_on is not null;--> statement-breakpoint
CREATE INDEX "case_listings_item" ON "case_listings" USING btree ("place","item_code","created_at","case_id","status","due_on","lamp") WHERE item_code is not null;--> statement-breakpoint
CREATE INDEX "case_listings_organisation" ON "case_listings" USING btree ("place","organisation_code","created_at","case_id","status","due_on","lamp") WHERE organisation_code is not null;--> statement-breakpoint
CREATE TABLE "task_listings" (
	"case_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"place" bigint NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"phase" text NOT NULL,
	"assignee" text,
	"item_code" text NOT NULL,
	"lamp" text NOT NULL,
	"due_on" date,
	CONSTRAINT "task_listings_case_id_task_id_place_pk" PRIMARY KEY("case_id","task_id","place")
);
--> statement-breakpoint
CREATE INDEX "task_listings_opened" ON "task_listings" USING btree ("place","phase","opened_at","task_id","lamp","due_on","case_id");--> statement-breakpoint
CREATE INDEX "task_listings_due" ON "task_listings" USING btree ("place","due_on","opened_at","task_id","phase","lamp","case_id") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "task_listings_lamp" ON "task_listings" USING btree ("place","lamp","opened_at","task_id","phase","due_on","case_id") WHERE lamp <> 'NONE';--> statement-breakpoint
CREATE INDEX "task_listings_item" ON "task_listings" USING btree ("place","item_code","opened_at","task_id","phase","lamp","due_on","case_id");--> statement-breakpoint
-- The newest rows are those that lists read: they are to be all-visible soon, so that an index answers alone.
ALTER TABLE case_listings SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_insert_threshold = 10000);
--> statement-breakpoint
ALTER TABLE task_listings SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_vacuum_insert_threshold = 10000);
--> statement-breakpoint
-- The ways in which a case is seen (case-visibility.ts, listingWays): o the deciding organ, d its divisions, w who sits at the
-- window or runs its centre, v the centre's divisions, a who was asked with all above, p the point of an assistant.
CREATE FUNCTION listings_of(c cases) RETURNS TABLE (case_id uuid, place bigint, created_at timestamptz, status text, lamp text,
  due_on date, window_id uuid, item_code text, organisation_code text) LANGUAGE sql STABLE AS $$
  SELECT c.id, hashtextextended(w.way, 0), c.created_at, c.status, c.lamp, c.due_on, c.window_id,
    CASE WHEN w.beside THEN c.item_code END, CASE WHEN w.beside THEN c.organisation_code END
  FROM (
    SELECT 'o:' || c.organisation_code AS way, false AS beside
    UNION SELECT 'd:' || d, false FROM unnest(c.deciding_divisions) d
    UNION SELECT 'w:' || o, true FROM unnest(ARRAY[c.window_organisation, c.centre_organisation]) o WHERE o IS NOT NULL
    UNION SELECT 'v:' || d, true FROM unnest(c.divisions) d WHERE c.window_id IS NOT NULL AND d <> ALL (c.deciding_divisions)
    UNION SELECT 'a:' || a, true FROM unnest(c.asked) a
    UNION SELECT 'p:' || c.created_organisation, true WHERE c.created_organisation IS NOT NULL) w
  WHERE c.received_on IS NOT NULL OR c.status NOT IN ('DRAFT', 'WITHDRAWN')
$$;
--> statement-breakpoint
-- An open step is work of the case's organ (s), a question that of the organ that was asked, or of who goes on for it (q).
CREATE FUNCTION task_listings_of(t case_tasks) RETURNS TABLE (case_id uuid, task_id uuid, place bigint, opened_at timestamptz, phase text,
  assignee text, item_code text, lamp text, due_on date) LANGUAGE sql STABLE AS $$
  SELECT t.case_id, t.task_id, hashtextextended(w.way, 0), t.opened_at, t.phase, t.assignee, c.item_code, c.lamp, c.due_on
  FROM cases c CROSS JOIN LATERAL (
    SELECT 's:o:' || c.organisation_code AS way WHERE t.kind <> 'opinion'
    UNION SELECT 's:d:' || d FROM unnest(c.deciding_divisions) d WHERE t.kind <> 'opinion'
    UNION SELECT 'q:o:' || u.code FROM organisations o CROSS JOIN LATERAL (VALUES (o.code), (o.successor_code)) u(code)
      WHERE t.kind = 'opinion' AND o.code = t.state->>'organisation' AND u.code IS NOT NULL
    UNION SELECT 'q:d:' || a FROM organisations o JOIN divisions d ON d.code = o.division_code CROSS JOIN LATERAL unnest(d.ancestors) a
      WHERE t.kind = 'opinion' AND o.code = t.state->>'organisation') w
  WHERE c.id = t.case_id AND t.closed_at IS NULL
$$;
--> statement-breakpoint
CREATE FUNCTION list_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM task_listings WHERE case_id = OLD.case_id AND task_id = OLD.task_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.closed_at IS NULL THEN
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on)
      SELECT * FROM task_listings_of(NEW) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- By a trigger and not by the service's own statements: an older release that runs beside writes cases too.
CREATE FUNCTION list_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM case_listings WHERE case_id = OLD.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.organisation_code, NEW.deciding_divisions, NEW.divisions, NEW.window_id, NEW.window_organisation, NEW.centre_organisation,
        NEW.created_organisation, NEW.asked, NEW.received_on IS NOT NULL OR NEW.status NOT IN ('DRAFT', 'WITHDRAWN'))
      IS NOT DISTINCT FROM
      (OLD.organisation_code, OLD.deciding_divisions, OLD.divisions, OLD.window_id, OLD.window_organisation, OLD.centre_organisation,
        OLD.created_organisation, OLD.asked, OLD.received_on IS NOT NULL OR OLD.status NOT IN ('DRAFT', 'WITHDRAWN')) THEN
      IF (NEW.status, NEW.lamp, NEW.due_on) IS DISTINCT FROM (OLD.status, OLD.lamp, OLD.due_on) THEN
        UPDATE case_listings SET status = NEW.status, lamp = NEW.lamp, due_on = NEW.due_on WHERE case_id = NEW.id;
      END IF;
      IF (NEW.lamp, NEW.due_on) IS DISTINCT FROM (OLD.lamp, OLD.due_on) THEN
        UPDATE task_listings SET lamp = NEW.lamp, due_on = NEW.due_on WHERE case_id = NEW.id;
      END IF;
      RETURN NULL;
    END IF;
    DELETE FROM case_listings WHERE case_id = NEW.id;
    DELETE FROM task_listings WHERE case_id = NEW.id;
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on)
      SELECT l.* FROM case_tasks t CROSS JOIN LATERAL task_listings_of(t) l WHERE t.case_id = NEW.id AND t.closed_at IS NULL
      ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO case_listings (case_id, place, created_at, status, lamp, due_on, window_id, item_code, organisation_code)
    SELECT * FROM listings_of(NEW) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER cases_listed AFTER INSERT OR UPDATE OR DELETE ON cases FOR EACH ROW EXECUTE FUNCTION list_case();
--> statement-breakpoint
CREATE TRIGGER case_tasks_listed AFTER INSERT OR UPDATE OR DELETE ON case_tasks FOR EACH ROW EXECUTE FUNCTION list_task();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON case_listings, task_listings TO yichuang_app;
END $$;
