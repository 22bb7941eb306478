import t from 'tap'
import { judgeHistory } from '../../src/features/cases/intake/earlier-applications.js'
import type { EarlierRow } from '../../src/features/cases/intake/earlier-store.js'

const money = (amount: number) => ({ amount, currency: 'CNY' })
const row = (status: string, granted = false, on: string | null = null, amount = 0): EarlierRow => ({
  case_no: 'x',
  status,
  decided_on: on,
  granted,
  false_on: null,
  form: { wanted: money(amount) },
  granted_amount: null,
})
const judge = (rows: EarlierRow[], document: object, stated = 0) => {
  const { errors, warnings } = judgeHistory(rows, {
    document,
    form: { before: money(stated) },
    today: '2026-03-12',
  })
  return [...errors, ...warnings].map(({ code }) => code)
}

t.test('a second application under way: per item allowed, warned of or refused', async (t) => {
  for (const status of ['SUBMITTED', 'AWAITING_CORRECTION', 'ACCEPTED', 'REVIEWING', 'DECIDING']) {
    const rows = [row(status)]
    t.same(judge(rows, {}), ['OPEN_APPLICATION'], 'a warning when nothing is said')
    t.same(judgeHistory(rows, { document: {}, form: {}, today: '2026-03-12' }).errors, [])
    t.same(judge(rows, { duplicates: 'allow' }), [])
    t.equal(
      judgeHistory(rows, { document: { duplicates: 'refuse' }, form: {}, today: '2026-03-12' }).errors.length,
      1,
    )
  }
  for (const status of ['APPROVED', 'DENIED', 'CLOSED', 'DELIVERED', 'WITHDRAWN', 'TERMINATED', 'VOIDED'])
    t.same(judge([row(status)], { duplicates: 'refuse' }), [], `${status} is under way no more`)
})

t.test('grants before: so many a year, and never less stated than granted', async (t) => {
  const document = { earlierGrants: { mostPerYear: 2, amount: 'wanted', statedBefore: 'before' } }
  const granted = (on: string, amount = 0) => row('DELIVERED', true, on, amount)
  t.same(judge([granted('2026-01-05')], document), [])
  t.same(judge([granted('2026-01-05'), granted('2026-03-01')], document), ['GRANTED_THIS_YEAR'])
  t.same(judge([granted('2025-12-31'), granted('2026-03-01')], document), [], 'by calendar years')
  t.same(judge([row('CLOSED', false, '2026-01-05', 900), granted('2025-01-05', 100)], document, 100), [])
  t.same(judge([granted('2025-01-05', 100), granted('2024-01-05', 50)], document, 149), [
    'GRANTED_BEFORE_DIFFERS',
  ])
  t.same(judge([granted('2025-01-05', 100), granted('2024-01-05', 50)], document, 150), [])
  const inPart = { ...granted('2025-01-05', 100), granted_amount: 30 }
  t.same(
    judge([inPart, granted('2024-01-05', 50)], document, 80),
    [],
    'what was granted counts, not asked for',
  )
  t.same(judge([inPart, granted('2024-01-05', 50)], document, 79), ['GRANTED_BEFORE_DIFFERS'])
})
