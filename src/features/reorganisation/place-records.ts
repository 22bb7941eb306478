import type { Queryable } from '../../database/queryable.js'
import type { JobWork } from '../../jobs/runner.js'
import { placeBundles } from '../bundles/bundle-places.js'
import { CASE_WAYS, type CasePosition, countCasesOf, placeCases } from '../cases/case-places.js'
import { countItemsOf, placeItems } from '../catalogue/item-places.js'
import type { ItemReader } from '../catalogue/item-reader.js'
import { placeAlerts } from '../deadlines/alert-places.js'
import type { Placing } from '../divisions/copied-places.js'
import { countDivisionsBelow, placeDivisions, type Touched, touchedOrgans } from '../divisions/placing.js'
import { placeMoney } from '../fees/payment-places.js'
import { placeLicences } from '../licences/licence-places.js'
import { placePublications } from '../publications/publication-places.js'
import { placeRatings } from '../ratings/rating-places.js'
import { placeOrders } from '../supervision/order-places.js'
import { placeVoices } from '../voices/voice-places.js'

/** Rows of one kind that are read by a statement, and by a batch: short enough that acts on the cases hardly wait. */
const ROWS = 200
/** Parts without rows are passed over within a batch. */
const PARTS = 40
/** Where the next batch begins. */
interface Position {
  /** What was written by others meanwhile is found by another pass: the last one finds nothing to change. */
  pass: number
  phase: number
  organ?: string
  way: number
  after?: string | CasePosition | undefined
  moved: number
}

interface Part {
  read: number
  moved: number
  /** Absent: the phase is over. */
  next?: { organ?: string; way: number; after?: string | CasePosition | undefined } | undefined
}

type Phase = (db: Queryable, touched: Touched, at: Position) => Promise<Part>

const MOST_PASSES = 5
const COUNTED = 1_000_000
const NO_ID = '00000000-0000-0000-0000-000000000000'
const ITEMS = 0

/** What has no index by organ, in the order of its keys. */
const byKey =
  (place: Placing, first = NO_ID): Phase =>
  async (db, _touched, { after }) => {
    const { read, moved, last } = await place(db, typeof after === 'string' ? after : first, ROWS)
    return { read, moved, next: read < ROWS || last === null ? undefined : { way: ITEMS, after: last } }
  }

const ofDivisions: Phase = (db, touched, at) =>
  byKey((on, after, limit) => placeDivisions(on, touched, after, limit), '')(db, touched, at)

/** The things of one organ after the other: its items, its cases, those of its centres, those about which it was asked. */
const ofOrgans: Phase = async (db, touched, at) => {
  const organ = at.organ ?? (await touchedOrgans(db, touched, '', 1))[0]
  if (organ === undefined) return { read: 0, moved: 0 }
  const part = await (at.way === ITEMS ? itemsOf(db, organ, at) : casesOf(db, organ, at))
  if (part.next !== undefined) return part
  if (at.way < CASE_WAYS.length) return { ...part, next: { organ, way: at.way + 1 } }
  const [next] = await touchedOrgans(db, touched, organ, 1)
  return next === undefined ? part : { ...part, next: { organ: next, way: ITEMS } }
}

async function itemsOf(db: Queryable, organ: string, { after }: Position): Promise<Part> {
  const { read, moved, last } = await placeItems(db, organ, typeof after === 'string' ? after : '', ROWS)
  return { read, moved, next: read < ROWS ? undefined : { organ, way: ITEMS, after: last } }
}

async function casesOf(db: Queryable, organ: string, { way, after }: Position): Promise<Part> {
  const relation = CASE_WAYS[way - 1] ?? 'organ'
  const { places, read, last } = await placeCases(
    db,
    relation,
    organ,
    typeof after === 'object' ? after : undefined,
    ROWS,
  )
  const alerts = await placeAlerts(db, places)
  const money = await placeMoney(db, places)
  const moved = places.filter((place) => place.moved).length + alerts + money
  return { read, moved, next: read < ROWS ? undefined : { organ, way, after: last } }
}

const PHASES: readonly Phase[] = [
  ofDivisions,
  ofOrgans,
  byKey(placeBundles, ''),
  byKey(placePublications),
  byKey(placeOrders),
  byKey(placeLicences),
  byKey(placeRatings),
  byKey(placeVoices),
]

/**
 * Copies anew where things lie (重算所在区划) after an organ or a division has moved, or an organ has gone into another:
 * first the tree below what moved, then organ by organ its items with their place in the search, its cases with tasks,
 * alerts and payments, at last bundles, publications, orders, licences, ratings and what people say. Each row is reckoned from the tree and the organ as they are now, so that it
 * does not matter how often it is done, or what else changes meanwhile. Events and audit records stay as they were written.
 */
export function createPlacing(deps: { items: Pick<ItemReader, 'forgetAll'> }): JobWork {
  return async (db, job) => {
    const touched = job.payload as Touched
    const total = job.total ?? (await countTouched(db, touched))
    let at = (job.position as Position | null) ?? { pass: 1, phase: 0, way: ITEMS, moved: 0 }
    let read = 0
    let isDone = false
    for (let parts = 0; !isDone && read < ROWS && parts < PARTS; parts++) {
      const part = await (PHASES[at.phase] ?? ofOrgans)(db, touched, at)
      read += part.read
      ;({ at, isDone } = following(at, part))
    }
    // Committed with the batch; this process must not go on with what it knew before.
    deps.items.forgetAll()
    const done = job.done + read
    return { position: at, done, total: isDone ? done : Math.max(total, done), isDone }
  }
}

/** What comes after a part: the rest of the phase, the next phase, another pass, or nothing. */
function following(
  { organ: _organ, after: _after, ...at }: Position,
  part: Part,
): { at: Position; isDone: boolean } {
  const moved = at.moved + part.moved
  if (part.next !== undefined) return { at: { ...at, ...part.next, moved }, isDone: false }
  if (at.phase + 1 < PHASES.length)
    return { at: { ...at, phase: at.phase + 1, way: ITEMS, moved }, isDone: false }
  const isDone = moved === 0 || at.pass >= MOST_PASSES
  return { at: { pass: at.pass + 1, phase: 0, way: ITEMS, moved: 0 }, isDone }
}

/** Twice what is known at the beginning: once to change it, once to see that it is right. */
async function countTouched(db: Queryable, touched: Touched): Promise<number> {
  const organs = await touchedOrgans(db, touched, '', 100_000)
  const counts = [
    await countDivisionsBelow(db, touched, COUNTED),
    await countItemsOf(db, organs, COUNTED),
    await countCasesOf(db, organs, COUNTED),
  ]
  return 2 * counts.reduce((sum, count) => sum + count, 0)
}
