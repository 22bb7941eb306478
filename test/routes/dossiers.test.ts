import { randomUUID } from 'node:crypto'
import t from 'tap'
import { sweepOpenings } from '../../src/features/dossiers/dossier-service.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_HEALTH, COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import { foodCase, transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { grantedToken } from '../helpers/personal.js'

const PLAN = 'layout-plan'
const PURPOSE = '核对申请人此前提交的材料'

t.test('one dossier for each person over all cases', async (t) => {
  const app = await startTestApp(t)
  const of = (role: Role, organisation = COUNTY_MARKET, subject = `${role}-of-market`) =>
    app.token(role, { organisation, subject })
  const clerk = await of('clerk')
  const open = async (token: string, body: object) => app.request('POST', '/v1/dossiers', { token, body })
  const read = async (token: string, id: string, more = '') =>
    app.request('GET', `/v1/dossiers/${id}${more}`, { token })
  const missingOf = ({ body }: Answer) =>
    body.missing.map(({ materialCode }: { materialCode: string }) => materialCode)

  /** A case whose plan is a file. */
  const withPlan = async (bytes: Buffer, token = clerk) => {
    const { fileId } = (await upload(app, token, [{ bytes }])).body
    const body = foodCase({ without: [PLAN] })
    return {
      ...body,
      materials: [...body.materials, { materialCode: PLAN, source: 'upload', fileId }],
    }
  }
  const create = async (body: object, token = clerk, status = 201) => {
    const made = await app.request('POST', '/v1/cases', {
      token,
      body,
      headers: { 'idempotency-key': randomUUID() },
    })
    t.equal(made.status, status, made.status === status ? 'created' : made.text)
    return made
  }
  const again = (reference: string, more: object = {}) => {
    const body = foodCase({ without: [PLAN] })
    return {
      ...body,
      materials: [...body.materials, { materialCode: PLAN, source: 'dossier', reference }],
      ...more,
    }
  }
  const bytes = png(Buffer.from('the plan of the shop'))
  const first = await create(await withPlan(bytes))
  const { windowId, channel, itemCode, parties } = foodCase()
  const draft = await create({ itemCode, channel, windowId, parties, submit: false })
  const { caseNo } = draft.body
  const opened = await open(clerk, { caseNo, purpose: PURPOSE })
  t.match(opened, { status: 201, body: { openedFor: { caseNo, purpose: PURPOSE } } })
  const { dossierId } = opened.body
  const dossier = (await read(clerk, dossierId)).body
  const [{ reference }] = dossier.materials

  t.test('what is known, from which case, since when and until when', async (t) => {
    t.match(dossier, {
      person: { role: 'applicant', name: '乐山示例餐饮有限公司' },
      cases: [{ caseNo: first.body.caseNo }],
      materials: [{ materialCode: PLAN, source: 'upload', from: { caseNo: first.body.caseNo } }],
      clear: false,
    })
    t.equal(dossier.materials.length, 1, 'papers lie in an office')
    const name = dossier.values.find(({ key }: { key: string }) => key === 'businessName')
    t.match(name, {
      title: '经营者名称',
      value: '乐山市市中区示例饭店',
      source: { caseNo: first.body.caseNo, itemCode, organisation: COUNTY_MARKET },
    })
    t.match([name.since.slice(0, 10), name.until.slice(0, 10)], ['2026-03-02', '2029-03-01'])
    t.same((await read(clerk, dossierId, '/prefill')).body.materials, [
      { materialCode: PLAN, source: 'dossier', reference, until: dossier.materials[0].until },
    ])
    const same = await open(clerk, { caseNo: first.body.caseNo, purpose: PURPOSE })
    t.equal(same.body.dossierId, dossierId, 'one for each person')
    t.same((await read(clerk, dossierId)).body.materials, [], 'the case in hand tells nothing of itself')
    t.equal((await open(clerk, { caseNo, purpose: PURPOSE })).status, 201)
  })

  t.test('a look-up that was made up is no proof, and hides nothing of what is known', async (t) => {
    const licence = { materialCode: 'business-licence', source: 'register', reference: randomUUID() }
    const body = foodCase({ without: ['business-licence'] })
    const { caseNo } = (await create({ ...body, materials: [...body.materials, licence] })).body
    const { status, body: all } = await read(clerk, dossierId)
    t.equal(status, 200)
    const known: { from: { caseNo: string } }[] = all.materials
    t.notOk(
      known.some(({ from }) => from.caseNo === caseNo),
      'it tells nothing',
    )
  })

  t.test(
    'the same file counts again, for the same applicant and material, as long as it holds',
    async (t) => {
      const reused = await create(again(reference))
      t.same(missingOf(reused), [])
      const material = reused.body.materials.find((each: { source: string }) => each.source === 'dossier')
      t.match(material, { materialCode: PLAN, handedIn: true })
      const content = await app.app.inject({
        url: `/v1/cases/${reused.body.caseNo}/materials/${material.id}/content`,
        headers: { authorization: `Bearer ${clerk}` },
      })
      t.ok(content.rawPayload.equals(bytes), 'the same bytes without a second upload')
      t.equal((await transition(app, 'clerk', reused, { action: 'accept' })).body.status, 'ACCEPTED')
      const receiptOf = async ({ body }: Answer) => {
        const documents = `/v1/cases/${body.caseNo}/documents`
        const [{ documentNo }] = (await app.request('GET', documents, { token: clerk })).body.data
        const { paper } = (await app.request('GET', `${documents}/${documentNo}`, { token: clerk })).body
        return paper.lists.find(({ title }: { title: string }) => title === '收到的材料').lines as string[]
      }
      const taken = new RegExp(`取自申请人档案，免提交.*沿用办件${first.body.caseNo}已提交的文件`)
      t.equal((await receiptOf(reused)).filter((line) => taken.test(line)).length, 1, 'the receipt says so')
      const [{ fileId }] = first.body.materials.filter(
        ({ source }: { source: string }) => source === 'upload',
      )
      const plain = foodCase({ without: [PLAN] })
      const named = await create({
        ...plain,
        materials: [...plain.materials, { materialCode: PLAN, source: 'upload', fileId }],
      })
      t.match((await receiptOf(named)).join(), `（电子文件，1份，沿用办件${first.body.caseNo}已提交的文件）`)

      const somebodyElse = {
        parties: [{ ...parties[0], name: '别家餐饮有限公司', idNumber: '91510000MA00000013' }],
      }
      const layout = { ...again(reference) }
      layout.materials = layout.materials.map((each) =>
        each.source === 'dossier' ? { ...each, materialCode: 'safety-rules' } : each,
      )
      t.same(missingOf(await create(again(reference, somebodyElse))), [PLAN], 'of another applicant')
      t.ok(missingOf(await create(layout)).includes(PLAN), 'for another material')
      const madeUp = await create(again(`${first.body.caseNo}-${randomUUID()}`))
      t.same(missingOf(madeUp), [PLAN], 'made up')
      t.equal((await receiptOf(madeUp)).length, madeUp.body.materials.length - 1, 'and no receipt for it')
      const { body: later } = await create(again(reference, { submit: false }))
      t.match(later.missing, [], 'a draft takes it too')

      const bad = await create(await withPlan(png(Buffer.from('blurred'))))
      const plan = bad.body.materials.find((each: { fileId?: string }) => each.fileId !== undefined)
      const inspected = await app.request(
        'POST',
        `/v1/cases/${bad.body.caseNo}/materials/${plan.id}/inspection`,
        { token: clerk, body: { result: 'defective', reason: '不清晰' }, headers: { 'if-match': '*' } },
      )
      t.equal(inspected.status, 200, inspected.text)
      t.same(missingOf(await create(again(`${bad.body.caseNo}-${plan.id}`))), [PLAN], 'a defective one')
      const others = (await read(clerk, dossierId)).body.materials
      t.notOk(others.some((each: { from: { caseNo: string } }) => each.from.caseNo === bad.body.caseNo))

      await app.setNow('2029-03-10T01:00:00.000000Z')
      t.same(missingOf(await create(again(reference))), [PLAN], 'after three years')
      await app.setNow('2026-03-03T01:00:00.000000Z')
    },
  )

  t.test('what was not typed is confirmed by the applicant, and that is kept', async (t) => {
    const prefill = (await read(clerk, dossierId, '/prefill')).body
    const form = Object.fromEntries(
      prefill.form.map(({ pointer, value }: { pointer: string; value: unknown }) => [
        pointer.slice(6),
        value,
      ]),
    )
    const said = (confirmed: boolean) =>
      prefill.form.map(({ pointer, from }: { pointer: string; from: string }) => ({
        pointer,
        from,
        confirmed,
      }))
    t.ok(prefill.form.length >= 4)
    const patch = (version: Answer, body: object) =>
      app.request('PATCH', `/v1/cases/${caseNo}`, {
        token: clerk,
        body,
        headers: { 'if-match': version.headers.etag ?? '' },
      })
    const materials = again(reference).materials
    const filled = await patch(draft, { form, materials, prefilled: said(false) })
    t.match(filled, { status: 200, body: { prefilled: [{ confirmedAt: undefined }] } })
    const refused = await transition(app, 'clerk', filled, { action: 'submit' }, 422, 'clerk-of-market')
    t.same(
      refused.body.errors.map(({ code }: { code: string }) => code),
      prefill.form.map(() => 'PREFILL_NOT_CONFIRMED'),
    )
    const confirmed = await patch(filled, { prefilled: said(true) })
    const handedIn = await transition(app, 'clerk', confirmed, { action: 'submit' }, 200, 'clerk-of-market')
    t.match(handedIn.body, { status: 'SUBMITTED', missing: [] })
    t.equal(handedIn.body.prefilled.length, prefill.form.length)
    t.match(handedIn.body.prefilled[0], { from: prefill.form[0].from, confirmedAt: /^2026-03-03T/ })
    const [{ from }] = prefill.form
    const whole = (named: object) => ({
      ...foodCase(),
      prefilled: [{ pointer: '/form/businessName', from, confirmed: true, ...named }],
    })
    t.match((await create(whole({ confirmed: false }), clerk, 422)).body.errors, [
      { code: 'PREFILL_NOT_CONFIRMED' },
    ])
    await create(whole({}))
    t.match((await create(whole({ from: from.toLowerCase() }))).body.prefilled, [{ from }], 'in any case')
    const twice = whole({})
    t.match(
      (await create({ ...twice, prefilled: [...twice.prefilled, ...twice.prefilled] }, clerk, 422)).body
        .errors,
      [{ pointer: '/prefilled/1/pointer', code: 'PREFILL_TWICE' }],
    )
    const others = foodCase()
    for (const party of others.parties) party.idNumber = '91310000MA1FL2XX4E'
    const mine = await create({ ...whole({}), submit: false })
    const renamed = (body: object) =>
      app.request('PATCH', `/v1/cases/${mine.body.caseNo}`, {
        ...{ token: clerk, body: { parties: others.parties, ...body }, headers: { 'if-match': '*' } },
      })
    t.match((await renamed({})).body.errors, [{ pointer: '/prefilled', message: /空数组/ }], 'what to do')
    t.equal((await renamed({ prefilled: [] })).status, 200, 'and that is done')
    const unknown = [{ pointer: '/prefilled/0/from', code: 'PREFILL_SOURCE_UNKNOWN' }]
    for (const named of [
      { from: 'x' },
      { from: randomUUID() },
      { from: caseNo, pointer: '/form/employees' },
      { from: (await create(others)).body.caseNo },
    ])
      t.match((await create(whole(named), clerk, 422)).body.errors, unknown, JSON.stringify(named))
    const stranger = { ...whole({}), submit: false, channel: 'WEB', windowId: undefined }
    const citizen = await of('citizen')
    t.match((await create(stranger, citizen, 422)).body.errors, unknown, 'who did not sign in for it')
  })

  t.test('who may look, why, and who looked', async (t) => {
    const reviewer = await of('reviewer')
    t.equal((await read(reviewer, dossierId)).status, 404, 'who has not opened it')
    t.equal((await open(await of('clerk', COUNTY_HEALTH), { caseNo, purpose: PURPOSE })).status, 404)
    t.equal((await open(clerk, { caseNo })).status, 400, 'no purpose')
    t.equal((await open(clerk, { caseNo, purpose: PURPOSE, partyNo: 9 })).status, 422)
    t.equal((await open(await of('citizen'), { caseNo })).status, 404)
    const platform = await grantedToken(app, { role: 'exchange', organisation: COUNTY_MARKET })
    t.equal((await open(platform, { caseNo, purpose: PURPOSE })).status, 403)
    const personal = await grantedToken(app, {
      role: 'exchange',
      organisation: COUNTY_MARKET,
      personal: true,
    })
    t.equal((await open(personal, { caseNo })).status, 400)
    t.equal((await open(personal, { caseNo, purpose: PURPOSE })).body.dossierId, dossierId)
    t.ok((await read(personal, dossierId)).body.values.length > 0)
    t.equal((await read(clerk, dossierId, '?clear=true')).body.clear, true)
    const found = await app.request('POST', '/v1/audit/search', {
      token: await app.token('auditor'),
      body: { idNumber: parties[0]?.idNumber },
    })
    const trail = found.body.data.filter(
      ({ object }: { object: string }) => object === `dossier ${dossierId}`,
    )
    t.match(trail[0], { action: 'readDossierClear', purpose: PURPOSE, details: { caseNo, as: 'staff' } })
    const actions = new Set(trail.map(({ action }: { action: string }) => action))
    for (const action of ['openDossier', 'readDossier', 'prefillFromDossier'])
      t.ok(actions.has(action), action)
    await app.database.asOwner('revoke insert on audit_log from yichuang_app')
    t.equal((await read(clerk, dossierId)).status, 500, 'no audit, no answer')
    await app.database.asOwner('grant insert on audit_log to yichuang_app')

    await app.setNow('2026-03-12T01:00:00.000000Z')
    t.equal((await read(clerk, dossierId)).status, 404, 'an opening does not last')
    t.ok((await sweepOpenings(app.deps.pool)) > 0)
    const left = await app.database.asOwner('select 1 from dossier_openings')
    t.equal(left.length, 0)
  })

  t.test(
    'applicants: what they handed in under their own name, and of nobody whom they only name',
    async (t) => {
      const owner = await app.token('citizen', { subject: 'shop-owner' })
      const stranger = await app.token('citizen', { subject: 'somebody-else' })
      const online = ({ windowId: _windowId, ...body }: { windowId: string }, more: object = {}) => ({
        ...body,
        channel: 'WEB',
        ...more,
      })
      const sent = await create(online(await withPlan(png(Buffer.from('own')), owner)), owner)
      const [mine, theirs] = [
        await create(online(foodCase({ without: [PLAN] }), { submit: false }), owner),
        await create(online(foodCase({ without: [PLAN] }), { submit: false }), stranger),
      ]
      const own = await open(owner, { caseNo: mine.body.caseNo })
      t.match(own, { status: 201, body: { dossierId, openedFor: { purpose: undefined } } })
      const known = (await read(owner, dossierId)).body
      t.match(known, { clear: true, person: { idNumber: parties[0]?.idNumber } })
      t.same(
        known.cases.map((each: { caseNo: string }) => each.caseNo),
        [sent.body.caseNo],
        'not what an office took in',
      )
      t.equal((await open(stranger, { caseNo: theirs.body.caseNo })).body.dossierId, dossierId)
      t.match((await read(stranger, dossierId)).body, { cases: [], values: [], materials: [] })
      const [{ reference: ownPlan }] = known.materials
      t.same(missingOf(await create(online(again(ownPlan)), owner)), [])
      t.same(missingOf(await create(online(again(ownPlan)), stranger)), [PLAN])
      t.same(missingOf(await create(online(again(reference)), owner)), [PLAN])
      t.equal((await read(owner, dossierId, '?clear=true')).status, 200)
    },
  )

  t.test('plain personal values are masked, sensitive ones carried nowhere', async (t) => {
    const all = await app.token('clerk')
    const found = await app.request('GET', `/v1/items?q=${encodeURIComponent('高龄津贴')}`)
    const item = (await app.request('GET', `/v1/items/${found.body.data[0].itemCode}`)).body
    const { properties, required } = item.form.schema
    const keys = [...new Set([...required, 'bornOn', 'bankAccountHolder'])] as string[]
    const allowance = (submit: boolean) => ({
      itemCode: item.itemCode,
      channel: 'WINDOW',
      submit,
      answers: { byAgent: false },
      parties: [
        { role: 'applicant', type: 'natural', name: '李小敏', idType: '111', idNumber: '11010519491231002X' },
      ],
      form: submit ? Object.fromEntries(keys.map((key) => [key, properties[key].examples[0]])) : {},
      materials: [],
    })
    await create(allowance(true), all)
    const next = await create(allowance(false), all)
    const { body } = await open(all, { caseNo: next.body.caseNo, purpose: PURPOSE })
    const masked = (await read(all, body.dossierId)).body
    t.match(masked, { person: { name: '李*敏', idNumber: '110105********002X' } })
    const values = new Map(
      masked.values.map(({ key, value }: { key: string; value: unknown }) => [key, value]),
    )
    t.equal(values.get('bornOn'), '***')
    t.notOk(values.has('bankAccountHolder'))
    const clear = (await read(all, body.dossierId, '?clear=true')).body
    t.match(clear, { person: { name: '李小敏', idNumber: '11010519491231002X' } })
    const known = clear.values.map(({ key }: { key: string }) => key)
    t.ok(known.includes('bornOn'))
    t.notOk(known.includes('bankAccountHolder'))
  })
})
