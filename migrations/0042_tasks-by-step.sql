ALTER TABLE "task_listings" ADD COLUMN "step" text;--> statement-breakpoint
ALTER TABLE "task_listings" ADD COLUMN "window_id" uuid;--> statement-breakpoint
-- An open step is work of the case's organ (s), a question that of the organ that was asked, or of who goes on for it (q).
CREATE FUNCTION open_task_listings(t case_tasks) RETURNS TABLE (case_id uuid, task_id uuid, place bigint, opened_at timestamptz, phase text,
  assignee text, item_code text, lamp text, due_on date, step text, window_id uuid) LANGUAGE sql STABLE AS $$
  SELECT l.case_id, l.task_id, l.place, l.opened_at, l.phase, l.assignee, l.item_code, l.lamp, l.due_on, t.step, c.window_id
  FROM task_listings_of(t) l JOIN cases c ON c.id = t.case_id
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION list_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM task_listings WHERE case_id = OLD.case_id AND task_id = OLD.task_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.closed_at IS NULL THEN
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on, step, window_id)
      SELECT * FROM open_task_listings(NEW) ON CONFLICT DO NOTHING;
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
