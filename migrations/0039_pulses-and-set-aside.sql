CREATE TABLE "pulses" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"every_ms" integer NOT NULL,
	"last_run_at" timestamp with time zone NOT NULL,
	"last_duration_ms" double precision NOT NULL,
	"done" bigint DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "set_aside" (
	"what" text COLLATE "C" NOT NULL,
	"ref" text COLLATE "C" NOT NULL,
	"about" text,
	"error" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	"organisation_code" text,
	"divisions" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "set_aside_what_ref_pk" PRIMARY KEY("what","ref")
);
--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "cancellable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "cancel_requested_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "set_aside_since" ON "set_aside" USING btree ("since");--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside TO yichuang_app;
  GRANT SELECT, INSERT, UPDATE ON pulses TO yichuang_app;
  GRANT DELETE ON jobs TO yichuang_app;
END $$;
