CREATE TABLE "case_forms" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"form" jsonb NOT NULL,
	"answers" jsonb NOT NULL
);
