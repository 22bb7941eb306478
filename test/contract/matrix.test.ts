import t from 'tap'
import { ACTION_NAMES, ACTIONS } from '../../src/features/workflow/statuses.js'
import { OPERATIONS_OF_CONTRACT } from '../helpers/operations.js'
import { ACTS, KINDS, LINES, PUBLIC, SIGNED } from './matrix.js'
import { oneOfEach } from './matrix-choice.js'
import { judgeOperations } from './matrix-run.js'

t.test('every operation has its reviewed line, and no line is without its operation', async (t) => {
  t.same(OPERATIONS_OF_CONTRACT.map(({ id }) => id).sort(), [...LINES.keys(), ...PUBLIC, ...SIGNED].sort())
  for (const [id, { kind }] of LINES) t.ok(KINDS[kind], `${id} has a kind`)
  const people = ACTION_NAMES.filter((action) => (ACTIONS[action].roles as readonly string[]).length > 0)
  t.same(Object.keys(ACTS).sort(), [...people].sort(), 'every act of people has its line')
})

// The whole product is in long/matrix.
t.test('every operation × role, from one relation of each answer', async (t) => {
  const cells = await judgeOperations(t, oneOfEach(t))
  t.ok(cells > 1500, `${cells} cells`)
})
