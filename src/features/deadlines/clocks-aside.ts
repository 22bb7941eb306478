import type { Queryable } from '../../database/queryable.js'
import { clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import type { Subject } from './clock-owners.js'
import { type ClockKey, lookLater, selectStillAside } from './monitor-store.js'

/** What clocks are called where things are put aside: they cannot be reckoned, or their consequence cannot be drawn. */
const CLOCK = 'clock'

const refOf = ({ case_id, clock_id }: ClockKey): string => `${case_id}/${clock_id}`

function keyOf(ref: string): ClockKey {
  const [case_id = '', clock_id = ''] = ref.split('/')
  return { case_id, clock_id }
}

/** A clock, and why it is put aside; never with data. */
export interface StrangeClock {
  clock: ClockKey & { subject: Subject | undefined }
  error: string
}

/** Puts clocks aside (搁置): each is looked at again later, each time later, and the others go on. In a transaction. */
export async function putClocksAside(db: Queryable, strange: readonly StrangeClock[]): Promise<void> {
  if (strange.length === 0) return
  const nextTries = await putAside(
    db,
    CLOCK,
    strange.map(({ clock, error }) => ({
      ref: refOf(clock),
      ...(clock.subject === undefined ? {} : { about: clock.subject.no }),
      error,
      ...(clock.subject?.organ === undefined ? {} : { organisation: clock.subject.organ.code }),
      divisions: clock.subject?.divisions ?? [],
    })),
  )
  await lookLater(
    db,
    strange.map(({ clock: { case_id, clock_id } }) => {
      const until = nextTries.get(refOf({ case_id, clock_id }))
      if (until === undefined) throw new Error('what was put aside has a next attempt')
      return { case_id, clock_id, until }
    }),
  )
}

/** Forgets what was put aside and went well, or was moved, stopped or finished meanwhile. */
export async function tidyClocksAside(db: Queryable): Promise<void> {
  const { all } = await selectAsideRefs(db, CLOCK)
  if (all.length === 0) return
  const still = new Set((await selectStillAside(db, all.map(keyOf))).map(refOf))
  const over = all.filter((ref) => !still.has(ref))
  if (over.length > 0) await clearAside(db, CLOCK, over)
}
