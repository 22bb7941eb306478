-- non-transactional: alerts of before the column have no organ, and were listed by division alone; some hundreds at a time
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT DISTINCT a.case_id FROM alerts a WHERE a.case_id > last AND a.organisation_code IS NULL AND a.owner_kind = 'case'
      ORDER BY a.case_id LIMIT 500);
    EXIT WHEN cardinality(ids) = 0;
    PERFORM FROM alerts WHERE case_id = ANY (ids) ORDER BY case_id, alert_id FOR NO KEY UPDATE;
    UPDATE alerts a SET organisation_code = c.organisation_code FROM cases c
      WHERE c.id = a.case_id AND a.case_id = ANY (ids) AND a.organisation_code IS NULL AND a.owner_kind = 'case';
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
