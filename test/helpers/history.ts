import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, TOWN_GOVERNMENT } from '../../src/shared/sample-codes.js'
import type { TestApp } from './app.js'
import { createCase, foodCase, MARKET_WINDOW, nextLeshanCase, transition } from './cases.js'

/** Rights of every kind that were given, changed and taken away; to be called before the cases, whose end shows a cut. */
export async function makeRightsHistory(app: TestApp): Promise<void> {
  const send = async (token: string, method: string, path: string, body?: object) => {
    const answer = await app.request(method, path, {
      token,
      ...(body === undefined ? {} : { body }),
      headers: { 'if-match': '*' },
    })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`)
    return answer
  }
  const security = await app.token('security')
  const lead = await app.token('lead', { organisation: COUNTY_MARKET })
  const manager = await app.token('manager', { organisation: TOWN_GOVERNMENT })
  const given = await send(security, 'POST', '/v1/grants', {
    issuer: 'https://id.example',
    subject: 'gone',
    role: 'lead',
    organisation: COUNTY_MARKET,
  })
  await send(security, 'DELETE', given.headers.location ?? '')
  await send(lead, 'POST', '/v1/delegations', {
    from: COUNTY_MARKET,
    to: TOWN_GOVERNMENT,
    items: [FOOD_LICENCE_ITEM_CODE],
    kind: 'entrusted',
    document: '乐中市监委〔2026〕3号',
    validFrom: '2026-03-01',
    validTo: '2026-12-31',
  })
  await send(security, 'PATCH', '/v1/staff/market-clerk', { posts: ['现场核查'], validUntil: '2027-12-31' })
  const window = `/v1/windows/${MARKET_WINDOW}`
  const { authority } = (await send(manager, 'GET', window)).body
  const wanted = (authority as { itemCode: string; level: string }[]).map((each) =>
    each.itemCode === FOOD_LICENCE_ITEM_CODE ? { ...each, level: 'decides' } : each,
  )
  await send(manager, 'PUT', `${window}/authority`, { authority: wanted })
  const request = `/v1/authority-requests/${MARKET_WINDOW}/${FOOD_LICENCE_ITEM_CODE}`
  await send(lead, 'POST', `${request}/confirm`, { level: 'decides' })
}

/** Cases that went all sorts of ways, and people who were given rights: something of everything that is kept for ever. */
export async function makeHistory(app: TestApp): Promise<void> {
  // First: a tail of events without a state of their own could be cut unnoticed.
  const security = await app.token('security')
  for (const [at, role] of ['clerk', 'reviewer', 'approver', 'supervisor', 'lead'].entries()) {
    const answer = await app.request('POST', '/v1/grants', {
      token: security,
      body: {
        issuer: 'https://id.example',
        subject: `person-${at}`,
        role,
        organisation: COUNTY_MARKET,
      },
    })
    if (answer.status !== 201) throw new Error(answer.text)
  }
  const closed = await transition(app, 'clerk', await createCase(app, nextLeshanCase()), {
    action: 'handleOnTheSpot',
  })
  await transition(app, 'issuer', closed, { action: 'deliver', method: 'pickup', receiver: '王五' })
  for (const decision of [
    { action: 'approve', opinion: '同意' },
    { action: 'deny', reason: '申请人的经营场所不符合食品安全标准的要求' },
  ]) {
    const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), {
      action: 'accept',
      note: '材料齐全',
    })
    let last = await transition(app, 'reviewer', accepted, { action: 'startReview' })
    last = await transition(app, 'reviewer', last, {
      action: 'startSpecial',
      kind: 'inspection',
      estimatedDays: 5,
      basis: '《中华人民共和国行政许可法》第四十五条',
    })
    last = await transition(app, 'reviewer', last, { action: 'endSpecial', result: '检验合格' })
    while (last.body.status === 'REVIEWING')
      last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '拟同意' })
    await transition(app, 'approver', last, decision)
  }
  const materialCode = foodCase().materials[0]?.materialCode ?? ''
  const noticed = await createCase(app, foodCase({ without: [materialCode] }))
  await transition(app, 'clerk', noticed, {
    action: 'requestCorrection',
    items: [{ materialCode, reason: '请补交' }],
  })
  await createCase(app, { ...foodCase(), submit: false })
}
