-- non-transactional: what was moved before is looked for under no lock, and a file that broke off begins anew
SET lock_timeout = '15s';--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN IF NOT EXISTS "moved_to" text COLLATE "C",
	DROP CONSTRAINT IF EXISTS "cases_moved_runs_elsewhere",
	ADD CONSTRAINT "cases_moved_runs_elsewhere" CHECK (moved_to is null or status in ('SUBMITTED', 'AWAITING_CORRECTION', 'WITHDRAWN', 'TERMINATED', 'VOIDED')) NOT VALID;--> statement-breakpoint
SET lock_timeout = 0;--> statement-breakpoint
UPDATE "cases" a SET "moved_to" = b.to_no
FROM (SELECT DISTINCT ON (r->>'caseNo') r->>'caseNo' AS from_no, c.case_no AS to_no
	FROM "cases" c CROSS JOIN LATERAL jsonb_array_elements(c.facts->'related') r
	WHERE c.facts->'related' @> '[{"relation": "movedFrom"}]' AND c.status <> 'DRAFT' AND r->>'relation' = 'movedFrom'
	ORDER BY r->>'caseNo', c.id DESC) b
WHERE a.case_no = b.from_no AND a.moved_to IS NULL AND a.status IN ('SUBMITTED', 'AWAITING_CORRECTION', 'WITHDRAWN', 'TERMINATED', 'VOIDED');--> statement-breakpoint
ALTER TABLE "cases" VALIDATE CONSTRAINT "cases_moved_runs_elsewhere";
