import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, transition } from '../helpers/cases.js'
import { caseOf } from '../helpers/item-cases.js'
import { applicantTypes } from '../helpers/items.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

t.test('a case of every sample item, from its record to acceptance or to the end on the spot', async (t) => {
  const app = await startTestApp(t)
  for (const [index, item] of SAMPLE_ITEMS.entries()) {
    const types = applicantTypes(item)
    const created = await createCase(app, caseOf(item, types[index % types.length] ?? 'natural'))
    t.match(created.body, { status: 'SUBMITTED', missing: [] }, item.name)
    const onTheSpot = item.handling === 'onTheSpot'
    const done = await transition(app, 'clerk', created, {
      action: onTheSpot ? 'handleOnTheSpot' : 'accept',
    })
    t.equal(done.body.status, onTheSpot ? 'CLOSED' : 'ACCEPTED', item.name)
    const kinds = done.body.clocks.map(({ kind }: { kind: string }) => kind)
    const isLimited = !('none' in item.limits.statutory)
    t.ok(onTheSpot || (kinds.includes('PROMISE') && kinds.includes('LEGAL') === isLimited), item.name)
  }
})
