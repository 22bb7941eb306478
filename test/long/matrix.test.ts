import t from 'tap'
import { judgeActs } from '../contract/matrix-acts-run.js'
import { everyCell } from '../contract/matrix-choice.js'
import { judgeOperations } from '../contract/matrix-run.js'

t.test('every operation × role × relation', async (t) => {
  const cells = await judgeOperations(t, everyCell)
  t.ok(cells > 9000, `${cells} cells`)
})

t.test('every act × role × relation', async (t) => {
  const cells = await judgeActs(t, everyCell)
  t.ok(cells > 3500, `${cells} cells`)
})
