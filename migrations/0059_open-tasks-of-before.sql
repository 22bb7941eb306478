-- non-transactional: some thousands of cases at a time, beside running traffic; what an earlier release opened is filled in
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT DISTINCT t.case_id FROM case_tasks t WHERE t.case_id > last AND t.closed_at IS NULL ORDER BY t.case_id LIMIT 5000);
    EXIT WHEN cardinality(ids) = 0;
    -- Who writes one of these meanwhile is held until theirs are there.
    PERFORM FROM cases WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO open_tasks (case_id, task_id, case_no, item_code, item_name, organisation_code, asked, window_id, kind, step, phase,
        opened_at, due_on, lamp, assignee, reminders, reminded_at, urges, workflow_key, workflow_version)
      SELECT o.* FROM case_tasks t CROSS JOIN LATERAL open_task_of(t) o WHERE t.case_id = ANY (ids) AND t.closed_at IS NULL
      ON CONFLICT DO NOTHING;
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
