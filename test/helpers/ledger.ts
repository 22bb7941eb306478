import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import type { Test } from 'tap'
import { withClient } from './cluster.js'
import { type FeedEvent, recomputeHash } from './feed.js'
import { createHttpClient, isBroken, nameOf } from './http-client.js'
import type { Load } from './load.js'

interface Tokens {
  clerk: string
  exchange: string
}

/** What belongs to a case, as one text: cases of one item at one version must all look alike. */
const SHAPES = `
select c.case_no as "caseNo", c.item_code || ' at version ' || c.version as kind, jsonb_build_object(
    'status', c.status,
    'parties', (select count(*) from case_parties p where p.case_id = c.id),
    'materials', (select jsonb_agg(m.material_code order by m.material_code) from case_materials m where m.case_id = c.id),
    'clocks', (select jsonb_agg(k.kind || coalesce(' ' || k.stopped_on::text, '') order by k.kind) from case_clocks k where k.case_id = c.id),
    'tasks', (select count(*) from case_tasks t where t.case_id = c.id),
    'documents', (select jsonb_agg(d.kind order by d.document_no) from case_documents d where d.case_id = c.id),
    'events', (select jsonb_agg(e.version || ' ' || e.type order by e.version) from case_events e where e.case_id = c.id),
    'fed', (select count(*) from feed f where f.case_id = c.id),
    'waiting', (select count(*) from outbox o where o.case_id = c.id))::text as shape
from cases c`

/** The newest event of each case, as the feed tells it. */
const NEWEST_EVENTS = `
select distinct on (c.id) c.case_no as "caseNo", c.version, e.document
from cases c join case_events e on e.case_id = c.id order by c.id, e.version desc`

/** Rows that belong to no case but should (the first data has events of its own), and application numbers that more than one case has. */
const STRAYS = `
select 'case_parties' as "table" from case_parties where case_id not in (select id from cases)
union all select 'case_materials' from case_materials where case_id not in (select id from cases)
union all select 'case_clocks' from case_clocks where case_id not in (select id from cases)
union all select 'case_tasks' from case_tasks where case_id not in (select id from cases)
union all select 'case_documents' from case_documents where case_id not in (select id from cases)
union all select 'case_events' from case_events where case_id not in (select id from cases)
  and document::jsonb->'subject'->>'kind' = 'case'
union all select 'feed without event' from feed where not exists (
  select from case_events e where e.case_id = feed.case_id and e.event_id = feed.event_id)
union all select 'two cases of one key' from cases group by facts->'externalNos'->0->>'number' having count(*) > 1`

/**
 * Compares what the clients were told with what is there: every acknowledged case, whole, exactly once, and nothing
 * else. `database` must hold the cases of this load only.
 */
export async function checkLedger(
  t: Test,
  { load, url, tokens, database }: { load: Load; url: string; tokens: Tokens; database: pg.ClientConfig },
): Promise<void> {
  t.same(load.troubles, [], 'nothing but the expected failures')
  t.ok(load.acknowledged.size > 0, `${load.acknowledged.size} cases: ${summary(load)}`)
  await withClient(database, async (db) => {
    await drained(db)
    const { rows } = await db.query<{ caseNo: string; kind: string; shape: string }>(SHAPES)
    const there = rows.map(({ caseNo }) => caseNo).sort()
    t.same(there, [...load.acknowledged.keys()].sort(), 'the cases that were acknowledged, and no other')
    const kinds = new Map<string, Set<string>>()
    for (const { kind, shape } of rows) kinds.set(kind, (kinds.get(kind) ?? new Set()).add(shape))
    for (const [kind, shapes] of kinds) t.same([...shapes].slice(1), [], `${kind}: all alike`)
    t.same((await db.query(STRAYS)).rows, [], 'no row without its case, no case twice')
    t.same(await otherEvents(db, load), [], 'the newest event of each case tells what was acknowledged')
    const { rows: keys } = await db.query('select count(*)::int as count from idempotency_keys')
    t.same(keys, [{ count: load.writes }], 'one stored answer for every acknowledged write')
  })
  await checkAnswers(t, load, url, tokens.clerk)
}

/** Events that tell another version or status than the client was told. */
async function otherEvents(db: pg.Client, load: Load): Promise<string[]> {
  const { rows } = await db.query<{ caseNo: string; version: number; document: string }>(NEWEST_EVENTS)
  return rows.flatMap(({ caseNo, version, document }) => {
    const told = load.acknowledged.get(caseNo)?.last.body as { version: number; status: string } | undefined
    const event = JSON.parse(document) as { version: number; payload: { status: string } }
    const agree =
      event.version === version && version === told?.version && event.payload.status === told.status
    return agree
      ? []
      : [`${caseNo}: ${event.version} ${event.payload.status}, told ${told?.version} ${told?.status}`]
  })
}

/** The shapes are compared with each other: that the first one is right, only the acknowledged answers tell. */
async function checkAnswers(t: Test, load: Load, url: string, token: string): Promise<void> {
  const client = createHttpClient()
  const wrong: string[] = []
  let replays = 0
  for (const [caseNo, { key, body, created, last }] of load.acknowledged) {
    const read = await client.request('GET', `${url}/v1/cases/${caseNo}`, { token })
    const { queryCode: _, ...told } = last.body
    if (isBroken(read) || !isDeepStrictEqual(read.body, told))
      wrong.push(`${caseNo} reads otherwise than acknowledged: ${isBroken(read) ? read.code : read.text}`)
    // A sample: the same request once more is answered as the first time, and makes nothing.
    if (replays >= 100) continue
    replays += 1
    const headers = { 'idempotency-key': key }
    const again = await client.request('POST', `${url}/v1/cases`, { token, body, headers })
    if (isBroken(again) || again.text !== created.text || again.headers['idempotency-replayed'] !== 'true')
      wrong.push(`${caseNo} is not replayed: ${nameOf(again)}`)
  }
  client.close()
  t.same(
    wrong.slice(0, 3),
    [],
    'every case reads as it was last acknowledged; repeated requests are replayed',
  )
}

export interface Follower {
  events: FeedEvent[]
  outcomes: Map<string, number>
  /** Reads what there is and checks it against the events in the database. */
  finish(t: Test, database: pg.ClientConfig): Promise<void>
}

/** Another system that reads the feed the whole time, page by page from its cursor, whatever happens. */
export function followFeed(t: Test, url: () => string, token: string): Follower {
  const client = createHttpClient()
  const events: FeedEvent[] = []
  const outcomes = new Map<string, number>()
  let cursor = ''
  let hash = ''
  let stopping = false
  t.teardown(() => {
    stopping = true
    client.close()
  })

  const readPage = async (wait: number): Promise<number | undefined> => {
    const path = `/v1/exchange/changes?limit=200&wait=${wait}${cursor}`
    const page = await client.request('GET', `${url()}${path}`, { token })
    outcomes.set(nameOf(page), (outcomes.get(nameOf(page)) ?? 0) + 1)
    if (isBroken(page) || page.status !== 200) return undefined
    events.push(...page.body.data)
    cursor = `&after=${page.body.nextCursor}`
    hash = page.body.hash
    return page.body.data.length
  }
  const run = async (): Promise<void> => {
    while (!stopping) if ((await readPage(1)) === undefined) await sleep(100)
  }
  const running = run()

  return {
    events,
    outcomes,
    async finish(t, database) {
      stopping = true
      await running
      const documents = await withClient(database, async (db) => {
        await drained(db)
        const { rows } = await db.query<{ document: string }>('select document from case_events')
        return rows.map(({ document }) => JSON.parse(document) as { caseNo: string; version: number })
      })
      for (let read: number | undefined; read !== 0; ) {
        read = await readPage(0)
        if (read === undefined) throw new Error(`the feed cannot be read: ${summary({ outcomes })}`)
      }
      client.close()
      const names = (list: { caseNo: string; version: number }[]) =>
        list.map(({ caseNo, version }) => `${caseNo} ${version}`).sort()
      t.same(
        events.map(({ position }) => position),
        documents.map((_, index) => index + 1),
        `${events.length} events at the reader: no gap, no duplicate`,
      )
      t.same(names(events), names(documents), 'the events that are there, and no other')
      t.same(outOfOrder(events), [], 'per case in the order of its versions')
      t.equal(recomputeHash(events), hash, 'and the hash proves it')
    },
  }
}

function outOfOrder(events: FeedEvent[]): string[] {
  const versions = new Map<string, number>()
  return events.flatMap(({ caseNo, version }) => {
    // What the first data brought in tells of grants and calendars.
    if ((caseNo as string | undefined) === undefined) return []
    const expected = (versions.get(caseNo) ?? 0) + 1
    versions.set(caseNo, version)
    return version === expected ? [] : [`${caseNo}: ${version} instead of ${expected}`]
  })
}

/** Every event has its position. */
async function drained(db: pg.Client): Promise<void> {
  for (let look = 0; look < 600; look += 1) {
    if ((await db.query('select 1 from outbox limit 1')).rowCount === 0) return
    await sleep(50)
  }
  throw new Error('the outbox is not emptied: no sequencer is at work')
}

export const summary = ({ outcomes }: { outcomes: Map<string, number> }): string =>
  [...outcomes].map(([name, count]) => `${count} × ${name}`).join(', ')
