CREATE TABLE "payment_records" (
	"kind" text NOT NULL,
	"transaction_no" text NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"reference" text NOT NULL,
	"amount" bigint NOT NULL,
	"done" boolean,
	"said_at" timestamp with time zone NOT NULL,
	"case_id" uuid,
	"case_no" text,
	"organisation_code" text,
	"divisions" text[],
	"bill_state" text,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payment_records_kind_transaction_no_content_hash_pk" PRIMARY KEY("kind","transaction_no","content_hash")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"case_id" uuid NOT NULL,
	"refund_no" text NOT NULL,
	"id" uuid NOT NULL,
	"case_no" text NOT NULL,
	"organisation_code" text NOT NULL,
	"divisions" text[] NOT NULL,
	"payment_no" text NOT NULL,
	"amount" bigint NOT NULL,
	"reason" text NOT NULL,
	"basis" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_staff_no" text,
	"requested_on" date NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"transaction_no" text,
	"done_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "refunds_case_id_refund_no_pk" PRIMARY KEY("case_id","refund_no")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "payment_records_once" ON "payment_records" USING btree ("kind","transaction_no") WHERE outcome <> 'differs';--> statement-breakpoint
CREATE UNIQUE INDEX "payment_records_order" ON "payment_records" USING btree ("id");--> statement-breakpoint
CREATE INDEX "payment_records_case" ON "payment_records" USING btree ("case_no");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_order" ON "refunds" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_number" ON "refunds" USING btree ("refund_no");--> statement-breakpoint
CREATE INDEX "refunds_of_organ" ON "refunds" USING btree ("organisation_code","id");--> statement-breakpoint
CREATE INDEX "refunds_open" ON "refunds" USING btree ("id") WHERE state = 'requested';--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    -- What the payment system said is never changed.
    GRANT SELECT, INSERT ON payment_records TO yichuang_app;
    GRANT SELECT, INSERT, UPDATE ON refunds TO yichuang_app;
  END IF;
END $$;
