CREATE TABLE "register_lookups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"register_code" text COLLATE "C" NOT NULL,
	"register_version" integer NOT NULL,
	"item_code" text NOT NULL,
	"materials" text[] NOT NULL,
	"case_id" uuid,
	"case_no" text,
	"id_number_index" "bytea" NOT NULL,
	"question" "bytea" NOT NULL,
	"purpose" text NOT NULL,
	"result" text NOT NULL,
	"reason" text,
	"sealed" "bytea",
	"from_cache" boolean DEFAULT false NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"valid_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "registers" (
	"code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"organisation_code" text,
	"definition" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "case_materials" ADD COLUMN "proof" jsonb;--> statement-breakpoint
CREATE INDEX "register_lookups_fresh" ON "register_lookups" USING btree ("question","answered_at") WHERE result = 'found';--> statement-breakpoint
CREATE INDEX "register_lookups_to_wipe" ON "register_lookups" USING btree ("valid_until","id") WHERE sealed is not null and case_id is null;--> statement-breakpoint
-- Instances keep registers in memory: whoever changes one, by whatever way, tells them on commit.
CREATE FUNCTION tell_of_register() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('registers', NEW.code);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER registers_tell AFTER INSERT OR UPDATE ON registers
  FOR EACH ROW EXECUTE FUNCTION tell_of_register();
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON registers, register_lookups TO yichuang_app;
  END IF;
END $$;
