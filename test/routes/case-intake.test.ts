import { randomUUID } from 'node:crypto'
import t from 'tap'
import { numbersTaken } from '../../src/features/cases/intake/external-numbers.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { createCaseMonitor } from '../../src/service.js'
import type { Role } from '../../src/shared/roles.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import {
  createCase,
  foodCase,
  HOUSING_FUND_WINDOW,
  leshanCase,
  MARKET_WINDOW,
  nextLeshanCase,
  transition,
} from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { caseOf } from '../helpers/item-cases.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

t.test('intake', async (t) => {
  const app = await startTestApp(t)

  t.test('a material counts with its proof and never by its name', async (t) => {
    const fund = leshanCase()
    const all = fund.materials.map(({ materialCode }) => materialCode)
    const sent = (source: string, more: object = {}) => ({
      ...fund,
      materials: fund.materials.map(({ materialCode }) => ({ materialCode, source, ...more })),
    })
    const missingOf = async (source: string, more: object = {}) => {
      const created = await createCase(app, sent(source, more))
      t.equal(created.body.status, 'SUBMITTED')
      return created.body.missing.map((each: { materialCode: string }) => each.materialCode)
    }
    t.same(await missingOf('deferred'), all, 'a promise is no material')
    t.same(await missingOf('paper', { copies: 0 }), all)
    t.same(await missingOf('licence'), all)
    t.same(await missingOf('licence', { licence: { type: '身份证', number: ' ' } }), all)
    for (const source of ['register', 'dossier', 'commitment']) t.same(await missingOf(source), all, source)
    for (const source of ['register', 'dossier'])
      t.same(await missingOf(source, { reference: 'made up' }), all, `no look-up was made: ${source}`)
    t.same(await missingOf('licence', { licence: { type: '身份证', number: '1' } }), [])
    t.same(await missingOf('paper', { copies: 2 }), [])
    const owed = await createCase(app, sent('deferred'))
    for (const action of ['accept', 'handleOnTheSpot'])
      t.match((await transition(app, 'clerk', owed, { action }, 422)).body.errors, [
        { code: 'MATERIAL_MISSING', message: /^缺少 .*（[a-z-]+）$/ },
        { code: 'MATERIAL_MISSING' },
      ])
  })

  t.test('an upload is its file, for whoever sends it', async (t) => {
    const food = foodCase()
    const named = {
      ...food,
      materials: food.materials.map(({ materialCode }) => ({ materialCode, source: 'upload' })),
    }
    const { windowId: _window, ...online } = named
    const ways = [
      { body: named, role: 'clerk' as const },
      { body: { ...online, channel: 'WEB' }, role: 'citizen' as const },
      { body: { ...named, submit: false }, role: 'clerk' as const },
    ]
    for (const { body, role } of ways) {
      const refused = await createCase(app, body, { role, status: 422 })
      t.same(
        refused.body.errors.map((each: { pointer: string }) => each.pointer),
        named.materials.map((_, index) => `/materials/${index}/fileId`),
      )
    }
    const [first, ...rest] = food.materials
    const foreign = { ...food, materials: [...rest, { ...first, source: 'upload', fileId: randomUUID() }] }
    const unknown = await createCase(app, foreign, { status: 422 })
    t.match(unknown.body.errors, [{ pointer: `/materials/${rest.length}/fileId`, code: 'FILE_UNKNOWN' }])
    const strange = {
      ...food,
      materials: [...food.materials, { materialCode: 'tax-return', source: 'paper' }],
    }
    const refused = await createCase(app, strange, { status: 422 })
    t.match(refused.body.errors, [
      { pointer: `/materials/${food.materials.length}/materialCode`, code: 'MATERIAL_UNKNOWN' },
    ])
  })

  t.test('a promise does not answer a notice, nor does a name without a file', async (t) => {
    const created = await createCase(app, foodCase({ without: ['layout-plan'] }))
    const told = await transition(app, 'clerk', created, {
      action: 'requestCorrection',
      items: [{ materialCode: 'layout-plan', reason: '缺少平面图' }],
    })
    const bring = (material: object, status: number) =>
      transition(
        app,
        'clerk',
        told,
        { action: 'submit', materials: [{ materialCode: 'layout-plan', ...material }] },
        status,
      )
    t.match((await bring({ source: 'deferred' }, 422)).body.errors, [{ code: 'CORRECTION_INCOMPLETE' }])
    t.match((await bring({ source: 'upload' }, 422)).body.errors, [
      { pointer: '/materials/0/fileId', code: 'FILE_REQUIRED' },
    ])
    t.match((await bring({ source: 'paper' }, 200)).body, { status: 'SUBMITTED', missing: [] })
  })

  t.test('what is supplied later must be there then', async (t) => {
    const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
    const accepted = await transition(app, 'clerk', created, {
      action: 'acceptWithDeferral',
      deferred: [{ materialCode: 'safety-rules', dueOn: '2026-03-13' }],
      promise: '三月二十日前补交',
    })
    const supply = (material: object, status: number) =>
      transition(
        app,
        'clerk',
        accepted,
        { action: 'supplyMaterials', materials: [{ materialCode: 'safety-rules', ...material }] },
        status,
      )
    for (const material of [{ source: 'deferred' }, { source: 'paper', copies: 0 }, { source: 'register' }])
      t.match((await supply(material, 422)).body.errors, [
        { pointer: '/materials/0/source', code: 'PROOF_MISSING' },
      ])
    t.match((await supply({ source: 'paper' }, 200)).body.deferred, [{ suppliedOn: '2026-03-02' }])
  })

  const inspect = async (
    caseNo: string,
    id: string,
    body: object,
    { role = 'clerk' as Role, status = 200, organisation = '' } = {},
  ) => {
    const answer = await app.request('POST', `/v1/cases/${caseNo}/materials/${id}/inspection`, {
      token: await app.token(role, organisation === '' ? {} : { organisation }),
      body,
    })
    t.equal(answer.status, status, answer.text.slice(0, 300))
    return answer
  }
  const idOf = ({ body }: Answer, code: string): string =>
    body.materials.find(({ materialCode }: { materialCode: string }) => materialCode === code).id
  /** The papers of a kind that went out, as they are printed. */
  const papersOf = async ({ body: { caseNo } }: Answer, kind: string) => {
    const token = await app.token('clerk')
    const { data } = (await app.request('GET', `/v1/cases/${caseNo}/documents`, { token })).body
    const issued = data.filter((each: { kind: string }) => each.kind === kind)
    const one = async ({ documentNo }: { documentNo: string }) =>
      (await app.request('GET', `/v1/cases/${caseNo}/documents/${documentNo}`, { token })).body
    return Promise.all(issued.map(one))
  }
  const offered = async (caseNo: string, action: string, role: Role = 'clerk') => {
    const listed = await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: await app.token(role) })
    return listed.body.data.find((each: { action: string }) => each.action === action)
  }

  t.test(
    'one notice tells everything that is missing or defective, and then the case is accepted',
    async (t) => {
      const created = await createCase(app, foodCase({ without: ['safety-rules', 'layout-plan'] }))
      const { caseNo } = created.body
      await inspect(caseNo, idOf(created, 'application-form'), { result: 'defective' }, { status: 422 })
      await inspect(caseNo, randomUUID(), { result: 'ok' }, { status: 404 })
      const looked = await inspect(caseNo, idOf(created, 'application-form'), {
        result: 'defective',
        reason: '未加盖公章',
      })
      t.match(looked.body.materials, [{ inspection: { result: 'defective', reason: '未加盖公章' } }])
      const elsewhere = { action: 'accept', windowId: HOUSING_FUND_WINDOW }
      t.match((await transition(app, 'clerk', looked, elsewhere, 422)).body.errors, [
        { pointer: '/windowId', code: 'WINDOW_FIXED', message: /不要填写 windowId/ },
      ])
      const here = { action: 'accept', windowId: MARKET_WINDOW }
      t.match((await transition(app, 'clerk', looked, here, 422)).body.errors, [
        { code: 'MATERIAL_MISSING' },
        { code: 'MATERIAL_MISSING' },
        { code: 'MATERIAL_DEFECTIVE' },
      ])
      const { input, foreseen } = await offered(caseNo, 'requestCorrection')
      t.match(foreseen, { status: 'AWAITING_CORRECTION', documents: [{ kind: 'correctionNotice' }] })
      const [items] = input.properties.items.examples
      t.same(
        items.map(({ materialCode }: { materialCode: string }) => materialCode).sort(),
        ['application-form', 'layout-plan', 'safety-rules'],
        'prefilled with all of it',
      )
      t.match(
        items.find(({ materialCode }: { materialCode: string }) => materialCode === 'application-form'),
        { reason: '未加盖公章' },
      )
      for (const left of items) {
        const some = items.filter((each: object) => each !== left)
        const half = await transition(app, 'clerk', looked, { action: 'requestCorrection', items: some }, 422)
        t.match(half.body.errors, [{ pointer: '/items', code: 'NOTICE_INCOMPLETE' }], left.materialCode)
      }
      const told = await transition(app, 'clerk', looked, { action: 'requestCorrection', items })
      const bring = (...codes: string[]) => ({
        action: 'submit',
        materials: codes.map((materialCode) => ({ materialCode, source: 'paper' })),
      })
      const half = await transition(app, 'clerk', told, bring('layout-plan', 'safety-rules'), 422)
      t.match(half.body.errors, [{ code: 'CORRECTION_INCOMPLETE', pointer: '/materials' }])
      const all = bring('layout-plan', 'safety-rules', 'application-form')
      const back = await transition(app, 'clerk', told, all)
      t.match(back.body, { status: 'SUBMITTED', missing: [] })
      t.notOk(back.body.materials.some(({ inspection }: { inspection?: object }) => inspection !== undefined))
      const turnAway = (input: object, status = 422) =>
        transition(
          app,
          'clerk',
          back,
          { action: 'refuseAcceptance', reason: '材料仍然不符合有关要求', ...input },
          status,
        )
      t.match((await turnAway({ ground: 'correctionNotSupplied' })).body.errors, [{ pointer: '/ground' }])
      t.match((await turnAway({ ground: 'outsideCompetence' })).body.errors, [
        { pointer: '/competentAuthority', code: 'REQUIRED' },
      ])
      t.equal((await turnAway({ ground: 'conditionsNotMet' }, 400)).status, 400, 'no ground of the law')
      t.equal((await turnAway({ reasonCode: 'outsideCompetence' }, 400)).status, 400)
      t.same((await offered(caseNo, 'refuseAcceptance')).input.properties.ground.enum, [
        'outsideCompetence',
        'falseStatement',
      ])
      t.equal(await offered(caseNo, 'requestCorrection'), undefined, 'there is nothing more to tell')
      const accepted = await transition(app, 'clerk', back, { action: 'accept' })
      t.equal(accepted.body.status, 'ACCEPTED')
    },
  )

  t.test('a field is corrected by another value, or the applicant stands by it', async (t) => {
    const taken = await createCase(app, foodCase())
    const { businessName } = foodCase().form
    const items = ['businessName', 'businessAddress'].map((field) => ({ field, reason: '与营业执照不一致' }))
    const told = await transition(app, 'clerk', taken, { action: 'requestCorrection', items })
    const form = { businessName, businessAddress: '四川省乐山市市中区示例路2号' }
    const same = await transition(app, 'clerk', told, { action: 'submit', form }, 422)
    t.match(same.body.errors, [{ pointer: '/form/businessName', code: 'CORRECTION_UNCHANGED' }])
    const other = { action: 'submit', form, unchanged: ['businessName', 'employees'] }
    t.match((await transition(app, 'clerk', told, other, 422)).body.errors, [
      { pointer: '/unchanged/1', code: 'NOT_ASKED_FOR' },
    ])
    const token = await app.token('clerk')
    const may = await app.request('GET', `/v1/cases/${taken.body.caseNo}/actions`, { token })
    const { input } = may.body.data.find((each: { action: string }) => each.action === 'submit')
    t.same(
      input.properties.unchanged.examples[0],
      ['businessName', 'businessAddress'],
      'both are as the example',
    )
    const came = await transition(app, 'clerk', told, { action: 'submit', form, unchanged: ['businessName'] })
    t.equal(came.body.status, 'SUBMITTED')
    t.equal((await transition(app, 'clerk', came, { action: 'accept' })).body.status, 'ACCEPTED')
  })

  t.test('a second notice is for what came and does not do, and supervision sees it', async (t) => {
    const created = await createCase(app, foodCase({ without: ['layout-plan'] }))
    const { caseNo } = created.body
    const items = [{ materialCode: 'layout-plan', reason: '缺少平面图' }]
    const told = await transition(app, 'clerk', created, { action: 'requestCorrection', items })
    await inspect(caseNo, idOf(created, 'safety-rules'), { result: 'ok' }, { status: 409 })
    const back = await transition(app, 'clerk', told, {
      action: 'submit',
      materials: [{ materialCode: 'layout-plan', source: 'paper' }],
    })
    const again = (codes: string[], last: Answer, status = 422) =>
      transition(
        app,
        'clerk',
        last,
        {
          action: 'requestCorrection',
          items: codes.map((materialCode) => ({ materialCode, reason: '不清晰' })),
          correctedDefective: true,
        },
        status,
      )
    const claimed = await again(['layout-plan'], back)
    t.match(claimed.body.errors, [{ pointer: '/items/0/materialCode', code: 'NOT_CORRECTED_DEFECTIVE' }])
    const late = await inspect(caseNo, idOf(back, 'safety-rules'), { result: 'defective', reason: '已过期' })
    t.match((await again(['safety-rules'], late)).body.errors, [{ code: 'NOT_CORRECTED_DEFECTIVE' }])
    t.ok(await offered(caseNo, 'accept'), 'what was told too late keeps nobody waiting (Art. 32(5))')
    const found = await inspect(caseNo, idOf(back, 'layout-plan'), {
      result: 'defective',
      reason: '比例不对',
    })
    t.equal(await offered(caseNo, 'accept'), undefined)
    t.match((await again(['safety-rules', 'layout-plan'], found)).body.errors, [
      { pointer: '/items/0/materialCode' },
    ])
    const { input } = await offered(caseNo, 'requestCorrection')
    t.same(input.required, ['action', 'items', 'correctedDefective'])
    t.same(input.properties.items.examples, [[{ materialCode: 'layout-plan', reason: '比例不对' }]])
    const second = await again(['layout-plan'], found, 200)
    t.equal(second.body.status, 'AWAITING_CORRECTION')
    const alerts = await app.request('GET', `/v1/alerts?caseNo=${caseNo}`, {
      token: await app.token('supervisor'),
    })
    t.match(alerts.body.data, [
      { caseNo, rule: 'CORRECT_TWICE', level: 'YELLOW', status: 'OPEN', facts: { times: 2 } },
    ])
    t.equal(alerts.body.data.length, 1)
    const events = await app.database.asOwner<{ document: string }>(
      "select document from case_events where type = 'alert.raise' and document like '%' || $1 || '%'",
      [caseNo],
    )
    t.equal(events.length, 1, 'and the feed tells it')
    const back2 = await transition(app, 'clerk', second, {
      action: 'submit',
      materials: [{ materialCode: 'layout-plan', source: 'paper' }],
    })
    t.equal((await transition(app, 'clerk', back2, { action: 'accept' })).body.status, 'ACCEPTED')
  })

  t.test('a paper found bad in review is exchanged; reasons stay with who handles the case', async (t) => {
    const created = await createCase(app, foodCase())
    const accepted = await transition(app, 'clerk', created, { action: 'accept' })
    const { caseNo } = accepted.body
    t.equal(await offered(caseNo, 'supplyMaterials'), undefined, 'nothing is open')
    const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
    await inspect(caseNo, idOf(created, 'layout-plan'), { result: 'ok' }, { role: 'approver', status: 403 })
    const found = await inspect(
      caseNo,
      idOf(created, 'layout-plan'),
      { result: 'defective', reason: '与现场不符：找李小敏核对' },
      { role: 'reviewer' },
    )
    t.match(found.body, { status: 'REVIEWING', version: reviewing.body.version + 1 })
    const seen = await app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('supervisor') })
    t.notMatch(seen.text, '李小敏')
    t.match((await offered(caseNo, 'supplyMaterials')).input.properties.materials.examples, [
      [{ materialCode: 'layout-plan', source: 'paper' }],
    ])
    const other = [{ materialCode: 'safety-rules', source: 'paper' }]
    const refused = await transition(
      app,
      'clerk',
      found,
      { action: 'supplyMaterials', materials: other },
      422,
    )
    t.match(refused.body.errors, [{ code: 'NOT_DEFERRED' }])
    const exchanged = await transition(app, 'clerk', found, {
      action: 'supplyMaterials',
      materials: [{ materialCode: 'layout-plan', source: 'paper', copies: 2 }],
    })
    t.match(
      exchanged.body.materials.filter(
        ({ materialCode }: { materialCode: string }) => materialCode === 'layout-plan',
      ),
      [{ copies: 2, inspection: undefined }],
    )
    const history = await app.request('GET', `/v1/cases/${caseNo}/events`, {
      token: await app.token('reviewer'),
    })
    t.same(
      history.body.data.map(({ type }: { type: string }) => type),
      ['submit', 'accept', 'startReview', 'inspectMaterial', 'supplyMaterials'],
    )
  })

  t.test('nothing is granted over a material that was found defective', async (t) => {
    const created = await createCase(app, foodCase())
    let last = await transition(app, 'clerk', created, { action: 'accept' })
    last = await transition(app, 'reviewer', last, { action: 'startReview' })
    const bad = { result: 'defective', reason: '平面图缺少尺寸' }
    const plan = idOf(created, 'layout-plan')
    last = await inspect(last.body.caseNo, plan, bad, { role: 'reviewer' })
    while (last.body.status === 'REVIEWING')
      last = await transition(app, 'reviewer', last, { action: 'completeStep' })
    t.equal(last.body.status, 'DECIDING')
    const refused = await transition(app, 'approver', last, { action: 'approve' }, 422)
    t.match(refused.body.errors, [{ code: 'MATERIAL_DEFECTIVE', message: /layout-plan/ }])
    t.equal(await offered(last.body.caseNo, 'approve'), undefined)
    last = await inspect(last.body.caseNo, plan, { result: 'ok' }, { role: 'reviewer' })
    t.equal((await transition(app, 'approver', last, { action: 'approve' })).body.status, 'APPROVED')

    const fund = await createCase(app, nextLeshanCase())
    const form = fund.body.materials[0].id
    const found = await inspect(fund.body.caseNo, form, { result: 'defective', reason: '印鉴不清' })
    const atOnce = await transition(app, 'clerk', found, { action: 'handleOnTheSpot' }, 422)
    t.match(atOnce.body.errors, [{ code: 'MATERIAL_DEFECTIVE' }])
  })

  t.test('void is for slips before the decision, and names the case in its place', async (t) => {
    const wrong = await createCase(app, foodCase())
    const right = await createCase(app, foodCase())
    const void_ = (input: object, last: Answer, status = 200) =>
      transition(app, 'lead', last, { action: 'void', reason: '重复录入，作废本件', ...input }, status)
    for (const supersededBy of ['5111022603021999999', wrong.body.caseNo])
      t.match((await void_({ supersededBy }, wrong, 422)).body.errors, [{ pointer: '/supersededBy' }])
    const gone = await void_({}, await createCase(app, foodCase()))
    const draft = await createCase(app, { ...foodCase(), submit: false })
    for (const [{ body }, code] of [
      [gone, 'CASE_NOT_STANDING'],
      [draft, 'CASE_UNKNOWN'],
    ] as const)
      t.match((await void_({ supersededBy: body.caseNo }, wrong, 422)).body.errors, [
        { pointer: '/supersededBy', code },
      ])
    const others = await createCase(app, nextLeshanCase())
    t.match((await void_({ supersededBy: others.body.caseNo }, wrong, 422)).body.errors, [
      { pointer: '/supersededBy', code: 'OTHER_APPLICANT' },
    ])
    const spelt = (caseNo: string) => ` ${caseNo.slice(0, 6)}-${caseNo.slice(6).toLowerCase()}`
    const itself = await void_({ supersededBy: spelt(wrong.body.caseNo) }, wrong, 422)
    t.match(itself.body.errors, [{ code: 'CASE_UNKNOWN', message: /自身/ }], 'nothing takes its own place')
    const voided = await void_({ supersededBy: spelt(right.body.caseNo) }, wrong)
    t.match(voided.body, {
      status: 'VOIDED',
      resultType: 'voided',
      related: [{ relation: 'supersededBy', caseNo: right.body.caseNo }],
    })
    const accepted = await transition(app, 'clerk', right, { action: 'accept' })
    const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
    const deciding = await transition(app, 'reviewer', started, { action: 'completeStep' })
    const approved = await transition(app, 'approver', deciding, { action: 'approve' })
    await void_({}, approved, 409)
    await void_({}, await transition(app, 'approver', approved, { action: 'close' }), 409)
  })

  t.test('a case at the wrong item is moved to the right one, and both say so', async (t) => {
    const wrong = await createCase(app, foodCase())
    await app.setNow('2026-03-04T01:00:00.000000Z')
    const { caseNo } = wrong.body
    const person = nextLeshanCase()
    const move = (body: object, status = 201) => createCase(app, { ...body, movedFrom: caseNo }, { status })
    t.match((await move(foodCase(), 422)).body.errors, [{ pointer: '/movedFrom', code: 'NOT_MOVABLE' }])
    t.match((await move(person, 422)).body.errors, [{ pointer: '/movedFrom', code: 'OTHER_APPLICANT' }])
    const signedIn = await app.token('citizen')
    const { windowId: _, ...online } = person as typeof person & { windowId?: string }
    const fund = await createCase(app, { ...online, channel: 'WEB' }, { role: 'citizen' })
    const nowhere = { ...foodCase(), movedFrom: '5111022603021999999' }
    t.match((await createCase(app, nowhere, { status: 422 })).body.errors, [
      { pointer: '/movedFrom', code: 'CASE_UNKNOWN' },
    ])
    const draftOf = nextLeshanCase()
    const alone = draftOf.parties.filter(({ role }) => role === 'applicant')
    const old = await createCase(app, draftOf)
    const draft = await createCase(app, {
      ...{ ...foodCase(), parties: alone, movedFrom: old.body.caseNo, submit: false },
    })
    const rewritten = async (parties: object[]) =>
      app.request('PATCH', `/v1/cases/${draft.body.caseNo}`, {
        ...{ token: await app.token('clerk'), body: { parties }, headers: { 'if-match': '*' } },
      })
    t.match(await rewritten(foodCase().parties), {
      ...{ status: 422, body: { errors: [{ pointer: '/parties', code: 'OTHER_APPLICANT' }] } },
    })
    t.equal((await rewritten(alone.map((party) => ({ ...party, mobile: '13800001234' })))).status, 200)
    const right = await createCase(app, {
      ...foodCase(),
      parties: person.parties.filter(({ role }) => role === 'applicant'),
      movedFrom: fund.body.caseNo,
    })
    t.match(right.body, {
      status: 'SUBMITTED',
      receivedOn: '2026-03-04',
      related: [{ relation: 'movedFrom', caseNo: fund.body.caseNo }],
    })
    // 改办告知: the applicant learns where it goes on, and the papers there from where it came.
    const said = async (of: Answer, kind: string) => (await papersOf(of, kind))[0].paper.paragraphs.join('\n')
    const cameFrom = new RegExp(`由办件${fund.body.caseNo}改按本事项办理`)
    t.match(await said(right, 'receipt'), cameFrom)
    t.notMatch(await said(right, 'receipt'), /首次收到该申请/, 'another organ: its days begin now')
    t.match(await said(right, 'receipt'), /原办件的查询密码不能查询本件；本件另有查询密码/)
    await app.deps.sequencer.beat()
    while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
    const toldOf = async (caseNo: string) =>
      (await app.request('GET', `/v1/messages?caseNo=${caseNo}`, { token: signedIn })).body.data
    t.match(await toldOf(fund.body.caseNo), [
      {
        ...{ kind: 'moved', class: 'legal', title: '改办告知', to: { kind: 'party' } },
        body: new RegExp(
          `新的办件编号为${right.body.caseNo}。.*“食品经营许可”，由市中区市场监督管理局.*收件.*新办件的查询密码，请凭有效身份证件向.*索取，或者登录后自行重置`,
        ),
      },
      { kind: 'received' },
    ])
    t.match(await toldOf(right.body.caseNo), [{ kind: 'received' }])
    const [relief, age, poor] = ['临时救助金给付', '高龄津贴给付', '最低生活保障金给付'].map((name) => {
      const item = SAMPLE_ITEMS.find((each) => each.name === name)
      if (item === undefined) throw new Error(`the sample has ${name}`)
      return caseOf(item, 'natural')
    })
    await app.setNow('2026-03-02T01:00:00.000000Z')
    const first = await createCase(app, { ...relief })
    await app.setNow('2026-03-04T01:00:00.000000Z')
    const kept = await createCase(app, { ...age, parties: relief?.parties, movedFrom: first.body.caseNo })
    t.match(await said(kept, 'receipt'), /按本机关首次收到该申请的日期（2026年3月2日）计算/, 'the same organ')
    t.match(kept.body, { receivedOn: '2026-03-02' })
    // What is to be corrected was told in time: the days were kept, and begin with what comes now.
    const [lacking, ...materials] = relief?.materials ?? []
    for (const isDraft of [true, false]) {
      const parties = nextLeshanCase().parties.filter(({ role }) => role === 'applicant')
      const instead = (movedFrom: string) => ({ ...poor, parties, movedFrom })
      await app.setNow('2026-03-02T01:00:00.000000Z')
      const asked = await createCase(app, { ...relief, parties, materials })
      const draft = isDraft && (await createCase(app, { ...instead(asked.body.caseNo), submit: false }))
      const items = [{ materialCode: lacking?.materialCode, reason: '请补交该材料' }]
      await transition(app, 'clerk', asked, { action: 'requestCorrection', items })
      await app.setNow('2026-03-20T01:00:00.000000Z')
      const now = draft
        ? await transition(app, 'clerk', draft, { action: 'submit' })
        : await createCase(app, instead(asked.body.caseNo))
      t.match(now.body, { status: 'SUBMITTED', receivedOn: '2026-03-20' }, 'nobody was late meanwhile')
    }
    // Sent to another organ and back: the first one gets no new days, unless the applicant was waited for meanwhile.
    for (const asksBefore of ['never', 'coming back', 'a third one'] as const) {
      const isAsked = asksBefore !== 'never'
      await app.setNow('2026-03-02T01:00:00.000000Z')
      const { parties: all, ...housing } = nextLeshanCase()
      const parties = all.filter(({ role }) => role === 'applicant')
      const here = await createCase(app, { ...relief, parties })
      const asked = { materials: housing.materials.slice(1) }
      const there = { ...housing, ...(isAsked ? asked : {}), parties, movedFrom: here.body.caseNo }
      const away = await createCase(app, there)
      const voided = { action: 'void', reason: '分办错误，已改办', supersededBy: away.body.caseNo }
      const left = await app.request('GET', `/v1/cases/${here.body.caseNo}`, {
        token: await app.token('lead'),
      })
      await transition(app, 'lead', left, voided)
      await app.setNow('2026-03-04T01:00:00.000000Z')
      t.match(away.body, { receivedOn: '2026-03-02' })
      const items = away.body.missing.map(({ materialCode }: { materialCode: string }) => ({
        ...{ materialCode, reason: '请补交该材料' },
      }))
      if (isAsked) await transition(app, 'clerk', away, { action: 'requestCorrection', items })
      const third = { ...foodCase(), parties, movedFrom: away.body.caseNo }
      const last = asksBefore === 'a third one' ? await createCase(app, third) : away
      const backAgain = await createCase(app, { ...poor, parties, movedFrom: last.body.caseNo })
      t.match(backAgain.body, { receivedOn: isAsked ? '2026-03-04' : '2026-03-02' }, asksBefore)
    }
    const again = { ...foodCase(), parties: person.parties.filter(({ role }) => role === 'applicant') }
    const twice = await createCase(app, { ...again, movedFrom: fund.body.caseNo }, { status: 409 })
    t.match(twice.body, { code: 'CONFLICT', detail: new RegExp(right.body.caseNo) }, 'it goes on once')
    const left = await app.request('GET', `/v1/cases/${fund.body.caseNo}`, { token: await app.token('lead') })
    const voided = await transition(app, 'lead', left, {
      action: 'void',
      reason: '分办错误，已改办正确事项',
      supersededBy: right.body.caseNo,
    })
    t.match(voided.body, {
      status: 'VOIDED',
      related: [{ relation: 'movedTo', caseNo: right.body.caseNo }],
    })
    // The old code opens the old case alone; who applied online makes himself one for the case that goes on.
    const opens = async (queryCode: string, no = right.body.caseNo) =>
      (await app.request('POST', '/v1/progress', { body: { caseNo: no, queryCode } })).status
    t.equal(await opens(fund.body.queryCode), 404)
    const renewal = { token: signedIn, headers: { 'idempotency-key': randomUUID() } }
    const renewed = await app.request('POST', `/v1/cases/${right.body.caseNo}/query-code`, renewal)
    t.equal(await opens(renewed.body.queryCode), 200)
    const query = { caseNo: fund.body.caseNo, queryCode: fund.body.queryCode }
    const told = await app.request('POST', '/v1/progress', { body: query })
    t.match(told.body, { status: 'VOIDED', reason: '分办错误，已改办正确事项' }, 'as on the paper')
    const seen = await app.request('GET', `/v1/cases/${right.body.caseNo}`, { token: signedIn })
    t.equal(seen.status, 200, 'whoever applied online sees what it became')
    const papers = `/v1/cases/${fund.body.caseNo}/documents`
    const clerk = await app.token('clerk')
    const issued = (await app.request('GET', papers, { token: clerk })).body.data
    const delivered = async (kind: string) => {
      const { documentNo } = issued.find((each: { kind: string }) => each.kind === kind)
      const body = { method: 'pickup', receiver: '李小敏' }
      const headers = { 'if-match': '*' }
      return app.request('POST', `${papers}/${documentNo}/delivery`, { token: clerk, body, headers })
    }
    t.match(await delivered('receipt'), { status: 409 }, 'nothing void is delivered')
    t.match(await delivered('voidNotice'), { status: 200 })
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('what was moved runs once: it may end, and is never accepted', async (t) => {
    const clerk = await app.token('clerk')
    const lead = await app.token('lead')
    const act = (caseNo: string, command: object, token = clerk) =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        ...{ token, body: command, headers: { 'if-match': '*' } },
      })
    const seen = (caseNo: string) => app.request('GET', `/v1/cases/${caseNo}`, { token: clerk })
    const offered = async (caseNo: string, token: string) =>
      (await app.request('GET', `/v1/cases/${caseNo}/actions`, { token })).body.data
    /** A case at the fund, and what is filed in its place at the market organ, or at the fund again. */
    const begun = async () => {
      const person = nextLeshanCase()
      const parties = person.parties.filter(({ role }) => role === 'applicant')
      const created = (await createCase(app, person)).body
      const fund = created.caseNo as string
      const food = { ...foodCase(), parties }
      const move = (body: object, movedFrom: string) =>
        app.request('POST', '/v1/cases', {
          ...{ token: clerk, body: { ...body, movedFrom }, headers: { 'idempotency-key': randomUUID() } },
        })
      const moved = async (body: object, from: string) => (await move(body, from)).body.caseNo as string
      return { fund, food, person, move, moved, queryCode: created.queryCode }
    }
    const one = await begun()
    const right = await one.moved(one.food, ` ${one.fund.toLowerCase()}`)
    const left = await seen(one.fund)
    t.match(left.body, { version: 2, related: [{ relation: 'movedTo', caseNo: right }] }, 'told at once')
    for (const command of [
      { action: 'accept' },
      { action: 'preReview' },
      { action: 'handleOnTheSpot' },
      { action: 'declareNotRequired', reason: '无需许可' },
      {
        action: 'refuseAcceptance',
        ground: 'outsideCompetence',
        competentAuthority: '市局',
        reason: '本机关不受理该类申请事项',
      },
    ])
      t.match(
        await act(one.fund, command),
        {
          status: 409,
          body: {
            code: 'TRANSITION_NOT_ALLOWED',
            detail: new RegExp(right),
            errors: [{ code: 'CASE_MOVED' }],
          },
        },
        command.action,
      )
    const names = (list: { action: string }[]) => list.map(({ action }) => action)
    t.same(names(await offered(one.fund, clerk)), ['withdraw'])
    const ends = await offered(one.fund, lead)
    t.same(names(ends), ['terminate', 'void'])
    t.match(ends[1].input, {
      properties: { supersededBy: { examples: [right] } },
      required: ['action', 'reason', 'supersededBy'],
    })
    const events = await app.request('GET', `/v1/cases/${one.fund}/events`, { token: clerk })
    t.match(events.body.data.at(-1), { type: 'moveCase', title: '改办' })
    const of = { case_no: one.fund }
    await t.rejects(
      app.database.asOwner(`update cases set status = 'ACCEPTED' where case_no = '${of.case_no}'`),
      { code: '23514', constraint: 'cases_moved_runs_elsewhere' },
      'the database itself',
    )
    t.match((await act(one.fund, { action: 'void', reason: '分办错误，作废原件' }, lead)).body, {
      status: 'VOIDED',
      related: [{ relation: 'movedTo', caseNo: right }],
    })

    // A chain: what took the place of the second goes on for the first as well.
    const two = await begun()
    const second = await two.moved(two.food, two.fund)
    const third = await two.moved(two.person, second)
    const voiding = (supersededBy: string) => ({ action: 'void', reason: '分办错误，作废本件', supersededBy })
    t.match((await act(second, voiding(third), lead)).body, { status: 'VOIDED' })
    t.match(await two.move(two.food, two.fund), { status: 409, body: { detail: new RegExp(third) } })
    t.match(await act(two.fund, { action: 'accept' }), { status: 409, body: { detail: new RegExp(third) } })
    const other = (await createCase(app, two.person)).body.caseNo
    for (const [named, code] of [
      [second, 'CASE_NOT_STANDING'],
      [other, 'CASE_UNKNOWN'],
      [two.fund, 'CASE_MOVED'],
    ] as const)
      t.match((await act(other, voiding(named), lead)).body.errors, [{ pointer: '/supersededBy', code }])
    t.equal((await act(third, { action: 'withdraw', reason: '改办有误' })).status, 200)
    t.match((await act(other, voiding(third), lead)).body.errors, [{ code: 'CASE_ENDED' }])
    t.match(
      (await act(two.fund, { action: 'accept' })).body,
      { status: 'ACCEPTED' },
      'it came back to the first',
    )

    // What was taken back where it went is deemed accepted nowhere (Art. 32), until people go on with it.
    const back = await begun()
    const left5 = await createCase(app, back.food)
    const taken = await back.moved(back.person, left5.body.caseNo)
    t.equal((await act(taken, { action: 'withdraw', reason: '申请人撤回全部申请' })).status, 200)
    const { caseNo: from, queryCode } = left5.body
    const ended = await app.request('POST', '/v1/progress', { body: { caseNo: from, queryCode } })
    t.match(ended.body.statusText, new RegExp(`${taken} 后已经终结`))
    await app.setNow('2026-03-12T01:00:00.000000Z')
    t.match(await act(from, { action: 'preReview' }), { status: 200, body: { status: 'SUBMITTED' } })
    await app.setNow('2026-03-02T01:00:00.000000Z')

    // A draft moves nothing before it is handed in.
    const three = await begun()
    const draft = await three.move({ ...three.food, submit: false }, three.fund)
    const late = await three.move({ ...three.food, submit: false }, three.fund)
    t.match(await transition(app, 'clerk', draft, { action: 'submit' }), { body: { status: 'SUBMITTED' } })
    t.match(await act(three.fund, { action: 'accept' }), {
      status: 409,
      body: { detail: new RegExp(draft.body.caseNo) },
    })
    await transition(app, 'clerk', late, { action: 'submit' }, 409)
    const four = await begun()
    const never = await four.move({ ...four.food, submit: false }, four.fund)
    t.equal((await act(four.fund, { action: 'accept' })).status, 200)
    await transition(app, 'clerk', never, { action: 'submit' }, 409)

    const query = { caseNo: three.fund, queryCode: three.queryCode }
    const told = await app.request('POST', '/v1/progress', { body: query })
    t.match(
      told.body.statusText,
      new RegExp(`改按正确的事项办理.*${draft.body.caseNo}`),
      'the applicant is told',
    )

    // Two that each name the other in their place: one of them stays.
    const six = await begun()
    const beside = await six.moved(six.food, six.fund)
    const voids = await Promise.all([
      act(six.fund, voiding(beside), lead),
      act(beside, voiding(six.fund), lead),
    ])
    t.same(voids.map(({ status }) => status).sort(), [200, 422])

    // At one instant: moved by some and accepted by others, one of all wins.
    const five = await begun()
    const all = await Promise.all(
      Array.from({ length: 16 }, (_, at) =>
        at % 2 === 0 ? act(five.fund, { action: 'accept' }) : five.move(five.food, five.fund),
      ),
    )
    const won = all.filter(({ status }) => status < 300)
    t.equal(won.length, 1, all.map(({ status }) => status).join(' '))
    const { status: now, related } = (await seen(five.fund)).body
    t.equal(now === 'ACCEPTED', related.length === 0, 'accepted, or moved')
  })

  const alertsOf = async (caseNo: string) =>
    (
      await app.request('GET', `/v1/alerts?caseNo=${caseNo}&limit=100`, {
        token: await app.token('supervisor'),
      })
    ).body.data
      .map(({ rule, level }: { rule: string; level: string }) => `${rule} ${level}`)
      .sort()
  const clocks = ({ body }: Answer, kind: string) =>
    body.clocks.filter((clock: { kind: string }) => clock.kind === kind)
  const shown = async (caseNo: string) =>
    app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('clerk') })
  const monitor = createCaseMonitor(app.deps)
  const deferring = (...due: [string, string][]) => ({
    action: 'acceptWithDeferral',
    deferred: due.map(([materialCode, dueOn]) => ({ materialCode, dueOn })),
    promise: '承诺按期补交',
  })

  t.test('a deferred material: its day is watched, and it may come when the day has passed', async (t) => {
    const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
    const beyond = await transition(app, 'clerk', created, deferring(['safety-rules', '2026-12-31']), 422)
    t.match(beyond.body.errors, [{ pointer: '/deferred/0/dueOn', code: 'BEYOND_LEGAL_LIMIT' }])
    const undated = await createCase(app, foodCase({ without: ['safety-rules'] }))
    const last = await transition(app, 'clerk', undated, {
      ...deferring(),
      deferred: [{ materialCode: 'safety-rules' }],
    })
    t.match(last.body.deferred, [{ dueOn: '2026-03-16' }], 'without a day, the last of the legal limit')
    const core = await createCase(app, foodCase({ without: ['application-form'] }))
    const never = await transition(app, 'clerk', core, deferring(['application-form', '2026-03-13']), 422)
    t.match(never.body.errors, [{ code: 'NOT_DEFERRABLE' }])
    const accepted = await transition(app, 'clerk', created, deferring(['safety-rules', '2026-03-13']))
    const [promise] = await papersOf(accepted, 'deferralPromise')
    t.match(promise, {
      title: '容缺受理承诺书',
      officialNo: /容诺〔2026〕\d+号$/,
      paper: {
        addressedTo: promise.paper.organ,
        signatures: [/^承诺人（签名或者盖章）/],
        dates: [{ label: '补交材料截止日', date: '2026-03-13' }],
        lists: [{ title: '当事人' }, { title: '容缺后补的材料', lines: [/2026年3月13日前补交/] }],
      },
    })
    t.match(promise.paper.paragraphs.join(), /承诺事项：承诺按期补交/)
    t.match(clocks(accepted, 'DEFERRED'), [
      { state: 'RUNNING', startedOn: '2026-03-02', due: '2026-03-13', about: '2026-03-13' },
    ])
    const { caseNo } = accepted.body
    const ending = { action: 'terminate', ground: 'deferralNotKept', reason: '逾期未补交' }
    await transition(app, 'lead', accepted, ending, 422)
    await app.setNow('2026-03-16T01:00:00.000000Z')
    await monitor.tick()
    t.ok((await alertsOf(caseNo)).includes('DEFERRED YELLOW'), 'the day has passed')
    const late = await shown(caseNo)
    t.ok(await offered(caseNo, 'terminate', 'lead'))
    const started = await transition(app, 'reviewer', late, { action: 'startReview' })
    const deciding = await transition(app, 'reviewer', started, { action: 'completeStep' })
    const approved = await transition(app, 'approver', deciding, { action: 'approve' })
    for (const resultType of ['issued', 'returned', 'forwarded', 'other'])
      await transition(app, 'approver', approved, { action: 'close', resultType }, 409)
    t.equal(await offered(caseNo, 'close', 'approver'), undefined)
    t.ok(await offered(caseNo, 'supplyMaterials'), 'there is a way on')
    const supplied = await transition(app, 'clerk', approved, {
      action: 'supplyMaterials',
      materials: [{ materialCode: 'safety-rules', source: 'paper' }],
    })
    t.match(clocks(supplied, 'DEFERRED'), [{ state: 'STOPPED', stoppedOn: '2026-03-16', lamp: 'YELLOW' }])
    const closed = await transition(app, 'approver', supplied, { action: 'close' })
    t.match(closed.body, { status: 'CLOSED', resultType: 'issued' })
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('what was granted on a promise that was not kept is revoked by a decision', async (t) => {
    const revocation = { reason: '承诺补交的材料逾期未补，不符合法定条件', heard: '已告知，申请人未提出意见' }
    const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
    let last = await transition(app, 'clerk', created, deferring(['safety-rules', '2026-03-13']))
    last = await transition(app, 'reviewer', last, { action: 'startReview' })
    last = await transition(app, 'reviewer', last, { action: 'completeStep' })
    last = await transition(app, 'approver', last, { action: 'approve' })
    await transition(app, 'approver', last, { action: 'close', revocation }, 409)
    await app.setNow('2026-03-16T01:00:00.000000Z')
    await transition(app, 'clerk', last, { action: 'close', revocation }, 403)
    const closed = await transition(app, 'approver', last, { action: 'close', revocation })
    t.match(closed.body, { status: 'CLOSED', resultType: 'returned' })
    const path = `/v1/cases/${created.body.caseNo}/documents`
    const { body } = await app.request('GET', path, { token: await app.token('approver') })
    const paper = body.data.find(({ kind }: { kind: string }) => kind === 'revocationDecision')
    t.match(paper, { title: '撤销决定书' })
    const { body: sheet } = await app.request('GET', `${path}/${paper.documentNo}`, {
      token: await app.token('approver'),
    })
    t.match(JSON.stringify(sheet), /第六十九条第一款第四项.*行政复议/)
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('the review asks for more in writing, and its limits run on', async (t) => {
    const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
    const ask = (code: string) => ({
      action: 'requestSupplement',
      items: [{ materialCode: code, reason: '请提供最新的平面图' }],
    })
    await transition(app, 'reviewer', accepted, ask('layout-plan'), 409)
    const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
    await transition(app, 'clerk', started, ask('layout-plan'), 403)
    t.match((await transition(app, 'reviewer', started, ask('tax-return'), 422)).body.errors, [
      { pointer: '/items/0/materialCode', code: 'MATERIAL_UNKNOWN' },
    ])
    const { caseNo } = started.body
    t.match((await offered(caseNo, 'requestSupplement', 'reviewer')).foreseen, {
      status: 'REVIEWING',
      documents: [{ kind: 'supplementNotice' }],
    })
    const asked = await transition(app, 'reviewer', started, ask('layout-plan'))
    t.match(asked.body, {
      status: 'REVIEWING',
      supplements: [{ materialCode: 'layout-plan', requestedOn: '2026-03-02' }],
    })
    t.match(clocks(asked, 'LEGAL'), [{ state: 'RUNNING' }])
    t.match((await transition(app, 'reviewer', asked, ask('layout-plan'), 422)).body.errors, [
      { code: 'ALREADY_ASKED' },
    ])
    const supply = {
      action: 'supplyMaterials',
      materials: [{ materialCode: 'layout-plan', source: 'paper' }],
    }
    const came = await transition(app, 'clerk', asked, supply)
    t.match(came.body.supplements, [{ suppliedOn: '2026-03-02' }])
    await transition(app, 'clerk', came, supply, 409)
    const deciding = await transition(app, 'reviewer', came, { action: 'completeStep' })
    const again = await transition(app, 'reviewer', deciding, ask('layout-plan'))
    const approved = await transition(app, 'approver', again, { action: 'approve' })
    t.equal(approved.body.status, 'APPROVED', 'nobody has to wait for it')
  })

  t.test('an original is given back once, and the case says so', async (t) => {
    const created = await createCase(app, foodCase())
    const { caseNo } = created.body
    const giveBack = async (id: string, status: number, role: Role = 'clerk') => {
      const path = `/v1/cases/${caseNo}/materials/${id}/return`
      const answer = await app.request('POST', path, { token: await app.token(role) })
      t.equal(answer.status, status, answer.text.slice(0, 200))
      return answer
    }
    await giveBack(randomUUID(), 404)
    await giveBack(idOf(created, 'layout-plan'), 403, 'citizen')
    const given = await giveBack(idOf(created, 'layout-plan'), 200)
    t.match(
      given.body.materials.find((each: { materialCode: string }) => each.materialCode === 'layout-plan'),
      { returnedOn: '2026-03-02', handedIn: true },
    )
    t.equal(given.body.version, created.body.version + 1)
    await giveBack(idOf(created, 'layout-plan'), 409)
    const events = await app.request('GET', `/v1/cases/${caseNo}/events`, { token: await app.token('clerk') })
    t.match(events.body.data.at(-1), { type: 'returnMaterial' })
    const together = async (codes: string[]) =>
      app.request('POST', `/v1/cases/${caseNo}/materials/return`, {
        token: await app.token('clerk'),
        body: { materialIds: codes.map((code) => idOf(created, code)) },
      })
    t.equal((await together(['layout-plan', 'safety-rules'])).status, 409, 'all of them or none')
    const rest = await together(['safety-rules', 'application-form'])
    t.equal(rest.body.version, given.body.version + 2, 'an event for each')
    const lists = await papersOf(created, 'returnList')
    t.match(lists, [{ title: '材料原件退还清单' }, { officialNo: /退〔2026〕\d+号$/ }], 'one list each time')
    t.same(lists[1]?.paper.lists.at(-1)?.title, '退还的材料原件')
    t.equal(lists[1]?.paper.lists.at(-1)?.lines.length, 2)
    t.match(lists[1]?.paper.signatures.join(), /退还人（签名）.*领取人（签名）/)
  })

  t.test('what was promised and never comes ends by a ground of the law', async (t) => {
    const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
    const accepted = await transition(app, 'clerk', created, deferring(['safety-rules', '2026-03-13']))
    await app.setNow('2026-03-16T01:00:00.000000Z')
    const ended = await transition(app, 'lead', accepted, {
      action: 'terminate',
      ground: 'deferralNotKept',
      reason: '承诺补交的材料逾期未补',
    })
    t.match(ended.body, { status: 'TERMINATED' })
    t.match(clocks(ended, 'DEFERRED'), [{ state: 'STOPPED' }])
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('deemed accepted: a yellow card whoever comes first, and what was missing stays owed', async (t) => {
    const [byMonitor, byPerson] = [
      await createCase(app, foodCase({ without: ['safety-rules'] })),
      await createCase(app, foodCase({ without: ['safety-rules'] })),
    ]
    await app.setNow('2026-03-10T01:00:00.000000Z')
    await transition(app, 'clerk', byPerson, { action: 'preReview' }, 412)
    await monitor.tick()
    await monitor.tick()
    for (const { body } of [byMonitor, byPerson]) {
      const { caseNo } = body
      const deemed = await shown(caseNo)
      t.match(deemed.body, {
        status: 'ACCEPTED',
        acceptMode: 'DEEMED',
        acceptedOn: '2026-03-02',
        missing: [{ materialCode: 'safety-rules' }],
      })
      t.ok((await alertsOf(caseNo)).includes('INTAKE_5D YELLOW'))
      const started = await transition(app, 'reviewer', deemed, { action: 'startReview' })
      const deciding = await transition(app, 'reviewer', started, { action: 'completeStep' })
      const approved = await transition(app, 'approver', deciding, { action: 'approve' })
      await transition(app, 'approver', approved, { action: 'close' }, 409)
      const supplied = await transition(app, 'clerk', approved, {
        action: 'supplyMaterials',
        materials: [{ materialCode: 'safety-rules', source: 'paper' }],
      })
      t.equal((await transition(app, 'approver', supplied, { action: 'close' })).body.status, 'CLOSED')
    }
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('where the licence law does not bind, the window keeps its own word', async (t) => {
    const created = await createCase(app, nextLeshanCase())
    const { caseNo } = created.body
    t.match(clocks(created, 'INTAKE_PROMISE'), [
      { state: 'RUNNING', startedOn: '2026-03-02', due: '2026-03-09', limit: { amount: 5 } },
    ])
    t.same(clocks(await createCase(app, foodCase()), 'INTAKE_PROMISE'), [], 'a licence has its five days')
    const [confirmed] = SAMPLE_ITEMS.filter(({ type, handling }) => type === '07' && handling !== 'onTheSpot')
    if (confirmed === undefined) throw new Error('no item of type 07')
    const unseen = await createCase(app, caseOf(confirmed, 'natural'))
    t.match(clocks(unseen, 'INTAKE_PROMISE'), [{ due: '2026-03-09' }], 'what is confirmed (行政确认) too')
    t.same(clocks(unseen, 'INTAKE_5D'), [])
    await app.setNow('2026-03-13T01:00:00.000000Z')
    await monitor.tick()
    const late = await shown(caseNo)
    t.equal(late.body.status, 'SUBMITTED', 'nothing is deemed')
    t.ok((await alertsOf(caseNo)).includes('INTAKE_PROMISE RED'))
    t.match((await shown(unseen.body.caseNo)).body, { status: 'SUBMITTED', acceptMode: undefined })
    t.ok((await alertsOf(unseen.body.caseNo)).includes('INTAKE_PROMISE RED'))
    const accepted = await transition(app, 'clerk', late, { action: 'accept' })
    t.match(clocks(accepted, 'INTAKE_PROMISE'), [{ state: 'STOPPED', lamp: 'RED' }])
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('a correction without a last day is recalled, and nothing ends', async (t) => {
    const created = await createCase(app, foodCase({ without: ['layout-plan'] }))
    const told = await transition(app, 'clerk', created, {
      action: 'requestCorrection',
      items: [{ materialCode: 'layout-plan', reason: '缺少平面图' }],
    })
    t.match(clocks(told, 'CORRECTION_REMINDER'), [{ state: 'RUNNING', due: '2026-04-01' }])
    t.same(clocks(told, 'CORRECTION'), [])
    const { caseNo } = told.body
    await app.setNow('2026-04-02T01:00:00.000000Z')
    await monitor.tick()
    t.same(await alertsOf(caseNo), ['CORRECTION_REMINDER NOTICE'])
    // After 400 days it waits as before, and the applicant may still bring what is missing.
    await app.setNow('2027-04-06T01:00:00.000000Z')
    for (let turn = 0; turn < 3; turn += 1) await monitor.tick()
    const waiting = await shown(caseNo)
    t.equal(waiting.body.status, 'AWAITING_CORRECTION')
    t.ok(await offered(caseNo, 'submit'))
    t.notOk(
      (await alertsOf(caseNo)).some((alert: string) => alert.startsWith('CORRECTION ')),
      'nothing expired',
    )
    const back = await transition(app, 'clerk', waiting, {
      action: 'submit',
      materials: [{ materialCode: 'layout-plan', source: 'paper' }],
    })
    t.match(clocks(back, 'CORRECTION_REMINDER'), [{ state: 'STOPPED' }])
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('nothing happens by itself on a provisional day', async (t) => {
    await app.setNow('2026-12-28T01:00:00.000000Z')
    const created = await createCase(app, foodCase())
    const { caseNo } = created.body
    t.match(clocks(created, 'INTAKE_5D'), [{ provisional: true }])
    await app.setNow('2027-01-08T01:00:00.000000Z')
    for (let turn = 0; turn < 3; turn += 1) await monitor.tick()
    t.match((await shown(caseNo)).body, { status: 'SUBMITTED' })
    t.ok((await alertsOf(caseNo)).some((alert: string) => /^INTAKE_5D (YELLOW|RED)$/.test(alert)))
    const [clock] = await app.database.asOwner<{ next: string }>(
      `select next_look_at::text as next from case_clocks k join cases c on c.id = k.case_id
       where c.case_no = $1 and k.kind = 'INTAKE_5D'`,
      [caseNo],
    )
    t.match(clock?.next, '2027-01-08 16:00', 'looked at again tomorrow, until the year has its notice')
    const accepted = await transition(app, 'clerk', await shown(caseNo), { action: 'accept' })
    t.match(accepted.body, { status: 'ACCEPTED', acceptMode: 'NORMAL' })
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })

  t.test('what was moved burns for nobody, until a void gives its application back', async (t) => {
    const [clerk, lead] = [await app.token('clerk'), await app.token('lead')]
    const person = nextLeshanCase()
    const parties = person.parties.filter(({ role }) => role === 'applicant')
    const created = (await createCase(app, { ...foodCase(), parties })).body
    const from = created.caseNo as string
    const rows = (query: string) =>
      app.database.asOwner<{ lamp: string; rule: string; status: string }>(query, [from])
    const kept = async () =>
      (
        await rows(`select k.lamp from case_clocks k join cases c on c.id = k.case_id where c.case_no = $1
          union all select lamp from cases where case_no = $1`)
      ).map(({ lamp }) => lamp)
    const alerts = () => rows('select rule, status from alerts where case_no = $1')
    await app.setNow('2026-03-09T01:00:00.000000Z')
    await monitor.tick()
    t.ok(
      (await alerts()).some(({ status }) => status === 'OPEN'),
      'on its last day it burns',
    )
    t.not((await kept())[0], 'NONE')
    const to = (await createCase(app, { ...person, movedFrom: from })).body.caseNo as string
    t.same(await kept(), ['NONE', 'NONE'], 'with the move itself')
    const isOut = async (when: string) => {
      await monitor.tick()
      t.same(await kept(), ['NONE', 'NONE'], when)
      const seen = (await shown(from)).body
      t.match(
        seen,
        { status: 'SUBMITTED', clocks: [{ kind: 'INTAKE_5D', state: 'RUNNING', lamp: 'NONE' }] },
        when,
      )
      t.ok(
        (await alerts()).every(({ status }) => status === 'CLOSED'),
        when,
      )
    }
    await isOut('on the day')
    const foreseen = await app.request('POST', '/v1/deadlines/simulate', {
      ...{ token: await app.token('supervisor'), body: { caseNo: from } },
    })
    t.match(foreseen, { status: 200, body: { status: 'SUBMITTED' } })
    t.same(foreseen.body.events, [], 'nothing is foreseen')
    await app.setNow('2026-03-18T01:00:00.000000Z')
    await isOut('long after')
    const urged = await app.request('POST', `/v1/cases/${from}/urge`, {
      token: lead,
      body: { reason: '请尽快' },
    })
    t.match(urged, { status: 409, body: { detail: new RegExp(to), errors: [{ code: 'CASE_MOVED' }] } })
    const act = (caseNo: string, command: object, token = lead) =>
      app.request('POST', `/v1/cases/${caseNo}/transitions`, {
        ...{ token, body: command, headers: { 'if-match': '*' } },
      })
    const other = (await createCase(app, person)).body.caseNo
    t.match(await act(from, { action: 'void', reason: '分办错误，作废原件', supersededBy: other }), {
      status: 422,
      body: { errors: [{ pointer: '/supersededBy', code: 'CASE_MOVED', message: new RegExp(to) }] },
    })
    const progress = async () =>
      (await app.request('POST', '/v1/progress', { body: { caseNo: from, queryCode: created.queryCode } }))
        .body
    t.match((await progress()).steps, [
      { key: 'received', state: 'done' },
      { key: 'ended', title: '已改办', state: 'done' },
    ])
    const voided = await act(to, { action: 'void', reason: '改办有误，作废本件' })
    t.equal(voided.status, 200)
    await monitor.tick()
    t.match((await shown(from)).body, { status: 'ACCEPTED', acceptMode: 'DEEMED' }, 'the days ran on')

    // Who takes back the one that is left has not taken back the other.
    await app.setNow('2026-03-02T01:00:00.000000Z')
    const again = (await createCase(app, { ...foodCase(), parties })).body
    const goesOn = (await createCase(app, { ...person, movedFrom: again.caseNo })).body.caseNo
    t.equal((await act(again.caseNo, { action: 'withdraw', reason: '重复' }, clerk)).status, 200)
    const { caseNo, queryCode } = again
    const told = await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
    t.match(told.body.statusText, new RegExp(`${goesOn} 继续办理`))
  })

  t.test('a file that was handed in once is not uploaded again for another case', async (t) => {
    const uploader = await app.token('clerk')
    const { fileId } = (await upload(app, uploader, [{ bytes: png() }])).body
    const food = foodCase()
    const withFile = (body: ReturnType<typeof foodCase>, id: string) => ({
      ...body,
      materials: body.materials.map((each, index) =>
        index === 0 ? { ...each, source: 'upload', fileId: id } : each,
      ),
    })
    await createCase(app, withFile(food, fileId))
    const other = { subject: 'another-clerk' }
    t.same((await createCase(app, withFile(food, fileId), other)).body.missing, [])
    const [party] = food.parties
    const stranger = { ...food, parties: [{ ...party, idNumber: '91310000MA1FL2XX4E' }] } as typeof food
    const refused = await createCase(app, withFile(stranger, fileId), { ...other, status: 422 })
    t.match(refused.body.errors.at(-1), { pointer: '/materials/0/fileId', code: 'FILE_UNKNOWN' })
    const { windowId: _window, ...online } = withFile(food, fileId)
    const citizen = { role: 'citizen' as const, subject: 'somebody', status: 422 }
    const claimed = await createCase(app, { ...online, channel: 'WEB' }, citizen)
    t.match(claimed.body.errors.at(-1), { code: 'FILE_UNKNOWN' }, 'a number alone opens nothing')
  })

  t.test(
    'a number of another system names one case of an item; the second says so, at one instant too',
    async (t) => {
      const numbered = (number: string, more: object = {}) => ({
        ...nextLeshanCase(),
        externalNos: [
          { system: 'city', number: 'only-this-one-'.concat(number, randomUUID()) },
          { system: 'province-platform', number },
        ],
        ...more,
      })
      const doubtsOf = (answer: Answer): string[] =>
        answer.body.warnings.flatMap(({ code, pointer }: { code: string; pointer: string }) =>
          code === 'EXTERNAL_NO_TAKEN' ? [pointer] : [],
        )
      const first = await createCase(app, numbered('P-1'))
      t.same(doubtsOf(first), [])
      const second = await createCase(app, numbered('P-1'))
      t.same(doubtsOf(second), ['/externalNos/1'], 'which of its numbers')
      t.same(doubtsOf(await createCase(app, numbered('P-2'))), [])
      for (const typed of ['p-1', ' P - 1', 'Ｐ－１', 'P\u200b-1', 'P-1\ufe0f', 'P\u3164-1\u034f'])
        t.same(doubtsOf(await createCase(app, numbered(typed))), ['/externalNos/1'], typed)
      const spaced = await createCase(app, numbered('沪 2026 a'))
      t.match(spaced.body.externalNos[1], { number: '沪 2026 a', plain: undefined }, 'kept as it was sent')
      t.same(doubtsOf(await createCase(app, numbered('沪2026A'))), ['/externalNos/1'])
      const { itemCode, externalNos } = numbered('P-1')
      t.match(
        await numbersTaken(
          app.deps.pool,
          { id: randomUUID(), itemCode, facts: { externalNos } as never },
          { duplicates: 'refuse' },
        ),
        { errors: [], warnings: [{ pointer: '/externalNos/1' }] },
        'nobody shuts the window for others by a number that he guessed',
      )
      t.same(
        doubtsOf(await createCase(app, { ...foodCase(), externalNos: numbered('P-1').externalNos })),
        [],
        'another item',
      )
      const draft = await createCase(app, numbered('P-1', { submit: false }))
      t.same(doubtsOf(draft), [], 'not handed in yet')
      t.same(doubtsOf(await transition(app, 'clerk', draft, { action: 'submit' })), ['/externalNos/1'])
      const citizen = await app.token('citizen', { subject: 'sender-of-numbers' })
      const own = await app.request('POST', '/v1/cases', {
        token: citizen,
        headers: { 'idempotency-key': randomUUID() },
        body: { ...numbered('P-1'), channel: 'WEB', windowId: undefined },
      })
      t.equal(own.status, 201, own.text)
      t.same(doubtsOf(own), [], 'an applicant asks after no number')
      // What was given up may come again under its number.
      const given = await createCase(app, numbered('P-3'))
      await transition(app, 'clerk', given, { action: 'withdraw', reason: '材料有误，重新提交' })
      t.same(doubtsOf(await createCase(app, numbered('P-3'))), [])

      const together = await Promise.all(Array.from({ length: 16 }, () => createCase(app, numbered('P-4'))))
      t.equal(together.filter((answer) => doubtsOf(answer).length === 0).length, 1, 'one is the first')
      const drafts = await Promise.all(
        Array.from({ length: 8 }, () => createCase(app, numbered('P-5', { submit: false }))),
      )
      const sent = await Promise.all(
        drafts.map((each) => transition(app, 'clerk', each, { action: 'submit' })),
      )
      t.equal(sent.filter((answer) => doubtsOf(answer).length === 0).length, 1, 'of drafts too')
      // Platforms send with the word of the applicant, who is told nothing of it; staff are.
      const asApplicant = async (
        method: string,
        path: string,
        body: object,
        headers: Record<string, string>,
      ) => {
        const answer = await app.request(method, path, { token: citizen, body, headers })
        if (answer.status > 201) throw new Error(answer.text)
        return answer
      }
      const fromPlatform = (number: string, more: object = {}) =>
        asApplicant(
          'POST',
          '/v1/cases',
          { ...numbered(number), channel: 'WEB', windowId: undefined, ...more },
          { 'idempotency-key': randomUUID() },
        )
      const firstOf = async (answers: Answer[]): Promise<number> => {
        const token = await app.token('clerk')
        const read = answers.map(({ body }) => app.request('GET', `/v1/cases/${body.caseNo}`, { token }))
        return (await Promise.all(read)).filter((answer) => doubtsOf(answer).length === 0).length
      }
      const sentUp = await Promise.all(Array.from({ length: 8 }, () => fromPlatform('P-6')))
      t.equal(await firstOf(sentUp), 1, 'of applicants too')
      const begun = await Promise.all(Array.from({ length: 4 }, () => fromPlatform('P-7', { submit: false })))
      const handedIn = await Promise.all(
        begun.map(({ body, headers }) =>
          asApplicant(
            'POST',
            `/v1/cases/${body.caseNo}/transitions`,
            { action: 'submit' },
            {
              'if-match': headers.etag ?? '',
            },
          ),
        ),
      )
      t.equal(await firstOf(handedIn), 1, 'and of their drafts')
    },
  )

  t.test('eight cases of one person decided in the same instant: one is granted', async (t) => {
    const person = nextLeshanCase()
    const made: Answer[] = []
    for (let number = 0; number < 8; number += 1) made.push(await createCase(app, person))
    const token = await app.token('clerk')
    // All have looked back before the first one writes.
    let looked = 0
    let go = () => {}
    const all = new Promise<void>((resolve) => {
      go = resolve
    })
    const query = app.deps.pool.query.bind(app.deps.pool)
    app.deps.pool.query = (async (...args: unknown[]) => {
      const found = await (query as (...all: unknown[]) => Promise<unknown>)(...args)
      if ((args[0] as { name?: string }).name !== 'earlier-applications') return found
      looked += 1
      if (looked >= made.length) go()
      await all
      return found
    }) as typeof app.deps.pool.query
    const answers = await Promise.all(
      made.map((last) =>
        app.request('POST', `/v1/cases/${last.body.caseNo}/transitions`, {
          token,
          body: { action: 'handleOnTheSpot' },
          headers: { 'if-match': last.headers.etag ?? '' },
        }),
      ),
    )
    app.deps.pool.query = query
    t.same(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(422)])
    for (const { status, body } of answers)
      if (status === 422) t.match(body.errors[0], { code: 'GRANTED_THIS_YEAR' })
  })

  t.test('the fund pays once a year, and knows itself what it has paid', async (t) => {
    const person = nextLeshanCase()
    const counted: string[] = []
    const query = app.deps.pool.query.bind(app.deps.pool)
    app.deps.pool.query = ((...args: unknown[]) => {
      counted.push(String((args[0] as { name?: string }).name))
      return (query as (...all: unknown[]) => unknown)(...args)
    }) as typeof app.deps.pool.query
    const first = await createCase(app, person)
    app.deps.pool.query = query
    t.equal(counted.filter((name) => name === 'earlier-applications').length, 1, 'one query')
    t.same(first.body.warnings, [])
    const second = await createCase(app, person)
    t.match(second.body.warnings, [{ code: 'OPEN_APPLICATION' }], 'staff are warned of the first')
    await transition(app, 'clerk', first, { action: 'handleOnTheSpot' })
    const again = await transition(app, 'clerk', second, { action: 'handleOnTheSpot' }, 422)
    t.match(again.body.errors, [
      { pointer: '/itemCode', code: 'GRANTED_THIS_YEAR' },
      { pointer: '/form/withdrawnBefore', code: 'GRANTED_BEFORE_DIFFERS' },
    ])
    t.match((await createCase(app, person, { status: 422 })).body.errors, [{ code: 'GRANTED_THIS_YEAR' }, {}])
    const beside = nextLeshanCase()
    const drawer = { ...person.parties[0], role: 'coApplicant' }
    const evading = { ...beside, parties: [...beside.parties, drawer] }
    t.match((await createCase(app, evading, { status: 422 })).body.errors, [
      { code: 'GRANTED_THIS_YEAR' },
      {},
    ])
    const draft = await createCase(app, { ...person, submit: false })
    await transition(app, 'clerk', draft, { action: 'submit' }, 422)
    const { windowId: _window, ...stranger } = { ...person, channel: 'WEB' }
    const asked = await createCase(app, stranger, { role: 'citizen', subject: 'stranger' })
    t.same(asked.body.warnings, [], 'nobody learns by applying what was granted to somebody else')
    const token = await app.token('clerk')
    const told = await app.request('GET', `/v1/cases/${asked.body.caseNo}`, { token })
    t.same(
      told.body.warnings.map(({ code }: { code: string }) => code),
      ['OPEN_APPLICATION', 'GRANTED_THIS_YEAR', 'GRANTED_BEFORE_DIFFERS'],
      'staff are told',
    )
    t.notMatch(again.text, '1200000', 'no amount of anybody')
    await createCase(app, nextLeshanCase())
    await app.setNow('2027-03-02T01:00:00.000000Z')
    const next = { ...person, form: { ...person.form, withdrawnBefore: { amount: 0, currency: 'CNY' } } }
    t.match((await createCase(app, next, { status: 422 })).body.errors, [
      { pointer: '/form/withdrawnBefore', code: 'GRANTED_BEFORE_DIFFERS' },
    ])
    next.form.withdrawnBefore = { amount: 1_200_000, currency: 'CNY' }
    t.equal((await createCase(app, next)).body.status, 'SUBMITTED')
    await app.setNow('2026-03-02T01:00:00.000000Z')
  })
})

t.test('a promise in a material’s place is looked into after the decision', async (t) => {
  const app = await startTestApp(t)
  const offer = {
    promise: '承诺食品安全管理制度真实有效',
    checkWithin: { amount: 30, unit: 'workingDay' },
    barAfterBreach: { basis: '《国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见》' },
  }
  const unmet = { act: 'terminate', basis: '《示例容缺受理办法》第九条' }
  await app.database.asOwner(`alter table item_versions disable trigger item_versions_append_only;
    update item_versions set document = jsonb_set(document || jsonb_build_object('unmetDeferral', '${JSON.stringify(unmet)}'::jsonb), '{materials}', (select jsonb_agg(
        case when m->>'materialCode' = 'safety-rules' then m || jsonb_build_object('commitment', '${JSON.stringify(offer)}'::jsonb) else m end)
      from jsonb_array_elements(document->'materials') m)) where item_code = '${foodCase().itemCode}';
    alter table item_versions enable trigger item_versions_append_only`)
  const grant = async (source: string) => {
    const body = foodCase({ without: ['safety-rules'] })
    const created = await createCase(app, {
      ...body,
      materials: [...body.materials, { materialCode: 'safety-rules', source }],
    })
    t.same(created.body.missing, [])
    const accepted = await transition(app, 'clerk', created, { action: 'accept' })
    const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
    const deciding = await transition(app, 'reviewer', started, { action: 'completeStep' })
    const approved = await transition(app, 'approver', deciding, { action: 'approve' })
    return transition(app, 'approver', approved, { action: 'close' })
  }
  const check = async (last: Answer, result: object, status = 200) => {
    const { caseNo, materials } = last.body
    const { id } = materials.find(
      ({ materialCode }: { materialCode: string }) => materialCode === 'safety-rules',
    )
    const answer = await app.request('POST', `/v1/cases/${caseNo}/materials/${id}/inspection`, {
      token: await app.token('reviewer'),
      body: result,
    })
    t.equal(answer.status, status, answer.text.slice(0, 200))
    return answer
  }
  const clockOf = ({ body }: Answer) =>
    body.clocks.find(({ kind }: { kind: string }) => kind === 'COMMITMENT_CHECK')
  await check(await grant('paper'), { result: 'ok' }, 409)
  const kept = await grant('commitment')
  t.match(kept.body.commitments, [{ materialCode: 'safety-rules', givenOn: '2026-03-02' }])
  t.match(clockOf(kept), { state: 'RUNNING', about: 'safety-rules', limit: { amount: 30 } })
  const looked = await check(kept, { result: 'ok' })
  t.match(looked.body.commitments, [{ checkedOn: '2026-03-02', kept: true }])
  t.match(clockOf(looked), { state: 'STOPPED' })
  await check(looked, { result: 'defective', reason: '不实' }, 409)
  const broken = await check(await grant('commitment'), { result: 'defective', reason: '现场未见制度' })
  t.match(broken.body.commitments, [{ kept: false, toConsider: [{ operation: 'revokeLicence' }] }])
  const alerts = await app.request('GET', `/v1/alerts?caseNo=${broken.body.caseNo}`, {
    token: await app.token('supervisor'),
  })
  t.match(alerts.body.data, [{ rule: 'COMMITMENT_BROKEN', level: 'YELLOW' }])
  // 虚假承诺: no other promise of this person is taken until it is repaired, by the rule of the item; the paper itself is.
  t.match(broken.body.commitments, [{ bar: { since: '2026-03-02', basis: offer.barAfterBreach.basis } }])
  const history = await app.request('GET', `/v1/cases/${broken.body.caseNo}/events`, {
    token: await app.token('clerk'),
  })
  t.match(history.body.data.slice(-2), [
    { type: 'inspectMaterial', by: { kind: 'person' } },
    { type: 'barPromises', by: { kind: 'system' } },
  ])
  const promising = (status: number) => {
    const body = foodCase({ without: ['safety-rules'] })
    const materials = [...body.materials, { materialCode: 'safety-rules', source: 'commitment' }]
    return createCase(app, { ...body, materials }, { status })
  }
  const barredNow = await promising(422)
  t.match(barredNow.body.errors, [
    { pointer: '/materials', code: 'COMMITMENT_BARRED', message: /《食品安全/ },
  ])
  await grant('paper')
  await check(kept, { result: 'repaired', reason: '信用修复决定〔2026〕1号' }, 409)
  await check(broken, { result: 'repaired' }, 422)
  const mended = await check(broken, { result: 'repaired', reason: '信用修复决定〔2026〕1号' })
  t.match(mended.body.commitments, [{ kept: false, bar: { repairedOn: '2026-03-02' } }])
  await check(broken, { result: 'repaired', reason: '信用修复决定〔2026〕1号' }, 409)
  t.match((await promising(201)).body, { missing: [] })

  // 容缺逾期终止: foreseen, told with the promise, and done by the service once the day has passed.
  const created = await createCase(app, foodCase({ without: ['safety-rules'] }))
  const deferred = await transition(app, 'clerk', created, {
    action: 'acceptWithDeferral',
    deferred: [{ materialCode: 'safety-rules', dueOn: '2026-03-13' }],
    promise: '承诺按期补交',
  })
  const { caseNo } = created.body
  const papers = async (kind: string) => {
    const path = `/v1/cases/${caseNo}/documents`
    const token = await app.token('approver')
    const { body } = await app.request('GET', path, { token })
    const { documentNo } = body.data.find((each: { kind: string }) => each.kind === kind)
    return JSON.stringify((await app.request('GET', `${path}/${documentNo}`, { token })).body)
  }
  t.match(await papers('deferralPromise'), /依据《示例容缺受理办法》第九条，由系统终止办理/)
  await transition(app, 'reviewer', deferred, { action: 'startReview' })
  const foreseen = await app.request('POST', '/v1/deadlines/simulate', {
    token: await app.token('clerk'),
    body: { caseNo, until: '2026-03-31' },
  })
  t.match(
    foreseen.body.events.filter(({ action }: { action?: string }) => action === 'terminate'),
    [
      {
        on: '2026-03-14',
        what: 'consequence',
        clock: 'DEFERRED',
        messages: [{ kind: 'terminated', to: 'parties' }],
      },
    ],
  )
  t.equal(foreseen.body.status, 'TERMINATED')
  const monitor = createCaseMonitor(app.deps)
  const statusOn = async (instant: string) => {
    await app.setNow(instant)
    await monitor.tick()
    await monitor.tick()
    return (await app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('clerk') })).body.status
  }
  t.equal(await statusOn('2026-03-13T15:59:00.000000Z'), 'REVIEWING', 'the last day')
  t.equal(await statusOn('2026-03-13T16:00:01.000000Z'), 'TERMINATED')
  t.match(await papers('terminationNotice'), /示例容缺受理办法.*行政复议/)
  const ended = await app.request('GET', `/v1/cases/${caseNo}/events`, { token: await app.token('clerk') })
  t.match(ended.body.data.at(-1), { type: 'terminate', by: { kind: 'system' } })
  const cards = await app.request('GET', `/v1/alerts?caseNo=${caseNo}&rule=DEFERRED`, {
    token: await app.token('supervisor'),
  })
  t.same(
    cards.body.data.filter(({ level }: { level: string }) => level !== 'NOTICE'),
    [],
    'the days were the applicant’s: no officer is late',
  )
  await app.setNow('2026-03-02T01:00:00.000000Z')

  // 一年内不得再次申请: of a false statement, and of nothing else.
  const refuse = async (ground: object) =>
    transition(app, 'clerk', await createCase(app, foodCase()), {
      action: 'refuseAcceptance',
      reason: '经核实，申请材料与事实不符',
      ...ground,
    })
  await refuse({ ground: 'outsideCompetence', competentAuthority: '县市场监督管理局' })
  await refuse({ ground: 'falseStatement' })
  const again = (status: number) => createCase(app, foodCase(), { status })
  t.match((await again(422)).body.errors, [{ pointer: '/itemCode', code: 'BARRED_AFTER_FALSE_STATEMENT' }])
  await app.setNow('2027-03-02T01:00:00.000000Z')
  await again(422)
  await app.setNow('2027-03-03T01:00:00.000000Z')
  await again(201)
})
