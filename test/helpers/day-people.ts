import { foodCase, leshanCase, nextLeshanCase } from './cases.js'
import { applicationFor, clockOf, codesOf, type DayCase } from './day.js'

const PERSON = { type: 'natural', name: '李小敏', idType: '111', idNumber: '11010519491231002X' }
const HUSBAND = { ...PERSON, name: '张示例', idNumber: '511102198306070016' }
const WIFE = { ...PERSON, name: '王示例', idNumber: '511102198504120029' }
const CARD = { method: 'idCardReader', at: '2026-03-02T00:30:00.000000Z', reference: 'reader-1' }
const MANDATE = { scope: ['apply', 'correct'], validFrom: '2026-03-01', validTo: '2026-03-31' }

/** Who comes, for whom, where and when. */
export const PEOPLE: readonly DayCase[] = [
  {
    title: 'an agent shows a mandate for this act and these days, and is not the applicant',
    async run(t, day) {
      const [applicant] = nextLeshanCase().parties
      const agent = { role: 'representative', ...HUSBAND }
      const send = (more: object, status = 201) =>
        day.take(
          'fund-clerk',
          {
            ...leshanCase(),
            answers: { lender: 'fund', byAgent: true },
            parties: [applicant, { ...agent, ...more }],
          },
          status,
        )
      const missing = ({ body }: Awaited<ReturnType<typeof send>>) =>
        body.missing.map(({ materialCode }: { materialCode: string }) => materialCode)
      t.same(missing(await send({})), ['mandate', 'agent-identity-card'], 'taken in, and told (Art. 32(4))')
      const mandated = await send({ mandate: MANDATE })
      t.same(missing(mandated), ['agent-identity-card'])
      await day.act('fund-clerk', mandated.body.caseNo, 'handleOnTheSpot', {}, 422)
      t.same(codesOf(await send({ mandate: { ...MANDATE, validTo: '2026-02-28' } }, 422)), ['MANDATE_PERIOD'])
      t.same(codesOf(await send({ mandate: { ...MANDATE, scope: ['receive'] } }, 422)), ['MANDATE_SCOPE'])
      t.same(codesOf(await send({ idNumber: applicant?.idNumber }, 422)), ['OWN_AGENT'])
    },
  },
  {
    title: 'a company comes by its handler, with its legal representative named',
    async run(t, day) {
      const [firm] = foodCase().parties
      const handler = { role: 'handler', ...WIFE, mandate: MANDATE, mobile: '13800001234' }
      const parties = [firm, { role: 'legalRepresentative', ...HUSBAND }, handler]
      const { body } = await day.take('market-clerk', { ...foodCase(), parties })
      t.match(body.parties, [
        { type: 'legal', idNumber: '91350100M000100Y43' },
        { role: 'legalRepresentative', name: '张*例' },
        { role: 'handler', mandate: MANDATE, mobile: '138****1234' },
      ])
      const legal = { ...firm, role: 'handler' }
      t.same(codesOf(await day.take('market-clerk', { ...foodCase(), parties: [firm, legal] }, 422)), [
        'ROLE_OF_PERSONS',
      ])
    },
  },
  {
    title: 'spouses come together, each seen, each of age; nobody in their place',
    async run(t, day) {
      const both = [
        { role: 'applicant', ...HUSBAND, identityProof: CARD },
        { role: 'coApplicant', ...WIFE, identityProof: CARD },
      ]
      const marry = (parties: object[], status = 201) =>
        day.take('civil-clerk', applicationFor('内地居民结婚登记', 'decides', { parties }), status)
      t.same(codesOf(await marry(both.slice(0, 1), 422)), ['PARTIES_TOO_FEW'])
      const young = { ...both[0], idNumber: '511102200503050014' }
      t.same(codesOf(await marry([young, both[1] ?? {}], 422)), ['AGE_TOO_LOW'])
      t.same(codesOf(await marry([both[0] ?? {}, { role: 'coApplicant', ...WIFE }], 422)), [
        'IDENTITY_PROOF_REQUIRED',
      ])
      const { caseNo } = (await marry(both)).body
      const wed = await day.act('civil-clerk', caseNo, 'handleOnTheSpot')
      t.match(wed.body, { status: 'CLOSED', parties: [{ name: '张*例' }, { name: '王*例' }] })
      t.same(
        wed.body.clocks.filter(({ kind }: { kind: string }) => kind === 'INTAKE_5D'),
        [],
        'a confirmation knows no deemed acceptance',
      )
    },
  },
  {
    title: 'a minor applies by a guardian, and alone not at all',
    async run(t, day) {
      const child = { role: 'applicant', ...PERSON, name: '李小宝', idNumber: '511102202103050014' }
      const alone = await day.take('fund-clerk', { ...leshanCase(), parties: [child] }, 422)
      t.match(alone.body.errors, [{ code: 'GUARDIAN_REQUIRED', message: /第二十条/ }])
      const parties = [child, { role: 'guardian', ...WIFE }]
      const guarded = await day.take('fund-clerk', { ...leshanCase(), parties })
      t.match(guarded.body, { status: 'SUBMITTED', missing: [] })
    },
  },
  {
    title: 'the township takes in and accepts, the county decides',
    async run(t, day) {
      const body = applicationFor('临时救助金给付', 'accepts', {
        parties: [{ role: 'applicant', ...PERSON }],
        answers: { urgent: false, byAgent: false },
      })
      const { caseNo } = (await day.take('town-clerk', body)).body
      await day.act('health-clerk', caseNo, 'accept', {}, 404)
      t.match((await day.act('town-clerk', caseNo, 'accept')).body, { status: 'ACCEPTED' })
      await day.act('town-reviewer', caseNo, 'startReview', {}, 404)
      await day.act('town-clerk', caseNo, 'startReview', {}, 403)
      await day.act('civil-reviewer', caseNo, 'startReview')
      await day.act('civil-reviewer', caseNo, 'completeStep', { opinion: '情况属实' })
      await day.act('town-approver', caseNo, 'approve', {}, 404)
      await day.act('civil-approver', caseNo, 'approve')
      await day.act('civil-approver', caseNo, 'close')
      const { data } = (await day.get('civil-lead', `/v1/cases/${caseNo}/events`)).body
      const by = data.map((each: { by: { staffNo: string } }) => each.by.staffNo.split('-')[0])
      t.same(by, ['town', 'town', 'civil', 'civil', 'civil', 'civil'], 'who did what')
      t.match((await day.paper('civil-clerk', caseNo, 'approval')).body.title, /给付/)
    },
  },
  {
    title: 'sent at night in a holiday: received that day, the office’s days begin with the next working one',
    async run(t, day) {
      await day.app.setNow('2026-04-05T14:30:00.000000Z')
      const { windowId: _window, ...online } = { ...foodCase(), channel: 'WEB' }
      const sent = await day.send('night-owl', online)
      t.match(sent.body, { status: 'SUBMITTED', receivedOn: '2026-04-05' })
      t.match(clockOf(sent, 'INTAKE_5D'), { startedOn: '2026-04-05', due: '2026-04-13' }, '清明节')
      await day.morningOf('2026-04-14')
      const late = await day.act('market-clerk', sent.body.caseNo, 'accept', {}, 412)
      t.match(late.body, { status: 412 }, 'one day too late: it was accepted by law (Art. 32(4))')
      const deemed = await day.get('market-clerk', `/v1/cases/${sent.body.caseNo}`)
      t.match(deemed.body, { status: 'ACCEPTED', acceptMode: 'DEEMED', acceptedOn: '2026-04-05' })
      t.match(clockOf(deemed, 'LEGAL'), { startedOn: '2026-04-05', due: '2026-04-20' })
    },
  },
  {
    title: 'two clerks have the same case open: one of them acts',
    async run(t, day) {
      const taken = await day.take('market-clerk', foodCase())
      const { caseNo } = taken.body
      const open = await day.get('market-clerk', `/v1/cases/${caseNo}`)
      const tokens = await Promise.all(
        ['one', 'other'].map((subject) =>
          day.app.token('clerk', { organisation: open.body.organisation, subject }),
        ),
      )
      const acts = [
        { action: 'accept' },
        { action: 'requestCorrection', items: [{ materialCode: 'layout-plan', reason: '不清晰' }] },
      ]
      const answers = await Promise.all(
        acts.map((body, index) =>
          day.app.request('POST', `/v1/cases/${caseNo}/transitions`, {
            token: tokens[index] ?? '',
            body,
            headers: { 'if-match': open.headers.etag ?? '' },
          }),
        ),
      )
      t.same(answers.map(({ status }) => status).sort(), [200, 412])
      const { data } = (await day.get('market-clerk', `/v1/cases/${caseNo}/events`)).body
      t.equal(data.length, 2, 'the receipt and one act')
      const papers = (await day.get('market-clerk', `/v1/cases/${caseNo}/documents`)).body.data
      t.equal(papers.length, 2, 'and one paper')
    },
  },
  {
    title: 'asked by telephone: by number and code, in whatever way it is typed, and nothing without',
    async run(t, day) {
      const { caseNo, queryCode } = (await day.take('market-clerk', foodCase({ without: ['layout-plan'] })))
        .body
      const items = [{ materialCode: 'layout-plan', reason: '缺少平面图' }]
      await day.act('market-clerk', caseNo, 'requestCorrection', { items })
      const ask = (body: object) => day.app.request('POST', '/v1/progress', { body })
      const spelt = `${caseNo.slice(0, 6)} ${caseNo.slice(6).toLowerCase()}`
      const told = await ask({ caseNo: spelt, queryCode })
      t.match(told.body, { status: 'AWAITING_CORRECTION', bring: [{ reason: '缺少平面图' }] })
      t.notMatch(told.text, /91350100M|乐山示例餐饮/)
      const wrong = await ask({ caseNo, queryCode: queryCode === '000000' ? '000001' : '000000' })
      const nobody = await ask({ caseNo: '5111022603029999999', queryCode })
      const plain = ({ body: { traceId: _, ...rest } }: typeof wrong) => rest
      t.equal(wrong.status, 404)
      t.same(plain(wrong), plain(nobody), 'a wrong code and an unknown number are one answer')
    },
  },
]
