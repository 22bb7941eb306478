ALTER TABLE "pulses" ADD COLUMN "failed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "pulses" ADD COLUMN "backlog" integer;--> statement-breakpoint
ALTER TABLE "pulses" ADD COLUMN "state" jsonb;