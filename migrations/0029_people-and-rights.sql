CREATE TABLE "delegations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_code" text NOT NULL,
	"to_code" text NOT NULL,
	"items" text[] NOT NULL,
	"kind" text NOT NULL,
	"document" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "authority_requests" (
	"window_id" uuid NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"level" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	CONSTRAINT "authority_requests_window_id_item_code_pk" PRIMARY KEY("window_id","item_code")
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"staff_no" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"organisation_code" text NOT NULL,
	"posts" text[] DEFAULT '{}' NOT NULL,
	"issuer" text,
	"subject" text,
	"mobile_encrypted" "bytea",
	"mobile_masked" text,
	"email_encrypted" "bytea",
	"email_masked" text,
	"id_number_index" "bytea",
	"valid_from" date NOT NULL,
	"valid_until" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_absences" (
	"staff_no" text COLLATE "C" NOT NULL,
	"absence_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"deputy_no" text COLLATE "C",
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "staff_absences_staff_no_absence_id_pk" PRIMARY KEY("staff_no","absence_id")
);
--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "window_organisation" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "centre_organisation" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "created_organisation" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "asked" text[];--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "calendars" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "monitor_rules" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "dictionaries" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "ended_on" date;--> statement-breakpoint
ALTER TABLE "organisations" ADD COLUMN "successor_code" text;--> statement-breakpoint
ALTER TABLE "window_authorities" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "window_authorities" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "search_synonyms" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "workflow_versions" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "staff_no" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "role" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "actor_organisation" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "organisation_code" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "purpose" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "subjects" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "scope" text DEFAULT 'organ' NOT NULL;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "items" text[];--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "valid_from" date;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "valid_until" date;--> statement-breakpoint
ALTER TABLE "grants" ADD COLUMN "personal" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "authority_requests" ADD CONSTRAINT "authority_requests_window_id_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."windows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delegations_to" ON "delegations" USING btree ("to_code","valid_to");--> statement-breakpoint
CREATE INDEX "delegations_from" ON "delegations" USING btree ("from_code","valid_to");--> statement-breakpoint
CREATE INDEX "authority_requests_item" ON "authority_requests" USING btree ("item_code");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_subject" ON "staff" USING btree ("issuer","subject") WHERE subject is not null;--> statement-breakpoint
CREATE INDEX "staff_organisation" ON "staff" USING btree ("organisation_code","staff_no");--> statement-breakpoint
CREATE INDEX "staff_absences_deputy" ON "staff_absences" USING btree ("deputy_no","until_on");--> statement-breakpoint
-- Rights that are kept for a whole area went by division before; those over cases are now the organ's own.
UPDATE grants SET scope = 'subtree'
  WHERE role IN ('supervisor', 'leader', 'manager', 'cataloguer', 'exchange', 'operator', 'security', 'auditor');
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE ON staff, staff_absences, delegations TO yichuang_app;
  GRANT DELETE ON staff_absences TO yichuang_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON authority_requests TO yichuang_app;
END $$;
