ALTER TABLE "licences" ADD COLUMN "suspended_until" date;--> statement-breakpoint
ALTER TABLE "licences" ADD COLUMN "remind_on" date;