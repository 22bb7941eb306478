import type { TestApp } from './app.js'
import { createCase, foodCase, transition } from './cases.js'

/** An accepted licence and so many copies of it (`COPY1` …), each with two clocks that fall due in March. */
export async function acceptedCopies(app: TestApp, count: number): Promise<void> {
  const { body } = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await app.database.asOwner(`
    with copies as (select gen_random_uuid() as id, n from generate_series(1, ${count}) n),
    written as (
      insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'COPY' || copies.n))).* from cases c, copies where c.case_no = '${body.caseNo}')
    insert into case_clocks select (jsonb_populate_record(k, jsonb_build_object('case_id', copies.id))).* from case_clocks k join cases c on c.id = k.case_id, copies
    where c.case_no = '${body.caseNo}'`)
}

/**
 * So many copies more (`REST1` …) whose clocks rest until `until`: in one piece, past the triggers of the lists, since
 * nobody looks at them here.
 */
export async function restingCopies(app: TestApp, count: number, until: string): Promise<void> {
  await app.database.asSuperuser(`
    set session_replication_role = replica;
    with copies as (select gen_random_uuid() as id, n from generate_series(1, ${count}) n),
    written as (
      insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'REST' || copies.n))).* from cases c, copies where c.case_no = 'COPY1')
    insert into case_clocks select (jsonb_populate_record(k, jsonb_build_object('case_id', copies.id, 'next_look_at', '${until}'))).*
      from case_clocks k join cases c on c.id = k.case_id, copies where c.case_no = 'COPY1'`)
}

/**
 * Poison beside them: a clock of COPY7 names a calendar that is not there, and whoever raises an alert of COPY9 breaks the
 * statement that writes a whole batch.
 */
export async function poison(app: TestApp): Promise<void> {
  await app.database.asOwner(`
    update case_clocks set calendar_code = 'MOON', state = jsonb_set(state, '{calendar}', '"MOON"')
      where kind = 'LEGAL' and case_id = (select id from cases where case_no = 'COPY7');
    create function poison() returns trigger language plpgsql as $$ begin
      if new.case_no = 'COPY9' then raise exception 'poisoned'; end if; return new; end $$;
    create trigger poison before insert on alerts for each row execute function poison()`)
}
