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
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "items" ALTER COLUMN "search_tokens" SET DEFAULT '{}';--> statement-breakpoint
CREATE INDEX "publications_tokens" ON "publications" USING gin ("tokens") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "publications_newest" ON "publications" USING btree ("published_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "search_entries_place" ON "search_entries" USING btree ("group_id","suspended","path","item_code","number");--> statement-breakpoint
CREATE INDEX "search_entries_items" ON "search_entries" USING btree ("suspended","path","item_code","number") WHERE kind = 0;--> statement-breakpoint
CREATE INDEX "search_entries_code" ON "search_entries" USING btree ("code") WHERE code is not null;--> statement-breakpoint
CREATE INDEX "search_entries_organisation" ON "search_entries" USING btree ("organisation_code");--> statement-breakpoint
CREATE INDEX "search_groups_tokens" ON "search_groups" USING gin ("tokens") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "search_groups_name" ON "search_groups" USING btree ("name_key") WHERE kind < 2;--> statement-breakpoint
CREATE INDEX "search_groups_initials" ON "search_groups" USING btree ("initials") WHERE kind < 2;--> statement-breakpoint
CREATE INDEX "search_groups_syllables" ON "search_groups" USING btree ("syllables") WHERE kind < 2;--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    RETURN;
  END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON search_entries, search_groups, search_synonyms, publications TO yichuang_app;
END $$;
