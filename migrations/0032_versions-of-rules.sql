CREATE TABLE "monitor_rule_versions" (
	"owner" text COLLATE "C" NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"level" text NOT NULL,
	"version" integer NOT NULL,
	"condition" jsonb NOT NULL,
	"basis" text,
	"since" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "monitor_rule_versions_owner_kind_level_version_pk" PRIMARY KEY("owner","kind","level","version")
);
--> statement-breakpoint
-- By a trigger: imports and an older release that runs beside write rules too.
CREATE FUNCTION keep_rule_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO monitor_rule_versions (owner, kind, level, version, condition, basis, since, ended_at)
    VALUES (coalesce(NEW.organisation_code, ''), NEW.kind, NEW.level, NEW.version, NEW.condition, NEW.basis, app_now(), NEW.ended_at)
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_version AFTER INSERT OR UPDATE ON monitor_rules FOR EACH ROW EXECUTE FUNCTION keep_rule_version();
--> statement-breakpoint
INSERT INTO monitor_rule_versions (owner, kind, level, version, condition, basis, since, ended_at)
  SELECT owner, kind, level, version, condition, basis, app_now(), ended_at FROM monitor_rules;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT ON monitor_rule_versions TO yichuang_app;
  END IF;
END $$;
