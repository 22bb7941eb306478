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
	"search_tokens" text[],
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
	CONSTRAINT "import_versions_import_id_line_version_pk" PRIMARY KEY("import_id","line","version")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"import_id" uuid PRIMARY KEY NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"reach" text[],
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
ALTER TABLE "import_chunks" ADD CONSTRAINT "import_chunks_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_entries" ADD CONSTRAINT "import_entries_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_findings" ADD CONSTRAINT "import_findings_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_versions" ADD CONSTRAINT "import_versions_import_id_imports_import_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("import_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "import_entries_code" ON "import_entries" USING btree ("import_id","item_code");--> statement-breakpoint
CREATE INDEX "imports_state" ON "imports" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "imports_uploader" ON "imports" USING btree ("created_by","created_at");