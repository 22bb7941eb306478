import { randomUUID } from 'node:crypto'
import { CITY_HOUSING_FUND } from '../../src/shared/sample-codes.js'
import { foodCase, leshanCase, MARKET_WINDOW, nextLeshanCase } from './cases.js'
import { applicationFor, clockOf, codesOf, type DayCase } from './day.js'
import { png, upload } from './files.js'
import { staffToken } from './staff.js'

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
    title:
      'at a kiosk: the person signs in or stands before its camera, and no officer is claimed to be there',
    async run(t, day) {
      const { app } = day
      const kiosk = await app.token('clerk', { organisation: CITY_HOUSING_FUND, subject: 'kiosk-7' })
      const ask = (token: string, path: string, body: object, headers = {}) =>
        app.request('POST', path, {
          token,
          body,
          headers: { 'if-match': '*', 'idempotency-key': randomUUID(), ...headers },
        })
      const apply = (token: string, more: object) => ask(token, '/v1/cases', { ...atKiosk, ...more })
      const { windowId, ...application } = nextLeshanCase()
      const [person = {}] = application.parties
      const atKiosk = { ...application, channel: 'KIOSK' }
      const seen = (method: string) => ({
        parties: [{ ...person, identityProof: { ...CARD, method, reference: 'kiosk-7/000123' } }],
      })
      const citizen = await app.token('citizen', { subject: 'at-the-kiosk' })
      t.same(codesOf(await apply(citizen, { windowId })), ['WINDOW_NOT_YOURS'])
      t.same(codesOf(await apply(citizen, { channel: 'WINDOW' })), ['CHANNEL_NOT_YOURS'])
      for (const method of ['face', 'idCardReader', 'manual'])
        t.same(
          codesOf(await apply(citizen, seen(method))),
          ['IDENTITY_PROOF_NOT_YOURS'],
          `${method} by oneself`,
        )
      t.same(codesOf(await apply(kiosk, seen('manual'))), ['IDENTITY_PROOF_NOT_YOURS'], 'nobody stands there')
      t.same(codesOf(await apply(kiosk, seen('oidc'))), ['IDENTITY_PROOF_NOT_YOURS'])
      const own = await apply(citizen, { submit: false })
      t.match(own, { status: 201, body: { status: 'DRAFT', channel: 'KIOSK' } })
      const withdrawn = { action: 'withdraw', reason: '改在自助终端刷脸办理' }
      t.equal((await ask(citizen, `/v1/cases/${own.body.caseNo}/transitions`, withdrawn)).status, 200)

      const { fileId } = (await upload(app, kiosk, [{ bytes: png(Buffer.from('kiosk')) }])).body
      const scanned = application.materials.map(({ materialCode }) => ({
        materialCode,
        source: 'upload',
        fileId,
      }))
      const elsewhere = { ...seen('face'), windowId: MARKET_WINDOW }
      t.same(codesOf(await apply(kiosk, elsewhere)), ['WINDOW_WITHOUT_AUTHORITY'], 'a machine of that window')
      const taken = await apply(kiosk, { ...seen('face'), materials: scanned })
      t.match(taken, {
        status: 201,
        body: {
          channel: 'KIOSK',
          missing: [],
          parties: [{ identityProof: { method: 'face', at: CARD.at } }],
        },
      })
      t.notMatch(taken.text, 'kiosk-7/000123', 'the record of the proof stays with the case')
      const { caseNo, queryCode } = taken.body
      t.equal((await app.request('GET', `/v1/cases/${caseNo}`, { token: citizen })).status, 404)
      const onTheSpot = await ask(kiosk, `/v1/cases/${caseNo}/transitions`, { action: 'handleOnTheSpot' })
      t.equal(onTheSpot.status, 409, 'a machine decides nothing on the spot')
      await day.act('fund-clerk', caseNo, 'accept')
      await day.act('fund-reviewer', caseNo, 'startReview')
      await day.act('fund-reviewer', caseNo, 'completeStep', { opinion: '符合条件' })
      await day.act('fund-approver', caseNo, 'approve')
      await day.act('fund-approver', caseNo, 'close')
      await day.act('fund-issuer', caseNo, 'deliver', { method: 'electronic' })
      const progress = await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
      t.match(progress.body, { status: 'DELIVERED', bring: [] })
      t.ok(progress.body.steps.every(({ state }: { state: string }) => state === 'done'))
      await day.paper('fund-clerk', caseNo, 'receipt')
    },
  },
  {
    title:
      'a handler with a mandate on file carries a firm’s case from the window to the licence, and a promise is looked into',
    async run(t, day) {
      const { app } = day
      const clerk = await staffToken(app, 'health-clerk')
      const [firm] = foodCase().parties
      const { fileId } = (
        await upload(app, clerk, [{ name: '授权委托书.png', bytes: png(Buffer.from('m')) }])
      ).body
      const elsewhere = (
        await upload(app, await app.token('citizen'), [{ bytes: png(Buffer.from('not theirs')) }])
      ).body.fileId
      const handler = { role: 'handler', ...WIFE, mobile: '13800001234', identityProof: CARD }
      const scope = { ...MANDATE, scope: ['apply', 'correct', 'receive'] }
      const send = (parties: object[], status = 201) =>
        day.take(
          'health-clerk',
          applicationFor('公共场所卫生许可', 'accepts', {
            answers: { matter: 'new', byAgent: false },
            materials: [
              ...['hygiene-form', 'business-licence', 'layout'].map((materialCode) => ({
                materialCode,
                source: 'paper',
              })),
              { materialCode: 'hygiene-test', source: 'commitment' },
            ],
            parties: [firm, { role: 'legalRepresentative', ...HUSBAND }, ...parties],
          }),
          status,
        )
      const named = (more: object) => [{ ...handler, ...more }]
      t.same(codesOf(await send(named({ mandateFileId: elsewhere }), 422)), ['FILE_UNKNOWN'])
      const short = { mandateFileId: fileId, mandate: { ...scope, scope: ['receive'] } }
      t.same(codesOf(await send(named(short), 422)), ['MANDATE_SCOPE'])
      const alone = await send([])
      t.match(alone.body.warnings, [{ code: 'ATTENDANT_UNNAMED' }])
      const taken = await send(named({ mandateFileId: fileId, mandate: scope }))
      t.match(taken.body.warnings, [{ code: 'OPEN_APPLICATION' }], 'the one above; the handler is no doubt')
      t.match(taken.body.parties.at(-1), { role: 'handler', mandate: scope, mandateFileId: fileId })
      const { caseNo } = taken.body
      const document = `/v1/cases/${caseNo}/materials/${fileId}/content`
      t.equal(
        (await app.request('GET', document, { token: clerk })).status,
        200,
        'what proves it is looked at',
      )
      const stranger = await staffToken(app, 'market-clerk')
      t.equal((await app.request('GET', document, { token: stranger })).status, 404)
      const other = `/v1/cases/${caseNo}/materials/${elsewhere}/content`
      t.equal((await app.request('GET', other, { token: clerk })).status, 404, 'no file of another case')
      await day.act('health-clerk', caseNo, 'accept')
      await day.act('health-reviewer', caseNo, 'startReview')
      await day.act('health-reviewer', caseNo, 'completeStep', { opinion: '符合条件' })
      await day.act('health-approver', caseNo, 'approve')
      await day.act('health-approver', caseNo, 'close')
      const gone = await day.act('health-issuer', caseNo, 'deliver', {
        method: 'pickup',
        receiver: WIFE.name,
      })
      t.match(gone.body, { status: 'DELIVERED' })
      const { paper } = (await day.paper('health-issuer', caseNo, 'deliveryReceipt')).body
      t.match(JSON.stringify(paper), /王示例/)
      await day.paper('health-clerk', caseNo, 'commitmentLetter')
      const promised = gone.body.materials.find(({ source }: { source: string }) => source === 'commitment')
      const looked = { result: 'defective', reason: '现场核查，空气检测不合格' }
      const path = `/v1/cases/${caseNo}/materials/${promised.id}/inspection`
      const broken = await day.post('health-reviewer', path, looked)
      t.match(broken.body.commitments, [{ materialCode: 'hygiene-test', kept: false }])
      const alerts = await day.get('top-supervisor', `/v1/alerts?caseNo=${caseNo}`)
      t.match(alerts.body.data, [{ rule: 'COMMITMENT_BROKEN', level: 'YELLOW' }])
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
