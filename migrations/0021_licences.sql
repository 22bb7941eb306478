CREATE TABLE "licence_acts" (
	"licence_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"act" text NOT NULL,
	"done_on" date NOT NULL,
	"case_no" text NOT NULL,
	"document_no" text,
	"ground" text,
	"staff_no" text,
	"valid_to" date,
	CONSTRAINT "licence_acts_licence_id_version_pk" PRIMARY KEY("licence_id","version")
);
--> statement-breakpoint
CREATE TABLE "licence_series" (
	"organisation_code" text NOT NULL,
	"series" text NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "licence_series_organisation_code_series_pk" PRIMARY KEY("organisation_code","series")
);
--> statement-breakpoint
CREATE TABLE "licences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"licence_no" text COLLATE "C" NOT NULL,
	"found_by" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"case_id" uuid NOT NULL,
	"case_no" text NOT NULL,
	"holder_case_id" uuid NOT NULL,
	"result" integer NOT NULL,
	"organisation_code" text NOT NULL,
	"divisions" text[] NOT NULL,
	"item_code" text NOT NULL,
	"item_version" integer NOT NULL,
	"item_name" text NOT NULL,
	"item_type" text NOT NULL,
	"content" jsonb NOT NULL,
	"granted_on" date NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"state" text NOT NULL,
	"code" text NOT NULL,
	"renewal_case_no" text,
	"renewal_in_time" boolean,
	"holder_numbers" "bytea"[] NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "licences_waiting" (
	"case_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "licences_result" ON "licences" USING btree ("case_id","result");--> statement-breakpoint
CREATE INDEX "licences_found_by" ON "licences" USING btree ("found_by");--> statement-breakpoint
CREATE INDEX "licences_organisation" ON "licences" USING btree ("organisation_code","id");--> statement-breakpoint
CREATE INDEX "licences_divisions" ON "licences" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "licences_case_no" ON "licences" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "licences_renewal" ON "licences" USING btree ("renewal_case_no") WHERE renewal_case_no is not null;--> statement-breakpoint
CREATE INDEX "licences_valid_to" ON "licences" USING btree ("valid_to") WHERE valid_to is not null and state = 'current';--> statement-breakpoint
-- What a case issued is looked at once it is closed, whoever closes it: also the release before. A public service grants nothing that lives on.
CREATE FUNCTION await_licence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO licences_waiting (case_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER cases_issue_licence AFTER UPDATE OF result_type ON cases FOR EACH ROW
  WHEN (NEW.result_type = 'issued' AND OLD.result_type IS DISTINCT FROM 'issued' AND NEW.item_type <> '20')
  EXECUTE FUNCTION await_licence();
--> statement-breakpoint
CREATE TRIGGER licence_acts_append_only BEFORE UPDATE OR DELETE ON licence_acts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON licences TO yichuang_app;
    GRANT SELECT, INSERT ON licence_acts TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE ON licence_series TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON licences_waiting TO yichuang_app;
  END IF;
END $$;
