import t from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import { startTestApp } from '../helpers/app.js'
import { walkAndUndo } from '../helpers/undo-walk.js'

/** Shortened where every change is tested; `UNDO_SEED` repeats a run. */
const PAIRS = process.env.CI === undefined ? 1000 : 100
const SEED = Number(process.env.UNDO_SEED ?? Date.now() % 1_000_000)

t.test(`${PAIRS} acts done and taken back leave status, steps, clocks and tasks as they were`, async (t) => {
  const app = await startTestApp(t)
  const { pairs, acts, differences } = await walkAndUndo(app, PAIRS, SEED)
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
  t.same((await verifyHistory(app.deps.pool)).findings, [], 'and both acts of each are on record')
})
