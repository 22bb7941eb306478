-- non-transactional: some thousands at a time, beside running traffic; what stands there already is left as it is
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT DISTINCT t.case_id FROM case_tasks t WHERE t.case_id > last AND t.closed_at IS NULL AND t.assignee IS NOT NULL
      ORDER BY t.case_id LIMIT 5000);
    EXIT WHEN cardinality(ids) = 0;
    -- Who writes one of these meanwhile is held until theirs are there.
    PERFORM FROM cases WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO assigned_listings (case_id, task_id, assignee, created_at, due_on, item_code, places)
      SELECT t.case_id, t.task_id, t.assignee, c.created_at, c.due_on, c.item_code, assigned_places(c)
      FROM case_tasks t JOIN cases c ON c.id = t.case_id
      WHERE t.case_id = ANY (ids) AND t.closed_at IS NULL AND t.assignee IS NOT NULL
      ON CONFLICT DO NOTHING;
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
