ALTER TABLE "case_forms" ADD COLUMN "terms" "bytea"[];--> statement-breakpoint
ALTER TABLE "case_parties" ADD COLUMN "capacity" jsonb;--> statement-breakpoint
ALTER TABLE "case_parties" ADD COLUMN "name_index" "bytea";--> statement-breakpoint
ALTER TABLE "case_parties" ADD COLUMN "mobile_index" "bytea";
