ALTER TABLE "items" ADD COLUMN "planned_state" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "planned_from" date;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "planned_reason" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "planned_by" text;