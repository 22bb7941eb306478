-- An open step is work of the case's organ (s), or of the organ that the procedure names for it; that, like a question, is
-- work of the organ that was asked, or of who goes on for it (q). No task of before names an organ without being a question.
CREATE OR REPLACE FUNCTION task_listings_of(t case_tasks) RETURNS TABLE (case_id uuid, task_id uuid, place bigint, opened_at timestamptz, phase text,
  assignee text, item_code text, lamp text, due_on date) LANGUAGE sql STABLE AS $$
  SELECT t.case_id, t.task_id, hashtextextended(w.way, 0), t.opened_at, t.phase, t.assignee, c.item_code, c.lamp, c.due_on
  FROM cases c CROSS JOIN LATERAL (
    SELECT 's:o:' || c.organisation_code AS way WHERE t.kind <> 'opinion' AND NOT t.state ? 'organisation'
    UNION SELECT 's:d:' || d FROM unnest(c.deciding_divisions) d WHERE t.kind <> 'opinion' AND NOT t.state ? 'organisation'
    UNION SELECT 'q:o:' || u.code FROM organisations o CROSS JOIN LATERAL (VALUES (o.code), (o.successor_code)) u(code)
      WHERE o.code = t.state->>'organisation' AND u.code IS NOT NULL
    UNION SELECT 'q:d:' || a FROM organisations o JOIN divisions d ON d.code = o.division_code CROSS JOIN LATERAL unnest(d.ancestors) a
      WHERE o.code = t.state->>'organisation') w
  WHERE c.id = t.case_id AND t.closed_at IS NULL
$$;
