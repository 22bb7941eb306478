-- The files that an item's document names, in small letters (src/features/catalogue/item-files.ts says the same).
CREATE OR REPLACE FUNCTION item_file_ids(document jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(lower(id #>> '{}')), '{}') FROM (
    SELECT jsonb_path_query(document, '$.materials[*].*.fileId') AS id
    UNION ALL SELECT jsonb_path_query(document, '$.results[*].*.fileId')) named
$$;--> statement-breakpoint
CREATE SEQUENCE "public"."case_serial" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "delegations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_code" text NOT NULL,
	"to_code" text NOT NULL,
	"items" text[] NOT NULL,
	"kind" text NOT NULL,
	"document" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date NOT NULL,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grant_listings" (
	"place" bigint NOT NULL,
	"grant_id" uuid NOT NULL,
	CONSTRAINT "grant_listings_place_grant_id_pk" PRIMARY KEY("place","grant_id")
);
--> statement-breakpoint
CREATE TABLE "grants" (
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"role" text NOT NULL,
	"organisation_code" text NOT NULL,
	"scope" text DEFAULT 'organ' NOT NULL,
	"division_code" text,
	"items" text[],
	"valid_from" date,
	"valid_until" date,
	"personal" boolean DEFAULT false NOT NULL,
	"post" text,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "grants_issuer_subject_role_organisation_code_pk" PRIMARY KEY("issuer","subject","role","organisation_code")
);
--> statement-breakpoint
CREATE TABLE "bundle_versions" (
	"bundle_code" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"effective_from" date NOT NULL,
	"document" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "bundle_versions_bundle_code_version_pk" PRIMARY KEY("bundle_code","version")
);
--> statement-breakpoint
CREATE TABLE "bundles" (
	"bundle_code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"organisation_code" text NOT NULL,
	"division_code" text COLLATE "C" NOT NULL,
	"divisions" text[] NOT NULL,
	"latest_version" integer DEFAULT 0 NOT NULL,
	"draft" jsonb,
	"revision" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_listings" (
	"case_id" uuid NOT NULL,
	"place" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"lamp" text NOT NULL,
	"due_on" date,
	"window_id" uuid,
	"item_code" text,
	"organisation_code" text,
	CONSTRAINT "case_listings_case_id_place_pk" PRIMARY KEY("case_id","place")
);
--> statement-breakpoint
CREATE TABLE "task_listings" (
	"case_id" uuid NOT NULL,
	"task_id" uuid NOT NULL,
	"place" bigint NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"phase" text NOT NULL,
	"assignee" text,
	"item_code" text NOT NULL,
	"lamp" text NOT NULL,
	"due_on" date,
	CONSTRAINT "task_listings_case_id_task_id_place_pk" PRIMARY KEY("case_id","task_id","place")
);
--> statement-breakpoint
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
	"subject_kind" text DEFAULT 'case' NOT NULL,
	"organs" text[],
	"salt" text,
	CONSTRAINT "case_events_case_id_version_pk" PRIMARY KEY("case_id","version")
);
--> statement-breakpoint
CREATE TABLE "case_forms" (
	"case_id" uuid PRIMARY KEY NOT NULL,
	"form" jsonb NOT NULL,
	"answers" jsonb NOT NULL,
	"sealed" "bytea"
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
	"window_organisation" text,
	"centre_organisation" text,
	"created_organisation" text,
	"asked" text[],
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
CREATE TABLE "directory_entries" (
	"basic_code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"organisation_code" text NOT NULL,
	"latest_version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directory_versions" (
	"basic_code" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"effective_from" date NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"document" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	CONSTRAINT "directory_versions_basic_code_version_pk" PRIMARY KEY("basic_code","version")
);
--> statement-breakpoint
CREATE TABLE "item_changes" (
	"item_code" text COLLATE "C" NOT NULL,
	"change_no" bigint GENERATED ALWAYS AS IDENTITY (sequence name "item_changes_change_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"act" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"revision" integer,
	"version" integer,
	"details" jsonb NOT NULL,
	CONSTRAINT "item_changes_item_code_change_no_pk" PRIMARY KEY("item_code","change_no")
);
--> statement-breakpoint
CREATE TABLE "item_drafts" (
	"item_code" text COLLATE "C" PRIMARY KEY NOT NULL,
	"document" jsonb NOT NULL,
	"revision" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by" text NOT NULL,
	"checked_revision" integer,
	"checked_at" timestamp with time zone,
	"checked_by" text
);
--> statement-breakpoint
CREATE TABLE "item_versions" (
	"item_code" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"effective_from" date NOT NULL,
	"document" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	"directory_version" integer,
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
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
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
CREATE TABLE "alerts" (
	"case_id" uuid NOT NULL,
	"alert_id" uuid NOT NULL,
	"clock_id" uuid NOT NULL,
	"owner_kind" text DEFAULT 'case' NOT NULL,
	"owner_no" text COLLATE "C",
	"case_no" text COLLATE "C",
	"divisions" text[] NOT NULL,
	"organisation_code" text,
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
	"organisation_code" text,
	"revision" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_clocks" (
	"case_id" uuid NOT NULL,
	"clock_id" uuid NOT NULL,
	"owner_kind" text DEFAULT 'case' NOT NULL,
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
	"organisation_code" text,
	"owner" text COLLATE "C" GENERATED ALWAYS AS (coalesce(organisation_code, '')) STORED NOT NULL,
	CONSTRAINT "monitor_rules_kind_level_owner_pk" PRIMARY KEY("kind","level","owner")
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
CREATE TABLE "dictionaries" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"organisation_code" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dictionary_entries" (
	"dictionary" text COLLATE "C" NOT NULL,
	"code" text COLLATE "C" NOT NULL,
	"position" integer NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
	"valid_from" date,
	"valid_to" date,
	CONSTRAINT "dictionary_entries_dictionary_code_pk" PRIMARY KEY("dictionary","code")
);
--> statement-breakpoint
CREATE TABLE "dictionary_mappings" (
	"dictionary" text COLLATE "C" NOT NULL,
	"target" text COLLATE "C" NOT NULL,
	"code" text COLLATE "C" NOT NULL,
	"target_code" text COLLATE "C" NOT NULL,
	"direction" text NOT NULL,
	CONSTRAINT "dictionary_mappings_dictionary_target_code_target_code_pk" PRIMARY KEY("dictionary","target","code","target_code")
);
--> statement-breakpoint
CREATE TABLE "authority_requests" (
	"window_id" uuid NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"request_id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"level" text NOT NULL,
	"organisation_code" text,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	CONSTRAINT "authority_requests_window_id_item_code_pk" PRIMARY KEY("window_id","item_code")
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
	"ended_on" date,
	"successor_code" text,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "window_authorities" (
	"window_id" uuid NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"level" text NOT NULL,
	"confirmed_by" text,
	"confirmed_at" timestamp with time zone,
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
CREATE TABLE "consumer_missed" (
	"subject_id" uuid NOT NULL,
	"name" text COLLATE "C" NOT NULL,
	"generation" integer NOT NULL,
	"position" bigint NOT NULL,
	CONSTRAINT "consumer_missed_subject_id_name_generation_position_pk" PRIMARY KEY("subject_id","name","generation","position")
);
--> statement-breakpoint
CREATE TABLE "consumers" (
	"name" text COLLATE "C" NOT NULL,
	"generation" integer NOT NULL,
	"state" text NOT NULL,
	"epoch" uuid NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"moved_at" timestamp with time zone,
	CONSTRAINT "consumers_name_generation_pk" PRIMARY KEY("name","generation")
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
CREATE TABLE "files" (
	"file_id" uuid PRIMARY KEY NOT NULL,
	"sha256" "bytea" NOT NULL,
	"size" bigint NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"scan" text DEFAULT 'notScanned' NOT NULL,
	"uploaded_by" text NOT NULL,
	"sealed" "bytea",
	"uploaded_at" timestamp with time zone NOT NULL,
	"kept" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_chain" (
	"place" bigint PRIMARY KEY NOT NULL,
	"audit_no" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"only_row" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"place" bigint DEFAULT 0 NOT NULL,
	"hash" "bytea" NOT NULL,
	"moved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_waiting" (
	"audit_no" bigint PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "publications" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"class" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"organisation_code" text NOT NULL,
	"division_code" text COLLATE "C" NOT NULL,
	"divisions" text[] NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"tokens" text[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_entries" (
	"item_code" text COLLATE "C" NOT NULL,
	"kind" smallint NOT NULL,
	"number" smallint NOT NULL,
	"version" integer NOT NULL,
	"code" text COLLATE "C",
	"group_id" integer NOT NULL,
	"suspended" boolean NOT NULL,
	"organisation_code" text NOT NULL,
	"division_code" text NOT NULL,
	"path" text COLLATE "C" NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date DEFAULT 'infinity' NOT NULL,
	"excerpt" text,
	CONSTRAINT "search_entries_item_code_kind_number_version_pk" PRIMARY KEY("item_code","kind","number","version")
);
--> statement-breakpoint
CREATE TABLE "search_groups" (
	"group_id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "search_groups_group_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"group_key" text COLLATE "C" NOT NULL,
	"kind" smallint NOT NULL,
	"name" text NOT NULL,
	"name_key" text COLLATE "C" NOT NULL,
	"length" smallint NOT NULL,
	"aliases" text[] NOT NULL,
	"type" text NOT NULL,
	"handling" text NOT NULL,
	"audiences" text[] NOT NULL,
	"themes" text[] NOT NULL,
	"initials" text COLLATE "C" NOT NULL,
	"syllables" text COLLATE "C" NOT NULL,
	"tokens" text[] NOT NULL,
	"entries" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "search_groups_group_key_unique" UNIQUE("group_key")
);
--> statement-breakpoint
CREATE TABLE "search_synonyms" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"words" text[] NOT NULL,
	"organisation_code" text,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"staff_no" text COLLATE "C" PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"organisation_code" text NOT NULL,
	"posts" text[] DEFAULT '{}' NOT NULL,
	"issuer" text,
	"subject" text,
	"mobile_encrypted" "bytea",
	"mobile_masked" text,
	"email_encrypted" "bytea",
	"email_masked" text,
	"id_number_index" "bytea",
	"valid_from" date NOT NULL,
	"valid_until" date,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_absences" (
	"staff_no" text COLLATE "C" NOT NULL,
	"absence_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"until_on" date NOT NULL,
	"deputy_no" text COLLATE "C",
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "staff_absences_staff_no_absence_id_pk" PRIMARY KEY("staff_no","absence_id")
);
--> statement-breakpoint
CREATE TABLE "staff_listings" (
	"place" bigint NOT NULL,
	"staff_no" text COLLATE "C" NOT NULL,
	CONSTRAINT "staff_listings_place_staff_no_pk" PRIMARY KEY("place","staff_no")
);
--> statement-breakpoint
CREATE TABLE "statistics_cases" (
	"case_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"version" integer NOT NULL,
	"organisation_code" text NOT NULL,
	"item_code" text NOT NULL,
	"month" text NOT NULL,
	"status" text NOT NULL,
	CONSTRAINT "statistics_cases_case_id_generation_pk" PRIMARY KEY("case_id","generation")
);
--> statement-breakpoint
CREATE TABLE "statistics_counts" (
	"generation" integer NOT NULL,
	"organisation_code" text COLLATE "C" NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"month" text COLLATE "C" NOT NULL,
	"status" text COLLATE "C" NOT NULL,
	"cases" bigint NOT NULL,
	CONSTRAINT "statistics_counts_pk" PRIMARY KEY("generation","organisation_code","item_code","month","status")
);
--> statement-breakpoint
CREATE TABLE "import_chunks" (
	"import_id" uuid NOT NULL,
	"start_at" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "import_chunks_import_id_start_at_pk" PRIMARY KEY("import_id","start_at")
);
--> statement-breakpoint
CREATE TABLE "import_entries" (
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"item_code" text COLLATE "C" NOT NULL,
	"organisation_code" text NOT NULL,
	"division_code" text COLLATE "C" NOT NULL,
	"divisions" text[] NOT NULL,
	"state" text NOT NULL,
	"is_change" boolean NOT NULL,
	"base_revision" integer,
	CONSTRAINT "import_entries_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
CREATE TABLE "import_findings" (
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"item_code" text,
	"findings" jsonb NOT NULL,
	CONSTRAINT "import_findings_import_id_line_pk" PRIMARY KEY("import_id","line")
);
--> statement-breakpoint
CREATE TABLE "import_versions" (
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"version" integer NOT NULL,
	"effective_from" date NOT NULL,
	"document" jsonb NOT NULL,
	"directory_version" integer,
	CONSTRAINT "import_versions_import_id_line_version_pk" PRIMARY KEY("import_id","line","version")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"import_id" uuid PRIMARY KEY NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"reach" text[],
	"caller" jsonb,
	"job_id" uuid,
	"kind" text DEFAULT 'items' NOT NULL,
	"mode" text NOT NULL,
	"state" text NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"sha256" "bytea",
	"lines" integer DEFAULT 0 NOT NULL,
	"read_bytes" bigint DEFAULT 0 NOT NULL,
	"read_lines" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"applied" integer DEFAULT 0 NOT NULL,
	"applied_line" integer DEFAULT 0 NOT NULL,
	"claimed_by" uuid,
	"claimed_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "workflow_versions" (
	"key" text COLLATE "C" NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	"published_by" text NOT NULL,
	"organisation_code" text,
	CONSTRAINT "workflow_versions_key_version_pk" PRIMARY KEY("key","version")
);
--> statement-breakpoint
CREATE TABLE "audit_listings" (
	"place" bigint NOT NULL,
	"audit_no" bigint NOT NULL,
	"action" text NOT NULL,
	CONSTRAINT "audit_listings_place_audit_no_pk" PRIMARY KEY("place","audit_no")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"audit_no" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_audit_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"staff_no" text,
	"role" text,
	"actor_organisation" text,
	"action" text NOT NULL,
	"object" text NOT NULL,
	"details" jsonb NOT NULL,
	"divisions" text[] NOT NULL,
	"organisation_code" text,
	"purpose" text,
	"subjects" text[] DEFAULT '{}' NOT NULL,
	"trace_id" text NOT NULL,
	"address" text NOT NULL
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
CREATE TABLE "counted_tries" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"payload" jsonb NOT NULL,
	"position" jsonb,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer,
	"attempts" integer DEFAULT 0 NOT NULL,
	"error" text,
	"cancellable" boolean DEFAULT false NOT NULL,
	"cancel_requested_at" timestamp with time zone,
	"claimed_by" uuid,
	"lease_until" timestamp with time zone,
	"organisation_code" text,
	"divisions" text[] DEFAULT '{}' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pulses" (
	"name" text COLLATE "C" PRIMARY KEY NOT NULL,
	"every_ms" integer NOT NULL,
	"last_run_at" timestamp with time zone NOT NULL,
	"last_duration_ms" double precision NOT NULL,
	"done" bigint DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"backlog" integer,
	"state" jsonb,
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
ALTER TABLE "bundle_versions" ADD CONSTRAINT "bundle_versions_bundle_code_bundles_bundle_code_fk" FOREIGN KEY ("bundle_code") REFERENCES "public"."bundles"("bundle_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "directory_versions" ADD CONSTRAINT "directory_versions_basic_code_directory_entries_basic_code_fk" FOREIGN KEY ("basic_code") REFERENCES "public"."directory_entries"("basic_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_changes" ADD CONSTRAINT "item_changes_item_code_items_item_code_fk" FOREIGN KEY ("item_code") REFERENCES "public"."items"("item_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_drafts" ADD CONSTRAINT "item_drafts_item_code_items_item_code_fk" FOREIGN KEY ("item_code") REFERENCES "public"."items"("item_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_versions" ADD CONSTRAINT "item_versions_item_code_items_item_code_fk" FOREIGN KEY ("item_code") REFERENCES "public"."items"("item_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_days" ADD CONSTRAINT "calendar_days_calendar_code_calendars_code_fk" FOREIGN KEY ("calendar_code") REFERENCES "public"."calendars"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_years" ADD CONSTRAINT "calendar_years_calendar_code_calendars_code_fk" FOREIGN KEY ("calendar_code") REFERENCES "public"."calendars"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dictionary_entries" ADD CONSTRAINT "dictionary_entries_dictionary_dictionaries_key_fk" FOREIGN KEY ("dictionary") REFERENCES "public"."dictionaries"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dictionary_mappings" ADD CONSTRAINT "dictionary_mappings_entry" FOREIGN KEY ("dictionary","code") REFERENCES "public"."dictionary_entries"("dictionary","code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_requests" ADD CONSTRAINT "authority_requests_window_id_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."windows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "centres" ADD CONSTRAINT "centres_division_code_divisions_code_fk" FOREIGN KEY ("division_code") REFERENCES "public"."divisions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "centres" ADD CONSTRAINT "centres_organisation_code_organisations_code_fk" FOREIGN KEY ("organisation_code") REFERENCES "public"."organisations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisations" ADD CONSTRAINT "organisations_division_code_divisions_code_fk" FOREIGN KEY ("division_code") REFERENCES "public"."divisions"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "window_authorities" ADD CONSTRAINT "window_authorities_window_id_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."windows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "windows" ADD CONSTRAINT "windows_centre_id_centres_id_fk" FOREIGN KEY ("centre_id") REFERENCES "public"."centres"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "windows" ADD CONSTRAINT "windows_organisation_code_organisations_code_fk" FOREIGN KEY ("organisation_code") REFERENCES "public"."organisations"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_chunks" ADD CONSTRAINT "import_chunks_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_entries" ADD CONSTRAINT "import_entries_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_findings" ADD CONSTRAINT "import_findings_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_versions" ADD CONSTRAINT "import_versions_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delegations_to" ON "delegations" USING btree ("to_code","valid_to");--> statement-breakpoint
CREATE INDEX "delegations_from" ON "delegations" USING btree ("from_code","valid_to");--> statement-breakpoint
CREATE INDEX "grant_listings_grant_id" ON "grant_listings" USING btree ("grant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "grants_id" ON "grants" USING btree ("id");--> statement-breakpoint
CREATE INDEX "grants_organisation" ON "grants" USING btree ("organisation_code","id");--> statement-breakpoint
CREATE INDEX "grants_subject" ON "grants" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "bundles_divisions" ON "bundles" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "case_listings_created" ON "case_listings" USING btree ("place","created_at","case_id","lamp");--> statement-breakpoint
CREATE INDEX "case_listings_status" ON "case_listings" USING btree ("place","status","created_at","case_id","lamp");--> statement-breakpoint
CREATE INDEX "case_listings_due" ON "case_listings" USING btree ("place","due_on","created_at","case_id","status","lamp") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "case_listings_running" ON "case_listings" USING btree ("place","created_at","case_id","due_on","status","lamp") WHERE coalesce(due_on, 'infinity'::date) < 'infinity'::date;--> statement-breakpoint
CREATE INDEX "case_listings_status_due" ON "case_listings" USING btree ("place","status","due_on","created_at","case_id") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "case_listings_lamp" ON "case_listings" USING btree ("place","lamp","created_at","case_id","status","due_on") WHERE lamp <> 'NONE';--> statement-breakpoint
CREATE INDEX "case_listings_window" ON "case_listings" USING btree ("place","window_id","created_at","case_id","status","due_on","lamp") WHERE window_id is not null;--> statement-breakpoint
CREATE INDEX "case_listings_window_due" ON "case_listings" USING btree ("place","window_id","due_on","created_at","case_id","status","lamp") WHERE window_id is not null and due_on is not null;--> statement-breakpoint
CREATE INDEX "case_listings_item" ON "case_listings" USING btree ("place","item_code","created_at","case_id","status","due_on","lamp") WHERE item_code is not null;--> statement-breakpoint
CREATE INDEX "case_listings_organisation" ON "case_listings" USING btree ("place","organisation_code","created_at","case_id","status","due_on","lamp") WHERE organisation_code is not null;--> statement-breakpoint
CREATE INDEX "task_listings_opened" ON "task_listings" USING btree ("place","phase","opened_at","task_id","lamp","due_on","case_id");--> statement-breakpoint
CREATE INDEX "task_listings_due" ON "task_listings" USING btree ("place","due_on","opened_at","task_id","phase","lamp","case_id") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "task_listings_lamp" ON "task_listings" USING btree ("place","lamp","opened_at","task_id","phase","due_on","case_id") WHERE lamp <> 'NONE';--> statement-breakpoint
CREATE INDEX "task_listings_item" ON "task_listings" USING btree ("place","item_code","opened_at","task_id","phase","lamp","due_on","case_id");--> statement-breakpoint
CREATE INDEX "task_listings_assignee" ON "task_listings" USING btree ("place","assignee","opened_at","task_id","phase","lamp","due_on","item_code","case_id") WHERE assignee is not null;--> statement-breakpoint
CREATE INDEX "case_materials_file" ON "case_materials" USING btree ("file_id") WHERE file_id is not null;--> statement-breakpoint
CREATE INDEX "case_parties_id_number" ON "case_parties" USING btree ("id_number_index");--> statement-breakpoint
CREATE INDEX "case_parties_subject" ON "case_parties" USING btree ("subject") WHERE subject is not null;--> statement-breakpoint
CREATE INDEX "case_parties_mandate" ON "case_parties" USING btree ("mandate_file_id") WHERE mandate_file_id is not null;--> statement-breakpoint
CREATE INDEX "case_tasks_open" ON "case_tasks" USING btree ("opened_at","task_id") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "case_tasks_assignee" ON "case_tasks" USING btree ("assignee","opened_at","case_id") WHERE closed_at is null and assignee is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "cases_case_no" ON "cases" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "cases_created" ON "cases" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "cases_created_by" ON "cases" USING btree ("created_by","created_at");--> statement-breakpoint
CREATE INDEX "cases_item_organ" ON "cases" USING btree ("item_code","organisation_code","created_at","id","status","due_on","lamp","window_id");--> statement-breakpoint
CREATE INDEX "cases_organisation" ON "cases" USING btree ("organisation_code","created_at");--> statement-breakpoint
CREATE INDEX "cases_due" ON "cases" USING btree ("due_on") WHERE due_on is not null;--> statement-breakpoint
CREATE INDEX "cases_centre_organisation" ON "cases" USING btree ("centre_organisation","created_at") WHERE centre_organisation is not null;--> statement-breakpoint
CREATE INDEX "cases_drafts" ON "cases" USING btree ("created_by") WHERE status = 'DRAFT';--> statement-breakpoint
CREATE INDEX "cases_asked" ON "cases" USING gin ("asked") WHERE asked is not null;--> statement-breakpoint
CREATE INDEX "item_drafts_files" ON "item_drafts" USING gin (item_file_ids("document"));--> statement-breakpoint
CREATE INDEX "item_versions_basic_code" ON "item_versions" USING btree ((document->>'basicCode'),"item_code");--> statement-breakpoint
CREATE INDEX "items_divisions" ON "items" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "items_organisation" ON "items" USING btree ("organisation_code","item_code");--> statement-breakpoint
CREATE INDEX "alert_listings_raised" ON "alert_listings" USING btree ("place","raised_at","alert_id","level");--> statement-breakpoint
CREATE INDEX "alert_listings_status" ON "alert_listings" USING btree ("place","status","raised_at","alert_id","level");--> statement-breakpoint
CREATE INDEX "alert_listings_level" ON "alert_listings" USING btree ("place","level","raised_at","alert_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_once" ON "alerts" USING btree ("case_id","clock_id","rule","level");--> statement-breakpoint
CREATE INDEX "alerts_raised" ON "alerts" USING btree ("raised_at","alert_id");--> statement-breakpoint
CREATE INDEX "alerts_id" ON "alerts" USING btree ("alert_id");--> statement-breakpoint
CREATE INDEX "alerts_case_no" ON "alerts" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "case_clocks_next_look" ON "case_clocks" USING btree ("next_look_at") WHERE next_look_at is not null;--> statement-breakpoint
CREATE INDEX "case_clocks_due" ON "case_clocks" USING btree ("due_on") WHERE stopped_on is null;--> statement-breakpoint
CREATE INDEX "dictionary_mappings_code" ON "dictionary_mappings" USING btree ("dictionary","code");--> statement-breakpoint
CREATE INDEX "authority_requests_item" ON "authority_requests" USING btree ("item_code");--> statement-breakpoint
CREATE INDEX "centres_division" ON "centres" USING btree ("division_code");--> statement-breakpoint
CREATE INDEX "divisions_parent" ON "divisions" USING btree ("parent_code","code");--> statement-breakpoint
CREATE INDEX "divisions_ancestors" ON "divisions" USING gin ("ancestors");--> statement-breakpoint
CREATE INDEX "organisations_division" ON "organisations" USING btree ("division_code");--> statement-breakpoint
CREATE INDEX "organisations_successor" ON "organisations" USING btree ("successor_code") WHERE successor_code is not null;--> statement-breakpoint
CREATE INDEX "window_authorities_item" ON "window_authorities" USING btree ("item_code");--> statement-breakpoint
CREATE INDEX "windows_centre" ON "windows" USING btree ("centre_id","position");--> statement-breakpoint
CREATE INDEX "files_sha256" ON "files" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "files_uploaded" ON "files" USING btree ("uploaded_at");--> statement-breakpoint
CREATE INDEX "files_uploaded_by" ON "files" USING btree ("uploaded_by","uploaded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_chain_audit_no" ON "audit_chain" USING btree ("audit_no");--> statement-breakpoint
CREATE INDEX "publications_tokens" ON "publications" USING gin ("tokens") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "publications_newest" ON "publications" USING btree ("published_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "search_entries_place" ON "search_entries" USING btree ("group_id","suspended","path","item_code","number");--> statement-breakpoint
CREATE INDEX "search_entries_items" ON "search_entries" USING btree ("suspended","path","item_code","number") WHERE kind = 0;--> statement-breakpoint
CREATE INDEX "search_entries_code" ON "search_entries" USING btree ("code") WHERE code is not null;--> statement-breakpoint
CREATE INDEX "search_entries_organisation" ON "search_entries" USING btree ("organisation_code");--> statement-breakpoint
CREATE INDEX "search_groups_items" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false) WHERE kind = 0;--> statement-breakpoint
CREATE INDEX "search_groups_variants" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false) WHERE kind = 1;--> statement-breakpoint
CREATE INDEX "search_groups_faqs" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false) WHERE kind = 2;--> statement-breakpoint
CREATE INDEX "search_groups_kind_name" ON "search_groups" USING btree ("kind","name_key");--> statement-breakpoint
CREATE INDEX "search_groups_initials" ON "search_groups" USING btree ("initials") WHERE kind < 2;--> statement-breakpoint
CREATE INDEX "search_groups_syllables" ON "search_groups" USING btree ("syllables") WHERE kind < 2;--> statement-breakpoint
CREATE UNIQUE INDEX "staff_subject" ON "staff" USING btree ("issuer","subject") WHERE subject is not null;--> statement-breakpoint
CREATE INDEX "staff_organisation" ON "staff" USING btree ("organisation_code","staff_no");--> statement-breakpoint
CREATE INDEX "staff_id_number" ON "staff" USING btree ("id_number_index") WHERE id_number_index is not null;--> statement-breakpoint
CREATE INDEX "staff_absences_deputy" ON "staff_absences" USING btree ("deputy_no","until_on");--> statement-breakpoint
CREATE INDEX "staff_listings_staff_no" ON "staff_listings" USING btree ("staff_no");--> statement-breakpoint
CREATE INDEX "statistics_cases_generation" ON "statistics_cases" USING btree ("generation");--> statement-breakpoint
CREATE UNIQUE INDEX "import_entries_code" ON "import_entries" USING btree ("import_id","item_code");--> statement-breakpoint
CREATE INDEX "imports_state" ON "imports" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "imports_uploader" ON "imports" USING btree ("created_by","created_at");--> statement-breakpoint
CREATE INDEX "audit_listings_action" ON "audit_listings" USING btree ("place","action","audit_no");--> statement-breakpoint
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor","audit_no");--> statement-breakpoint
CREATE INDEX "audit_log_object" ON "audit_log" USING btree ("object","audit_no");--> statement-breakpoint
CREATE INDEX "audit_log_subjects" ON "audit_log" USING gin ("subjects");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "counted_tries_until" ON "counted_tries" USING btree ("until");--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("created_at","id") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "jobs_created" ON "jobs" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "set_aside_since" ON "set_aside" USING btree ("since");