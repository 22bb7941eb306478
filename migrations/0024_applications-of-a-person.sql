ALTER TABLE "cases" ADD COLUMN "applicant_index" "bytea";
