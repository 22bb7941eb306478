ALTER TABLE "case_materials" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "case_materials" ADD COLUMN "inspection" jsonb;--> statement-breakpoint
ALTER TABLE "case_materials" ADD COLUMN "returned" jsonb;