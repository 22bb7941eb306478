-- The clock of the service. Tests, demo and simulation shift it as the owner; the service may only read it.
CREATE TABLE app_time_shift (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  shift interval NOT NULL
);
--> statement-breakpoint
INSERT INTO app_time_shift (shift) VALUES ('0');
--> statement-breakpoint
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN now() + (SELECT shift FROM app_time_shift);
--> statement-breakpoint
INSERT INTO feed_head (hash) VALUES (decode(repeat('00', 32), 'hex'));
--> statement-breakpoint
INSERT INTO audit_head (hash) VALUES (decode(repeat('00', 32), 'hex'));
--> statement-breakpoint
-- What has happened or has been published stays as it is, even for the owner.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
-- What is or was in force stays as it is, even for the owner. What was only announced may be withdrawn while no case can
-- have used it: the last minute of the day before belongs to the day, so that no case that begins on it meets a
-- withdrawal that began before.
CREATE FUNCTION guard_item_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.effective_from <= ((app_now() + interval '1 minute') AT TIME ZONE 'Asia/Shanghai')::date THEN
    RAISE EXCEPTION 'a version that is or was in force is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM cases WHERE item_code = OLD.item_code AND item_version = OLD.version) THEN
    RAISE EXCEPTION 'a version that a case needs is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
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
-- Instances keep dictionaries in memory: whoever changes one, by whatever way, tells them on commit.
CREATE FUNCTION tell_of_dictionary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('dictionaries', NEW.key);
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Instances keep synonyms in memory: whoever changes some, by whatever way, tells them on commit. All are read again.
CREATE FUNCTION tell_of_synonyms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('synonyms', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Every record waits for its place in the chain, whoever writes it: also the release before, and the command line.
CREATE FUNCTION await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_waiting (audit_no) VALUES (NEW.audit_no);
  RETURN NULL;
END $$;
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
-- The places of an organ: its own, and each division that it lies in (placesOfReach).
CREATE FUNCTION places_of_organ(organ text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT hashtextextended('o:' || organ, 0)
  UNION SELECT hashtextextended('d:' || a, 0) FROM organisations o JOIN divisions d ON d.code = o.division_code CROSS JOIN LATERAL unnest(d.ancestors) a
    WHERE o.code = organ
$$;
--> statement-breakpoint
CREATE FUNCTION places_of_thing(divisions text[], organ text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT hashtextextended('d:' || d, 0) FROM unnest(divisions) d
  UNION SELECT hashtextextended('o:' || organ, 0) WHERE organ IS NOT NULL
$$;
--> statement-breakpoint
-- By triggers and not by the service's own statements: an older release that runs beside writes these rows too.
CREATE FUNCTION list_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.divisions, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.divisions, OLD.organisation_code) THEN
      UPDATE alert_listings SET status = NEW.status, level = NEW.level WHERE alert_id = NEW.alert_id;
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM alert_listings WHERE alert_id = OLD.alert_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO alert_listings (alert_id, place, raised_at, status, level)
      SELECT NEW.alert_id, p, NEW.raised_at, NEW.status, NEW.level FROM places_of_thing(NEW.divisions, NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_listings (place, audit_no, action)
    SELECT p, NEW.audit_no, NEW.action FROM places_of_thing(NEW.divisions, NEW.organisation_code) p ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.staff_no, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.staff_no, OLD.organisation_code) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM staff_listings WHERE staff_no = OLD.staff_no;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO staff_listings (place, staff_no) SELECT p, NEW.staff_no FROM places_of_organ(NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.id, OLD.organisation_code) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM grant_listings WHERE grant_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO grant_listings (place, grant_id) SELECT p, NEW.id FROM places_of_organ(NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- People and rights lie where their organ lies, at once.
CREATE FUNCTION list_organs_people(organs text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM staff_listings l USING staff s WHERE l.staff_no = s.staff_no AND s.organisation_code = ANY (organs);
  INSERT INTO staff_listings (place, staff_no) SELECT p, s.staff_no FROM staff s CROSS JOIN LATERAL places_of_organ(s.organisation_code) p
    WHERE s.organisation_code = ANY (organs) ON CONFLICT DO NOTHING;
  DELETE FROM grant_listings l USING grants g WHERE l.grant_id = g.id AND g.organisation_code = ANY (organs);
  INSERT INTO grant_listings (place, grant_id) SELECT p, g.id FROM grants g CROSS JOIN LATERAL places_of_organ(g.organisation_code) p
    WHERE g.organisation_code = ANY (organs) ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_organ() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM list_organs_people(ARRAY[NEW.code]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_division() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM list_organs_people(ARRAY(SELECT code FROM organisations WHERE division_code = NEW.code));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE ON case_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER item_versions_append_only BEFORE UPDATE ON item_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER workflow_versions_append_only BEFORE UPDATE OR DELETE ON workflow_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER case_documents_append_only BEFORE UPDATE OR DELETE ON case_documents
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER feed_append_only BEFORE UPDATE OR DELETE ON feed
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What was done stays told, even by the owner.
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER item_versions_withdrawal BEFORE DELETE ON item_versions
  FOR EACH ROW EXECUTE FUNCTION guard_item_version();
--> statement-breakpoint
CREATE TRIGGER item_changes_append_only BEFORE UPDATE OR DELETE ON item_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER directory_versions_append_only BEFORE UPDATE OR DELETE ON directory_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
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
CREATE TRIGGER item_versions_tell_insert AFTER INSERT ON item_versions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
CREATE TRIGGER item_versions_tell_delete AFTER DELETE ON item_versions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_items();
--> statement-breakpoint
CREATE TRIGGER dictionaries_tell AFTER INSERT OR UPDATE ON dictionaries
  FOR EACH ROW EXECUTE FUNCTION tell_of_dictionary();
--> statement-breakpoint
-- A code that was published with an item must stay readable: not even the owner deletes one.
CREATE TRIGGER dictionary_entries_stay BEFORE DELETE ON dictionary_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What was published stays as it is, even for the owner.
CREATE TRIGGER bundle_versions_append_only BEFORE UPDATE OR DELETE ON bundle_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER search_synonyms_tell AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_synonyms
  FOR EACH STATEMENT EXECUTE FUNCTION tell_of_synonyms();
--> statement-breakpoint
CREATE TRIGGER audit_log_waits AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION await_seal();
--> statement-breakpoint
CREATE TRIGGER audit_chain_append_only BEFORE UPDATE OR DELETE ON audit_chain
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A table that is emptied at once is refused as well, to the owner too; the heads of the chains are never taken away.
CREATE TRIGGER audit_chain_not_emptied BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_log_not_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER case_events_not_emptied BEFORE TRUNCATE ON case_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER case_documents_not_emptied BEFORE TRUNCATE ON case_documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER feed_not_emptied BEFORE TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER feed_head_not_emptied BEFORE DELETE OR TRUNCATE ON feed_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_head_not_emptied BEFORE DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER cases_listed AFTER INSERT OR UPDATE OR DELETE ON cases FOR EACH ROW EXECUTE FUNCTION list_case();
--> statement-breakpoint
CREATE TRIGGER case_tasks_listed AFTER INSERT OR UPDATE OR DELETE ON case_tasks FOR EACH ROW EXECUTE FUNCTION list_task();
--> statement-breakpoint
CREATE TRIGGER alerts_listed AFTER INSERT OR UPDATE OR DELETE ON alerts FOR EACH ROW EXECUTE FUNCTION list_alert();
--> statement-breakpoint
CREATE TRIGGER audit_log_listed AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION list_audit();
--> statement-breakpoint
CREATE TRIGGER staff_listed AFTER INSERT OR UPDATE OR DELETE ON staff FOR EACH ROW EXECUTE FUNCTION list_staff();
--> statement-breakpoint
CREATE TRIGGER grants_listed AFTER INSERT OR UPDATE OR DELETE ON grants FOR EACH ROW EXECUTE FUNCTION list_grant();
--> statement-breakpoint
CREATE TRIGGER organisations_listed AFTER UPDATE ON organisations FOR EACH ROW
  WHEN (NEW.division_code IS DISTINCT FROM OLD.division_code) EXECUTE FUNCTION list_organ();
--> statement-breakpoint
CREATE TRIGGER divisions_listed AFTER UPDATE ON divisions FOR EACH ROW
  WHEN (NEW.ancestors IS DISTINCT FROM OLD.ancestors) EXECUTE FUNCTION list_division();
--> statement-breakpoint
ALTER TABLE case_listings SET (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_insert_scale_factor=0.01, autovacuum_vacuum_insert_threshold=10000);
--> statement-breakpoint
ALTER TABLE task_listings SET (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_insert_scale_factor=0.01, autovacuum_vacuum_insert_threshold=10000);
--> statement-breakpoint
-- Least privilege of the service's login: it owns nothing, and what has happened it may neither change nor delete.
-- The role is made by `init-database`; where one login does everything, there is nothing to grant.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA public TO yichuang_app;
  GRANT SELECT ON app_time_shift, schema_migrations TO yichuang_app;
  GRANT SELECT, INSERT ON audit_chain, audit_listings, audit_log, bundle_versions, case_documents, case_events,
    directory_versions, feed, item_changes, workflow_versions TO yichuang_app;
  GRANT SELECT, INSERT, DELETE ON audit_waiting, dictionary_mappings, item_versions, outbox TO yichuang_app;
  GRANT SELECT, INSERT, UPDATE ON alerts, bundles, calendars, case_clocks, case_forms, case_materials, case_parties, case_tasks,
    cases, centres, delegations, dictionaries, dictionary_entries, directory_entries, divisions,
    items, monitor_ticks, organisations, pulses, staff, windows TO yichuang_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON alert_listings, authority_requests, calendar_days, calendar_years, case_listings,
    consumer_missed, consumers, counted_tries, files, grant_listings, grants, idempotency_keys,
    import_chunks, import_entries, import_findings, import_versions, imports, item_drafts, jobs,
    monitor_rules, publications, search_entries, search_groups, search_synonyms, set_aside,
    staff_absences, staff_listings, statistics_cases, statistics_counts, task_listings,
    window_authorities TO yichuang_app;
  GRANT SELECT, UPDATE ON audit_head, feed_head TO yichuang_app;
  GRANT USAGE ON SEQUENCE case_events_event_no_seq, case_serial TO yichuang_app;
END $$;
