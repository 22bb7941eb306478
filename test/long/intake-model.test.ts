import t from 'tap'
import { play } from '../helpers/intake-play.js'
import { deadEnds, explore, type SpaceOptions } from '../helpers/intake-space.js'

/** CI plays a part of them; `FIRST_PLAY` begins elsewhere, for a run in parts. */
const PLAYS = process.env.CI === undefined ? 100_000 : 5_000
const FIRST = Number(process.env.FIRST_PLAY ?? 0)

t.test(`${PLAYS} random intakes are decided as a plain judge of Art. 29–32 decides them`, async (t) => {
  for (let seed = FIRST; seed < FIRST + PLAYS; seed += 1) {
    const difference = await play(seed)
    if (difference !== undefined) return t.fail(difference)
  }
  t.pass(`${PLAYS} without a difference`)
})

const PAPERS = [{ code: 'form' }, { code: 'plan', mayComeLater: true }]
const both = process.env.CI === undefined ? [true, false] : [true]
const OPTIONS: SpaceOptions[] = [true, false].flatMap((licence) =>
  both.flatMap((automatic) =>
    both.flatMap((daysToCorrect) =>
      [true, false].map((collected) => ({ licence, automatic, daysToCorrect, collected, papers: PAPERS })),
    ),
  ),
)
/** One more paper makes ten times as many states. */
const THREE = { ...OPTIONS[0], papers: [...PAPERS, { code: 'rules', mayComeLater: true }] } as SpaceOptions

t.test('no state of an intake, a correction or a deferral is a dead end for everybody', async (t) => {
  for (const options of process.env.CI === undefined ? [...OPTIONS, THREE] : OPTIONS) {
    const places = explore(options)
    t.same(deadEnds(places), [], `${places.size} states of ${JSON.stringify(options)}`)
  }
})
