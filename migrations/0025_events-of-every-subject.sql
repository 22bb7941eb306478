ALTER TABLE "case_events" ADD COLUMN "subject_kind" text DEFAULT 'case' NOT NULL;--> statement-breakpoint
ALTER TABLE "case_events" ADD COLUMN "organs" text[];--> statement-breakpoint
ALTER TABLE "case_events" ADD COLUMN "salt" text;