CREATE TABLE "bills_waiting" (
	"case_no" text COLLATE "C" PRIMARY KEY NOT NULL
);
--> statement-breakpoint
-- A bill that was assessed anew and asks for nothing more may have been paid too much; whoever wrote it, also the release before.
CREATE FUNCTION await_giving_back() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told jsonb := NEW.document::jsonb;
BEGIN
  IF told->'payload'->>'state' IN ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') THEN
    INSERT INTO bills_waiting (case_no) VALUES (told->>'caseNo') ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER case_events_give_back AFTER INSERT ON case_events FOR EACH ROW
  WHEN (NEW.type IN ('bill', 'case.bill')) EXECUTE FUNCTION await_giving_back();
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, DELETE ON bills_waiting TO yichuang_app;
  END IF;
END $$;
