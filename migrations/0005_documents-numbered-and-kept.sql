CREATE TABLE "case_papers" (
	"case_id" uuid NOT NULL,
	"document_no" text COLLATE "C" NOT NULL,
	"organisation_code" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"series" text COLLATE "C" NOT NULL,
	"number" integer NOT NULL,
	"official_no" text COLLATE "C" NOT NULL,
	"found_by" text COLLATE "C" NOT NULL,
	"sheet_encrypted" "bytea" NOT NULL,
	"sheet_hash" "bytea" NOT NULL,
	"templates" jsonb NOT NULL,
	"stamped_at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_papers_case_id_document_no_pk" PRIMARY KEY("case_id","document_no")
);
--> statement-breakpoint
CREATE TABLE "document_series" (
	"organisation_code" text COLLATE "C" NOT NULL,
	"series" text COLLATE "C" NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "document_series_organisation_code_series_pk" PRIMARY KEY("organisation_code","series")
);
--> statement-breakpoint
CREATE TABLE "document_templates" (
	"key" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"organisation_code" text,
	"kind" text,
	"item_type" text,
	"content" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "document_templates_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "documents_waiting" (
	"case_id" uuid NOT NULL,
	"document_no" text COLLATE "C" NOT NULL,
	CONSTRAINT "documents_waiting_case_id_document_no_pk" PRIMARY KEY("case_id","document_no")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "case_papers_number" ON "case_papers" USING btree ("organisation_code","series","number");--> statement-breakpoint
CREATE INDEX "case_papers_register" ON "case_papers" USING btree ("organisation_code","kind","year","number");--> statement-breakpoint
CREATE INDEX "case_papers_found_by" ON "case_papers" USING btree ("found_by");--> statement-breakpoint
CREATE INDEX "case_papers_document_no" ON "case_papers" USING btree ("document_no");--> statement-breakpoint
CREATE INDEX "document_templates_owner" ON "document_templates" USING btree ("organisation_code","key","version");
--> statement-breakpoint
-- Every document waits for its number, whoever writes it: also the release before.
CREATE FUNCTION await_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO documents_waiting (case_id, document_no) VALUES (NEW.case_id, NEW.document_no);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER case_documents_wait AFTER INSERT ON case_documents FOR EACH ROW EXECUTE FUNCTION await_number();
--> statement-breakpoint
-- What was issued stays as it is, even for the owner; only under another key may it be encrypted again.
CREATE FUNCTION guard_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'sheet_encrypted' IS DISTINCT FROM to_jsonb(OLD) - 'sheet_encrypted' THEN
    RAISE EXCEPTION 'a document that was issued is never changed or deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER case_papers_guarded BEFORE UPDATE OR DELETE ON case_papers FOR EACH ROW EXECUTE FUNCTION guard_paper();
--> statement-breakpoint
CREATE TRIGGER case_papers_not_emptied BEFORE TRUNCATE ON case_papers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER document_templates_append_only BEFORE UPDATE OR DELETE ON document_templates
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT ON document_templates, case_papers TO yichuang_app;
    GRANT UPDATE (sheet_encrypted) ON case_papers TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON documents_waiting TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE ON document_series TO yichuang_app;
  END IF;
END $$;
