import t from 'tap'
import { play } from '../helpers/intake-play.js'
import { deadEnds, explore, type SpaceOptions } from '../helpers/intake-space.js'

t.test('random intakes are decided as a plain judge of Art. 29–32 decides them', async (t) => {
  const seen = new Map<string, number>()
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  for (let seed = 0; seed < 300; seed += 1) {
    const difference = await play(seed, undefined, { count })
    if (difference !== undefined) return t.fail(difference)
  }
  for (const deed of [
    'tell',
    'bring',
    'mend',
    'accept',
    'acceptLater',
    'turnAway',
    'supply',
    'close',
    'deliver',
  ])
    for (const verdict of ['done', 'no'])
      t.ok((seen.get(`${deed} ${verdict}`) ?? 0) > 0, `${deed} ${verdict}`)
  t.ok([...seen].some(([what]) => what.endsWith('law first')))
})

const PAPERS = [{ code: 'form' }, { code: 'plan', mayComeLater: true }]
const option = (licence: boolean, automatic: boolean, daysToCorrect: boolean, collected: boolean) => ({
  ...{ licence, automatic, daysToCorrect, collected, papers: PAPERS },
})
/** Each consequence of the law once, and none; test/long has all of them, with more papers. */
const OPTIONS: SpaceOptions[] = [option(true, true, true, true), option(false, false, true, false)]

t.test('no state of an intake, a correction or a deferral is a dead end for everybody', async (t) => {
  for (const options of OPTIONS) {
    const places = explore(options)
    t.ok(places.size > 500, `${places.size} states`)
    t.same(deadEnds(places), [], JSON.stringify(options))
  }
})
