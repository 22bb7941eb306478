import { exampleCase } from '../src/features/cases/case-examples.js'
import { LESHAN_ITEM_CODE } from '../src/shared/sample-codes.js'
import type { HttpRequest } from './capture.js'
import { CASE_NO_SQL, caseNoOf, ID_SQL } from './load.js'
import type { Statement, Varied } from './pgbench.js'

/** A client's own numbers: `begin` is set by us, `i` counts, each client has room for `per` of them. */
const OWN_NUMBER = '\\set n :begin + :client_id * :per + :i\n\\set i :i + 1\n'

export interface Operation {
  name: string
  /** The n-th request; where it changes something, each must have another n. */
  request: (n: number) => HttpRequest
  /** `once`: every execution needs a number of its own. `any`: any loaded case. */
  numbers?: 'once' | 'any'
  /** `fresh`: a case of its own, taken in and not accepted yet. */
  uses?: 'fresh'
  /** What differs from one execution of the captured statements to the next, and how pgbench makes it. */
  vary?: (statements: readonly Statement[]) => Varied
  head?: string
}

export interface Tokens {
  clerk: string
  exchange: string
}

/** In the order of the table. */
export function operations({ clerk, exchange }: Tokens, cases: number): Operation[] {
  const anyone = {}
  const staff = { authorization: `Bearer ${clerk}` }
  const platform = { authorization: `Bearer ${exchange}` }
  const get =
    (path: string, headers: Record<string, string> = anyone) =>
    () =>
      ({ method: 'GET', path, headers }) as const
  const post = (path: string, body: object) => () =>
    ({ method: 'POST', path, headers: anyone, body }) as const
  const answers = { lender: 'fund', byAgent: false }
  const limit = { amount: 20, unit: 'workingDay' }
  return [
    { name: 'item in force', request: get(`/v1/items/${LESHAN_ITEM_CODE}`) },
    { name: 'search', request: get(`/v1/items?q=${encodeURIComponent('公积金')}`) },
    {
      name: 'checklist',
      request: post(`/v1/items/${LESHAN_ITEM_CODE}/checklist`, { applicantType: 'natural', answers }),
    },
    {
      name: 'case by number',
      numbers: 'any',
      request: (n) => ({ method: 'GET', path: `/v1/cases/${caseNoOf((n % cases) + 1)}`, headers: staff }),
      vary: () => new Map([[caseNoOf(3), CASE_NO_SQL(':n')]]),
      head: `\\set n random(1, ${cases})\n`,
    },
    { name: 'list of 25 cases', request: get('/v1/cases?limit=25', staff) },
    {
      name: 'create a case',
      numbers: 'once',
      request: (n) => ({
        method: 'POST',
        path: '/v1/cases',
        headers: { ...staff, 'idempotency-key': `bench-${n}` },
        body: exampleCase,
      }),
      vary: (statements) => fresh(statements, true),
      head: OWN_NUMBER,
    },
    {
      name: 'accept a case',
      numbers: 'once',
      uses: 'fresh',
      request: (n) => ({
        method: 'POST',
        path: `/v1/cases/${caseNoOf(n)}/transitions`,
        headers: { ...staff, 'if-match': '*' },
        body: { action: 'accept' },
      }),
      vary: (statements) => fresh(statements, false),
      head: OWN_NUMBER,
    },
    { name: 'feed page of 1,000', request: get('/v1/exchange/changes?limit=1000', platform) },
    {
      name: 'deadlines/calculate',
      request: post('/v1/deadlines/calculate', { calendar: 'CN', start: '2026-03-02', limit }),
    },
  ]
}

const UUID_V7 = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g

/**
 * Ids, numbers and keys that the captured request made or named, each with an expression over `:n`. The sample's own
 * ids stay. A case that was loaded keeps the id that belongs to its number.
 */
function fresh(statements: readonly Statement[], creates: boolean): Varied {
  const text = statements.flatMap(({ values }) => values.map(String)).join('\n')
  const made = [...new Set(text.match(UUID_V7))].filter((id) => !id.startsWith('0195a7c2-6c00'))
  const varied = new Map<string, string>()
  for (const [index, id] of made.entries()) {
    const own = `'${String(index + 1).padStart(8, '0')}-0000-7000-9000-' || to_char(:n::bigint, 'FM000000000000')`
    varied.set(id, id.startsWith('00000000-0000-7000-8000-') ? ID_SQL(':n') : own)
  }
  const [key] = text.match(/bench-\d+/) ?? []
  if (key !== undefined) varied.set(key, `'pgbench-' || :n::text`)
  const caseNo = creates ? /"case_no":"([^"]+)"/.exec(text)?.[1] : /B\d{12}/.exec(text)?.[0]
  if (caseNo !== undefined)
    varied.set(caseNo, creates ? `'P' || to_char(:n::bigint, 'FM000000000000')` : CASE_NO_SQL(':n'))
  return varied
}
