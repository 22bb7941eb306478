CREATE TABLE "grant_listings" (
	"place" bigint NOT NULL,
	"grant_id" uuid NOT NULL,
	CONSTRAINT "grant_listings_place_grant_id_pk" PRIMARY KEY("place","grant_id")
);
--> statement-breakpoint
CREATE TABLE "alert_listings" (
	"alert_id" uuid NOT NULL,
	"place" bigint NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"level" text NOT NULL,
	CONSTRAINT "alert_listings_alert_id_place_pk" PRIMARY KEY("alert_id","place")
);
--> statement-breakpoint
CREATE TABLE "staff_listings" (
	"place" bigint NOT NULL,
	"staff_no" text COLLATE "C" NOT NULL,
	CONSTRAINT "staff_listings_place_staff_no_pk" PRIMARY KEY("place","staff_no")
);
--> statement-breakpoint
CREATE TABLE "audit_listings" (
	"place" bigint NOT NULL,
	"audit_no" bigint NOT NULL,
	"action" text NOT NULL,
	CONSTRAINT "audit_listings_place_audit_no_pk" PRIMARY KEY("place","audit_no")
);
--> statement-breakpoint
CREATE INDEX "grant_listings_grant_id" ON "grant_listings" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "alert_listings_raised" ON "alert_listings" USING btree ("place","raised_at","alert_id","level");--> statement-breakpoint
CREATE INDEX "alert_listings_status" ON "alert_listings" USING btree ("place","status","raised_at","alert_id","level");--> statement-breakpoint
CREATE INDEX "alert_listings_level" ON "alert_listings" USING btree ("place","level","raised_at","alert_id");--> statement-breakpoint
CREATE INDEX "staff_listings_staff_no" ON "staff_listings" USING btree ("staff_no");--> statement-breakpoint
CREATE INDEX "audit_listings_action" ON "audit_listings" USING btree ("place","action","audit_no");--> statement-breakpoint
-- The places of an organ: its own, and each division that it lies in (placesOfReach).
CREATE FUNCTION places_of_organ(organ text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT hashtextextended('o:' || organ, 0)
  UNION SELECT hashtextextended('d:' || a, 0) FROM organisations o JOIN divisions d ON d.code = o.division_code CROSS JOIN LATERAL unnest(d.ancestors) a
    WHERE o.code = organ
$$;
--> statement-breakpoint
CREATE FUNCTION places_of_thing(divisions text[], organ text) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT hashtextextended('d:' || d, 0) FROM unnest(divisions) d
  UNION SELECT hashtextextended('o:' || organ, 0) WHERE organ IS NOT NULL
$$;
--> statement-breakpoint
-- By triggers and not by the service's own statements: an older release that runs beside writes these rows too.
CREATE FUNCTION list_alert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.divisions, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.divisions, OLD.organisation_code) THEN
      UPDATE alert_listings SET status = NEW.status, level = NEW.level WHERE alert_id = NEW.alert_id;
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM alert_listings WHERE alert_id = OLD.alert_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO alert_listings (alert_id, place, raised_at, status, level)
      SELECT NEW.alert_id, p, NEW.raised_at, NEW.status, NEW.level FROM places_of_thing(NEW.divisions, NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER alerts_listed AFTER INSERT OR UPDATE OR DELETE ON alerts FOR EACH ROW EXECUTE FUNCTION list_alert();
--> statement-breakpoint
CREATE FUNCTION list_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_listings (place, audit_no, action)
    SELECT p, NEW.audit_no, NEW.action FROM places_of_thing(NEW.divisions, NEW.organisation_code) p ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_listed AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION list_audit();
--> statement-breakpoint
CREATE FUNCTION list_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.staff_no, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.staff_no, OLD.organisation_code) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM staff_listings WHERE staff_no = OLD.staff_no;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO staff_listings (place, staff_no) SELECT p, NEW.staff_no FROM places_of_organ(NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER staff_listed AFTER INSERT OR UPDATE OR DELETE ON staff FOR EACH ROW EXECUTE FUNCTION list_staff();
--> statement-breakpoint
CREATE FUNCTION list_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.organisation_code) IS NOT DISTINCT FROM (OLD.id, OLD.organisation_code) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM grant_listings WHERE grant_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO grant_listings (place, grant_id) SELECT p, NEW.id FROM places_of_organ(NEW.organisation_code) p ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER grants_listed AFTER INSERT OR UPDATE OR DELETE ON grants FOR EACH ROW EXECUTE FUNCTION list_grant();
--> statement-breakpoint
-- People and rights lie where their organ lies, at once.
CREATE FUNCTION list_organs_people(organs text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM staff_listings l USING staff s WHERE l.staff_no = s.staff_no AND s.organisation_code = ANY (organs);
  INSERT INTO staff_listings (place, staff_no) SELECT p, s.staff_no FROM staff s CROSS JOIN LATERAL places_of_organ(s.organisation_code) p
    WHERE s.organisation_code = ANY (organs) ON CONFLICT DO NOTHING;
  DELETE FROM grant_listings l USING grants g WHERE l.grant_id = g.id AND g.organisation_code = ANY (organs);
  INSERT INTO grant_listings (place, grant_id) SELECT p, g.id FROM grants g CROSS JOIN LATERAL places_of_organ(g.organisation_code) p
    WHERE g.organisation_code = ANY (organs) ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
CREATE FUNCTION list_organ() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM list_organs_people(ARRAY[NEW.code]);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER organisations_listed AFTER UPDATE ON organisations FOR EACH ROW
  WHEN (NEW.division_code IS DISTINCT FROM OLD.division_code) EXECUTE FUNCTION list_organ();
--> statement-breakpoint
CREATE FUNCTION list_division() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM list_organs_people(ARRAY(SELECT code FROM organisations WHERE division_code = NEW.code));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER divisions_listed AFTER UPDATE ON divisions FOR EACH ROW
  WHEN (NEW.ancestors IS DISTINCT FROM OLD.ancestors) EXECUTE FUNCTION list_division();
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON alert_listings, staff_listings, grant_listings TO yichuang_app;
  GRANT SELECT, INSERT ON audit_listings TO yichuang_app;
END $$;
