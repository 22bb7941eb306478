import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { type Aside, clearAside, putAside, selectAsideDue } from '../../jobs/aside-service.js'
import { describeFailure, isPassing } from '../../jobs/failure.js'
import type { Consumer, FeedEntry } from './consumer.js'
import { deleteMissed, insertMissed, selectMissed, selectMissedAmong } from './consumer-missed-store.js'

/** Subjects that are tried again in one transaction. */
const TRIED = 50

/** What a consumer could not apply of one subject. */
interface Failed {
  entries: readonly FeedEntry[]
  error: string
}

/** How what a generation put aside is called: all of it begins alike. */
export const asidePrefix = (generation: number): string => `${generation}/`

/**
 * Applies what fits. A subject whose event fails is put aside with it, and so are its later events, since they build
 * on one another; the others go on. In the transaction that moves the position; gives the number of subjects put aside.
 */
export async function applyEntries(
  client: pg.PoolClient,
  consumer: Consumer,
  generation: number,
  entries: readonly FeedEntry[],
): Promise<number> {
  const { name } = consumer
  const aside = await selectMissedAmong(client, name, generation, [
    ...new Set(entries.map((entry) => entry.subjectId)),
  ])
  const held = entries.filter(({ subjectId }) => aside.has(subjectId))
  const failed = await applyOrTell(
    client,
    consumer,
    generation,
    entries.filter(({ subjectId }) => !aside.has(subjectId)),
  )
  const missed = [...held, ...failed.flatMap((each) => each.entries)]
  if (missed.length > 0) await insertMissed(client, name, generation, missed)
  if (failed.length > 0) await putFailedAside(client, name, generation, failed)
  return failed.length
}

/** Whether something is put aside that is to be tried again. Takes no lock: it is asked every second. */
export const isAnyDue = async (db: Queryable, name: string, generation: number): Promise<boolean> =>
  (await selectAsideDue(db, name, asidePrefix(generation), 1)).length > 0

/** Tries again what is put aside and due; gives the number of subjects that went well. */
export async function applyMissed(
  client: pg.PoolClient,
  consumer: Consumer,
  generation: number,
): Promise<number> {
  const { name } = consumer
  const prefix = asidePrefix(generation)
  let well = 0
  for (const ref of await selectAsideDue(client, name, prefix, TRIED)) {
    const subjectId = ref.slice(prefix.length)
    const entries = await selectMissed(client, name, generation, subjectId)
    const failed = await applyOrTell(client, consumer, generation, entries)
    if (failed.length > 0) {
      await putFailedAside(client, name, generation, failed)
      continue
    }
    await deleteMissed(client, name, generation, subjectId)
    await clearAside(client, name, [ref])
    well += 1
  }
  return well
}

/** All at once; where that fails, each subject by itself. */
async function applyOrTell(
  client: pg.PoolClient,
  consumer: Consumer,
  generation: number,
  entries: readonly FeedEntry[],
): Promise<Failed[]> {
  if (entries.length === 0) return []
  const error = await failureOf(client, () => consumer.apply(client, generation, entries))
  if (error === undefined) return []
  const subjects = bySubject(entries)
  if (subjects.size === 1) return [{ entries, error }]
  const failed: Failed[] = []
  for (const ofSubject of subjects.values())
    failed.push(...(await applyOrTell(client, consumer, generation, ofSubject)))
  return failed
}

function bySubject(entries: readonly FeedEntry[]): Map<string, FeedEntry[]> {
  const subjects = new Map<string, FeedEntry[]>()
  for (const entry of entries) {
    const own = subjects.get(entry.subjectId)
    if (own === undefined) subjects.set(entry.subjectId, [entry])
    else own.push(entry)
  }
  return subjects
}

/** Does the work wholly or not at all. Where the database is away or busy nothing is wrong with the events: thrown. */
async function failureOf(client: pg.PoolClient, work: () => Promise<void>): Promise<string | undefined> {
  await client.query('savepoint apply')
  try {
    await work()
  } catch (failure) {
    if (isPassing(failure)) throw failure
    await client.query('rollback to savepoint apply')
    return describeFailure(failure)
  }
  await client.query('release savepoint apply')
  return undefined
}

async function putFailedAside(
  client: pg.PoolClient,
  name: string,
  generation: number,
  failed: readonly Failed[],
): Promise<void> {
  await putAside(
    client,
    name,
    failed.flatMap(({ entries: [first], error }): Aside[] =>
      first === undefined
        ? []
        : [{ ref: `${asidePrefix(generation)}${first.subjectId}`, error, ...about(first) }],
    ),
  )
}

/** What people may know of the event that failed. */
function about({ document, divisions }: FeedEntry): Pick<Aside, 'about' | 'organisation' | 'divisions'> {
  const { caseNo, payload } = JSON.parse(document) as { caseNo?: string; payload?: { organisation?: string } }
  return { about: caseNo, organisation: payload?.organisation, divisions }
}
