ALTER TABLE "imports" ADD COLUMN "caller" jsonb;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "job_id" uuid;