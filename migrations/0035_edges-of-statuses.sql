CREATE TABLE "status_edges" (
	"status_before" text NOT NULL,
	"type" text NOT NULL,
	"status_after" text NOT NULL,
	CONSTRAINT "status_edges_status_before_type_status_after_pk" PRIMARY KEY("status_before","type","status_after")
);
--> statement-breakpoint
ALTER TABLE "case_events" ADD COLUMN "status_before" text;--> statement-breakpoint
ALTER TABLE "case_events" ADD COLUMN "status_after" text;--> statement-breakpoint
-- Acts of before tell no edge in columns of their own: nothing of them is looked at. Looked over in the next file, beside running traffic.
ALTER TABLE "case_events" ADD CONSTRAINT "case_events_edge" FOREIGN KEY ("status_before","type","status_after") REFERENCES "public"."status_edges"("status_before","type","status_after") ON DELETE no action ON UPDATE no action NOT VALID;--> statement-breakpoint
-- The rows are the code's (status-edges.ts): each start of an owner and `init-database` bring what is not there.
GRANT SELECT ON "status_edges" TO yichuang_app;
