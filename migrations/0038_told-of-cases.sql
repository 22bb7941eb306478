ALTER TABLE "cases" ADD COLUMN "copied" text[];--> statement-breakpoint
-- The ways in which a case is seen (case-visibility.ts, case-ways.ts): o the deciding organ, d its divisions, w who sits at the
-- window or runs its centre, v the centre's divisions, a who was asked or told with all above, n a person who was told, p the
-- point of an assistant. An older release that runs beside neither tells anybody nor forgets who was told.
CREATE OR REPLACE FUNCTION listings_of(c cases) RETURNS TABLE (case_id uuid, place bigint, created_at timestamptz, status text, lamp text,
  due_on date, window_id uuid, item_code text, organisation_code text) LANGUAGE sql STABLE AS $$
  SELECT c.id, hashtextextended(w.way, 0), c.created_at, c.status, c.lamp, c.due_on, c.window_id,
    CASE WHEN w.beside THEN c.item_code END, CASE WHEN w.beside THEN c.organisation_code END
  FROM (
    SELECT 'o:' || c.organisation_code AS way, false AS beside
    UNION SELECT 'd:' || d, false FROM unnest(c.deciding_divisions) d
    UNION SELECT 'w:' || o, true FROM unnest(ARRAY[c.window_organisation, c.centre_organisation]) o WHERE o IS NOT NULL
    UNION SELECT 'v:' || d, true FROM unnest(c.divisions) d WHERE c.window_id IS NOT NULL AND d <> ALL (c.deciding_divisions)
    UNION SELECT 'a:' || a, true FROM unnest(c.asked) a
    UNION SELECT CASE WHEN t LIKE 'n:%' THEN t ELSE 'a:' || t END, true FROM unnest(c.copied) t
    UNION SELECT 'p:' || c.created_organisation, true WHERE c.created_organisation IS NOT NULL) w
  WHERE c.received_on IS NOT NULL OR c.status NOT IN ('DRAFT', 'WITHDRAWN')
$$;
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
    INSERT INTO task_listings (case_id, task_id, place, opened_at, phase, assignee, item_code, lamp, due_on)
      SELECT l.* FROM case_tasks t CROSS JOIN LATERAL task_listings_of(t) l WHERE t.case_id = NEW.id AND t.closed_at IS NULL
      ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO case_listings (case_id, place, created_at, status, lamp, due_on, window_id, item_code, organisation_code)
    SELECT * FROM listings_of(NEW) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER cases_assigned AFTER UPDATE ON cases FOR EACH ROW
  WHEN ((NEW.due_on, NEW.item_code, NEW.organisation_code, NEW.deciding_divisions, NEW.divisions, NEW.window_id, NEW.window_organisation,
      NEW.centre_organisation, NEW.created_organisation, NEW.asked, NEW.copied, NEW.received_on IS NOT NULL OR NEW.status NOT IN ('DRAFT', 'WITHDRAWN'))
    IS DISTINCT FROM (OLD.due_on, OLD.item_code, OLD.organisation_code, OLD.deciding_divisions, OLD.divisions, OLD.window_id, OLD.window_organisation,
      OLD.centre_organisation, OLD.created_organisation, OLD.asked, OLD.copied, OLD.received_on IS NOT NULL OR OLD.status NOT IN ('DRAFT', 'WITHDRAWN')))
  EXECUTE FUNCTION list_assigned_case();
