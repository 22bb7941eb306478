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
ALTER TABLE "item_drafts" ADD COLUMN "checked_revision" integer;--> statement-breakpoint
ALTER TABLE "item_drafts" ADD COLUMN "checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "item_drafts" ADD COLUMN "checked_by" text;--> statement-breakpoint
ALTER TABLE "item_versions" ADD COLUMN "directory_version" integer;--> statement-breakpoint
ALTER TABLE "directory_versions" ADD CONSTRAINT "directory_versions_basic_code_directory_entries_basic_code_fk" FOREIGN KEY ("basic_code") REFERENCES "public"."directory_entries"("basic_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_changes" ADD CONSTRAINT "item_changes_item_code_items_item_code_fk" FOREIGN KEY ("item_code") REFERENCES "public"."items"("item_code") ON DELETE no action ON UPDATE no action;