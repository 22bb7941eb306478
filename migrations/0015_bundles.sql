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
ALTER TABLE "bundle_versions" ADD CONSTRAINT "bundle_versions_bundle_code_bundles_bundle_code_fk" FOREIGN KEY ("bundle_code") REFERENCES "public"."bundles"("bundle_code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bundles_divisions" ON "bundles" USING gin ("divisions");