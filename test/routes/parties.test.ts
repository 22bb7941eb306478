import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Role } from '../../src/shared/roles.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase } from '../helpers/cases.js'

const PERSON = { type: 'natural', name: '李小敏', idType: '111', idNumber: '11010519491231002X' }
const APPLICANT = { role: 'applicant', ...PERSON }
const FIRM = foodCase().parties[0] ?? {}
const CARD = { method: 'idCardReader', at: '2026-03-02T01:30:00.000000Z', reference: 'reader-1' }

const WEB = { channel: 'WEB', windowId: undefined }

t.test('who the parties are is looked at before the case is taken in', async (t) => {
  const app = await startTestApp(t)
  const refused = async (parties: object[], error: object, status = 422, base: object = leshanCase()) => {
    const answer = await createCase(app, { ...base, parties }, { status })
    t.match(answer.body.errors, [error], JSON.stringify(parties))
    t.notMatch(answer.text, '110105', 'no number in a problem')
  }
  const food = foodCase()
  await refused([{ ...APPLICANT, idType: 'USCC' }], { pointer: '/parties/0/idType', code: 'ID_TYPE_UNFIT' })
  await refused([{ ...APPLICANT, idType: 'zzz', idNumber: 'anything' }], {
    pointer: '/parties/0/idType',
    code: 'ID_TYPE_UNKNOWN',
    message: /111.*112.*113.*114.*414.*511.*516.*553.*USCC/,
  })
  const carded = { ...FIRM, idType: '111', idNumber: PERSON.idNumber }
  await refused([carded], { pointer: '/parties/0/idType', code: 'ID_TYPE_UNFIT' }, 422, food)
  const posing = { ...FIRM, idNumber: PERSON.idNumber }
  await refused([posing], { pointer: '/parties/0/idNumber', code: 'CREDIT_CODE_INVALID' }, 422, food)
  for (const name of ['\u200b', '\u3164\u2060', ' \u202e '])
    await refused([{ ...APPLICANT, name }], { pointer: '/parties/0/name' }, 400)
  const again = { ...PERSON, idNumber: '110105491231002' }
  await refused([APPLICANT, { role: 'coApplicant', ...again }], {
    pointer: '/parties/1/idNumber',
    code: 'PARTY_TWICE',
  })
  const byAgent = { ...leshanCase(), answers: { lender: 'fund', byAgent: true } }
  const oneself = { role: 'representative', ...again, idType: '414' }
  await refused([APPLICANT, oneself], { pointer: '/parties/1/idNumber', code: 'OWN_AGENT' }, 422, byAgent)
  await refused([APPLICANT, { ...FIRM, role: 'handler' }], { code: 'ROLE_OF_PERSONS' })

  const spelt = {
    ...APPLICANT,
    name: '李\u200b小敏',
    idNumber: ' １１０１０５ ４９１２３１ ００２',
    mobile: '\u202a+852 9123-4567\u202c',
  }
  const { caseNo, parties } = (await createCase(app, { ...leshanCase(), parties: [spelt] })).body
  t.match(parties, [{ name: '李*敏', idNumber: '110105********002X', mobile: '+852****4567' }])
  const organisation = (await app.deps.items.inForce(leshanCase().itemCode))?.organisationCode ?? ''
  const path = `/v1/cases/${caseNo}/parties?clear=true&purpose=${encodeURIComponent('核对')}`
  const clear = await app.request('GET', path, { token: await app.token('clerk', { organisation }) })
  t.match(clear.body.data, [{ name: '李小敏', idNumber: '11010519491231002X', mobile: '+85291234567' }])

  const foreigner = { ...APPLICANT, name: 'Jane Doe', idNumber: '931840199003070018' }
  const taken = await createCase(app, { ...leshanCase(), parties: [foreigner] })
  t.match(taken.body.parties, [{ idNumber: '931840********0018' }], 'a new permanent residence card as 111')
})

t.test('an applicant claims no window and proves nobody; staff and the signing-in do', async (t) => {
  const app = await startTestApp(t)
  const send = async (role: Role, change: object) =>
    app.request('POST', '/v1/cases', {
      token: await app.token(role, { subject: `${role}-1` }),
      body: { ...leshanCase(), ...WEB, parties: [APPLICANT], ...change },
      headers: { 'idempotency-key': randomUUID() },
    })
  const { windowId } = leshanCase()
  const channel = { pointer: '/channel', code: 'CHANNEL_NOT_YOURS' }
  const window = { pointer: '/windowId', code: 'WINDOW_NOT_YOURS' }
  t.match(await send('citizen', { channel: 'WINDOW', windowId }), {
    status: 403,
    body: { errors: [channel, window] },
  })
  t.match(await send('citizen', { windowId }), { status: 403, body: { errors: [window] } })
  for (const claimed of ['WINDOW', 'ASSISTANT', 'EXCHANGE'])
    t.match(
      await send('citizen', { channel: claimed }),
      { status: 403, body: { errors: [channel] } },
      claimed,
    )
  const draft = await send('citizen', { submit: false })
  const patched = await app.request('PATCH', `/v1/cases/${draft.body.caseNo}`, {
    token: await app.token('citizen', { subject: 'citizen-1' }),
    body: { channel: 'WINDOW' },
    headers: { 'if-match': '*' },
  })
  t.match(patched, { status: 422, body: { errors: [channel] } })

  const notYours = { pointer: '/parties/0/identityProof/method', code: 'IDENTITY_PROOF_NOT_YOURS' }
  for (const method of ['idCardReader', 'face', 'licenceCode', 'caSeal', 'manual']) {
    const answer = await send('citizen', {
      channel: 'KIOSK',
      parties: [{ ...APPLICANT, identityProof: { ...CARD, method } }],
    })
    t.match(answer, { status: 422, body: { errors: [notYours] } }, method)
  }
  const vouched = [{ ...APPLICANT, identityProof: { ...CARD, method: 'oidc' } }]
  t.match(await send('clerk', { channel: 'WINDOW', windowId, parties: vouched }), {
    status: 422,
    body: { errors: [notYours] },
  })
  t.match(await send('citizen', { channel: 'KIOSK' }), {
    status: 201,
    body: { parties: [{ identityProof: { method: 'oidc' } }] },
  })
  const proven = [{ ...APPLICANT, identityProof: CARD }]
  t.match(await send('clerk', { channel: 'WINDOW', windowId, parties: proven }), {
    status: 201,
    body: { parties: [{ identityProof: { method: 'idCardReader', at: CARD.at } }] },
  })
})
