import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'

/** Shortened where every change is tested. */
const ROUNDS = process.env.CI === undefined ? 200 : 20
const CLIENTS = 64

t.test(`${ROUNDS} rounds of ${CLIENTS} clients on one case: one wins each time`, async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  const { caseNo } = created.body
  const tokens = await Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => app.token('clerk', { subject: `clerk-${index}` })),
  )
  let etag = created.headers.etag ?? ''
  const wrong: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await Promise.all(
      tokens.map((token) =>
        app.request('POST', `/v1/cases/${caseNo}/transitions`, {
          token,
          body: { action: 'preReview' },
          headers: { 'if-match': etag },
        }),
      ),
    )
    const won = answers.filter(({ status }) => status === 200)
    const late = answers.filter(({ status }) => status === 412)
    if (won.length !== 1 || late.length !== CLIENTS - 1)
      wrong.push(`${round}: ${answers.map(({ status }) => status).join()}`)
    etag = won[0]?.headers.etag ?? ''
  }
  t.same(wrong, [])
  const { rows } = await app.deps.pool.query(
    `select c.version, count(e.*)::int as events, count(distinct e.version)::int as versions
       from cases c join case_events e on e.case_id = c.id where c.case_no = $1 group by 1`,
    [caseNo],
  )
  t.same(rows, [{ version: ROUNDS + 1, events: ROUNDS + 1, versions: ROUNDS + 1 }])
})
