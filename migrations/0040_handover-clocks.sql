ALTER TABLE "handovers" ADD COLUMN "receiver_subject" uuid;--> statement-breakpoint
ALTER TABLE "handovers" ADD COLUMN "left_out" jsonb;