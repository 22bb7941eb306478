import type pg from 'pg'
import type { Deps } from '../../deps.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import { bookWith } from './calendar-service.js'
import { isKnownClock, type Lamp } from './clock.js'
import { type Subject, subjectsOf } from './clock-owners.js'
import { lampOn } from './lamps.js'
import { judgedOn } from './moments.js'
import { databaseNow } from './owned-clock-store.js'
import { fetchScanned, type LookedClock, openScan } from './rule-store.js'

/** Running clocks of whatever kind that are read, those that end soonest first. */
const LOOKED_AT_MOST = 100_000
const BATCH = 1000
/** Moved clocks that are named. */
const SHOWN = 1000

type Lamps = Record<Lamp, number>

export interface Relit {
  /** Of a case; of anything else `owner`. */
  caseNo?: string
  owner?: { kind: string; no: string }
  clock: string
  due?: LegalDate
  from: Lamp
  to: Lamp
}

export interface RulePreview {
  /** Running clocks of the kind that were looked at. */
  looked: number
  /** false: more are running, which end later than those that were read. */
  whole: boolean
  now: Lamps
  after: Lamps
  moved: Relit[]
  movedCount: number
}

const noLamps = (): Lamps => ({ NONE: 0, NOTICE: 0, YELLOW: 0, RED: 0 })

/**
 * How many running clocks of a kind would show which lamp if a rule changed (规则变更预览), and which of them another than now;
 * nothing is written. A bounded number of clocks is read in one pass, a thousand at a time, and what they belong to by one
 * query for each thousand; the rule is read as it would be, and rolled back. Of an organ's rule (`organ`) its own clocks
 * alone: others do not go by it, and are not its operator's to see, whose lamp may be behind while the monitor looks at them.
 */
export async function previewRule(
  { pool, clockOwners }: Pick<Deps, 'pool' | 'clockOwners'>,
  { kind, organ, most = LOOKED_AT_MOST }: { kind: string; organ: string | undefined; most?: number },
  change: (db: pg.PoolClient) => Promise<unknown>,
): Promise<RulePreview> {
  const book = await bookWith(pool, change)
  const preview: RulePreview = {
    ...{ looked: 0, whole: true, now: noLamps(), after: noLamps() },
    ...{ moved: [], movedCount: 0 },
  }
  const db = await pool.connect()
  try {
    await db.query('begin read only')
    const now = await databaseNow(db)
    // One more than is looked at: whether there is one.
    await openScan(db, most + 1)
    for (let left = most; preview.whole; ) {
      const rows = await fetchScanned(db, BATCH)
      preview.whole = rows.length <= left
      const own = rows.slice(0, left).filter((row) => row.kind === kind)
      left -= rows.length
      const subjects = await subjectsOf(db, clockOwners, own)
      for (const row of own) {
        const subject = subjects.get(row.case_id)
        if (organ === undefined || subject?.organ?.code === organ) count(preview, row, subject, book, now)
      }
      if (rows.length < BATCH) break
    }
    await db.query('rollback')
    db.release()
  } catch (error) {
    db.release(true)
    throw error
  }
  return preview
}

/** One clock; what belongs to nothing, or to a newer release, is left out as the job leaves it. */
function count(
  preview: RulePreview,
  { state, owner_kind: ownerKind, due_on: due, lamp }: LookedClock,
  subject: Subject | undefined,
  book: CalendarBook,
  now: Instant,
): void {
  if (subject === undefined || !isKnownClock(state, book)) return
  const from = lamp as Lamp
  const calendar = book.calendarOf(state.calendar)
  const rules = book.rulesFor(subject.organ?.code)
  const to = subject.rests === true ? 'NONE' : lampOn(state, judgedOn(state, now, calendar), calendar, rules)
  preview.looked += 1
  preview.now[from] += 1
  preview.after[to] += 1
  if (from === to) return
  preview.movedCount += 1
  if (preview.moved.length >= SHOWN) return
  preview.moved.push({
    ...(ownerKind === 'case' ? { caseNo: subject.no } : { owner: { kind: ownerKind, no: subject.no } }),
    clock: state.kind,
    ...(due === null ? {} : { due }),
    from,
    to,
  })
}
