import t from 'tap'
import { checkFlow } from '../../src/features/workflow/checks/flow-checks.js'
import { deadEndsOf } from '../helpers/dead-ends.js'
import { REFERENCE_WORKFLOWS } from '../helpers/sample.js'

/** Where every change is tested, the two of several reviews alone: each takes a quarter of a minute. */
const TRIED = REFERENCE_WORKFLOWS.filter(
  ({ key }) => process.env.CI === undefined || ['two-level', 'review-visit'].includes(key),
)

t.test('no case of a procedure that comes with the service is left without a next act', async (t) => {
  for (const definition of TRIED) {
    const { places, dead } = deadEndsOf(definition, { businessKind: 'catering' })
    t.same(dead, [], `${definition.key}: ${places} places`)
    t.ok(places > 100, `${definition.key}: ${places}`)
    const errors = checkFlow(definition).filter(({ severity }) => severity === 'error')
    t.same(errors, [], definition.key)
  }
})
