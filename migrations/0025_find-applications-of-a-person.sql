-- non-transactional: cases of before the column get the index of their applicant, some hundreds at a time; then the indexes, built beside running traffic (a build that broke off leaves an invalid one, so each begins anew)
DO $$
DECLARE
  last uuid := '00000000-0000-0000-0000-000000000000';
  ids uuid[];
BEGIN
  LOOP
    ids := ARRAY(SELECT id FROM cases WHERE id > last ORDER BY id LIMIT 500);
    EXIT WHEN cardinality(ids) = 0;
    PERFORM FROM cases WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    UPDATE cases c SET applicant_index = p.id_number_index FROM case_parties p
      WHERE c.id = ANY (ids) AND c.applicant_index IS NULL AND p.case_id = c.id AND p.party_no = (
        SELECT min(a.party_no) FROM case_parties a WHERE a.case_id = c.id AND a.role = 'applicant');
    COMMIT;
    last := ids[cardinality(ids)];
  END LOOP;
END $$;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_applicant";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_applicant" ON "cases" USING btree ("applicant_index","item_code","status","created_at") WHERE applicant_index is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "cases_without_applicant";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "cases_without_applicant" ON "cases" USING btree ("item_code") WHERE applicant_index is null and status <> 'DRAFT';--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "case_parties_beside";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "case_parties_beside" ON "case_parties" USING btree ("id_number_index") WHERE role = 'coApplicant';
