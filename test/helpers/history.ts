import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import type { TestApp } from './app.js'
import { createCase, foodCase, leshanCase, transition } from './cases.js'

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
  const closed = await transition(app, 'clerk', await createCase(app, leshanCase()), {
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
