CREATE TABLE "dictionaries" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"title_zh" text NOT NULL,
	"title_en" text NOT NULL,
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
ALTER TABLE "dictionary_entries" ADD CONSTRAINT "dictionary_entries_dictionary_dictionaries_key_fk" FOREIGN KEY ("dictionary") REFERENCES "public"."dictionaries"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dictionary_mappings" ADD CONSTRAINT "dictionary_mappings_entry" FOREIGN KEY ("dictionary","code") REFERENCES "public"."dictionary_entries"("dictionary","code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "dictionary_mappings_code" ON "dictionary_mappings" USING btree ("dictionary","code");