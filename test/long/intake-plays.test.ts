import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { prepareHall } from '../helpers/hall.js'
import { IntakeCounter, openHall } from '../helpers/intake-counter.js'
import { Chance, play, someItem } from '../helpers/intake-play.js'
import { peopleOf, WAYS_IN, walk } from '../helpers/intake-walk.js'

/** CI plays a part of them; `FIRST_PLAY` begins elsewhere, for a run in parts, and `PLAYS` says how many. */
const PLAYS = Number(process.env.PLAYS ?? (process.env.CI === undefined ? 3000 : 200))
const FIRST = Number(process.env.FIRST_PLAY ?? 0)
const WALKS = Number(process.env.WALKS ?? (process.env.CI === undefined ? 1000 : 100))
const ITEMS = 60
/** Each is done in some play and refused in another; a refusal of the application is tried where it may be only. */
const DEEDS =
  'look tell bring mend accept acceptLater turnAway supply startReview finishStep grant close deliver'

t.setTimeout(0)

t.test(`${PLAYS} random intakes over HTTP are answered as a plain judge of Art. 29–32 answers`, async (t) => {
  const app = await startTestApp(t)
  const items = Array.from({ length: ITEMS }, (_, seed) => someItem(new Chance(-1 - seed)))
  const hall = await openHall(app, items)
  const seen = new Map<string, number>()
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  for (let seed = FIRST; seed < FIRST + PLAYS; seed += 1) {
    const difference = await play(seed, (...args) => IntakeCounter.open(hall, ...args), {
      item: (chance) => chance.of(items),
      count,
    })
    if (difference !== undefined) return t.fail(difference)
  }
  for (const deed of DEEDS.split(' '))
    for (const verdict of ['done', 'no'])
      t.ok((seen.get(`${deed} ${verdict}`) ?? 0) > 0, `${deed} ${verdict}: ${seen.get(`${deed} ${verdict}`)}`)
  t.comment(JSON.stringify(Object.fromEntries(seen)))
})

t.test(
  `${WALKS} cases by every way in go where their actions point: no dead end, no offer refused`,
  async (t) => {
    const app = await startTestApp(t)
    await prepareHall(app)
    const hall = await openHall(
      app,
      Array.from({ length: ITEMS }, (_, seed) => someItem(new Chance(-1 - seed))),
    )
    const people = await peopleOf(app)
    const reached = new Map<string, number>()
    for (let seed = FIRST; seed < FIRST + WALKS; seed += 1) {
      const wayIn = WAYS_IN[seed % WAYS_IN.length] ?? 'window'
      const { statuses, wrong } = await walk(hall, people, { seed, wayIn })
      if (wrong !== undefined) return t.fail(wrong)
      for (const status of statuses) reached.set(status, (reached.get(status) ?? 0) + 1)
    }
    for (const status of 'SUBMITTED AWAITING_CORRECTION ACCEPTED REVIEWING DECIDING APPROVED DELIVERED'.split(
      ' ',
    ))
      t.ok((reached.get(status) ?? 0) > 0, `${status}: ${reached.get(status)}`)
    t.comment(JSON.stringify(Object.fromEntries(reached)))
  },
)
