import t from 'tap'
import { verifyHistory } from '../../src/features/history/verify.js'
import { createCaseMonitor } from '../../src/service.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import {
  createCase,
  foodCase,
  leshanCase,
  MARKET_WINDOW,
  nextLeshanCase,
  transition,
} from '../helpers/cases.js'
import { codesOf } from '../helpers/day.js'
import { holdMemory } from '../helpers/memory.js'

/** What its holder was told and said before it was taken. */
const HEARD = { toldOn: '2026-03-02', how: '当面送达告知书', said: '持证单位称场所证明由中介提供' }

/** A restaurant that was granted its licence, and closed. */
async function grantedCase(app: TestApp, more: object = {}): Promise<Answer> {
  const created = await createCase(app, foodCase())
  let last = await transition(app, 'clerk', created, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  last = await transition(app, 'approver', last, { action: 'approve' })
  return transition(app, 'approver', last, { action: 'close', ...more })
}

const listed = async (app: TestApp, query = '', token?: string) =>
  (await app.request('GET', `/v1/licences${query}`, { token: token ?? (await app.token('approver')) })).body
    .data

t.test('what a case granted is in the register, and whoever has number and code looks it up', async (t) => {
  const app = await startTestApp(t)
  const first = await grantedCase(app)
  const [licence, ...others] = await listed(app, `?caseNo=${first.body.caseNo}`)
  t.same(others, [])
  t.match(licence, {
    licenceNo: 'JY25111020000001',
    name: '食品经营许可证',
    state: 'current',
    organisation: COUNTY_MARKET,
    caseNo: first.body.caseNo,
    holders: [{ type: 'legal', name: '乐山示例餐饮有限公司', idNumber: '91350100M000100Y43' }],
    grantedOn: '2026-03-02',
    validFrom: '2026-03-02',
    validTo: '2031-03-01',
    acts: [{ act: 'issue', on: '2026-03-02', caseNo: first.body.caseNo, validTo: '2031-03-01' }],
    version: 1,
  })
  t.match(licence.content.join(), /主体业态：(食品销售|餐饮服务)经营者/)
  const one = await app.request('GET', `/v1/licences/${licence.licenceId}`, {
    token: await app.token('clerk'),
  })
  t.match(one, { status: 200, headers: { etag: /"/ }, body: licence })

  const verify = (licenceNo: string, code: string) =>
    app.request('POST', '/v1/licences/verify', { body: { licenceNo, code } })
  const genuine = await verify(' jy2 5111020000001', licence.verificationCode.toLowerCase())
  t.match(genuine, { status: 200, body: { state: 'current', validTo: '2031-03-01' } }, genuine.text)
  t.notOk('caseNo' in genuine.body)
  t.notOk('verificationCode' in genuine.body)
  const plain = ({ traceId: _, ...rest }: Record<string, unknown>) => rest
  const wrong = await verify(licence.licenceNo, 'AAAAAAAAAA')
  const unknown = await verify('JY25111020000009', licence.verificationCode)
  t.equal(wrong.status, 404)
  t.same(plain(wrong.body), plain(unknown.body))

  await grantedCase(app)
  await grantedCase(app, { resultType: 'other' })
  t.same(
    (await listed(app)).map(({ licenceNo }: { licenceNo: string }) => licenceNo),
    ['JY25111020000002', 'JY25111020000001'],
    'numbers run on; what was not issued is none',
  )
  const fund = await createCase(app, leshanCase())
  await transition(app, 'clerk', fund, { action: 'handleOnTheSpot' })
  t.equal((await listed(app)).length, 2, 'a service grants nothing that lives on')
  t.same(
    (await listed(app, '?number=ｊｙ25111020000002')).map(({ version }: { version: number }) => version),
    [1],
  )
  t.same(await listed(app, '?expiresBefore=2031-03-01'), [])
  t.equal((await listed(app, '?expiresBefore=2031-03-02&state=current')).length, 2)
  const elsewhere = await app.token('clerk', { organisation: OTHER_COUNTY_MARKET })
  t.same(await listed(app, '', elsewhere), [])
  t.equal((await app.request('GET', `/v1/licences/${licence.licenceId}`, { token: elsewhere })).status, 404)

  await app.setNow('2031-03-02T01:00:00.000000Z')
  t.match(await listed(app, '?state=expired'), [{ state: 'expired' }, { state: 'expired' }])
  t.match((await verify(licence.licenceNo, licence.verificationCode)).body, { state: 'expired' })
  const ends = await app.database.asOwner<{ n: number }>(
    `select count(*)::int as n from case_events where type = 'licence.expire'`,
  )
  t.same(ends, [{ n: 2 }], 'told once each')
  const events = await app.database.asOwner<{ document: string }>(
    `select document from case_events where type = 'licence.issue' order by event_no limit 1`,
  )
  t.match(JSON.parse(events[0]?.document ?? ''), {
    subject: { kind: 'licence', no: 'JY25111020000001' },
    caseNo: first.body.caseNo,
    payload: { state: 'current', validTo: '2031-03-01' },
  })
})

t.test('granted with conditions, in part, and so much of what was asked for', async (t) => {
  const app = await startTestApp(t)
  const decisionOf = async (answer: Answer) => {
    const path = `/v1/cases/${answer.body.caseNo}/documents`
    const token = await app.token('approver')
    const { data } = (await app.request('GET', path, { token })).body
    const { documentNo } = data.find(({ kind }: { kind: string }) => kind === 'approval')
    return (await app.request('GET', `${path}/${documentNo}`, { token })).body
  }
  const deciding = async (body: object) => {
    let last = await transition(app, 'clerk', await createCase(app, body), { action: 'accept' })
    last = await transition(app, 'reviewer', last, { action: 'startReview' })
    return last.body.status === 'DECIDING'
      ? last
      : transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  }
  const food = await deciding(foodCase())
  const refused = async (last: Answer, more: object, status = 422) =>
    (await transition(app, 'approver', last, { action: 'approve', ...more }, status)).body.errors.map(
      ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
    )
  const partial = { granted: '预包装食品销售', refused: '散装熟食销售', reason: '没有散装熟食所需的专间' }
  t.same(await refused(food, { conditions: [{ text: '不得夜间经营', until: '2026-03-01' }] }), [
    '/conditions/0/until DATE_IN_PAST',
  ])
  t.same(await refused(food, { amount: { amount: 100, currency: 'CNY' } }), ['/amount NO_MONEY_GRANTED'])
  t.same(await refused(food, { number: '2026-1' }), ['/number NUMBERED_BY_REGISTER'])
  t.match(await refused(food, { partial: { ...partial, reason: '不行' } }, 400), [/^\/partial\/reason /])
  const conditions = [{ text: '不得夜间经营', until: '2027-03-01' }, { text: '每季度自查一次' }]
  const granted = await transition(app, 'approver', food, { action: 'approve', conditions, partial })
  t.match(granted.body, { status: 'APPROVED', grant: { conditions, partial } })
  const supervisor = await app.token('supervisor')
  const masked = await app.request('GET', `/v1/cases/${food.body.caseNo}`, { token: supervisor })
  t.same(masked.body.grant.partial, { granted: '***', refused: '***', reason: '***' }, 'words are masked')
  const { paper, content } = await decisionOf(granted)
  t.match(paper.paragraphs[0], /经审查，部分符合法定条件、标准，.*决定部分准予行政许可/)
  const scope = paper.lists.find(({ title }: { title: string }) => title === '决定内容').lines.join()
  t.notMatch(scope, /经营项目/, 'what was asked for is not what was granted')
  t.match(scope, /准予的部分：预包装食品销售/)
  t.match(paper.lists.slice(2), [
    {
      title: '颁发的证照',
      lines: ['《食品经营许可证》，编号JY25111020000001，有效期自2026年3月2日至2031年3月1日'],
    },
    {
      title: '不予准予的部分及理由',
      lines: ['不予准予的部分：散装熟食销售', '理由：没有散装熟食所需的专间'],
    },
    { title: '许可附带的条件', lines: ['不得夜间经营（至2027年3月1日止）', '每季度自查一次'] },
  ])
  t.match(paper.remedies, [/60日内.*行政复议.*6个月内.*行政诉讼/], 'for its part it is a refusal')
  t.match(paper.bases.join(), /第三十八条第二款/)
  t.match(content, { conditions })
  await transition(app, 'approver', granted, { action: 'close' })
  const { caseNo } = food.body
  const { queryCode } = (
    await app.request('POST', `/v1/cases/${caseNo}/query-code`, { token: await app.token('clerk') })
  ).body
  t.match((await app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })).body, {
    statusText: '已办结：部分准予，请领取决定书和结果',
    reason: '不予准予的部分：散装熟食销售；理由：没有散装熟食所需的专间',
    remedies: { days: 60, months: 6 },
  })
  const [licence] = await listed(app, `?caseNo=${food.body.caseNo}`)
  t.equal(licence.licenceNo, 'JY25111020000001', 'the number that its decision named')
  t.match(licence, { conditions, partial: { granted: partial.granted, refused: partial.refused } })
  t.notMatch(licence.content.join(), /经营项目/, 'nor does the licence say so')

  const fund = await deciding(leshanCase())
  const asked = fund.body.form.amountRequested.amount
  const sum = (amount: number) => ({ amount: { amount, currency: 'CNY' } })
  t.same(await refused(fund, sum(asked + 1)), ['/amount/amount ABOVE_APPLICATION'])
  t.same(await refused(fund, sum(asked - 100)), ['/partial PARTIAL_REQUIRED'])
  const some = await transition(app, 'approver', fund, {
    ...{ action: 'approve', ...sum(asked - 100), number: '乐公积金提2026-17' },
    partial: { granted: '本年已还本息', refused: '其余金额', reason: '超出本年实际偿还的部分' },
  })
  t.match(some.body.grant, { ...sum(asked - 100), number: '乐公积金提2026-17' })
  const of = (await decisionOf(some)).paper.lists.find(({ title }: { title: string }) => title === '决定内容')
  t.match(of.lines.join(), /准予金额：人民币.*结果编号：乐公积金提2026-17/)

  const counter = await createCase(app, nextLeshanCase())
  const atOnce = (more: object, status = 200) =>
    transition(app, 'clerk', counter, { action: 'handleOnTheSpot', ...more }, status)
  t.match((await atOnce(sum(asked + 1), 422)).body.errors, [{ pointer: '/amount/amount' }])
  t.match((await atOnce(sum(asked - 100), 422)).body.errors, [{ pointer: '/partial' }])
  const words = {
    partial: { granted: '本年已还本息', refused: '其余金额', reason: '超出本年实际偿还的部分' },
  }
  const spot = await atOnce({ ...sum(asked - 100), ...words, conditions: [{ text: '限用于偿还本笔贷款' }] })
  t.match(spot.body, { status: 'CLOSED', grant: { ...sum(asked - 100), ...words } })
  t.match(JSON.stringify((await decisionOf(spot)).paper), /限用于偿还本笔贷款/, 'as with approve')
})

t.test(
  'what was granted ends by a decision on the licence, with ground, reason and a paper of its own',
  async (t) => {
    const app = await startTestApp(t)
    const approver = await app.token('approver')
    const granted = [await grantedCase(app), await grantedCase(app), await grantedCase(app)]
    const licences = (await listed(app)).reverse()
    const act = (ordinal: number, path: string, body: object, options: object = {}) =>
      app.request('POST', `/v1/licences/${licences[ordinal].licenceId}/${path}`, {
        token: approver,
        body,
        ...options,
      })
    const revocation = { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard: HEARD }
    const clerk = await app.token('clerk')
    t.equal((await act(0, 'revocation', revocation, { token: clerk })).status, 403)
    const elsewhere = await app.token('approver', { organisation: OTHER_COUNTY_MARKET })
    t.equal((await act(0, 'revocation', revocation, { token: elsewhere })).status, 404)
    t.equal((await act(0, 'revocation', { ...revocation, reason: '太短' })).status, 400)
    t.equal(
      (await act(0, 'revocation', { ...revocation, heard: undefined })).status,
      400,
      'nothing is taken unheard',
    )
    t.match(await act(0, 'revocation', { ...revocation, heard: { ...HEARD, toldOn: '2026-03-01' } }), {
      status: 422,
      body: { errors: [{ pointer: '/heard/toldOn', code: 'HEARD_BEFORE_ISSUE' }] },
    })
    t.match(await act(0, 'revocation', { ...revocation, heard: { ...HEARD, toldOn: '2026-03-03' } }), {
      status: 422,
      body: { errors: [{ pointer: '/heard/toldOn', code: 'NOT_HEARD_YET' }] },
    })
    for (const [path, ground] of [
      ['revocation', 'otherRevocation'],
      ['cancellation', 'otherCancellation'],
    ] as const)
      for (const statute of [undefined, '领导决定'])
        t.match(
          await act(0, path, {
            ...{ ground, reason: '领导要求收回该单位的许可证', statute },
            ...(path === 'revocation' ? { heard: HEARD } : {}),
          }),
          { status: 422, body: { errors: [{ pointer: '/statute', code: 'STATUTE_UNNAMED' }] } },
          `${ground} is another case that a law names`,
        )
    t.equal((await act(0, 'revocation', { ...revocation, ground: 'lawChanged' })).status, 400)
    t.equal((await act(0, 'revocation', revocation, { headers: { 'if-match': '"9-x"' } })).status, 412)
    const revoked = await act(0, 'revocation', revocation, { headers: { 'idempotency-key': 'r' } })
    t.match(
      revoked,
      {
        status: 200,
        body: { state: 'revoked', version: 2, acts: [{ act: 'issue' }, { act: 'revoke', ground: 'fraud' }] },
      },
      revoked.text,
    )
    const again = await act(0, 'revocation', revocation, { headers: { 'idempotency-key': 'r' } })
    t.match(again.headers, { 'idempotency-replayed': 'true' })
    t.equal((await act(0, 'revocation', revocation)).status, 409, 'once')
    const caseNo = granted[0]?.body.caseNo
    const { documentNo } = revoked.body.acts[1]
    const paper = await app.request('GET', `/v1/cases/${caseNo}/documents/${documentNo}`, { token: approver })
    t.match(paper.body, {
      kind: 'licenceRevocation',
      title: '撤销行政许可决定书',
      paper: { bases: ['《中华人民共和国行政许可法》第六十九条'], remedies: [/60日内.*6个月内/] },
    })
    t.match(paper.body.paper.paragraphs.join(), /2026年3月2日以当面送达告知书的方式.*由中介提供/)
    t.match(paper.body.paper.paragraphs.join(), /食品经营许可证.*JY25111020000001.*欺骗、贿赂/)
    t.match((await app.request('GET', `/v1/cases/${caseNo}`, { token: approver })).body.status, 'CLOSED')

    const cancelled = { reason: '依法撤销后办理注销登记手续' }
    t.match(
      await act(0, 'cancellation', { ...cancelled, ground: 'notRenewed' }),
      { status: 422, body: { errors: [{ pointer: '/ground', code: 'GROUND_DOES_NOT_HOLD' }] } },
      'it was revoked before its end',
    )
    t.match((await act(0, 'cancellation', { ...cancelled, ground: 'endedByAct' })).body, {
      state: 'cancelled',
    })
    const withdrawal = {
      ...{ ground: 'lawChanged', reason: '许可所依据的规章已于本年一月一日废止' },
      heard: HEARD,
    }
    t.match((await act(1, 'withdrawal', withdrawal)).body, { state: 'withdrawn' })
    const reprint = await act(2, 'reprint', { ground: 'lost', reason: '持证单位声明许可证正本已经遗失' })
    t.match(reprint.body, {
      state: 'current',
      licenceNo: licences[2].licenceNo,
      validTo: licences[2].validTo,
    })
    const verify = (code: string) =>
      app.request('POST', '/v1/licences/verify', { body: { licenceNo: licences[2].licenceNo, code } })
    const { documentNo: printed } = reprint.body.acts.at(-1)
    const anew = await app.request('GET', `/v1/cases/${licences[2].caseNo}/documents/${printed}`, {
      token: approver,
    })
    t.match(anew.body.paper.bases, [/食品安全法/], 'the new copy rests on the law of the item')
    t.equal((await verify(licences[2].verificationCode)).status, 404, 'the lost one')
    t.equal((await verify(reprint.body.verificationCode)).status, 200)
    t.equal(
      (await act(1, 'reprint', { ground: 'lost', reason: '持证单位声明许可证正本已经遗失' })).status,
      409,
    )
    const told = await app.database.asOwner<{ type: string; document: string; remarks: string | null }>(
      `select type, document, remarks from case_events where type like '%Licence' or type like 'licence.%'
     order by event_no`,
    )
    t.same(
      told.map(({ type }) => type),
      [
        ...['licence.issue', 'licence.issue', 'licence.issue', 'revokeLicence', 'licence.revoke'],
        ...['cancelLicence', 'licence.cancel', 'withdrawLicence', 'licence.withdraw'],
        ...['reprintLicence', 'licence.reprint'],
      ],
    )
    t.notMatch(told.map(({ document }) => document).join(), /伪造|中介/, 'words stand beside')
    t.match(told[3]?.document, '"toldOn":"2026-03-02"')
    const penalised = { ground: 'penalised', reason: '执法机关已依法吊销许可证，处罚决定已经生效' }
    for (const [proof, pointer, code] of [
      [undefined, '/proof', 'PROOF_REQUIRED'],
      [
        { kind: 'deathCertificate', reference: '川死证2026-1', on: '2026-03-02' },
        '/proof/kind',
        'PROOF_UNFIT',
      ],
      [
        { kind: 'penaltyDecision', reference: '市监罚〔2026〕1号', on: '2026-03-03' },
        '/proof/on',
        'DATE_IN_FUTURE',
      ],
    ] as const)
      t.match(await act(2, 'cancellation', { ...penalised, proof }), {
        status: 422,
        body: { errors: [{ pointer, code }] },
      })
    const proof = { kind: 'penaltyDecision', reference: '市监罚〔2026〕1号', on: '2026-03-01' }
    const ended = await act(2, 'cancellation', { ...penalised, proof })
    const last = await app.request(
      'GET',
      `/v1/cases/${licences[2].caseNo}/documents/${ended.body.acts.at(-1).documentNo}`,
      { token: approver },
    )
    t.match(last.body.paper.paragraphs.join(), /证明材料：.*处罚决定书（市监罚〔2026〕1号，2026年3月1日）/)
    t.match(ended.body, { state: 'cancelled' }, ended.text)
    t.same((await verifyHistory(app.deps.pool)).findings, [])
  },
)

t.test(
  'a licence is renewed and changed by cases of its own, and renewed by law where nobody decides',
  async (t) => {
    const pass = holdMemory(t)
    const app = await startTestApp(t)
    await grantedCase(app)
    const [licence] = await listed(app)
    const { itemCode: _item, submit: _submit, ...application } = foodCase()
    const clerk = await app.token('clerk')
    const apply = (path: string, body: object, key: string) =>
      app.request('POST', `/v1/licences/${licence.licenceId}/${path}`, {
        token: clerk,
        body,
        headers: { 'idempotency-key': key },
      })
    const read = async () =>
      (await app.request('GET', `/v1/licences/${licence.licenceId}`, { token: clerk })).body
    const decide = async (opened: Answer, close = true, terms: object = {}) => {
      let last = await transition(app, 'clerk', opened, { action: 'accept' })
      last = await transition(app, 'reviewer', last, { action: 'startReview' })
      last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
      if (!close)
        return transition(app, 'approver', last, { action: 'deny', reason: '经营场所已经不符合许可条件' })
      last = await transition(app, 'approver', last, { action: 'approve', ...terms })
      return transition(app, 'approver', last, { action: 'close' })
    }
    const paperOf = async ({ body: { caseNo } }: Answer, title: string, line: RegExp) => {
      const path = `/v1/cases/${caseNo}/documents`
      const { data } = (await app.request('GET', path, { token: clerk })).body
      const found = data.find((each: { title: string }) => each.title === title)
      t.ok(found, `${title} of ${data.map((each: { title: string }) => each.title).join()}`)
      const paper = await app.request('GET', `${path}/${found?.documentNo}`, { token: clerk })
      const { paragraphs, lists } = paper.body.paper as { paragraphs: string[]; lists: { lines: string[] }[] }
      t.match([...paragraphs, ...lists.flatMap(({ lines }) => lines)].join(), line)
      t.notMatch(paper.text, /决定准予行政许可/)
    }
    const other = application.parties.map((party) => ({ ...party, idNumber: '91990101MA0000X151' }))
    t.match(await apply('changes', { ...application, parties: other }, 'x'), {
      status: 422,
      body: { errors: [{ pointer: '/parties', code: 'NOT_THE_HOLDER' }] },
    })
    const form = { ...application.form, businessAddress: '四川省乐山市市中区示例路9号' }
    const change = await apply('changes', { ...application, form }, 'c')
    t.match(
      change,
      {
        status: 201,
        body: {
          status: 'SUBMITTED',
          related: [{ relation: 'changeOf', caseNo: licence.caseNo, licenceNo: licence.licenceNo }],
        },
      },
      change.text,
    )
    await paperOf(change, '收件回执', /本次申请变更的证照，编号为JY25111020000001/)
    await decide(change)
    await paperOf(
      change,
      '准予变更决定书',
      /JY25111020000001.*至2031年3月1日（有效期不变）.*经营场所：由“.*1号”变更为“.*9号”/,
    )
    const changed = await read()
    t.match(changed, { validTo: '2031-03-01', acts: [{ act: 'issue' }, { act: 'change' }], version: 2 })
    t.ok(changed.content.includes('经营场所：四川省乐山市市中区示例路9号'), changed.content.join())

    const more = { ...form, businessName: '乐山更名饭店', foodItems: ['散装食品销售', '散装熟食销售'] }
    const refused = '增加散装熟食销售'
    const reason = '经营场所没有散装熟食所需的专间和冷藏设备'
    const inPart = await apply('changes', { ...application, form: more }, 'part')
    await decide(inPart, true, { partial: { granted: '变更经营者名称', refused, reason } })
    const partly = await read()
    t.match(partly, { validTo: '2031-03-01', partial: { granted: '变更经营者名称', refused }, version: 3 })
    for (const line of ['经营者名称：乐山更名饭店', '经营项目：散装食品销售'])
      t.ok(partly.content.includes(line), partly.content.join())
    t.notMatch(partly.content.join(), /散装熟食/, 'what was refused is on no licence')

    const renewal = await apply('renewals', application, 'r1')
    t.equal(renewal.status, 201, renewal.text)
    await paperOf(renewal, '收件回执', /本次申请延续的证照，编号为JY25111020000001/)
    t.match(await read(), { renewal: { caseNo: renewal.body.caseNo, inTime: true } })
    t.equal((await apply('renewals', application, 'r2')).status, 409, 'one at a time')
    await decide(renewal)
    await paperOf(renewal, '准予延续决定书', /有效期延续至2036年3月1日（原有效期至2031年3月1日）/)
    t.match(await read(), { validTo: '2036-03-01', state: 'current', acts: [{}, {}, {}, { act: 'renew' }] })
    t.notOk('renewal' in (await read()))
    t.equal((await listed(app)).length, 1, 'it is the same licence')

    const denied = await apply('renewals', application, 'r3')
    await decide(denied, false)
    await app.setNow('2036-01-10T01:00:00.000000Z')
    const open = await apply('renewals', application, 'r4')
    t.equal(open.status, 201, 'a refused one is no hindrance')
    t.match(await read(), { renewal: { inTime: true } })
    const way = (await app.request('GET', '/v1/workflows/review-visit/versions/1')).body
    const publish = async (automaticConsequences: boolean) => {
      const { version: _version, ...definition } = way
      const answer = await app.request('POST', '/v1/workflows', {
        token: await app.token('cataloguer'),
        body: { ...definition, automaticConsequences },
      })
      t.equal(answer.status, 201, answer.text)
      pass(3000)
    }
    await publish(false)
    await app.setNow('2036-03-04T01:00:00.000000Z')
    t.match(
      await read(),
      { state: 'current', validTo: '2036-03-01', renewal: { inTime: true } },
      'the procedure leaves it to people: nothing is renewed, and it holds on',
    )
    const monitor = createCaseMonitor(app.deps)
    await monitor.tick()
    await monitor.tick()
    const alerts = await app.request('GET', `/v1/alerts?caseNo=${open.body.caseNo}&rule=RENEWAL`, {
      token: await app.token('supervisor'),
    })
    t.match(alerts.body.data, [{ level: 'RED', status: 'OPEN' }], 'it goes further up instead')
    await publish(true)
    t.match(
      await read(),
      { state: 'current', validTo: '2041-03-01', acts: [{}, {}, {}, {}, { act: 'deemRenewal' }] },
      'nobody decided: renewed by law (Art. 50)',
    )
    await t.test('what the law renewed nobody refuses any more, and the paper is still owed', async (t) => {
      const path = `/v1/cases/${open.body.caseNo}`
      const seen = async (role: Role = 'clerk') => app.request('GET', path, { token: await app.token(role) })
      const told = await seen()
      t.match(told.body, {
        status: 'SUBMITTED',
        renewedByLaw: { since: '2036-03-02', validTo: '2041-03-01', basis: /第五十条第二款/ },
      })
      const clock = told.body.clocks.find(({ kind }: { kind: string }) => kind === 'RENEWAL')
      t.match(clock, { state: 'STOPPED' }, 'nobody waits for a decision that the law has made')
      const actions = await app.request('GET', `${path}/actions`, { token: clerk })
      const offered = actions.body.data.map(({ action }: { action: string }) => action)
      t.ok(offered.includes('accept'), offered.join())
      for (const action of ['refuseAcceptance', 'requestCorrection', 'declareNotRequired', 'withdraw'])
        t.notOk(offered.includes(action), action)
      const against = {
        action: 'refuseAcceptance',
        ground: 'falseStatement',
        reason: '申请材料与实际情况不符',
      }
      t.match((await transition(app, 'clerk', told, against, 409)).body, {
        errors: [{ code: 'RENEWED_BY_LAW' }],
      })
      const { queryCode } = open.body
      const progress = await app.request('POST', '/v1/progress', {
        body: { caseNo: open.body.caseNo, queryCode },
      })
      t.match(progress.body.statusText, /视为准予延续，有效期至2041-03-01/, progress.text)
      let last = await transition(app, 'clerk', told, { action: 'accept' })
      last = await transition(app, 'reviewer', last, { action: 'startReview' })
      const reviewing = await app.request('GET', `${path}/actions`, { token: await app.token('reviewer') })
      const left = reviewing.body.data.map(({ action }: { action: string }) => action)
      t.ok(left.includes('completeStep'), left.join())
      for (const action of ['requestSupplement', 'requestJointReview', 'startSpecial'])
        t.notOk(left.includes(action), `${action} changes nothing`)
      last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
      const longer = { action: 'extend', days: 5, reason: '需要进一步核查' }
      t.match((await transition(app, 'approver', last, longer, 409)).body, {
        errors: [{ code: 'RENEWED_BY_LAW' }],
      })
      await transition(app, 'approver', last, { action: 'deny', reason: '经营场所已经不符合许可条件' }, 409)
      const conditions = [{ text: '每季度报送自查报告' }]
      t.match((await transition(app, 'approver', last, { action: 'approve', conditions }, 422)).body, {
        errors: [{ pointer: '/conditions', code: 'RENEWED_BY_LAW' }],
      })
      last = await transition(app, 'approver', last, { action: 'approve' })
      await transition(app, 'approver', last, { action: 'close' })
      const papers = await app.request('GET', `${path}/documents`, { token: clerk })
      const { documentNo } = papers.body.data.find(({ kind }: { kind: string }) => kind === 'renewalDecision')
      const paper = await app.request('GET', `${path}/documents/${documentNo}`, { token: clerk })
      t.match(paper.text, /第五十条第二款视为准予延续；本机关于2036年3月\d+日补发本决定书/)
      t.notMatch(paper.text, /决定准予延续/)
      t.match((await read()).acts.length, 5, 'the late decision adds nothing to the licence')
    })
    await app.setNow('2041-01-10T01:00:00.000000Z')
    const pinned = await apply('renewals', application, 'r5')
    await transition(app, 'clerk', pinned, { action: 'accept' })
    await publish(false)
    await app.setNow('2041-03-02T01:00:00.000000Z')
    t.match(
      await read(),
      { validTo: '2046-03-01', renewal: undefined },
      'a procedure published after its acceptance forbids it nothing',
    )
    await app.setNow('2046-02-20T01:00:00.000000Z')
    const late = await apply('renewals', application, 'r6')
    t.match(await read(), { renewal: { caseNo: late.body.caseNo, inTime: false } })
    const elsewhere = { ...leshanCase(), movedFrom: late.body.caseNo }
    t.match(
      (await createCase(app, elsewhere, { status: 422 })).body.errors,
      [{ pointer: '/movedFrom', code: 'RENEWAL_NOT_MOVABLE' }],
      'a renewal stays one',
    )
    await app.setNow('2046-03-02T01:00:00.000000Z')
    t.match(await read(), { state: 'expired', validTo: '2046-03-01' }, 'too late to be deemed renewed')

    const revoked = await app.request('POST', `/v1/licences/${licence.licenceId}/revocation`, {
      token: await app.token('approver'),
      body: { ground: 'fraud', reason: '被许可人隐瞒有关情况，以欺骗手段取得许可', heard: HEARD },
      headers: { 'if-match': '*' },
    })
    t.equal(revoked.status, 200, revoked.text)
    const told = await app.request('GET', `/v1/cases/${late.body.caseNo}`, { token: clerk })
    await decide(told, false)
    const ended = await read()
    t.match(
      ended,
      { state: 'revoked', validTo: '2046-03-01' },
      'what was revoked is not renewed by an older application',
    )
    t.match(ended.acts.at(-1), { act: 'revoke' })
  },
)

t.test('who refuses a renewal after the end finds that the law was faster', async (t) => {
  const app = await startTestApp(t)
  await grantedCase(app)
  const [licence] = await listed(app)
  const { itemCode: _item, submit: _submit, ...application } = foodCase()
  await app.setNow('2030-12-02T01:00:00.000000Z')
  const renewal = await app.request('POST', `/v1/licences/${licence.licenceId}/renewals`, {
    token: await app.token('clerk'),
    body: application,
    headers: { 'idempotency-key': 'in-time' },
  })
  let last = await transition(app, 'clerk', renewal, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  const refusal = { action: 'deny', reason: '经营场所已经不符合许可条件' }
  const deny = async (match: string, path = '') =>
    app.request('POST', `/v1/cases/${renewal.body.caseNo}/transitions${path}`, {
      token: await app.token('approver'),
      body: refusal,
      headers: { 'if-match': match },
    })
  // The last second in which it may be refused: the licence holds until 24:00 of 2031-03-01.
  await app.setNow('2031-03-01T15:59:59.000000Z')
  t.equal((await deny('"0"')).status, 412)
  const read = async () =>
    (await app.request('GET', `/v1/cases/${renewal.body.caseNo}`, { token: await app.token('clerk') })).body
  t.notOk('renewedByLaw' in (await read()), 'it holds until the end of its day')
  await app.setNow('2031-03-01T16:00:00.000000Z')
  t.equal((await deny(last.headers.etag ?? '')).status, 412, 'the law has moved the case on')
  const refused = await deny('*')
  t.match(refused.body, { status: 409, errors: [{ code: 'RENEWED_BY_LAW' }] }, refused.text)
  t.match(await read(), { status: 'DECIDING', renewedByLaw: { since: '2031-03-02', validTo: '2036-03-01' } })
})

t.test('a renewal that is decided after the end begins with its decision', async (t) => {
  const app = await startTestApp(t)
  await grantedCase(app)
  const [licence] = await listed(app)
  const { itemCode: _item, submit: _submit, ...application } = foodCase()
  const clerk = await app.token('clerk')
  await app.setNow('2031-02-20T01:00:00.000000Z')
  const path = `/v1/licences/${licence.licenceId}`
  const late = await app.request('POST', `${path}/renewals`, {
    token: clerk,
    body: application,
    headers: { 'idempotency-key': 'late' },
  })
  let last = await transition(app, 'clerk', late, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  await app.setNow('2031-03-04T01:00:00.000000Z')
  t.match((await app.request('GET', path, { token: clerk })).body, {
    state: 'expired',
    validTo: '2031-03-01',
  })
  last = await transition(app, 'approver', last, { action: 'approve' })
  const papers = `/v1/cases/${late.body.caseNo}/documents`
  const { data } = (await app.request('GET', papers, { token: clerk })).body
  const paper = data.find(({ title }: { title: string }) => title === '准予延续决定书')
  const { text } = await app.request('GET', `${papers}/${paper.documentNo}`, { token: clerk })
  t.match(text, /有效期自2031年3月4日起延续至2036年3月3日（原有效期至2031年3月1日）/)
  await transition(app, 'approver', last, { action: 'close' })
  const renewed = (await app.request('GET', path, { token: clerk })).body
  t.match(renewed, { state: 'current', validTo: '2036-03-03' }, 'what had ended did not hold in between')
})

t.test('what was revoked is neither renewed nor changed, and no certificate of it goes out', async (t) => {
  const app = await startTestApp(t)
  await grantedCase(app)
  const [licence] = await listed(app)
  const { itemCode: _item, submit: _submit, ...application } = foodCase()
  const parties = application.parties.map((party) => ({ ...party, name: '乐山新名餐饮有限公司' }))
  const apply = async (path: string): Promise<Answer> => {
    const answer = await app.request('POST', `/v1/licences/${licence.licenceId}/${path}`, {
      token: await app.token('clerk'),
      body: { ...application, parties },
      headers: { 'idempotency-key': path },
    })
    if (answer.status !== 201) throw new Error(answer.text)
    let last = await transition(app, 'clerk', answer, { action: 'accept' })
    last = await transition(app, 'reviewer', last, { action: 'startReview' })
    return transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  }
  const read = async (caseNo: string) =>
    app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('clerk') })
  const decided = await transition(app, 'approver', await apply('changes'), { action: 'approve' })
  const changed = await transition(app, 'approver', decided, { action: 'close' })
  const renewal = await apply('renewals')
  const revoked = await app.request('POST', `/v1/licences/${licence.licenceId}/revocation`, {
    token: await app.token('approver'),
    body: { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard: HEARD },
  })
  t.equal(revoked.status, 200, revoked.text)

  const { documentNo } = revoked.body.acts.at(-1)
  const paper = await app.request('GET', `/v1/cases/${licence.caseNo}/documents/${documentNo}`, {
    token: await app.token('approver'),
  })
  t.match(paper.text, /乐山新名餐饮有限公司/, 'as its holder is called now')
  t.notMatch(paper.text, /乐山示例餐饮有限公司/)

  const now = await read(renewal.body.caseNo)
  await transition(app, 'approver', now, { action: 'approve' }, 409)
  const offered = await app.request('GET', `/v1/cases/${renewal.body.caseNo}/actions`, {
    token: await app.token('approver'),
  })
  const actions = offered.body.data.map(({ action }: { action: string }) => action)
  t.notOk(actions.includes('approve'), 'nor is it offered')
  t.ok(actions.includes('deny'), 'there is a lawful end')
  t.equal(
    offered.body.data.find(({ action }: { action: string }) => action === 'deny').title,
    '不予延续',
    'as what it refuses is called',
  )
  const denied = { action: 'deny', reason: '该许可证已被依法撤销，不得延续' }
  const refused = await transition(app, 'approver', now, denied)
  t.match(refused.body, { status: 'DENIED' })
  const refusal = await transition(app, 'approver', refused, { action: 'close' })
  const handed = { action: 'deliver', method: 'pickup', receiver: '李小敏' }
  t.match(
    (await transition(app, 'issuer', refusal, handed)).body,
    { status: 'DELIVERED' },
    'what is refused is delivered',
  )
  const ofRenewal = await app.request('GET', `/v1/cases/${renewal.body.caseNo}/documents`, {
    token: await app.token('clerk'),
  })
  t.match(
    ofRenewal.body.data.find(({ kind }: { kind: string }) => kind === 'renewalDenial'),
    { title: '不予延续决定书', standing: { state: 'delivered' } },
    ofRenewal.text,
  )
  const refusing = ofRenewal.body.data.find(({ kind }: { kind: string }) => kind === 'renewalDenial')
  const printed = await app.request(
    'GET',
    `/v1/cases/${renewal.body.caseNo}/documents/${refusing.documentNo}`,
    {
      token: await app.token('approver'),
    },
  )
  t.match(printed.text, /原证件已被撤销、撤回或者注销，不再有效/)
  t.notMatch(printed.text, /有效期届满/, 'what was revoked has no term left')
  const receiptOf = async (caseNo: string): Promise<Answer> => {
    const { data } = (
      await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: await app.token('clerk') })
    ).body
    const { documentNo: no } = data.at(-1)
    return app.request('GET', `/v1/cases/${caseNo}/documents/${no}`, { token: await app.token('clerk') })
  }
  t.match((await receiptOf(renewal.body.caseNo)).text, /《不予延续决定书》/)

  const served = `/v1/cases/${licence.caseNo}/documents/${documentNo}/delivery`
  const serve = async (
    body: object,
    role: Role = 'issuer',
    path = served,
    headers: object = { 'if-match': '*' },
  ) =>
    app.request('POST', path, {
      token: await app.token(role),
      body,
      headers: headers as Record<string, string>,
    })
  const inPerson = { method: 'pickup', receiver: '李小敏' }
  t.equal((await serve(inPerson, 'issuer', served, {})).status, 428)
  t.equal((await serve(inPerson, 'approver')).status, 403)
  t.match(await serve({ method: 'pickup' }), { status: 422, body: { errors: [{ pointer: '/receiver' }] } })
  t.match(await serve({ method: 'post', receiver: '李小敏' }), {
    ...{ status: 422, body: { errors: [{ pointer: '/address' }, { pointer: '/trackingNumber' }] } },
  })
  t.match(await serve({ ...inPerson, again: '邮件被退回' }), {
    ...{ status: 422, body: { errors: [{ pointer: '/again', code: 'NOT_DELIVERED_BEFORE' }] } },
  })
  t.equal((await serve(inPerson, 'issuer', served.replace(documentNo, 'nothing'))).status, 404)
  const own = await app.request('GET', `/v1/cases/${licence.caseNo}/documents`, {
    token: await app.token('clerk'),
  })
  const decision = own.body.data.find(({ kind }: { kind: string }) => kind === 'approval').documentNo
  t.equal((await serve(inPerson, 'issuer', served.replace(documentNo, decision))).status, 409, 'by deliver')
  const doorsOf = async (role: Role) => {
    const { body } = await app.request('GET', `/v1/cases/${licence.caseNo}/actions`, {
      token: await app.token(role),
    })
    return body.elsewhere?.map(({ operationId, path }: { operationId: string; path: string }) => [
      operationId,
      path,
    ])
  }
  t.same(await doorsOf('issuer'), [['deliverPaper', served]], 'who hands out is shown the door')
  t.equal(await doorsOf('approver'), undefined)
  t.match(await serve({ method: 'electronic', receiver: '李小敏' }), {
    ...{ status: 422, body: { errors: [{ pointer: '/consent', code: 'REQUIRED' }] } },
  })
  t.match(await serve({ method: 'announcement' }), { status: 422, body: { errors: [{ pointer: '/note' }] } })
  const letter = {
    method: 'post',
    receiver: '李小敏',
    address: '四川省乐山市市中区示例路1号',
    trackingNumber: 'EA1',
  }
  const cameBack = { method: 'post', returned: '邮件因收件人迁址被退回' }
  const standings = async () => {
    const path = `/v1/cases/${licence.caseNo}/documents`
    const { data } = (await app.request('GET', path, { token: await app.token('clerk') })).body
    const receipt = data.findLast(({ kind }: { kind: string }) => kind === 'deliveryReceipt')
    const own = data.find((each: { documentNo: string }) => each.documentNo === documentNo)
    return [own.standing, receipt.standing]
  }
  t.equal((await serve(cameBack)).status, 409, 'nothing was posted yet')
  t.equal((await serve(letter)).status, 200)
  t.same(await doorsOf('issuer'), [['deliverPaper', served]], 'its return receipt is still to be told')
  t.equal((await serve({ ...cameBack, method: 'pickup' })).status, 409)
  const words0 = /^已于2026年3月2日交邮寄送，送达日期以回执上注明的收件日期为准$/
  t.match((await standings())[0], { state: 'valid', words: words0 }, 'it is on its way')
  t.match(
    (await receiptOf(licence.caseNo)).text,
    /已于2026年3月2日交邮寄送，以回执上注明的收件日期为送达日期/,
  )
  const instead = { method: 'announcement', note: '邮寄未回，已在市政府网站公告', again: '邮寄未回' }
  t.match(await serve(instead), { status: 409, body: { detail: /已经送达、寄出或者正在公告/ } })
  t.equal((await serve(cameBack)).status, 200)
  t.equal((await serve(cameBack)).status, 409, 'once')
  t.same(await doorsOf('issuer'), [['deliverPaper', served]], 'it is to be delivered anew')
  t.match(await standings(), [{ state: 'valid' }, { state: 'ended', words: '邮件已退回，本次未送达' }])
  const announced = { method: 'announcement', note: '邮寄两次均被退回，已在市政府网站公告' }
  t.equal((await serve(announced)).status, 200, 'after a letter that came back no reason is asked for again')
  const words = /^公告送达，于2026年4月1日视为送达$/
  t.match(await standings(), [{ state: 'valid', words }, {}], 'while its days run nothing is delivered')
  t.equal((await serve(instead)).status, 409, 'nor is it announced twice')
  await app.setNow('2026-04-01T01:00:00.000000Z')
  t.match(await standings(), [{ state: 'delivered', words }, {}])
  t.match((await receiptOf(licence.caseNo)).text, /公告送达；自公告之日起经过三十日，于2026年4月1日视为送达/)
  const why = { ...inPerson, again: '当事人到场领取' }
  t.match(await serve(why), { status: 200, body: { status: 'CLOSED' } })
  t.equal((await serve(inPerson)).status, 409, 'once')
  const receipt = await receiptOf(licence.caseNo)
  t.match(receipt.text, /的《撤销行政许可决定书》已于/)
  t.notMatch(receipt.text, /办理结果/, 'which was never handed out')
  t.notMatch(receipt.text, /《食品经营许可证》/, 'no certificate goes out with it')
  t.match(receipt.text, /乐山新名餐饮有限公司/, 'to its holder')
  t.match(receipt.text, /收件人：李小敏/)
  const standing = await app.request('GET', `/v1/cases/${licence.caseNo}/documents/${documentNo}`, {
    token: await app.token('clerk'),
  })
  t.match(standing.body.standing, { state: 'delivered' }, standing.text)
  t.equal((await serve({ ...inPerson, again: '前次误送他人' })).status, 200)
  const events = await app.request('GET', `/v1/cases/${licence.caseNo}/events`, {
    token: await app.token('clerk'),
  })
  t.match(events.body.data.at(-1), {
    ...{ type: 'deliverPaper', title: '送达文书', facts: { paperKind: 'licenceRevocation', again: true } },
  })

  const told = (arrivedOn: string, more = {}) => serve({ method: 'post', arrivedOn, ...more })
  t.equal((await told('2026-04-01')).status, 409, 'nothing is on its way by post')
  t.equal((await serve({ ...letter, again: '当事人要求邮寄' })).status, 200)
  t.same(codesOf(await told('2026-03-31')), ['DATE_BEFORE_POSTING'])
  t.same(codesOf(await told('2026-04-02')), ['DATE_IN_FUTURE'])
  t.same(codesOf(await told('2026-04-01', { returned: '邮件被退回' })), ['ARRIVED_OR_RETURNED'])
  t.equal((await told('2026-04-01', { method: 'pickup' })).status, 409)
  t.match((await standings())[0], { state: 'valid' })
  t.equal((await told('2026-04-01')).status, 200)
  t.match((await standings())[0], { state: 'delivered', words: '已于2026年4月1日送达' })
  t.equal((await told('2026-04-01')).status, 409, 'once')
  const righted = await told('2026-04-01', { again: '回执上的日期登记有误' })
  t.equal(righted.status, 200, 'a wrong day is put right with its reason')
  t.same(await doorsOf('issuer'), [['deliverPaper', served]], 'and may be wrong again')
  t.match(await serve(cameBack), { status: 409, body: { detail: /已登记妥投/ } })
  const wrongly = { again: '误将他件的回执登记于本件' }
  t.equal((await serve({ method: 'post', onItsWay: true, ...wrongly })).status, 200)
  t.match((await standings())[0], { state: 'valid', words: /交邮寄送/ }, 'the day that was told is no more')
  t.same(await doorsOf('issuer'), [['deliverPaper', served]])
  t.equal((await serve({ method: 'post', onItsWay: true, ...wrongly })).status, 409, 'nothing is told of it')
  t.equal((await told('2026-04-01')).status, 200)
  t.equal((await serve({ ...cameBack, ...wrongly })).status, 200, 'it had not arrived: it came back')
  const asBefore = [{ state: 'delivered' }, { state: 'ended', words: '邮件已退回，本次未送达' }]
  t.match(await standings(), asBefore, 'it had been handed over before it was posted')
  t.match(await told('2026-04-01'), { status: 409, body: { detail: /已登记退件/ } })
  t.equal((await serve({ ...cameBack, ...wrongly })).status, 409, 'once')
  t.equal((await told('2026-04-01', wrongly)).status, 200, 'nor did it: it arrived')
  t.match(await standings(), [{ state: 'delivered', words: '已于2026年4月1日送达' }, {}])
  const online = { method: 'electronic', receiver: '李小敏', consent: '送达地址确认书', again: '当事人要求' }
  t.equal((await serve(online)).status, 200)
  t.match((await standings())[0], { state: 'delivered' })
  t.equal((await told('2026-04-01', { method: 'electronic' })).status, 409, 'no receipt comes of it')
  t.equal((await serve({ method: 'electronic', returned: '系统反馈未能到达' })).status, 200)
  t.match(await standings(), asBefore, 'what bounced was not delivered by that')
  t.equal((await serve({ ...inPerson })).status, 200)

  const shut = await read(changed.body.caseNo)
  t.match(
    shut.body.clocks.find(({ kind }: { kind: string }) => kind === 'DELIVERY_10D'),
    { state: 'STOPPED' },
    'nobody waits for what is not handed out',
  )
  await transition(app, 'issuer', shut, { action: 'deliver', method: 'pickup', receiver: '李小敏' }, 409)
  const papers = await app.request('GET', `/v1/cases/${changed.body.caseNo}/documents`, {
    token: await app.token('clerk'),
  })
  t.notOk(
    papers.body.data.some(({ kind }: { kind: string }) => kind === 'licenceRevocation'),
    'one paper',
  )
  t.same((await verifyHistory(app.deps.pool)).findings, [])
})

t.test(
  'a licence is suspended by a statute, heard before, and holds again; its holder is reminded',
  async (t) => {
    const app = await startTestApp(t)
    const approver = await app.token('approver')
    const issuer = await app.token('issuer')
    const granted = await grantedCase(app)
    const [licence] = await listed(app)
    const act = (path: string, body: object) =>
      app.request('POST', `/v1/licences/${licence.licenceId}/${path}`, { token: approver, body })
    const read = async () =>
      (await app.request('GET', `/v1/licences/${licence.licenceId}`, { token: approver })).body
    const suspension = {
      ...{ ground: 'rectify', reason: '监督检查发现后厨不符合卫生规范', heard: HEARD },
      statute: '《中华人民共和国食品安全法》第一百二十六条',
    }
    t.match(
      await act('suspension', { ...suspension, statute: '领导决定' }),
      { status: 422, body: { errors: [{ pointer: '/statute', code: 'STATUTE_UNNAMED' }] } },
      'the licence law knows no suspension',
    )
    t.equal((await act('suspension', { ...suspension, heard: undefined })).status, 400, 'heard before')
    t.match(await act('suspension', { ...suspension, until: '2026-03-02' }), {
      status: 422,
      body: { errors: [{ pointer: '/until', code: 'DATE_IN_PAST' }] },
    })
    t.match(await act('suspension', { ...suspension, until: '2031-03-02' }), {
      status: 422,
      body: { errors: [{ pointer: '/until', code: 'AFTER_VALIDITY' }] },
    })
    t.match(await act('suspension', { ...suspension, statute: '《中华人民共和国行政许可法》第六十九条' }), {
      status: 422,
      body: { errors: [{ pointer: '/statute', code: 'STATUTE_KNOWS_NONE' }] },
    })
    const suspended = await act('suspension', suspension)
    t.match(suspended, { status: 200, body: { state: 'suspended', validTo: '2031-03-01' } }, suspended.text)
    t.notOk('suspendedUntil' in suspended.body)
    const { documentNo } = suspended.body.acts.at(-1)
    const paper = await app.request('GET', `/v1/cases/${granted.body.caseNo}/documents/${documentNo}`, {
      token: approver,
    })
    t.match(paper.body, { title: '暂停行政许可决定书', paper: { remedies: [/60日内.*6个月内/] } })
    t.match(
      paper.body.paper.paragraphs.join(),
      /食品安全法》第一百二十六条.*直至本机关决定恢复.*告知拟作出的决定和陈述、申辩权/s,
    )
    const verified = await app.request('POST', '/v1/licences/verify', {
      body: { licenceNo: licence.licenceNo, code: licence.verificationCode },
    })
    t.match(verified.body, { state: 'suspended' }, 'whoever looks it up learns of it')
    t.equal((await act('suspension', suspension)).status, 409, 'once')
    t.match(await act('reprint', { ground: 'lost', reason: '持证单位声明许可证正本已经遗失' }), {
      status: 409,
      body: { state: 'suspended', errors: [{ code: 'LICENCE_SUSPENDED' }] },
    })
    const handOut = () =>
      app.request('POST', `/v1/cases/${granted.body.caseNo}/transitions`, {
        ...{ token: issuer, body: { action: 'deliver', method: 'pickup' }, headers: { 'if-match': '*' } },
      })
    t.match(await handOut(), { status: 409, body: { errors: [{ code: 'LICENCE_SUSPENDED' }] } })
    const { data: issued } = (
      await app.request('GET', `/v1/cases/${granted.body.caseNo}/documents`, { token: approver })
    ).body
    t.match(
      issued.find(({ kind }: { kind: string }) => kind === 'approval').standing,
      { words: /已由.*暂停/ },
      'the decision says so',
    )
    const lifted = await act('resumption', { ground: 'rectified', reason: '经复查，后厨已经整改到位' })
    t.match(lifted.body, { state: 'current', acts: [{}, { act: 'suspend' }, { act: 'resume' }] }, lifted.text)

    t.match((await act('suspension', { ...suspension, until: '2030-12-31' })).body, {
      state: 'suspended',
      suspendedUntil: '2030-12-31',
    })
    const { itemCode: _item, submit: _submit, ...application } = foodCase()
    await app.setNow('2030-12-31T01:00:00.000000Z')
    const renewal = await app.request('POST', `/v1/licences/${licence.licenceId}/renewals`, {
      token: await app.token('clerk'),
      body: application,
      headers: { 'idempotency-key': 'r' },
    })
    t.match(
      renewal,
      { status: 201, body: { related: [{ relation: 'renewalOf', decideBy: '2031-02-28' }] } },
      `suspended, it is renewed in time; the first of March is a Saturday: ${renewal.text}`,
    )
    const clockOf = (of: Answer) => of.body.clocks.find(({ kind }: { kind: string }) => kind === 'RENEWAL')
    t.match(clockOf(renewal), { due: '2031-02-28', state: 'RUNNING', basis: /第五十条/ })
    await app.setNow('2031-01-01T01:00:00.000000Z')
    t.match(await read(), {
      state: 'current',
      acts: [{}, {}, {}, {}, { act: 'resume', ground: 'periodOver' }],
    })
    let last = await transition(app, 'clerk', renewal, { action: 'accept' })
    last = await transition(app, 'reviewer', last, { action: 'startReview' })
    last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
    t.match(clockOf(last), { state: 'RUNNING' })
    last = await transition(app, 'approver', last, { action: 'approve' })
    t.match(clockOf(last), { state: 'STOPPED', lamp: 'NONE' })
    await transition(app, 'approver', last, { action: 'close' })
    t.match(await read(), { validTo: '2036-03-01', state: 'current' })

    await app.setNow('2035-12-31T01:00:00.000000Z')
    await listed(app)
    const told = async () =>
      (
        await app.database.asOwner<{ document: string }>(
          `select document from case_events where type = 'licence.remind' order by event_no`,
        )
      ).map(({ document }) => JSON.parse(document))
    t.equal((await told()).length, 1, 'of its first end: on 2030-12-31, before it was renewed')
    await app.setNow('2036-01-01T01:00:00.000000Z')
    await listed(app)
    await listed(app)
    t.match(
      (await told()).slice(1),
      [{ caseNo: renewal.body.caseNo, payload: { validTo: '2036-03-01', renewBy: '2036-01-31' } }],
      'thirty days before the thirty days, once',
    )
    t.same((await verifyHistory(app.deps.pool)).findings, [])
  },
)

t.test('of six renewals at once one is opened, and one that came to nothing is no hindrance', async (t) => {
  const app = await startTestApp(t)
  await grantedCase(app)
  const [licence] = await listed(app)
  const { itemCode: _item, submit: _submit, ...application } = foodCase()
  const clerk = await app.token('clerk')
  const apply = (key: string, body: object = application) =>
    app.request('POST', `/v1/licences/${licence.licenceId}/renewals`, {
      token: clerk,
      body,
      headers: { 'idempotency-key': key },
    })
  const other = application.parties.map((party) => ({ ...party, idNumber: '91990101MA0000X151' }))
  t.equal((await apply('wrong', { ...application, parties: other })).status, 422, 'nothing is claimed by it')
  const six = await Promise.all(['1', '2', '3', '4', '5', '6'].map((key) => apply(key)))
  t.same(six.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409])
  const opened = six.findIndex(({ status }) => status === 201)
  const again = await apply(`${opened + 1}`)
  t.match(again, { status: 201, headers: { 'idempotency-replayed': 'true' }, text: six[opened]?.text })
  const twice = await Promise.all([apply(`${opened + 1}`), apply(`${opened + 1}`)])
  t.same(
    twice.map(({ status }) => status),
    [201, 201],
  )
  let last = await transition(app, 'clerk', six[opened] as Answer, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  last = await transition(app, 'approver', last, { action: 'deny', reason: '经营场所已经不符合许可条件' })
  t.equal((await apply('7')).status, 201, 'refused')
  await transition(app, 'approver', last, { action: 'close' })
})

t.test(
  'what was revoked is handed out no more; a closing that is taken back takes its licence back',
  async (t) => {
    const app = await startTestApp(t)
    const approver = await app.token('approver')
    const granted = await grantedCase(app)
    const undo = (of: Answer) =>
      app.request('POST', `/v1/cases/${of.body.caseNo}/undo`, {
        token: approver,
        headers: { 'if-match': of.headers.etag ?? '' },
      })
    const [licence] = await listed(app)
    const back = await undo(granted)
    t.match(back, { status: 200, body: { status: 'APPROVED' } }, back.text)
    t.match(await listed(app), [{ state: 'voided', acts: [{ act: 'issue' }, { act: 'void' }] }])
    const verified = await app.request('POST', '/v1/licences/verify', {
      body: { licenceNo: licence.licenceNo, code: licence.verificationCode },
    })
    t.match(verified.body, { state: 'voided' })
    const closed = await transition(app, 'approver', back, { action: 'close' })
    const [anew, ...others] = await listed(app)
    t.same(others, [])
    t.match(anew, { state: 'current', licenceNo: licence.licenceNo, version: 3 })
    t.not(anew.verificationCode, licence.verificationCode)

    const posted = await transition(app, 'issuer', closed, {
      action: 'deliver',
      ...{ method: 'post', receiver: '张三', address: '四川省乐山市市中区示例路1号', trackingNumber: 'EA1' },
    })
    const revoked = await app.request('POST', `/v1/licences/${anew.licenceId}/revocation`, {
      token: approver,
      body: { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard: HEARD },
    })
    t.equal(revoked.status, 200, revoked.text)
    const issuer = await app.token('issuer')
    const act = (action: object) =>
      app.request('POST', `/v1/cases/${posted.body.caseNo}/transitions`, {
        token: issuer,
        headers: { 'if-match': '*' },
        body: action,
      })
    const returned = await act({ action: 'returnMail', reason: '邮件因地址不详被退回' })
    t.match(returned.body, { status: 'CLOSED' }, returned.text)
    t.notOk(
      returned.body.clocks.some(
        ({ kind, stoppedOn }: { kind: string; stoppedOn?: string }) =>
          kind === 'DELIVERY_10D' && stoppedOn === undefined,
      ),
      'nothing is to be delivered',
    )
    t.match(await act({ action: 'deliver', method: 'pickup', receiver: '张三' }), { status: 409 })
    t.same((await verifyHistory(app.deps.pool)).findings, [])
    for (const altered of ["state = 'current'", 'valid_to = valid_to + 365', "licence_no = 'JY1'"]) {
      await app.database.asOwner(`create table kept as select * from licences`)
      await app.database.asOwner(`update licences set ${altered}`)
      t.match(
        (await verifyHistory(app.deps.pool)).findings,
        [/^licence .*: not what its events say$/],
        altered,
      )
      await app.database.asOwner(
        `update licences l set state = k.state, valid_to = k.valid_to, licence_no = k.licence_no from kept k where k.id = l.id`,
      )
      await app.database.asOwner('drop table kept')
    }
    await app.database.asOwner('delete from licences')
    t.match((await verifyHistory(app.deps.pool)).findings, [/^licence .*: it is gone$/])
  },
)

t.test('the holder sees and renews the own licence online; nobody else does', async (t) => {
  const app = await startTestApp(t)
  const holder = { subject: 'shopkeeper' }
  const { windowId: _window, ...body } = foodCase()
  const created = await createCase(app, { ...body, channel: 'WEB' }, { role: 'citizen', ...holder })
  let last = await transition(app, 'clerk', created, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  last = await transition(app, 'approver', last, { action: 'approve' })
  await transition(app, 'approver', last, { action: 'close' })
  const own = await app.token('citizen', holder)
  const stranger = await app.token('citizen', { subject: 'somebody-else' })
  const [licence, ...others] = await listed(app, '', own)
  t.same(others, [])
  t.match(licence, { state: 'current', caseNo: created.body.caseNo })
  t.same(await listed(app, '', stranger), [])
  const { itemCode: _item, submit: _submit, ...application } = body
  const renew = (token: string, key: string) =>
    app.request('POST', `/v1/licences/${licence.licenceId}/renewals`, {
      token,
      body: { ...application, channel: 'WEB' },
      headers: { 'idempotency-key': key },
    })
  t.equal((await renew(stranger, 'a')).status, 404)
  const renewal = await renew(own, 'b')
  t.match(
    renewal,
    { status: 201, body: { status: 'SUBMITTED', related: [{ relation: 'renewalOf' }] } },
    renewal.text,
  )
  const read = await app.request('GET', `/v1/licences/${licence.licenceId}`, { token: own })
  t.match(read.body, { renewal: { caseNo: renewal.body.caseNo, inTime: true } })

  const taken = await transition(app, 'clerk', await createCase(app, foodCase()), {
    action: 'withdraw',
    reason: '申请人要求撤回申请',
  })
  t.match(taken.body, { status: 'WITHDRAWN', proofOwed: true })
  const alerts = await app.request('GET', `/v1/alerts?rule=WITHDRAWN_UNPROVEN`, {
    token: await app.token('supervisor'),
  })
  t.match(alerts.body.data, [{ caseNo: taken.body.caseNo, level: 'YELLOW', status: 'OPEN' }], alerts.text)
  const bring = async (role: 'clerk' | 'citizen') =>
    app.request('POST', `/v1/cases/${taken.body.caseNo}/withdrawal-proof`, {
      ...{ token: await app.token(role), body: { proof: '申请人签字的撤回申请书' } },
    })
  t.equal((await bring('citizen')).status, 403)
  const brought = await bring('clerk')
  t.match(brought, { status: 200, body: { status: 'WITHDRAWN' } }, brought.text)
  t.notOk('proofOwed' in brought.body, 'nothing is owed any more')
  const history = await app.request('GET', `/v1/cases/${taken.body.caseNo}/events`, {
    token: await app.token('clerk'),
  })
  t.match(history.body.data.at(-1), {
    ...{ type: 'proveWithdrawal', remarks: { proof: '申请人签字的撤回申请书' } },
  })
  const words = await app.request('GET', `/v1/cases/${taken.body.caseNo}/words`, {
    token: await app.token('clerk'),
  })
  t.match(words.body.data.at(-1), { type: 'proveWithdrawal', title: '补交撤回凭据' }, words.text)
  t.match(await bring('clerk'), { status: 409 }, 'once')
  const proven = await transition(app, 'clerk', await createCase(app, foodCase()), {
    action: 'withdraw',
    ...{ reason: '申请人要求撤回申请', proof: '申请人签字的撤回申请书' },
  })
  t.notOk('proofOwed' in proven.body)
  const begun = await createCase(app, { ...foodCase(), submit: false })
  const dropped = await transition(app, 'clerk', begun, { action: 'withdraw', reason: '录入有误，重新录入' })
  t.match(dropped.body, { status: 'WITHDRAWN' })
  t.notOk('proofOwed' in dropped.body, 'a draft is nobody’s application yet')
})

t.test('a certificate that was revoked while it lay at the exit desk is handed to nobody', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await grantedCase(app)).body
  const issuer = await app.token('issuer')
  const renewed = await app.request('POST', `/v1/cases/${caseNo}/query-code`, {
    token: await app.token('clerk'),
    headers: { 'if-match': '*' },
  })
  const progress = async () =>
    (await app.request('POST', '/v1/progress', { body: { caseNo, queryCode: renewed.body.queryCode } })).body
  t.notOk((await progress()).remedies, 'nothing was taken away yet')
  const post = (path: string, body: object, token = issuer) =>
    app.request('POST', path, { token, body, headers: { 'if-match': '*' } })
  const arrival = { caseNo, windowId: MARKET_WINDOW, place: 'A柜3层' }
  const { exitId } = (await post('/v1/exits', arrival)).body
  const [{ licenceId }] = await listed(app)
  const revocation = { ground: 'fraud', reason: '经核查，申请时提交的场所证明系伪造', heard: HEARD }
  const revoked = await post(`/v1/licences/${licenceId}/revocation`, revocation, await app.token('approver'))
  t.equal(revoked.status, 200, revoked.text)
  t.match(
    await progress(),
    {
      statusText: /已被撤销/,
      reason: revocation.reason,
      remedies: { authority: /人民政府/, days: 60, months: 6, text: /行政复议.*行政诉讼/ },
    },
    'who is called in no more is told why, and where to go against it',
  )
  const letter = { receiver: '李小敏', address: '乐山市市中区示例路1号', trackingNumber: 'EA1' }
  const sent = await post(`/v1/exits/${exitId}/mailing`, letter)
  t.match(sent, { status: 409, body: { detail: /撤销/ } }, sent.text)
  const back = await post(`/v1/exits/${exitId}/give-back`, { reason: '许可已撤销' })
  t.match(back, { status: 200, body: { state: 'GIVEN_BACK' } }, back.text)
  t.equal((await post('/v1/exits', arrival)).status, 409, 'nor does it come again')
})
