import t from 'tap'
import { createCaseMonitor } from '../../src/service.js'
import { CITY_HOUSING_FUND, LESHAN_ITEM_CODE, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, nextLeshanCase, transition } from '../helpers/cases.js'

/** A case at its end, with its code; handled by a clerk of the fund's own. */
async function endedCase(app: TestApp): Promise<Answer> {
  const created = await createCase(app, nextLeshanCase(), { subject: 'wang' })
  await transition(app, 'clerk', created, { action: 'handleOnTheSpot' }, 200, 'wang')
  return created
}

t.test('a case is rated once by its party; a bad rating is mended, told of, and counted', async (t) => {
  const app = await startTestApp(t)
  const OWN = { organisation: CITY_HOUSING_FUND, scope: 'organ' } as const
  const lead = await app.token('lead', { ...OWN, subject: 'li' })
  const supervisor = await app.token('supervisor', { subject: 'sun' })
  const clerk = await app.token('clerk', { ...OWN, subject: 'wang' })
  const stranger = await app.token('lead', { organisation: OTHER_COUNTY_MARKET, scope: 'organ' })

  const running = (await createCase(app, nextLeshanCase())).body
  const { caseNo, queryCode } = (await endedCase(app)).body
  const bad = { satisfaction: '5', channel: 'PAD', text: '李小敏说等了一上午', aspects: ['efficiency'] }
  const rate = (no: string, body: object, token?: string) =>
    app.request('POST', `/v1/cases/${no}/ratings`, { ...(token === undefined ? {} : { token }), body })

  t.match(await rate(caseNo, bad), { status: 422, body: { errors: [{ code: 'QUERY_CODE_NEEDED' }] } })
  t.equal((await rate(caseNo, { ...bad, queryCode: '000' })).status, 404)
  t.equal((await rate('5111022603021000019', { ...bad, queryCode })).status, 404, 'as an unknown number')
  t.equal((await rate(running.caseNo, { ...bad, queryCode: running.queryCode })).status, 409, 'not over yet')
  t.equal((await rate(caseNo, bad, clerk)).status, 403, 'who handled it is no party')
  t.equal((await rate(caseNo, bad, stranger)).status, 404)
  t.match(await rate(caseNo, { ...bad, satisfaction: '6', queryCode }), { status: 400 })

  const given = await rate(caseNo, { ...bad, queryCode })
  t.match(given, {
    status: 201,
    body: {
      satisfaction: '5',
      stars: 1,
      bad: true,
      rectification: { status: 'ORDERED', dueOn: '2026-03-23' },
    },
  })
  t.equal((await rate(caseNo, { ...bad, queryCode })).status, 409, 'once')
  // The applicant signs in meanwhile: it is the same person.
  await app.database.asOwner(`update case_parties set subject = 'urn:yichuang:dev|zhang' where case_id =
    (select id from cases where case_no = '${caseNo}')`)
  const citizen = await app.token('citizen', { subject: 'zhang' })
  t.equal((await rate(caseNo, bad, citizen)).status, 409)

  // The organ reads it; who had a hand in the case learns its level and month, and finds it by nothing.
  const list = (token: string, query = '') => app.request('GET', `/v1/ratings${query}`, { token })
  t.match((await list(lead, `?caseNo=${caseNo}`)).body.data, [
    { caseNo, text: bad.text, ratedOn: '2026-03-02' },
  ])
  const masked = (await list(clerk)).body.data
  t.equal(masked.length, 1)
  t.match(masked[0], { satisfaction: '5', ratedIn: '2026-03', itemCode: LESHAN_ITEM_CODE })
  for (const name of ['caseNo', 'text', 'ratedOn', 'channel', 'aspects']) t.notOk(name in masked[0], name)
  for (const query of [`?caseNo=${caseNo}`, '?from=2026-03-02', '?to=2026-03-02'])
    t.same((await list(clerk, query)).body.data, [], query)
  t.same((await list(stranger)).body.data, [])
  t.equal((await app.request('GET', `/v1/ratings/${given.body.ratingId}`, { token: stranger })).status, 404)

  // Fifteen working days go by: the organ is warned.
  const { id } = given.body.rectification
  const path = `/v1/rectifications/${id}`
  const overdue = async () =>
    (await app.request('GET', '/v1/rectifications?overdue=true', { token: supervisor })).body.data.length
  t.equal(await overdue(), 0)
  await app.setNow('2026-03-24T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.equal(await overdue(), 1)
  t.match((await app.request('GET', '/v1/alerts?rule=RECTIFICATION', { token: supervisor })).body.data, [
    { level: 'YELLOW', owner: { kind: 'rectification', no: id }, organisation: CITY_HOUSING_FUND },
  ])

  const act = (action: string, token: string, body: object, etag = '*') =>
    app.request('POST', `${path}/${action}`, { token, body, headers: { 'if-match': etag } })
  t.equal((await act('answer', supervisor, { outcome: 'fixed', text: '代答' })).status, 403)
  t.equal((await act('answer', stranger, { outcome: 'fixed', text: '代答' })).status, 404)
  t.match(await act('confirm', supervisor, {}), { status: 409, body: { allowed: ['answer'] } })
  t.equal((await act('answer', lead, { outcome: 'fixed', text: '已增设窗口' }, '"9-x"')).status, 412)
  t.match((await act('answer', lead, { outcome: 'fixed', text: '已增设窗口' })).body, {
    status: 'ANSWERED',
    caseNo,
  })
  t.match(await act('dismiss', supervisor, { text: '不计入' }), {
    status: 422,
    body: { errors: [{ code: 'NOT_DISPUTED' }] },
  })
  t.match((await act('return', supervisor, { text: '请说明措施' })).body, {
    status: 'RETURNED',
    dueOn: '2026-04-15',
  })
  // Whom it is about may answer too, without learning of which case it is.
  const own = await app.token('lead', { ...OWN, subject: 'wang' })
  const answered = await act('answer', own, { outcome: 'disputed', text: '当日系统故障，非窗口原因' })
  t.match(answered.body, { status: 'ANSWERED' })
  t.notOk('caseNo' in answered.body, 'no case')

  // The rater reads what came of it, and not who said so.
  const mine = await app.request('POST', `/v1/cases/${caseNo}/ratings/own`, { body: { queryCode } })
  t.match(mine.body, {
    text: bad.text,
    rectification: { history: [{ action: 'order' }, { text: '已增设窗口' }, {}, { outcome: 'disputed' }] },
  })
  t.notMatch(mine.text, /"by"/)
  const sums = async () =>
    (await app.request('GET', '/v1/ratings/summary?groupBy=window', { token: supervisor })).body
  const good = (await endedCase(app)).body
  t.match(await rate(good.caseNo, { satisfaction: '2', channel: 'QR', queryCode: good.queryCode }), {
    status: 201,
  })
  t.match(await sums(), {
    total: { rated: 2, satisfied: { numerator: 1, denominator: 2, rate: 0.5 } },
    data: [{ rated: 2 }],
  })
  t.match((await act('dismiss', supervisor, { text: '与窗口无关' })).body, { status: 'DISMISSED' })
  t.match(await sums(), { total: { rated: 1, satisfied: { rate: 1 } } })

  // Nothing of who rated, and no word, stands where it could be read.
  const stored = await app.database.asOwner(
    `select v::text as row from voices v union all select r::text from ratings r union all
     select document || coalesce(remarks, '') || actor from case_events where subject_kind in ('rating', 'rectification')
     union all select a::text from audit_log a where action = 'rateCase'`,
  )
  t.ok(stored.length > 8, `${stored.length} rows`)
  for (const { row } of stored) t.notMatch(row, /李小敏|等了一上午|zhang|增设窗口/)
})
