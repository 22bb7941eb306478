CREATE TABLE "ratings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"case_no" text COLLATE "C" NOT NULL,
	"party_no" integer NOT NULL,
	"satisfaction" text NOT NULL,
	"aspects" text[] NOT NULL,
	"channel" text NOT NULL,
	"sealed" "bytea",
	"item_code" text COLLATE "C" NOT NULL,
	"organisation_code" text NOT NULL,
	"window_id" uuid,
	"organs" text[] NOT NULL,
	"divisions" text[] NOT NULL,
	"officers" text[] NOT NULL,
	"counted" boolean DEFAULT true NOT NULL,
	"rated_on" date NOT NULL,
	"rated_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "answer_limits" (
	"clock" text COLLATE "C" NOT NULL,
	"organisation_code" text COLLATE "C" NOT NULL,
	"amount" integer NOT NULL,
	"unit" text NOT NULL,
	"basis" text NOT NULL,
	"from_memory" boolean NOT NULL,
	CONSTRAINT "answer_limits_clock_organisation_code_pk" PRIMARY KEY("clock","organisation_code")
);
--> statement-breakpoint
CREATE TABLE "voices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text COLLATE "C" NOT NULL,
	"organisation_code" text NOT NULL,
	"divisions" text[] NOT NULL,
	"case_no" text COLLATE "C",
	"item_code" text COLLATE "C",
	"window_id" uuid,
	"rating_id" uuid,
	"about" text[] NOT NULL,
	"raised_by" text COLLATE "C",
	"code_hash" "bytea",
	"channel" text,
	"status" text NOT NULL,
	"raised_on" date NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"due_on" date,
	"reopened" boolean DEFAULT false NOT NULL,
	"sealed" "bytea" NOT NULL,
	"history" jsonb NOT NULL,
	"public_question" text,
	"public_answer" text,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "ratings_party" ON "ratings" USING btree ("case_id","party_no");--> statement-breakpoint
CREATE INDEX "ratings_organ" ON "ratings" USING btree ("organisation_code","rated_on");--> statement-breakpoint
CREATE INDEX "ratings_case_no" ON "ratings" USING btree ("case_no");--> statement-breakpoint
CREATE INDEX "ratings_organs" ON "ratings" USING gin ("organs");--> statement-breakpoint
CREATE INDEX "ratings_divisions" ON "ratings" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "voices_organ" ON "voices" USING btree ("kind","organisation_code","id");--> statement-breakpoint
CREATE INDEX "voices_divisions" ON "voices" USING gin ("divisions");--> statement-breakpoint
CREATE INDEX "voices_raised_by" ON "voices" USING btree ("raised_by","id");--> statement-breakpoint
CREATE INDEX "voices_rating" ON "voices" USING btree ("rating_id");--> statement-breakpoint
INSERT INTO "answer_limits" ("clock", "organisation_code", "amount", "unit", "basis", "from_memory") VALUES
  ('RECTIFICATION', '', 15, 'workingDay', '国办发〔2019〕51号要求差评有核实、整改、反馈，全国未定天数；15个工作日取自四川的地方做法，德州、襄城等地为5个工作日', false),
  ('COMPLAINT_INTAKE', '', 5, 'workingDay', '部署默认值，凭记忆，未见全国统一规定：投诉登记后5个工作日内决定是否受理', true),
  ('COMPLAINT_ANSWER', '', 15, 'workingDay', '部署默认值，凭记忆，未见全国统一规定：受理后15个工作日内答复', true),
  ('CONSULTATION_ANSWER', '', 5, 'workingDay', '部署默认值，凭记忆，参照政府网站留言5个工作日内答复的做法', true);
--> statement-breakpoint
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'yichuang_app') THEN
    GRANT SELECT, INSERT, UPDATE ON ratings, voices, answer_limits TO yichuang_app;
  END IF;
END $$;
