import t from 'tap'
import {
  type Counted,
  countEvents,
  countedEvent,
  EventIncomplete,
} from '../../src/features/statistics/case-counts.js'

const A = 'case-a'
const B = 'case-b'

/** An event as the feed tells it. */
const told = (caseId: string, version: number, status: string, more: object = {}) => ({
  caseId,
  document: JSON.stringify({
    subject: { kind: 'case', no: caseId },
    type: 'case.change',
    version,
    occurredAt: '2026-03-31T16:30:00.000000Z',
    payload: { status, organisation: 'ORGAN', itemCode: 'ITEM', ...more },
  }),
})

const count = (before: ReadonlyMap<string, Counted>, ...events: { caseId: string; document: string }[]) =>
  countEvents(
    before,
    events.flatMap(({ caseId, document }) => countedEvent(caseId, document) ?? []),
  )

t.test('a case is counted once, where its last event says, in the month of its first', (t) => {
  const first = count(new Map(), told(A, 1, 'DRAFT'), told(B, 1, 'DRAFT'), told(A, 2, 'SUBMITTED'))
  const key = { organisation: 'ORGAN', item: 'ITEM', month: '2026-04' }
  t.same(first.changes, [
    { ...key, status: 'DRAFT', change: 1 },
    { ...key, status: 'SUBMITTED', change: 1 },
  ])
  t.same(first.after.get(A), { ...key, status: 'SUBMITTED', version: 2 })
  const later = count(first.after, told(A, 3, 'ACCEPTED', { organisation: 'OTHER' }))
  t.same(later.changes, [
    { ...key, status: 'SUBMITTED', change: -1 },
    { ...key, organisation: 'OTHER', status: 'ACCEPTED', change: 1 },
  ])
  t.end()
})

t.test('an event that is counted already changes nothing', (t) => {
  const { after } = count(new Map(), told(A, 1, 'DRAFT'), told(A, 2, 'SUBMITTED'))
  t.same(count(after, told(A, 1, 'DRAFT'), told(A, 2, 'SUBMITTED')), { after: new Map(), changes: [] })
  t.same(count(after, told(A, 3, 'SUBMITTED')).changes, [], 'nor does one that leaves the status')
  t.end()
})

t.test('what a newer release writes is counted by its code, what tells no status is passed over', (t) => {
  const { changes } = count(new Map(), told(A, 1, 'ESCALATED', { type: 'case.escalate' }))
  t.match(changes, [{ status: 'ESCALATED', change: 1 }])
  const others = [
    { subject: { kind: 'item', no: 'X' }, type: 'item.publish', version: 1, payload: { status: 'IN_USE' } },
    { caseNo: 'X', type: 'submit', version: 1, payload: {} },
    { subject: { kind: 'case', no: 'X' }, type: 'case.ponder', version: 1, payload: { status: { code: 1 } } },
  ]
  for (const document of others) t.equal(countedEvent(A, JSON.stringify(document)), undefined)
  t.throws(() => count(new Map(), told(A, 1, 'DRAFT', { organisation: undefined })), EventIncomplete)
  t.end()
})
