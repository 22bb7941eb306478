import t from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import { startTestApp } from '../helpers/app.js'
import { type Walked, walkAndUndo } from '../helpers/undo-walk.js'

/** Shortened where every change is tested; `UNDO_SEED` repeats a run. */
const PAIRS = process.env.CI === undefined ? 1000 : 100
/** So many at once, each in a hall of its own with its own clock: alone it mostly waits for answers. */
const HALLS = process.env.CI === undefined ? 4 : 1
const SEED = Number(process.env.UNDO_SEED ?? Date.now() % 1_000_000)

t.test(`${PAIRS} acts done and taken back leave status, steps, clocks and tasks as they were`, async (t) => {
  const apps = await Promise.all(Array.from({ length: HALLS }, () => startTestApp(t)))
  const walks = await Promise.all(apps.map((app, at) => walkAndUndo(app, PAIRS / HALLS, SEED + at)))
  const { pairs, acts, differences } = walks.reduce(together)
  t.comment(`seed ${SEED}: ${JSON.stringify(acts)}`)
  t.same(differences, [], `seed ${SEED}`)
  t.equal(pairs, PAIRS)
  const seldom = [
    'startReview',
    'completeStep',
    'returnStep',
    'requestJointReview',
    'giveOpinion',
    'endSpecial',
  ]
  if (process.env.CI === undefined)
    for (const action of seldom) t.ok((acts[action] ?? 0) > 0, `${action} among them`)
  for (const app of apps)
    t.same((await verifyHistory(app.deps.pool)).findings, [], 'and both acts of each are on record')
})

const together = (one: Walked, other: Walked): Walked => ({
  pairs: one.pairs + other.pairs,
  acts: Object.fromEntries(
    [...new Set([...Object.keys(one.acts), ...Object.keys(other.acts)])].map((action) => [
      action,
      (one.acts[action] ?? 0) + (other.acts[action] ?? 0),
    ]),
  ),
  differences: [...one.differences, ...other.differences],
})
