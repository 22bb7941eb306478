-- A default that is a constant rewrites nothing; the other two tables hold few rows.
ALTER TABLE "monitor_rules" DROP CONSTRAINT "monitor_rules_kind_level_pk";--> statement-breakpoint
ALTER TABLE "alerts" ALTER COLUMN "case_no" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "owner_kind" text DEFAULT 'case' NOT NULL;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "owner_no" text COLLATE "C";--> statement-breakpoint
ALTER TABLE "case_clocks" ADD COLUMN "owner_kind" text DEFAULT 'case' NOT NULL;--> statement-breakpoint
ALTER TABLE "monitor_rules" ADD COLUMN "owner" text COLLATE "C" GENERATED ALWAYS AS (coalesce(organisation_code, '')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "monitor_rules" ADD CONSTRAINT "monitor_rules_kind_level_owner_pk" PRIMARY KEY("kind","level","owner");--> statement-breakpoint
ALTER TABLE "authority_requests" ADD COLUMN "request_id" uuid DEFAULT gen_random_uuid() NOT NULL;