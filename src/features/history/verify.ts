import type { Queryable } from '../../database/queryable.js'
import { chainHash, GENESIS_HASH } from '../exchange/feed-chain.js'
import { sealOf } from './audit-record.js'
import { checkApplication } from './check-application.js'
import { checkCase } from './check-case.js'
import { checkEvent } from './check-event.js'
import { checkRights, type RightsKind, ToldRights } from './check-rights.js'
import {
  selectLegalDay,
  selectPostsAltered,
  selectRights,
  selectUntoldGrants,
  selectWaitingRights,
} from './rights-rows-store.js'
import {
  type ChainedEvent,
  type Heads,
  type StoredEvent,
  selectCasePage,
  selectFeed,
  selectHeads,
  selectOrphans,
  selectSeals,
  selectSeriesWithGaps,
  selectUnguarded,
  selectUnplaced,
  selectUnsealed,
} from './verify-store.js'

/** A place of a chain and its hash there, noted at an earlier time by somebody outside. */
export interface Anchor {
  place: number
  hash: string
}

export interface VerifyOptions {
  feed?: Anchor | undefined
  audit?: Anchor | undefined
  /** Told now and then how far it is. */
  progress?: (part: string, done: number, of: number) => void
  batch?: number
}

export interface Verified {
  /** What was altered, one line each, at most 1,000; empty when nothing was. */
  findings: string[]
  counts: { events: number; cases: number; auditRecords: number }
  /** To be noted outside the house: a tail that is cut off later shows by them. */
  heads: { feed: Anchor; audit: Anchor }
}

const MOST = 1000
const BATCH = 1000

const EVERYTHING = 8 + 16 + 32
/** A head moves, and is never removed. */
const REMOVING = 8 + 32

/** Tables that nobody changes or empties, and what their triggers refuse. */
const GUARDED = {
  audit_chain: EVERYTHING,
  audit_log: EVERYTHING,
  audit_head: REMOVING,
  case_documents: EVERYTHING,
  case_events: EVERYTHING,
  feed: EVERYTHING,
  feed_head: REMOVING,
}

/**
 * Recomputes what the database says of its own past (历史核验): both chains, each event with what stands beside it, every
 * case with its clocks, steps, parties and materials from its events, the contents of documents, rights and licences from theirs.
 * To be called in one transaction, so that all is seen at one instant.
 */
export async function verifyHistory(db: Queryable, options: VerifyOptions = {}): Promise<Verified> {
  const findings: string[] = []
  const find = (...lines: string[]): void => {
    findings.push(...lines.slice(0, Math.max(0, MOST - findings.length)))
  }
  const heads = await selectHeads(db)
  if (heads === undefined) {
    const none = { place: 0, hash: '' }
    return {
      findings: ['a head of the chains is gone'],
      counts: { events: 0, cases: 0, auditRecords: 0 },
      heads: { feed: none, audit: none },
    }
  }
  const rights = new ToldRights()
  const run = { db, find, heads, rights, ...options, batch: options.batch ?? BATCH }
  const events = await verifyFeed(run)
  await verifyRights(run)
  const cases = await verifyCases(run)
  const auditRecords = await verifyAudit(run)
  return {
    findings,
    counts: { events, cases, auditRecords },
    heads: {
      feed: { place: heads.feed, hash: heads.feed_hash.toString('hex') },
      audit: { place: heads.audit, hash: heads.audit_hash.toString('hex') },
    },
  }
}

/** Guards of append-only tables (防改触发器) that are missing, switched off or hollowed out. */
export const verifyGuards = (db: Queryable): Promise<string[]> => selectUnguarded(db, GUARDED)

interface Run extends VerifyOptions {
  db: Queryable
  find: (...lines: string[]) => void
  heads: Heads
  batch: number
  rights: ToldRights
}

async function verifyFeed({ db, find, heads, batch, feed: anchor, progress, rights }: Run): Promise<number> {
  let [last, hash]: [number, Buffer] = [0, GENESIS_HASH]
  for (;;) {
    const page = await selectFeed(db, last, batch)
    for (const row of page) {
      find(...checkPlace(`feed position ${row.position}`, last, row.position))
      find(...checkLink(row, hash).map((what) => `feed position ${row.position}: ${what}`))
      find(...checkAnchor('feed position', anchor, row.position, row.hash))
      if (row.document !== null) rights.add(row.subject_kind, row.document)
      last = row.position
      // From here on by what stands there: one altered event is one finding, not thousands.
      hash = row.hash
    }
    progress?.('feed', last, heads.feed)
    if (page.length < batch) break
  }
  find(...checkEnd('the feed', { last, hash, place: heads.feed, head: heads.feed_hash }, anchor))
  for (const event of await selectUnplaced(db, MOST)) find(`${nameOf(event)} stands in no feed`)
  return last
}

function checkLink(row: ChainedEvent, before: Buffer): string[] {
  if (row.document === null || row.event_id === null) return [`the event ${row.named} is gone`]
  const isLinked = chainHash(before, row.document).equals(row.hash)
  return [
    ...(isLinked ? [] : ['the event or its place was altered']),
    ...checkEvent({ ...row, document: row.document, event_id: row.event_id }),
  ]
}

/** What people and organs may do, against the last event of each (授权核验). */
async function verifyRights({ db, find, rights }: Run): Promise<void> {
  for (const { subject_kind, document } of await selectWaitingRights(db)) rights.add(subject_kind, document)
  const rowsOf = (kind: RightsKind) => selectRights(db, kind, [...rights.last[kind].keys()])
  const stored = {
    today: await selectLegalDay(db),
    grants: await rowsOf('grant'),
    delegations: await rowsOf('delegation'),
    staff: await rowsOf('staff'),
    authorities: await rowsOf('windowAuthority'),
    licences: await rowsOf('licence'),
    untold:
      rights.since === undefined
        ? []
        : await selectUntoldGrants(db, rights.since, [...rights.last.grant.keys()], MOST),
    postsAltered: await selectPostsAltered(db, MOST),
  }
  find(...checkRights(rights, stored))
}

async function verifyCases({ db, find, batch, progress }: Run): Promise<number> {
  let done = 0
  let after: string | undefined
  for (;;) {
    const { cases, events, documents, clocks, tasks, parties, materials } = await selectCasePage(
      db,
      after,
      batch,
    )
    const eventsOf = byCase(events)
    const documentsOf = byCase(documents)
    const clocksOf = byCase(clocks)
    const tasksOf = byCase(tasks)
    const partiesOf = byCase(parties)
    const materialsOf = byCase(materials)
    for (const row of cases) {
      const own = eventsOf.get(row.id) ?? []
      const found = checkCase(
        row,
        own,
        documentsOf.get(row.id) ?? [],
        clocksOf.get(row.id) ?? [],
        tasksOf.get(row.id) ?? [],
      )
      // What stands in the feed was looked at there; a draft's events stand nowhere yet.
      const drafted = row.status === 'DRAFT' ? own.flatMap((event) => checkEvent(event)) : []
      found.push(...checkApplication(own, partiesOf.get(row.id) ?? [], materialsOf.get(row.id) ?? []))
      find(...[...found, ...drafted].map((what) => `case ${row.case_no}: ${what}`))
    }
    done += cases.length
    after = cases.at(-1)?.id
    progress?.('cases', done, done)
    if (cases.length < batch) break
  }
  for (const what of await selectOrphans(db, MOST)) find(`${what}: the case is gone`)
  for (const { series, last, papers } of await selectSeriesWithGaps(db, MOST))
    find(`the documents ${series}: ${last} numbers were given, and ${papers} papers are there`)
  return done
}

function byCase<T extends { case_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>()
  for (const row of rows) grouped.set(row.case_id, [...(grouped.get(row.case_id) ?? []), row])
  return grouped
}

async function verifyAudit({ db, find, heads, batch, audit: anchor, progress }: Run): Promise<number> {
  let [last, hash]: [number, Buffer] = [0, GENESIS_HASH]
  for (;;) {
    const page = await selectSeals(db, last, batch)
    for (const { place, named, hash: stored, ...record } of page) {
      find(...checkPlace(`audit place ${place}`, last, place))
      if (record.audit_no === null) find(`audit place ${place}: the record ${named} is gone`)
      else if (!sealOf(hash, record).equals(stored))
        find(`audit place ${place}: the record ${named} or its place was altered`)
      find(...checkAnchor('audit place', anchor, place, stored))
      last = place
      hash = stored
    }
    progress?.('audit trail', last, heads.audit)
    if (page.length < batch) break
  }
  find(...checkEnd('the audit trail', { last, hash, place: heads.audit, head: heads.audit_hash }, anchor))
  find(...(await selectUnsealed(db, MOST)))
  return last
}

const checkPlace = (name: string, before: number, place: number): string[] =>
  place === before + 1 ? [] : [`${name}: ${place - before - 1} places before it are gone`]

function checkAnchor(name: string, anchor: Anchor | undefined, place: number, hash: Buffer): string[] {
  if (anchor?.place !== place || anchor.hash === hash.toString('hex')) return []
  return [`${name} ${place}: another hash than the one that was noted`]
}

function checkEnd(
  name: string,
  { last, hash, place, head }: { last: number; hash: Buffer; place: number; head: Buffer },
  anchor: Anchor | undefined,
): string[] {
  return [
    ...(last === place && hash.equals(head) ? [] : [`${name} ends at ${last}, and its head says ${place}`]),
    ...(anchor !== undefined && anchor.place > last
      ? [`${name} ends at ${last}, before the noted ${anchor.place}`]
      : []),
  ]
}

const nameOf = (event: StoredEvent): string =>
  `the event ${event.event_id} (${event.subject_kind}.${event.type})`
