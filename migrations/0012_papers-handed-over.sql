CREATE TABLE "handover_cases" (
	"case_id" uuid NOT NULL,
	"handover_id" uuid NOT NULL,
	"case_no" text NOT NULL,
	"status" text NOT NULL,
	CONSTRAINT "handover_cases_case_id_handover_id_pk" PRIMARY KEY("case_id","handover_id")
);
--> statement-breakpoint
CREATE TABLE "handover_sheets" (
	"case_id" uuid NOT NULL,
	"handover_id" uuid NOT NULL,
	"material_code" text NOT NULL,
	"count" integer NOT NULL,
	"received" integer,
	"refused" integer,
	"lost" integer,
	"reason" text,
	"answered_by" text,
	"answered_staff_no" text,
	"answered_at" timestamp with time zone,
	CONSTRAINT "handover_sheets_case_id_handover_id_material_code_pk" PRIMARY KEY("case_id","handover_id","material_code")
);
--> statement-breakpoint
CREATE TABLE "handovers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"from_window" uuid,
	"from_organisation" text NOT NULL,
	"from_name" text NOT NULL,
	"to_window" uuid,
	"to_organisation" text NOT NULL,
	"to_name" text NOT NULL,
	"from_organs" text[] NOT NULL,
	"to_organs" text[] NOT NULL,
	"from_divisions" text[] NOT NULL,
	"to_divisions" text[] NOT NULL,
	"status" text NOT NULL,
	"due_on" date NOT NULL,
	"given_by" text NOT NULL,
	"given_staff_no" text,
	"given_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE INDEX "handover_cases_list" ON "handover_cases" USING btree ("handover_id");--> statement-breakpoint
CREATE UNIQUE INDEX "handover_cases_on_the_way" ON "handover_cases" USING btree ("case_id") WHERE status = 'ON_THE_WAY';--> statement-breakpoint
CREATE INDEX "handover_sheets_list" ON "handover_sheets" USING btree ("handover_id");--> statement-breakpoint
CREATE INDEX "handovers_from_organs" ON "handovers" USING gin ("from_organs");--> statement-breakpoint
CREATE INDEX "handovers_to_organs" ON "handovers" USING gin ("to_organs");--> statement-breakpoint
CREATE INDEX "handovers_from_divisions" ON "handovers" USING gin ("from_divisions");--> statement-breakpoint
CREATE INDEX "handovers_to_divisions" ON "handovers" USING gin ("to_divisions");--> statement-breakpoint
CREATE INDEX "handovers_on_the_way" ON "handovers" USING btree ("due_on") WHERE status = 'ON_THE_WAY';--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON handovers, handover_cases, handover_sheets TO yichuang_app;
  END IF;
END $$;
