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
CREATE UNIQUE INDEX "audit_chain_audit_no" ON "audit_chain" USING btree ("audit_no");