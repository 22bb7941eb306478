import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import type { TestApp } from './app.js'

/** The event of an alert in a case of the market bureau, as the monitor writes it, without waiting for its day. */
export async function raiseAlert(
  { database }: Pick<TestApp, 'database'>,
  caseNo: string,
  level: string,
  due = '2026-03-12',
  rule = 'PROMISE',
  /** Whom the rule names; absent: nobody in particular. */
  tell: readonly string[] | null = null,
): Promise<void> {
  await database.asOwner(
    `with event as (
       insert into case_events (case_id, version, event_id, type, occurred_at, actor, divisions, document, subject_kind, organs)
       select gen_random_uuid(), 1, e, 'alert.raise', app_now(), 'system', array['511102000000'], jsonb_build_object(
         'id', e, 'subject', jsonb_build_object('kind', 'alert', 'no', e), 'caseNo', $1::text, 'type', 'alert.raise', 'v', 1,
         'occurredAt', '2026-03-03T01:00:00.000000Z', 'version', 1, 'payload', jsonb_build_object('level', $2::text,
         'rule', $5::text, 'due', $4::text, 'remaining', 2, 'organisation', $3::text)
           || case when $6::jsonb is null then '{}' else jsonb_build_object('tell', $6::jsonb) end)::text, 'alert', array[$3::text]
       from gen_random_uuid() e returning event_no, case_id, event_id)
     insert into outbox (event_no, case_id, event_id) select event_no, case_id, event_id from event`,
    [caseNo, level, COUNTY_MARKET, due, rule, tell === null ? null : JSON.stringify(tell)],
  )
}
