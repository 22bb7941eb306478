import { createHash, randomUUID } from 'node:crypto'
import type { Queryable } from '../../src/database/queryable.js'
import type { TestDatabase } from './database.js'

/** An event as a reader of the feed gets it. */
export interface FeedEvent {
  position: number
  caseNo: string
  type: string
  occurredAt: string
  version: number
  payload: unknown
}

/** Rows that stand for cases: the feed's tests write their events alone, without the rest of a case. */
export async function prepareFeedCases(
  database: TestDatabase,
  caseNos: string[],
  divisions: string[],
): Promise<void> {
  await database.asOwner(
    `create table if not exists feed_cases (case_no text primary key, case_id uuid not null, version int not null default 0,
       divisions text[] not null)`,
  )
  await database.asOwner('grant select, update on feed_cases to yichuang_app')
  await database.asOwner(
    `insert into feed_cases (case_no, case_id, divisions) select c, gen_random_uuid(), $2 from unnest($1::text[]) c`,
    [caseNos, divisions],
  )
}

/** One statement, as the case store's: the update of the case, the event with its ready document, the outbox row. */
export async function writeEvent(
  client: Queryable,
  caseNo: string,
  payload: string = '{}',
): Promise<{ eventId: string; caseNo: string; version: number }> {
  const eventId = randomUUID()
  const { rows } = await client.query<{ version: number }>(
    `with written as (
        update feed_cases set version = version + 1 where case_no = $1 returning case_id, case_no, version, divisions),
      events as (
        insert into case_events (case_id, version, event_id, type, occurred_at, actor, divisions, document)
        select case_id, version, $2::uuid, 'requestCorrection', app_now(), 'test', divisions,
          '{"caseNo":"' || case_no || '","occurredAt":"2026-03-02T01:00:00.000000Z","payload":' || $3::text
            || ',"type":"requestCorrection","version":' || version || '}'
        from written returning event_no, case_id, event_id),
      waiting as (insert into outbox (event_no, case_id, event_id) select event_no, case_id, event_id from events)
      select version from written`,
    [caseNo, eventId, payload],
  )
  const version = rows[0]?.version
  if (version === undefined) throw new Error(`no case ${caseNo}`)
  return { eventId, caseNo, version }
}

/** The chain's hash after these events, computed from what a reader received and from nothing else. */
export function recomputeHash(events: FeedEvent[], before: string = '0'.repeat(64)): string {
  let hash = Buffer.from(before, 'hex')
  for (const { position: _, ...event } of events) {
    hash = createHash('sha256')
      .update(Buffer.concat([hash, Buffer.from(canonical(event))]))
      .digest()
  }
  return hash.toString('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
