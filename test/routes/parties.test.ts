import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { identityCardCheckCharacter } from '../../src/shared/codes/identity-card.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { exampleForm } from '../helpers/items.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

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
    status: 422,
    body: { errors: [channel, window] },
  })
  t.match(await send('citizen', { windowId }), { status: 422, body: { errors: [window] } })
  for (const claimed of ['WINDOW', 'ASSISTANT', 'EXCHANGE'])
    t.match(
      await send('citizen', { channel: claimed }),
      { status: 422, body: { errors: [channel] } },
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
  const named = await send('citizen', { channel: 'KIOSK' })
  t.equal(named.status, 201)
  t.notHas(named.body.parties[0], 'identityProof', 'whom one names is not proved by signing in')
  const signedIn = await app.request('POST', '/v1/cases', {
    token: await app.token('citizen', { subject: 'citizen-2', idNumber: '110105491231002' }),
    body: { ...leshanCase(), ...WEB, parties: [APPLICANT] },
    headers: { 'idempotency-key': randomUUID() },
  })
  t.match(signedIn.body.parties, [{ identityProof: { method: 'oidc' } }])
  const byHand = [{ ...APPLICANT, identityProof: { ...CARD, method: 'manual' } }]
  const atKiosk = { channel: 'KIOSK', windowId: undefined }
  t.match((await send('clerk', { ...atKiosk, parties: byHand })).body.errors, [notYours])
  const bySeal = [{ ...APPLICANT, identityProof: { ...CARD, method: 'caSeal' } }]
  t.match(
    (await send('clerk', { ...atKiosk, parties: bySeal })).body.errors,
    [notYours],
    'no person is a seal',
  )
  const byCard = await send('clerk', { ...atKiosk, parties: [{ ...APPLICANT, identityProof: CARD }] })
  t.equal(byCard.status, 201)
  const codesOf = (warnings: { code: string }[]) => warnings.map(({ code }) => code)
  t.notOk(codesOf(byCard.body.warnings).includes('IDENTITY_UNPROVEN'))
  t.notOk(codesOf(named.body.warnings).includes('IDENTITY_UNPROVEN'), 'a citizen signed in there')
  const { itemCode, form, materials } = foodCase()
  const firm = { itemCode, form, materials, answers: {}, ...atKiosk, parties: foodCase().parties }
  const unproven = await send('clerk', firm)
  t.match(unproven.body, {
    missing: [],
    warnings: [{ code: 'IDENTITY_UNPROVEN', pointer: '/parties/0/identityProof' }],
  })
  const refused = await transition(app, 'clerk', unproven, { action: 'accept' }, 422)
  t.match(refused.body.errors, [
    { code: 'OVERRIDE_REQUIRED', message: /^\/parties\/0\/identityProof：自助终端提交时没有设备核验身份/ },
  ])
  t.notMatch(refused.text, /IDENTITY_UNPROVEN/, 'in words')
  const overrides = [{ pointer: '/parties/0/identityProof', reason: '已到窗口出示营业执照原件' }]
  t.match((await transition(app, 'clerk', unproven, { action: 'accept', overrides })).body, {
    status: 'ACCEPTED',
  })
  for (const claimed of ['WINDOW', 'KIOSK', 'WEB', 'MOBILE', 'EXCHANGE'])
    t.match(
      (await send('assistant', { channel: claimed })).body.errors,
      [channel],
      `an assistant by ${claimed}`,
    )
  for (const claimed of ['ASSISTANT', 'EXCHANGE'])
    t.match((await send('clerk', { channel: claimed })).body.errors, [channel], `a clerk by ${claimed}`)
  for (const reference of [`读卡 ${PERSON.idNumber}`, 'tel:13800001234', `${PERSON.name}-1`]) {
    const parties = [{ ...APPLICANT, identityProof: { ...CARD, reference } }]
    const answer = await send('clerk', { channel: 'WINDOW', windowId, parties })
    t.match(answer, { status: 422, body: { errors: [{ code: 'REFERENCE_PERSONAL' }] } })
    t.notMatch(answer.text, PERSON.idNumber)
  }
  const tomorrow = [{ ...APPLICANT, identityProof: { ...CARD, at: '2026-03-02T17:00:00.000000Z' } }]
  t.match(await send('clerk', { channel: 'WINDOW', windowId, parties: tomorrow }), {
    status: 422,
    body: { errors: [{ pointer: '/parties/0/identityProof/at', code: 'IN_THE_FUTURE' }] },
  })
  const longAgo = [{ ...APPLICANT, identityProof: { ...CARD, at: '2023-03-02T01:30:00.000000Z' } }]
  t.match(await send('clerk', { channel: 'WINDOW', windowId, parties: longAgo }), {
    status: 422,
    body: { errors: [{ pointer: '/parties/0/identityProof/at', code: 'IDENTITY_PROOF_OLD' }] },
  })
  const proven = [{ ...APPLICANT, identityProof: CARD }]
  t.match(await send('clerk', { channel: 'WINDOW', windowId, parties: proven }), {
    status: 201,
    body: { parties: [{ identityProof: { method: 'idCardReader', at: CARD.at } }] },
  })
})

const marriage = SAMPLE_ITEMS.find(({ name }) => name === '内地居民结婚登记') as ItemDocument
const divorce = SAMPLE_ITEMS.find(({ name }) => name === '内地居民离婚登记') as ItemDocument
const HUSBAND = { ...PERSON, name: '张示例', idNumber: '511102198306070016' }
const WIFE = { ...PERSON, name: '王示例', idNumber: '511102198504120029' }

t.test('a marriage takes two people at the window, each of age, nobody in their place', async (t) => {
  const app = await startTestApp(t)
  const both = [
    { role: 'applicant', ...HUSBAND, identityProof: CARD },
    { role: 'coApplicant', ...WIFE, identityProof: { ...CARD, method: 'manual' } },
  ]
  const body = {
    itemCode: marriage.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: marriage.windows?.find(({ authority }) => authority === 'decides')?.windowId,
    form: exampleForm(marriage),
    materials: marriage.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
  }
  const [first = both[0], second] = both
  const refused = async (parties: (object | undefined)[], error: object, more = {}) => {
    const answer = await createCase(app, { ...body, parties, ...more }, { status: 422 })
    t.match(answer.body.errors, [error])
  }
  await refused([first], {
    pointer: '/parties',
    code: 'PARTIES_TOO_FEW',
    message: '需要共同申请人 1 人，现有 0 人',
  })
  await refused(
    both,
    { pointer: '/channel', code: 'PRESENCE_REQUIRED' },
    { channel: 'WEB', windowId: undefined },
  )
  const unseen = { role: 'coApplicant', ...WIFE }
  await refused([first, unseen], { pointer: '/parties/1/identityProof', code: 'IDENTITY_PROOF_REQUIRED' })
  // Born 2005-03-05: twenty-one minus three days is old enough for her, not for him.
  const young = { idNumber: '511102200503050014' }
  await refused([{ ...first, ...young }, second], {
    pointer: '/parties/0/idNumber',
    code: 'AGE_TOO_LOW',
    message: '须年满 22 周岁',
  })
  const third = { role: 'representative', ...PERSON, mandate: { scope: ['all'], validFrom: '2026-01-01' } }
  await refused([...both, third], { pointer: '/parties/2/role', code: 'PARTIES_TOO_MANY' })

  const taken = await createCase(app, { ...body, parties: both })
  t.match(taken.body, { status: 'SUBMITTED', missing: [] })
  const onTrial = { action: 'handleOnTheSpot', conditions: [{ text: '试婚三个月' }] }
  t.match((await transition(app, 'clerk', taken, onTrial, 422)).body.errors, [
    { pointer: '/conditions', code: 'CONFIRMED_WITHOUT_CONDITIONS' },
  ])
  const wed = await transition(app, 'clerk', taken, { action: 'handleOnTheSpot' })
  t.match(wed.body, { status: 'CLOSED', parties: [{ name: '张*例' }, { name: '王*例' }] })

  const married = (index: number) => ({ pointer: `/parties/${index}/idNumber`, code: 'ALREADY_MARRIED' })
  await refused(both, married(0))
  const bride = { ...second, name: '赵示例', idNumber: '51110219900506002X' }
  const anew = { form: { ...(exampleForm(marriage) as object), spouseName: bride.name } }
  await refused([{ ...first }, bride], married(0), anew)
  const groom = { ...first, name: '钱示例', idNumber: '511102198801020032' }
  await refused([groom, { ...second, role: 'coApplicant' }], married(1))
  await refused([groom, { ...bride, idNumber: '511102199005060011' }], {
    pointer: '/parties/1/idNumber',
    code: 'MARRIAGE_SAME_SEX',
  })
  const differs = { pointer: '/form/spouseName', code: 'PARTY_DIFFERS' }
  await refused([groom, bride], differs)
  const saying = [{ pointer: '/form/spouseName', reason: '曾用名，已核对户口簿' }]
  await refused([groom, bride], differs, { overrides: [{ ...saying[0], pointer: '/form' }] })
  const renamed = await createCase(app, { ...body, parties: [groom, bride], overrides: saying })
  t.match(renamed.body.warnings, [{ ...differs, overriddenBy: 'dev-clerk', reason: saying[0]?.reason }])
  await transition(app, 'clerk', renamed, { action: 'withdraw', reason: '当事人要求撤回', proof: '签字' })
  const unsent = await createCase(app, { ...body, parties: [groom, bride], submit: false })
  t.match((await transition(app, 'clerk', unsent, { action: 'submit' }, 422)).body.errors, [differs])
  const bySelf = { action: 'submit', overrides: saying }
  t.match((await transition(app, 'clerk', unsent, bySelf)).body.warnings, [
    { ...differs, overriddenBy: 'dev-clerk' },
  ])
  const inLetters = { ...(exampleForm(marriage) as object), spouseName: 'Zhao Shili' }
  const other = await createCase(app, { ...body, form: inLetters, parties: [groom, bride] })
  t.match(other.body.warnings, [differs], 'other letters may name the same person')
  const undoubted = await transition(app, 'clerk', other, { action: 'handleOnTheSpot' }, 422)
  t.match(undoubted.body.errors, [{ pointer: '/overrides', code: 'OVERRIDE_REQUIRED' }])
  const token = await app.token('clerk')
  const may = await app.request('GET', `/v1/cases/${other.body.caseNo}/actions`, { token })
  const { input } = may.body.data.find((each: { action: string }) => each.action === 'handleOnTheSpot')
  const [overrides] = input.properties.overrides.examples
  t.ok(input.required.includes('overrides'))
  const seen = await transition(app, 'clerk', other, { action: 'handleOnTheSpot', overrides })
  t.equal(seen.body.status, 'CLOSED')

  // 丧偶、法院离婚: what parted them elsewhere is told by staff, with the paper that they saw.
  const first17 = '51110219890115003'
  const suitor = { ...first, name: '孙示例', idNumber: `${first17}${identityCardCheckCharacter(first17)}` }
  const death = { kind: 'deathCertificate', number: '乐中死证〔2026〕12号' }
  const override = (proof?: object) => ({
    ...anew,
    overrides: [{ pointer: '/parties/1/idNumber', reason: '原配偶已死亡，查验死亡证明原件', proof }],
  })
  await refused([suitor, bride], married(1), anew)
  await refused([suitor, bride], married(1), override())
  await refused([suitor, bride], married(1), override({ ...death, kind: 'applicationReceipt' }))
  await refused([suitor, bride], married(1), override({ ...death, number: PERSON.idNumber }))
  const widowed = await createCase(app, { ...body, ...override(death), parties: [suitor, bride] })
  const taken_ = { code: 'ALREADY_MARRIED', pointer: '/parties/1/idNumber', overriddenBy: 'dev-clerk' }
  t.match(widowed.body.warnings, [{ ...taken_, reason: /死亡/, proof: death }])
  t.equal(
    (await transition(app, 'clerk', widowed, { action: 'handleOnTheSpot' })).body.status,
    'CLOSED',
    'what was settled stays so when it is granted',
  )

  const apart = {
    ...body,
    itemCode: divorce.itemCode,
    answers: { step: 'certificate' },
    form: exampleForm(divorce),
    materials: divorce.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
  }
  const preceding = (code: string) => ({ pointer: '/situation', code })
  await refused(both, preceding('PRECEDING_CASE_REQUIRED'), apart)
  const form = { ...(exampleForm(divorce) as object), spouseName: '赵示例' }
  const receipt = (on: string) => ({
    ...apart,
    form,
    overrides: [
      {
        pointer: '/situation',
        reason: '申请由其他登记机关受理，已查验回执单',
        proof: { kind: 'applicationReceipt', number: 'L511100-2026-000012', on },
      },
    ],
  })
  await refused([first, bride], preceding('PRECEDING_TOO_LATE'), receipt('2025-12-01'))
  await refused([first, bride], preceding('PRECEDING_TOO_EARLY'), receipt('2026-02-10'))
  const strangers = await createCase(app, { ...receipt('2026-01-20'), parties: [first, bride] })
  await transition(app, 'clerk', strangers, { action: 'handleOnTheSpot' })
  await refused(both, married(0))

  const asking = await createCase(app, { ...apart, answers: { step: 'application' }, parties: both })
  await transition(app, 'clerk', asking, { action: 'handleOnTheSpot' })
  await refused(both, preceding('PRECEDING_TOO_EARLY'), apart)
  const early_ = { ...receipt('2026-01-20'), form: apart.form }
  await refused(both, preceding('PRECEDING_TOO_EARLY'), early_)
  await app.setNow('2026-04-01T01:00:00.000000Z')
  await refused(both, preceding('PRECEDING_TOO_EARLY'), apart)
  await app.setNow('2026-05-07T01:00:00.000000Z')
  await refused(both, preceding('PRECEDING_TOO_LATE'), apart)
  await app.setNow('2026-04-02T01:00:00.000000Z')
  const [he, she] = both
  const parting = await createCase(app, {
    ...apart,
    form: { ...(exampleForm(divorce) as object), spouseName: '张示例' },
    parties: [
      { ...she, role: 'applicant' },
      { ...he, role: 'coApplicant' },
    ],
  })
  await transition(app, 'clerk', parting, { action: 'handleOnTheSpot' })
  const again = await createCase(app, { ...body, parties: both })
  t.equal(again.body.status, 'SUBMITTED', 'after a divorce they may marry anew')

  const draft = await createCase(app, { ...body, submit: false, parties: [first] })
  const early = await transition(app, 'clerk', draft, { action: 'submit' }, 422)
  t.match(early.body.errors, [{ code: 'PARTIES_TOO_FEW' }], 'a draft is looked at when it is handed in')
  const guide = await app.request('GET', `/v1/items/${marriage.itemCode}/guide`)
  const words = '申请人（自然人）：1 人，须本人到场，年满 20 周岁，男性年满 22 周岁。'
  t.ok(guide.body.blocks[2].lines.includes(words), 'the guide says so before they come')
})

t.test('both sides of a sale apply together; an heir applies alone', async (t) => {
  const app = await startTestApp(t)
  const estate = SAMPLE_ITEMS.find(({ name }) => name === '不动产登记') as ItemDocument
  const send = (answers: object, parties: object[], status = 201) =>
    createCase(
      app,
      {
        itemCode: estate.itemCode,
        submit: true,
        channel: 'WINDOW',
        windowId: estate.windows?.find(({ authority }) => authority === 'accepts')?.windowId,
        answers,
        parties,
        form: exampleForm(estate),
        materials: [],
      },
      { status },
    )
  const [buyer, seller] = [
    { role: 'applicant', ...HUSBAND },
    { role: 'coApplicant', ...WIFE },
  ]
  const alone = await send({ registration: 'transfer', cause: 'sale', use: 'dwelling' }, [buyer], 422)
  t.match(alone.body.errors, [
    { code: 'PARTIES_TOO_FEW', message: '需要转让方（出卖人、赠与人） 1 人，现有 0 人' },
  ])
  await send({ registration: 'transfer', cause: 'sale', use: 'dwelling' }, [buyer, seller])
  await send({ registration: 'transfer', cause: 'inheritance', use: 'dwelling' }, [buyer])
  const mortgage = await send({ registration: 'mortgage', use: 'dwelling' }, [buyer], 422)
  t.match(mortgage.body.errors, [{ message: '需要抵押权人 1 人，现有 0 人' }])
  await send({ registration: 'lost' }, [buyer])
  const guide = await app.request('GET', `/v1/items/${estate.itemCode}/guide`)
  const line = '选择“买卖”或者“赠与”的：转让方（出卖人、赠与人）：1 至 20 人。'
  t.ok(guide.body.blocks[2].lines.includes(line), guide.body.blocks[2].lines.join())
})

t.test('a minor has a guardian, an agent a mandate', async (t) => {
  const app = await startTestApp(t)
  const child = { role: 'applicant', ...PERSON, name: '李小宝', idNumber: '511102202103050014' }
  const mother = { role: 'guardian', ...WIFE }
  const guardian = { pointer: '/parties/0/idNumber', code: 'GUARDIAN_REQUIRED' }
  const alone = await createCase(app, { ...leshanCase(), parties: [child] }, { status: 422 })
  t.match(alone.body.errors, [guardian])
  const grown = { ...child, idNumber: '511102201203050017' }
  t.match(
    (await createCase(app, { ...leshanCase(), parties: [grown] }, { status: 422 })).body.errors,
    [guardian],
    'of thirteen years too (民法典 19: with consent)',
  )
  t.match(alone.body.errors, [{ message: /第二十条/ }])
  const worker = { ...child, name: '李小工', idNumber: '511102200905060012' }
  const working = await createCase(app, { ...leshanCase(), parties: [worker] }, { status: 422 })
  t.match(working.body.errors, [{ ...guardian, message: /第十九条.*第十八条/ }])
  const labour = { capacity: { basis: 'ownLabour' } }
  t.equal((await createCase(app, { ...leshanCase(), parties: [{ ...worker, ...labour }] })).status, 201)
  const younger = { ...grown, ...labour }
  t.match((await createCase(app, { ...leshanCase(), parties: [younger] }, { status: 422 })).body.errors, [
    guardian,
  ])
  const claimed = { ...leshanCase(), ...WEB, parties: [{ ...worker, ...labour }] }
  t.match((await createCase(app, claimed, { role: 'citizen', status: 422 })).body.errors, [
    { pointer: '/parties/0/capacity', code: 'CAPACITY_NOT_YOURS' },
  ])
  const warded = (more: object, status = 201) =>
    createCase(app, { ...leshanCase(), parties: [APPLICANT, { ...mother, ...more }] }, { status })
  t.match((await warded({}, 422)).body.errors, [
    { pointer: '/parties/1/mandateFileId', code: 'GUARDIANSHIP_UNPROVEN' },
  ])
  t.equal((await warded({ capacity: { basis: 'guardianship' } })).status, 201)
  const siblings = { ...mother, ...grown, role: 'guardian' }
  const tooYoung = await createCase(app, { ...leshanCase(), parties: [child, siblings] }, { status: 422 })
  t.match(tooYoung.body.errors, [{ pointer: '/parties/1/idNumber', code: 'ACTS_TOO_YOUNG' }])
  const guarded = await createCase(app, { ...leshanCase(), parties: [child, mother] })
  t.match(guarded.body, { status: 'SUBMITTED', missing: [], answers: { byAgent: false } })

  const agent = { role: 'representative', ...HUSBAND }
  const byAgent = { ...leshanCase(), answers: { lender: 'fund', byAgent: true } }
  const send = async (more: object, status = 201) =>
    (await createCase(app, { ...byAgent, parties: [APPLICANT, { ...agent, ...more }] }, { status })).body
  const codes = (body: { missing: { materialCode: string }[] }) =>
    body.missing.map((each) => each.materialCode)
  t.same(codes(await send({})), ['mandate', 'agent-identity-card'], 'intake decides (行政许可法 32(4))')
  const scope = { scope: ['apply', 'correct'], validFrom: '2026-03-01', validTo: '2026-03-31' }
  const mandated = await send({ mandate: scope })
  t.same(codes(mandated), ['agent-identity-card'], 'the clerk has seen it')
  const { windowId: _none, ...byKiosk } = { ...byAgent, channel: 'KIOSK' }
  const typed = { ...byKiosk, parties: [APPLICANT, { ...agent, mandate: scope }] }
  t.same(
    codes((await createCase(app, typed)).body),
    ['mandate', 'agent-identity-card'],
    'nobody of the office saw a paper at a kiosk (无权代理)',
  )
  const { answers } = leshanCase()
  const youth = { ...byKiosk, answers, parties: [{ ...worker, ...labour, name: '李小农' }] }
  t.match((await createCase(app, youth, { status: 422 })).body.errors, [
    { pointer: '/parties/0/capacity', code: 'CAPACITY_NOT_YOURS' },
  ])
  t.match(mandated.parties[1], { mandate: scope })
  for (const [mandate, code] of [
    [{ ...scope, validTo: '2026-02-28' }, 'MANDATE_PERIOD'],
    [{ ...scope, validFrom: '2026-02-01', validTo: '2026-03-01' }, 'MANDATE_EXPIRED'],
    [{ ...scope, validFrom: '2026-03-03' }, 'MANDATE_NOT_YET'],
    [{ ...scope, scope: ['receive'] }, 'MANDATE_SCOPE'],
  ] as const)
    t.match(await send({ mandate }, 422), { errors: [{ code }] })
  const given = { ...leshanCase(), parties: [{ ...APPLICANT, mandate: scope }] }
  t.match((await createCase(app, given, { status: 422 })).body.errors, [{ code: 'MANDATE_UNFIT' }])
  const food = { ...foodCase(), parties: [FIRM, agent] }
  t.match((await createCase(app, food, { status: 422 })).body.errors, [
    { pointer: '/parties/1/mandateFileId', code: 'MANDATE_REQUIRED' },
  ])
  const firm = [
    FIRM,
    { role: 'legalRepresentative', ...HUSBAND },
    { role: 'handler', ...WIFE, mandate: scope, mobile: '13800001234' },
  ]
  const company = await createCase(app, { ...foodCase(), parties: firm })
  t.match(company.body.parties, [{ type: 'legal' }, { name: '张*例' }, { role: 'handler', mandate: scope }])
})

t.test('the number tells who is a minor, and a firm at a window names who came', async (t) => {
  const app = await startTestApp(t)
  const caseOf = (name: string, answers: object, more: object) => {
    const item = SAMPLE_ITEMS.find((each) => each.name === name) as ItemDocument
    const windowId = item.windows?.find(({ authority }) => authority !== 'advises')?.windowId
    const materials = item.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' }))
    const of = { itemCode: item.itemCode, form: exampleForm(item), channel: 'WINDOW', windowId, materials }
    return { ...of, submit: true, answers, ...more }
  }
  const permit = (answers: object, parties: object[], more = {}) =>
    caseOf(
      '往来港澳通行证签发',
      { document: true, endorsement: 'once', registeredStaff: false, ...answers },
      { parties, ...more },
    )
  const differs = { pointer: '/answers/minor', code: 'AGE_DIFFERS' }
  const grown = await createCase(app, permit({ minor: true }, [APPLICANT]), { status: 422 })
  t.match(grown.body.errors, [differs])
  const child = { ...APPLICANT, name: '李小宝', idNumber: '511102201203050017' }
  const family = [child, { role: 'guardian', ...WIFE }]
  const hidden = await createCase(app, permit({ minor: false }, family), { status: 422 })
  t.match(hidden.body.errors, [differs])
  const told = await createCase(app, permit({}, family))
  t.match(told.body, { status: 'SUBMITTED', answers: { minor: true } }, 'nobody needs to say it')
  const draft = await createCase(app, permit({ minor: false }, family, { submit: false }))
  const late = await transition(app, 'clerk', draft, { action: 'submit' }, 422)
  t.match(late.body.errors, [differs], 'nor does a draft hide it')
  const passport = { ...APPLICANT, idType: '414', idNumber: 'E12345678' }
  const unknown = await createCase(app, permit({ minor: false }, [passport]))
  t.match(unknown.body.warnings, [{ code: 'AGE_UNKNOWN', pointer: '/parties/0/idNumber' }])

  const agency = (parties: object[]) =>
    createCase(app, caseOf('劳务派遣经营许可', { matter: 'new', byAgent: false }, { parties }))
  const nobody = await agency([FIRM])
  t.match(nobody.body.warnings, [{ code: 'ATTENDANT_UNNAMED', pointer: '/parties/0' }])
  const refused = await transition(app, 'clerk', nobody, { action: 'accept' }, 422)
  t.match(refused.body.errors, [{ pointer: '/overrides', code: 'OVERRIDE_REQUIRED' }])
  const overrides = [{ pointer: '/parties/0', reason: '邮寄收到全部材料' }]
  const posted = await transition(app, 'clerk', nobody, { action: 'accept', overrides })
  t.equal(posted.body.status, 'ACCEPTED')
  t.match((await agency([FIRM, { role: 'handler', ...WIFE }])).body.warnings, [{ code: 'ATTENDANT_UNNAMED' }])
  const came = { role: 'legalRepresentative', ...HUSBAND, identityProof: CARD }
  const named = (await agency([FIRM, came])).body.warnings as { code: string }[]
  t.notOk(named.some(({ code }) => code === 'ATTENDANT_UNNAMED'))
})

t.test('an assistant helps, or acts by a mandate: both names stand in every act', async (t) => {
  const app = await startTestApp(t)
  const subject = 'assistant-7'
  const token = await app.token('assistant', { subject, organisation: COUNTY_MARKET })
  const base = { ...foodCase(), channel: 'ASSISTANT', windowId: undefined }
  const send = (change: object) =>
    app.request('POST', '/v1/cases', {
      token,
      body: { ...base, ...change },
      headers: { 'idempotency-key': randomUUID() },
    })
  const act = (caseNo: string, command: object) =>
    app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      token,
      body: command,
      headers: { 'if-match': '*' },
    })
  const eventsOf = async (caseNo: string) =>
    (await app.request('GET', `/v1/cases/${caseNo}/events`, { token: await app.token('clerk') })).body.data
  const withdraw = { action: 'withdraw', reason: '申请人不办了' }

  const there = { pointer: '/parties/0/identityProof', code: 'IDENTITY_PROOF_REQUIRED' }
  t.match(
    await send({}),
    { status: 422, body: { errors: [there] } },
    'nobody shows that the applicant is there',
  )
  const handler = { role: 'handler', ...WIFE }
  t.match((await send({ parties: [FIRM, handler] })).body.errors, [there])
  const fund = { ...leshanCase(), ...base, itemCode: leshanCase().itemCode, form: leshanCase().form }
  const alone = { ...fund, materials: leshanCase().materials, parties: [APPLICANT] }
  t.match((await send(alone)).body.errors, [there])
  const helped = await send({ parties: [FIRM, { ...handler, identityProof: CARD }] })
  t.match(helped, { status: 201, body: { assistance: 'helps', channel: 'ASSISTANT' } }, helped.text)
  const firm = '乐山示例餐饮有限公司'
  t.match(await eventsOf(helped.body.caseNo), [
    { by: { role: 'assistant', organisation: COUNTY_MARKET }, onBehalfOf: { as: 'helper', names: [firm] } },
  ])
  t.match(await act(helped.body.caseNo, withdraw), {
    status: 422,
    body: { errors: [{ pointer: '/action', code: 'MANDATE_REQUIRED' }] },
  })
  const may = await app.request('GET', `/v1/cases/${helped.body.caseNo}/actions`, { token })
  t.notMatch(JSON.stringify(may.body.data), '"withdraw"', 'nor is it offered')

  t.match(await send({ assistance: 'acts' }), {
    status: 422,
    body: { errors: [{ pointer: '/parties/0/mandate', code: 'MANDATE_REQUIRED' }] },
  })
  const scope = { scope: ['apply', 'withdraw'], validFrom: '2026-03-01', validTo: '2026-03-05' }
  const acted = await send({ parties: [{ ...FIRM, mandate: scope }] })
  t.match(acted, { status: 201, body: { assistance: 'acts', parties: [{ mandate: scope }] } }, acted.text)
  const late = await send({ parties: [{ ...FIRM, mandate: scope }] })
  t.match(await act(acted.body.caseNo, withdraw), { status: 200, body: { status: 'WITHDRAWN' } })
  t.match(await eventsOf(acted.body.caseNo), [
    { type: 'submit', onBehalfOf: { as: 'assistant', names: [firm] } },
    { type: 'withdraw', by: { role: 'assistant' }, onBehalfOf: { as: 'assistant', names: [firm] } },
  ])
  await app.setNow('2026-03-06T01:00:00.000000Z')
  t.match((await act(late.body.caseNo, withdraw)).body.errors, [{ code: 'MANDATE_EXPIRED' }])

  const notYours = { pointer: '/assistance', code: 'ASSISTANCE_NOT_YOURS' }
  const clerk = await createCase(app, { ...foodCase(), assistance: 'acts' }, { status: 422 })
  t.match(clerk.body.errors, [notYours])
  const far = await app.token('assistant', { subject, organisation: OTHER_COUNTY_MARKET })
  const elsewhere = await app.request('POST', '/v1/cases', {
    token: far,
    body: { ...foodCase(), channel: 'ASSISTANT' },
    headers: { 'idempotency-key': randomUUID() },
  })
  t.match(elsewhere.body.errors, [{ pointer: '/windowId', code: 'WINDOW_NOT_YOURS' }])
})

t.test('who has come of age acts in person; the guardian no longer does', async (t) => {
  const app = await startTestApp(t)
  const first17 = '51110220080305001'
  const child = { ...APPLICANT, name: '李小宝', idNumber: first17 + identityCardCheckCharacter(first17) }
  const sent = async () => {
    const body = { ...leshanCase(), ...WEB, parties: [child, { role: 'guardian', ...WIFE }] }
    // The mother signs in herself.
    return (await createCase(app, body, { role: 'citizen', subject: 'mother' })).body.caseNo
  }
  const [early, late] = [await sent(), await sent()]
  const token = await app.token('citizen', { subject: 'mother' })
  const withdraw = (caseNo: string) =>
    app.request('POST', `/v1/cases/${caseNo}/transitions`, {
      ...{ token, body: { action: 'withdraw', reason: '不再需要' }, headers: { 'if-match': '*' } },
    })
  const offers = async (caseNo: string) =>
    (await app.request('GET', `/v1/cases/${caseNo}/actions`, { token })).body.data.map(
      ({ action }: { action: string }) => action,
    )
  t.ok((await offers(late)).includes('withdraw'))
  await app.setNow('2026-03-04T15:59:00.000000Z')
  t.match(
    await withdraw(early),
    { status: 200, body: { status: 'WITHDRAWN' } },
    'the day before the birthday',
  )
  await app.setNow('2026-03-04T16:00:00.000000Z')
  t.match(await withdraw(late), {
    status: 422,
    body: { errors: [{ code: 'GUARDIANSHIP_ENDED', message: /本人办理.*授权委托/ }] },
  })
  t.same(await offers(late), [], 'nor is anything offered')
  t.match((await app.request('GET', `/v1/cases/${late}`, { token: await app.token('clerk') })).body, {
    status: 'SUBMITTED',
  })
})
