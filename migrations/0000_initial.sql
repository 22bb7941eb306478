CREATE SEQUENCE "public"."case_serial" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "case_documents" (
	"case_id" uuid NOT NULL,
	"document_no" text COLLATE "C" NOT NULL,
	"kind" text NOT NULL,
	"issued_on" date NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"sealed" boolean DEFAULT true NOT NULL,
	CONSTRAINT "case_documents_case_id_document_no_pk" PRIMARY KEY("case_id","document_no")
);
--> statement-breakpoint
CREATE TABLE "case_events" (
	"case_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"event_id" uuid NOT NULL,
	"event_no" bigint GENERATED ALWAYS AS IDENTITY (sequence name "case_events_event_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"divisions" text[] NOT NULL,
	"document" text NOT NULL,
	"remarks" text,
	CONSTRAINT "case_events_case_id_version_pk" PRIMARY KEY("case_id","version")
);
--> statement-breakpoint
CREATE TABLE "case_materials" (
	"case_id" uuid NOT NULL,
	"material_id" uuid NOT NULL,
	"material_code" text NOT NULL,
	"source" text NOT NULL,
	"copies" integer DEFAULT 1 NOT NULL,
	"file_id" uuid,
	"licence" jsonb,
	"added_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "case_materials_case_id_material_id_pk" PRIMARY KEY("case_id","material_id")
);
--> statement-breakpoint
CREATE TABLE "case_parties" (
	"case_id" uuid NOT NULL,
	"party_no" smallint NOT NULL,
	"role" text NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"id_type" text NOT NULL,
	"id_number_encrypted" "bytea" NOT NULL,
	"id_number_index" "bytea" NOT NULL,
	"id_number_masked" text NOT NULL,
	"mobile_encrypted" "bytea",
	"mobile_masked" text,
	"mandate_file_id" uuid,
	"identity_proof" jsonb,
	"subject" text,
	CONSTRAINT "case_parties_case_id_party_no_pk" PRIMARY KEY("case_id","party_no")
);
--> statement-breakpoint
CREATE TABLE "case_tasks" (
	"case_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"step" text NOT NULL,
	"phase" text NOT NULL,
	"state" jsonb NOT NULL,
	"divisions" text[] NOT NULL,
	"assignee" text,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "case_tasks_case_id_task_id_pk" PRIMARY KEY("case_id","task_id")
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_no" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"item_code" text NOT NULL,
	"item_version" integer NOT NULL,
	"item_name" text NOT NULL,
	"item_type" text NOT NULL,
	"organisation_code" text NOT NULL,
	"divisions" text[] NOT NULL,
	"deciding_divisions" text[] NOT NULL,
	"window_id" uuid,
	"channel" text NOT NULL,
	"situation" text,
	"workflow_key" text,
	"workflow_version" integer,
	"received_on" date,
	"accepted_on" date,
	"decided_on" date,
	"closed_on" date,
	"result_type" text,
	"due_on" date,
	"lamp" text DEFAULT 'NONE' NOT NULL,
	"facts" jsonb NOT NULL,
	"query_code_hash" "bytea" NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "item_drafts" (
	"item_code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"revision" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "item_versions" (
	"item_code" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"effective_from" date NOT NULL,
	"document" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "item_versions_item_code_version_pk" PRIMARY KEY("item_code","version")
);
--> statement-breakpoint
CREATE TABLE "items" (
	"item_code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"organisation_code" text NOT NULL,
	"division_code" text COLLATE "C" NOT NULL,
	"divisions" text[] NOT NULL,
	"state" text NOT NULL,
	"latest_version" integer DEFAULT 0 NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"handling" text NOT NULL,
	"audiences" text[] NOT NULL,
	"search_tokens" text[] NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"case_id" uuid NOT NULL,
	"alert_id" uuid NOT NULL,
	"clock_id" uuid NOT NULL,
	"case_no" text COLLATE "C" NOT NULL,
	"divisions" text[] NOT NULL,
	"rule" text NOT NULL,
	"rule_version" integer NOT NULL,
	"level" text NOT NULL,
	"status" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"facts" jsonb NOT NULL,
	"history" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "alerts_case_id_alert_id_pk" PRIMARY KEY("case_id","alert_id")
);
--> statement-breakpoint
CREATE TABLE "calendar_days" (
	"calendar_code" text COLLATE "C" NOT NULL,
	"date" date NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"source_doc" text,
	CONSTRAINT "calendar_days_calendar_code_date_pk" PRIMARY KEY("calendar_code","date")
);
--> statement-breakpoint
CREATE TABLE "calendar_years" (
	"calendar_code" text COLLATE "C" NOT NULL,
	"year" integer NOT NULL,
	"status" text NOT NULL,
	"notice_no" text,
	CONSTRAINT "calendar_years_calendar_code_year_pk" PRIMARY KEY("calendar_code","year")
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"name_en" text,
	"parent_code" text,
	"area_code" text,
	"revision" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_clocks" (
	"case_id" uuid NOT NULL,
	"clock_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"state" jsonb NOT NULL,
	"started_on" date NOT NULL,
	"due_on" date,
	"provisional" boolean DEFAULT false NOT NULL,
	"stopped_on" date,
	"lamp" text NOT NULL,
	"calendar_code" text NOT NULL,
	"next_look_at" timestamp with time zone,
	"next_look_why" text,
	CONSTRAINT "case_clocks_case_id_clock_id_pk" PRIMARY KEY("case_id","clock_id")
);
--> statement-breakpoint
CREATE TABLE "monitor_rules" (
	"kind" text COLLATE "C" NOT NULL,
	"level" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"condition" jsonb NOT NULL,
	"basis" text,
	CONSTRAINT "monitor_rules_kind_level_pk" PRIMARY KEY("kind","level")
);
--> statement-breakpoint
CREATE TABLE "monitor_ticks" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"last_tick_at" timestamp with time zone NOT NULL,
	"last_duration_ms" double precision NOT NULL,
	"looked" bigint NOT NULL,
	"fired" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "centres" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text COLLATE "C" NOT NULL,
	"division_code" text NOT NULL,
	"organisation_code" text NOT NULL,
	"name" text NOT NULL,
	"name_en" text,
	"address" text NOT NULL,
	"opening_hours" text NOT NULL,
	"telephone" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "centres_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "divisions" (
	"code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"parent_code" text COLLATE "C",
	"level" integer NOT NULL,
	"name" text NOT NULL,
	"name_en" text,
	"ancestors" text[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "organisations" (
	"code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"division_code" text NOT NULL,
	"parent_code" text,
	"name" text NOT NULL,
	"name_en" text,
	"kind" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "window_authorities" (
	"window_id" uuid NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"level" text NOT NULL,
	CONSTRAINT "window_authorities_window_id_item_code_pk" PRIMARY KEY("window_id","item_code")
);
--> statement-breakpoint
CREATE TABLE "windows" (
	"id" uuid PRIMARY KEY NOT NULL,
	"centre_id" uuid NOT NULL,
	"organisation_code" text NOT NULL,
	"code" text COLLATE "C" NOT NULL,
	"name" text NOT NULL,
	"name_en" text,
	"kind" text NOT NULL,
	"position" integer NOT NULL,
	"telephone" text,
	"extra" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed" (
	"position" bigint PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_head" (
	"only_row" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" uuid DEFAULT gen_random_uuid() NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"moved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"event_no" bigint PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"event_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workflow_versions" (
	"key" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "workflow_versions_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"role" text NOT NULL,
	"organisation_code" text NOT NULL,
	"post" text,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "grants_issuer_subject_role_organisation_code_pk" PRIMARY KEY("issuer","subject","role","organisation_code")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"caller_hash" "bytea" NOT NULL,
	"operation" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body_encrypted" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_caller_hash_operation_key_pk" PRIMARY KEY("caller_hash","operation","key")
);
--> statement-breakpoint
ALTER TABLE "item_drafts" ADD CONSTRAINT "item_drafts_item_code_items_item_code_fk" FOREIGN KEY ("item_code") REFERENCES "public"."items"("item_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_versions" ADD CONSTRAINT "item_versions_item_code_items_item_code_fk" FOREIGN KEY ("item_code") REFERENCES "public"."items"("item_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_days" ADD CONSTRAINT "calendar_days_calendar_code_calendars_code_fk" FOREIGN KEY ("calendar_code") REFERENCES "public"."calendars"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_years" ADD CONSTRAINT "calendar_years_calendar_code_calendars_code_fk" FOREIGN KEY ("calendar_code") REFERENCES "public"."calendars"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "centres" ADD CONSTRAINT "centres_division_code_divisions_code_fk" FOREIGN KEY ("division_code") REFERENCES "public"."divisions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "centres" ADD CONSTRAINT "centres_organisation_code_organisations_code_fk" FOREIGN KEY ("organisation_code") REFERENCES "public"."organisations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_division_code_divisions_code_fk" FOREIGN KEY ("division_code") REFERENCES "public"."divisions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "window_authorities" ADD CONSTRAINT "window_authorities_window_id_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."windows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "windows" ADD CONSTRAINT "windows_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "windows" ADD CONSTRAINT "windows_organisation_code_organisations_code_fk" FOREIGN KEY ("organisation_code") REFERENCES "public"."organisations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_parties_id_number" ON "case_parties" USING btree ("id_number_index");--> statement-breakpoint
CREATE INDEX "case_parties_subject" ON "case_parties" USING btree ("subject") WHERE subject is not null;--> statement-breakpoint
CREATE INDEX "case_tasks_open" ON "case_tasks" USING btree ("opened_at","task_id") WHERE closed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "cases_case_no" ON "cases" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "cases_created" ON "cases" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "cases_created_by" ON "cases" USING btree ("created_by","created_at");--> statement-breakpoint
CREATE INDEX "cases_divisions" ON "cases" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "cases_item" ON "cases" USING btree ("item_code","created_at");--> statement-breakpoint
CREATE INDEX "cases_organisation" ON "cases" USING btree ("organisation_code","created_at");--> statement-breakpoint
CREATE INDEX "cases_due" ON "cases" USING btree ("due_on") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "items_search" ON "items" USING gin ("search_tokens");--> statement-breakpoint
CREATE INDEX "items_divisions" ON "items" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "items_organisation" ON "items" USING btree ("organisation_code","item_code");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_once" ON "alerts" USING btree ("case_id","clock_id","rule","level");--> statement-breakpoint
CREATE INDEX "alerts_raised" ON "alerts" USING btree ("raised_at","alert_id");--> statement-breakpoint
CREATE INDEX "alerts_id" ON "alerts" USING btree ("alert_id");--> statement-breakpoint
CREATE INDEX "case_clocks_next_look" ON "case_clocks" USING btree ("next_look_at") WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX "case_clocks_due" ON "case_clocks" USING btree ("due_on") WHERE stopped_on is null;--> statement-breakpoint
CREATE INDEX "centres_division" ON "centres" USING btree ("division_code");--> statement-breakpoint
CREATE INDEX "divisions_parent" ON "divisions" USING btree ("parent_code","code");--> statement-breakpoint
CREATE INDEX "divisions_ancestors" ON "divisions" USING gin ("ancestors");--> statement-breakpoint
CREATE INDEX "organisations_division" ON "organisations" USING btree ("division_code");--> statement-breakpoint
CREATE INDEX "window_authorities_item" ON "window_authorities" USING btree ("item_code");--> statement-breakpoint
CREATE INDEX "windows_centre" ON "windows" USING btree ("centre_id","position");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");