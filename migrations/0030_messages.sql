CREATE TABLE "message_deliveries" (
	"message_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"round" smallint NOT NULL,
	"status" text NOT NULL,
	"address_masked" text,
	"digest" text,
	"next_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"tries" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"sent_at" timestamp with time zone,
	"receipt" text,
	CONSTRAINT "message_deliveries_message_id_channel_round_pk" PRIMARY KEY("message_id","channel","round")
);
--> statement-breakpoint
CREATE TABLE "message_preferences" (
	"person" text COLLATE "C" PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"reminders_stopped" boolean NOT NULL,
	"digest" text NOT NULL,
	"language" text NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "message_templates" (
	"key" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"organisation_code" text,
	"kind" text NOT NULL,
	"content" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "message_templates_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"told_key" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"case_id" uuid,
	"case_no" text COLLATE "C",
	"case_version" integer,
	"organisation_code" text,
	"audience" text NOT NULL,
	"party_no" smallint,
	"subject" text,
	"staff_no" text,
	"role" text,
	"deputy_for" text,
	"persons" text[] DEFAULT '{}' NOT NULL,
	"recipient_masked" text,
	"language" text NOT NULL,
	"template_key" text NOT NULL,
	"template_version" integer NOT NULL,
	"facts" jsonb NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"routed_at" timestamp with time zone,
	"inside_only" text,
	"read_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "message_deliveries_due" ON "message_deliveries" USING btree ("next_at","message_id") WHERE status in ('WAITING', 'SENDING');--> statement-breakpoint
CREATE INDEX "message_deliveries_digest" ON "message_deliveries" USING btree ("digest","next_at") WHERE status = 'WAITING' and digest is not null;--> statement-breakpoint
CREATE INDEX "message_templates_organisation" ON "message_templates" USING btree ("organisation_code","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_told" ON "messages" USING btree ("told_key");--> statement-breakpoint
CREATE INDEX "messages_case" ON "messages" USING btree ("case_no","created_at","id") WHERE case_no is not null;--> statement-breakpoint
CREATE INDEX "messages_subject" ON "messages" USING btree ("subject","created_at","id") WHERE subject is not null;--> statement-breakpoint
CREATE INDEX "messages_staff" ON "messages" USING btree ("staff_no","created_at","id") WHERE staff_no is not null;--> statement-breakpoint
CREATE INDEX "messages_organ" ON "messages" USING btree ("organisation_code","role","created_at","id") WHERE audience = 'organ';--> statement-breakpoint
CREATE INDEX "messages_unrouted" ON "messages" USING btree ("created_at","id") WHERE routed_at is null;
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT ON message_templates TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE ON messages, message_deliveries, message_preferences TO yichuang_app;
  END IF;
END $$;
--> statement-breakpoint
-- What happened before there were messages is told to nobody: the consumer begins where the log is now.
INSERT INTO consumers (name, generation, state, epoch, position, begun_at)
SELECT 'tellPeople', 1, 'current', epoch, position, now() FROM feed_head WHERE position > 0
ON CONFLICT DO NOTHING;
