ALTER TABLE "licences" ADD COLUMN "renewal_claim" "bytea";--> statement-breakpoint
ALTER TABLE "licences" ADD COLUMN "renewal_claimed_at" timestamp with time zone;--> statement-breakpoint
-- The closing of a case may be taken back: what it brought into the register is looked at anew.
CREATE TRIGGER cases_take_licence_back AFTER UPDATE OF result_type ON cases FOR EACH ROW
  WHEN (OLD.result_type = 'issued' AND NEW.result_type IS DISTINCT FROM 'issued' AND NEW.item_type <> '20')
  EXECUTE FUNCTION await_licence();
