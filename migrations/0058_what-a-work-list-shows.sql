CREATE TABLE "open_tasks" (
	"case_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"case_no" text NOT NULL,
	"item_code" text NOT NULL,
	"item_name" text NOT NULL,
	"organisation_code" text NOT NULL,
	"asked" text,
	"window_id" uuid,
	"kind" text NOT NULL,
	"step" text NOT NULL,
	"phase" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"due_on" date,
	"lamp" text NOT NULL,
	"assignee" text,
	"reminders" integer NOT NULL,
	"reminded_at" timestamp with time zone,
	"urges" integer NOT NULL,
	"workflow_key" text,
	"workflow_version" integer,
	CONSTRAINT "open_tasks_case_id_task_id_pk" PRIMARY KEY("case_id","task_id")
);
--> statement-breakpoint
CREATE INDEX "open_tasks_task" ON "open_tasks" USING hash ("task_id");
--> statement-breakpoint
ALTER TABLE open_tasks SET (fillfactor=80, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_insert_scale_factor=0.01, autovacuum_vacuum_insert_threshold=10000);
--> statement-breakpoint
CREATE FUNCTION open_urges(facts jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_array_length(jsonb_path_query_array(coalesce(facts->'urges', '[]'), '$[*] ? (!exists(@.answeredAt))'))
$$;
--> statement-breakpoint
-- What the work list shows of an open step; of none that is done.
CREATE FUNCTION open_task_of(t case_tasks) RETURNS TABLE (case_id uuid, task_id uuid, case_no text, item_code text, item_name text,
  organisation_code text, asked text, window_id uuid, kind text, step text, phase text, opened_at timestamptz, due_on date, lamp text,
  assignee text, reminders integer, reminded_at timestamptz, urges integer, workflow_key text, workflow_version integer) LANGUAGE sql STABLE AS $$
  SELECT t.case_id, t.task_id, c.case_no, c.item_code, c.item_name, c.organisation_code, t.state->>'organisation', c.window_id, t.kind, t.step,
    t.phase, t.opened_at, c.due_on, c.lamp, t.assignee, coalesce(jsonb_array_length(t.state->'reminders'), 0),
    (t.state->'reminders'->-1->>'at')::timestamptz, open_urges(c.facts), c.workflow_key, c.workflow_version
  FROM cases c WHERE c.id = t.case_id AND t.closed_at IS NULL
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION list_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM task_listings WHERE case_id = OLD.case_id AND task_id = OLD.task_id;
  END IF;
  IF TG_OP = 'DELETE' OR NEW.closed_at IS NOT NULL THEN
    DELETE FROM open_tasks WHERE case_id = OLD.case_id AND task_id = OLD.task_id;
  ELSE
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on, step, window_id)
      SELECT * FROM open_task_listings(NEW) ON CONFLICT DO NOTHING;
    INSERT INTO open_tasks AS o (case_id, task_id, case_no, item_code, item_name, organisation_code, asked, window_id, kind, step, phase,
        opened_at, due_on, lamp, assignee, reminders, reminded_at, urges, workflow_key, workflow_version)
      SELECT * FROM open_task_of(NEW)
      ON CONFLICT (case_id, task_id) DO UPDATE SET asked = excluded.asked, kind = excluded.kind, step = excluded.step, phase = excluded.phase,
        opened_at = excluded.opened_at, assignee = excluded.assignee, reminders = excluded.reminders, reminded_at = excluded.reminded_at;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION list_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM case_listings WHERE case_id = OLD.id;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.item_name, NEW.organisation_code, NEW.window_id, NEW.lamp, NEW.due_on, NEW.workflow_key, NEW.workflow_version, NEW.facts->'urges')
      IS DISTINCT FROM
      (OLD.item_name, OLD.organisation_code, OLD.window_id, OLD.lamp, OLD.due_on, OLD.workflow_key, OLD.workflow_version, OLD.facts->'urges') THEN
      UPDATE open_tasks SET item_name = NEW.item_name, organisation_code = NEW.organisation_code, window_id = NEW.window_id, lamp = NEW.lamp,
        due_on = NEW.due_on, urges = open_urges(NEW.facts), workflow_key = NEW.workflow_key, workflow_version = NEW.workflow_version
      WHERE case_id = NEW.id;
    END IF;
    IF (NEW.organisation_code, NEW.deciding_divisions, NEW.divisions, NEW.window_id, NEW.window_organisation, NEW.centre_organisation,
        NEW.created_organisation, NEW.asked, NEW.copied, NEW.received_on IS NOT NULL OR NEW.status NOT IN ('DRAFT', 'WITHDRAWN'))
      IS NOT DISTINCT FROM
      (OLD.organisation_code, OLD.deciding_divisions, OLD.divisions, OLD.window_id, OLD.window_organisation, OLD.centre_organisation,
        OLD.created_organisation, OLD.asked, OLD.copied, OLD.received_on IS NOT NULL OR OLD.status NOT IN ('DRAFT', 'WITHDRAWN')) THEN
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
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on, step, window_id)
      SELECT l.* FROM case_tasks t CROSS JOIN LATERAL open_task_listings(t) l WHERE t.case_id = NEW.id AND t.closed_at IS NULL
      ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO case_listings (case_id, place, created_at, status, lamp, due_on, window_id, item_code, organisation_code)
    SELECT * FROM listings_of(NEW) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON open_tasks TO yichuang_app;
  END IF;
END $$;
