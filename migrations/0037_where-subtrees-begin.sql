ALTER TABLE "grants" ADD COLUMN "division_code" text;--> statement-breakpoint
-- What was granted begins where its organisation lies today: a move of the organisation must not widen it later.
UPDATE grants g SET division_code = o.division_code FROM organisations o WHERE o.code = g.organisation_code;
