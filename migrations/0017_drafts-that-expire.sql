-- A draft that nobody wrote on is removed with everything that tells whose it was; what was handed in is never deleted.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT DELETE ON case_parties, case_forms, case_materials TO yichuang_app;
END $$;
--> statement-breakpoint
CREATE FUNCTION refuse_delete_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM cases c WHERE c.id = OLD.case_id AND c.received_on IS NOT NULL) THEN
    RAISE EXCEPTION '% of a case that was handed in are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE TRIGGER case_parties_kept BEFORE DELETE ON case_parties FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_case();
--> statement-breakpoint
CREATE TRIGGER case_forms_kept BEFORE DELETE ON case_forms FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_case();
--> statement-breakpoint
CREATE TRIGGER case_materials_kept BEFORE DELETE ON case_materials FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_case();
