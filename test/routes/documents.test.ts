import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import t from 'tap'
import { paperRotation } from '../../src/features/documents/paper-rotation.js'
import { createRenderer } from '../../src/features/documents/render.js'
import { SPECIMEN_KINDS } from '../../src/features/documents/specimen.js'
import { stampDocuments } from '../../src/features/documents/stamp.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { bringReference } from '../../src/sample/first-data.js'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'

interface Told {
  documentNo: string
  officialNo: string
  kind: string
  title: string
  standing: { state: string; words?: string; by?: string }
}

const documentsOf = async (app: TestApp, caseNo: string): Promise<Told[]> =>
  (await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: await app.token('approver') })).body
    .data

const readAs = async (app: TestApp, token: string, no: string, accept: string, query = ''): Promise<Answer> =>
  app.request('GET', `/v1/cases/${no.slice(0, 19)}/documents/${no}${query}`, { token, headers: { accept } })

const bytesOf = async (app: TestApp, token: string, no: string): Promise<Buffer> => {
  const answer = await app.app.inject({
    url: `/v1/cases/${no.slice(0, 19)}/documents/${no}`,
    headers: { authorization: `Bearer ${token}`, accept: 'application/pdf' },
  })
  if (answer.statusCode !== 200) throw new Error(`the paper answered ${answer.statusCode}: ${answer.body}`)
  return answer.rawPayload
}

/** Whatever is on the paper in words, and not in codes. */
const CODES =
  /siteVisit|inspection|pickup|electronic|outsideCompetence|approval-form|application-form|undefined|\{\w+\}|null/

t.test('a licence from receipt to delivery: every paper says what an office would sign', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase({ without: ['application-form'] }))
  const { caseNo } = created.body
  const told = await transition(app, 'clerk', created, {
    action: 'requestCorrection',
    items: [{ materialCode: 'application-form', reason: '请补交申请书' }],
  })
  const back = await transition(app, 'clerk', told, {
    action: 'submit',
    materials: [{ materialCode: 'application-form', source: 'paper' }],
  })
  const accepted = await transition(app, 'clerk', back, { action: 'accept' })
  const reviewing = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const paused = await transition(app, 'reviewer', reviewing, {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 7,
    basis: '《中华人民共和国行政许可法》第四十五条',
  })
  const resumed = await transition(app, 'reviewer', paused, { action: 'endSpecial', result: '合格' })
  const longer = await transition(app, 'approver', resumed, { action: 'extend', reason: '情况复杂', days: 5 })
  const deciding = await transition(app, 'reviewer', longer, { action: 'completeStep', opinion: '符合条件' })
  const denied = await transition(app, 'approver', deciding, {
    action: 'deny',
    reason: '经营场所不符合食品安全标准的要求',
    remedy: '不必说明救济途径',
  })
  const closed = await transition(app, 'approver', denied, { action: 'close' })
  await transition(app, 'issuer', closed, { action: 'deliver', method: 'pickup', receiver: '王小二' })

  const readers = await Promise.all([1, 2, 3, 4].map(() => documentsOf(app, caseNo)))
  for (const each of readers)
    t.same(each, readers[0], 'who reads while another numbers them sees the numbers as well')
  const [documents = []] = readers
  t.same(
    documents.map(({ title, standing }) => [title, standing.state]),
    [
      ['收件回执', 'superseded'],
      ['补正告知书', 'valid'],
      ['收件回执', 'valid'],
      ['受理通知书', 'valid'],
      ['特别程序期限告知书', 'valid'],
      ['延长办理期限通知书', 'valid'],
      ['不予行政许可决定书', 'delivered'],
      ['送达回执', 'valid'],
    ],
  )
  t.match(documents[3]?.standing.words, documents[5]?.officialNo, 'the last day stands on another paper')
  for (const { officialNo } of documents) t.match(officialNo, /^市中区市场监督管理局.*〔2026〕[12]号$/)
  const clerk = await app.token('clerk')
  const pages = await Promise.all(
    documents.map(({ documentNo }) => readAs(app, clerk, documentNo, 'text/html')),
  )
  for (const [at, page] of pages.entries()) {
    t.match(page.text, '申请人：乐山示例餐饮有限公司')
    t.match(page.text, '统一社会信用代码：91350100M000100Y43')
    t.match(page.text, documents[at]?.officialNo)
    t.match(page.text, '食品经营许可')
    t.match(page.text, /验证码：[0-9A-Z]{10}/)
    t.notMatch(page.text.replace(/<style>.*<\/style>/s, ''), CODES)
  }
  t.match(pages[1]?.text, /食品经营许可申请书：请补交申请书|申请书.*：请补交申请书/)
  t.match(pages[3]?.text, '法定办结期限：2026年3月16日')
  t.match(pages[3]?.text, '第三十二条')
  t.match(pages[4]?.text, '检验，预计需要7个工作日')
  t.match(pages[4]?.text, '特别程序预计完成日：2026年3月11日')
  t.match(pages[5]?.text, '延长5个工作日')
  const denial = pages[6]?.text ?? ''
  t.match(denial, '自收到本文书之日起60日内向市中区人民政府申请行政复议', 'free words take no remedy away')
  t.match(denial, '6个月内依法向乐山市市中区人民法院提起行政诉讼')
  t.notMatch(denial, '不必说明救济途径')
  t.match(denial, '经营场所不符合食品安全标准的要求')
  t.match(denial, '已于2026年3月2日送达')
  t.match(pages[7]?.text, '现场领取')
  t.match(pages[7]?.text, '送达文书、证件：《不予行政许可决定书》。')
  t.match(pages[7]?.text, '收件人：王小二')
  const facts = await app.database.asSuperuser('select content from case_documents')
  t.notMatch(JSON.stringify(facts), '王小二', 'who took it stands on the paper, not in its facts')

  const pdfs = []
  for (const { documentNo } of documents) pdfs.push(await bytesOf(app, clerk, documentNo))
  for (const pdf of pdfs) t.match(pdf.subarray(0, 5).toString(), '%PDF-')
  const sixth = documents[6]?.documentNo ?? ''
  t.ok((await bytesOf(app, clerk, sixth)).equals(pdfs[6] ?? Buffer.alloc(0)), 'the same bytes twice')
  const masked = await bytesOf(app, await app.token('supervisor'), sixth)
  t.notOk(masked.equals(pdfs[6] ?? Buffer.alloc(0)), 'others get no words')
  const again = await readAs(app, clerk, documents[6]?.documentNo ?? '', 'text/html')
  t.equal(again.text, denial, 'the same bytes twice')
  const supervisor = await readAs(
    app,
    await app.token('supervisor'),
    documents[6]?.documentNo ?? '',
    'text/html',
  )
  t.notMatch(supervisor.text, '经营场所不符合食品安全标准的要求', 'its words are not for everybody')
  t.notMatch(supervisor.text, '验证码')

  // Nobody knows how many notices a long case gets: the hundredth stands behind the ninety-ninth.
  await app.database.asOwner(`insert into case_documents select (jsonb_populate_record(d, jsonb_build_object(
    'document_no', '${caseNo}-' || n))).* from case_documents d cross join generate_series(10, 104) n
    where d.document_no = '${documents[0]?.documentNo}'`)
  const all = await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: clerk })
  const numbers = all.body.data.map(({ documentNo }: { documentNo: string }) =>
    Number(documentNo.split('-').at(-1)),
  )
  t.same(numbers.slice(-7), [98, 99, 100, 101, 102, 103, 104])
  t.same(
    numbers,
    numbers.toSorted((one: number, other: number) => one - other),
  )
})

t.test('who appears while the refusal is announced is handed it', async (t) => {
  const app = await startTestApp(t)
  let last = await createCase(app, foodCase())
  const { caseNo } = last.body
  for (const [role, command] of [
    ['clerk', { action: 'accept' }],
    ['reviewer', { action: 'startReview' }],
    ['reviewer', { action: 'completeStep', opinion: '不符合条件' }],
    ['approver', { action: 'deny', reason: '经营场所不符合食品安全标准的要求' }],
    ['approver', { action: 'close' }],
    ['issuer', { action: 'deliver', method: 'announcement', note: '邮寄两次均被退回，已在市政府网站公告' }],
  ] as const)
    last = await transition(app, role, last, command)
  const before = await documentsOf(app, caseNo)
  const denial = before.find(({ kind }) => kind === 'denial')
  t.match(denial, { standing: { state: 'valid', words: '公告送达，于2026年4月1日视为送达' } })
  const hand = async (body: object) =>
    app.request('POST', `/v1/cases/${caseNo}/documents/${denial?.documentNo}/delivery`, {
      token: await app.token('issuer'),
      headers: { 'if-match': '*' },
      body,
    })
  const doors = async () =>
    (await app.request('GET', `/v1/cases/${caseNo}/actions`, { token: await app.token('issuer') })).body
      .elsewhere
  t.match(await doors(), [{ operationId: 'deliverPaper', title: '公告期内送达', detail: /again/ }])
  t.equal((await hand({ method: 'pickup', receiver: '李小敏' })).status, 409, 'it is said why')
  const why = { again: '公告期间当事人到场领取' }
  const letter = {
    method: 'post',
    receiver: '李小敏',
    address: '四川省乐山市市中区示例路1号',
    trackingNumber: 'EA1',
  }
  t.equal((await hand({ ...letter, again: '当事人来电提供新地址' })).status, 200)
  t.match((await documentsOf(app, caseNo)).at(-3)?.standing, { words: /交邮寄送/ }, 'a copy is on its way')
  const returned = { action: 'returnMail', reason: '邮件因地址不详被退回' }
  const lost = await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: await app.token('issuer'),
    headers: { 'if-match': '*' },
    body: returned,
  })
  t.match(lost, { status: 409, body: { detail: /公告送达不受影响/ } })
  t.match(await hand({ method: 'post', returned: returned.reason }), {
    ...{ status: 200, body: { status: 'DELIVERED' } },
  })
  t.match(
    (await documentsOf(app, caseNo)).slice(-3).map(({ standing }) => standing),
    [
      { state: 'valid', words: '公告送达，于2026年4月1日视为送达' },
      {},
      { state: 'ended', words: '邮件已退回，本次未送达' },
    ],
    'the announcement stands',
  )
  const wrongly = { method: 'post', again: '误将他件的退件登记于本件' }
  const alertsOf = async () =>
    (await app.request('GET', '/v1/alerts?rule=DELIVERY_RIGHTED', { token: await app.token('supervisor') }))
      .body.data
  t.match(await hand({ method: 'post', onItsWay: true }), { status: 409, body: { detail: /again/ } })
  t.same(await alertsOf(), [])
  t.match(
    (await doors()).map(({ title }: { title: string }) => title),
    ['公告期内送达', '更正退件登记'],
    'told by mistake, it is put right where it was told',
  )
  t.equal((await hand({ ...wrongly, onItsWay: true })).status, 200)
  t.match((await documentsOf(app, caseNo)).at(-3)?.standing, { words: /交邮寄送/ }, 'it is on its way')
  t.match(await alertsOf(), [{ caseNo, level: 'YELLOW', facts: { act: 'deliverPaper' } }], 'and is seen')
  t.equal((await hand({ method: 'post', returned: returned.reason })).status, 200)
  t.equal((await hand({ ...wrongly, arrivedOn: '2026-03-02' })).status, 200, 'or it arrived')
  t.match((await documentsOf(app, caseNo)).at(-3)?.standing, { words: '已于2026年3月2日送达' })
  t.equal((await hand({ ...wrongly, returned: returned.reason })).status, 200, 'or did not')
  t.match((await documentsOf(app, caseNo)).at(-3)?.standing, { words: '公告送达，于2026年4月1日视为送达' })
  t.equal((await alertsOf()).length, 3)
  t.match(await hand({ method: 'announcement', note: '再次在市政府网站公告', ...why }), { status: 409 })
  t.match(await hand({ method: 'pickup', receiver: '李小敏', ...why }), {
    ...{ status: 200, body: { status: 'DELIVERED' } },
  })
  t.same(
    (await documentsOf(app, caseNo))
      .slice(-4)
      .map(({ kind, standing }) => [kind, standing.state, standing.words]),
    [
      ['denial', 'delivered', '已于2026年3月2日送达'],
      ['deliveryReceipt', 'valid', undefined],
      ['deliveryReceipt', 'ended', '邮件已退回，本次未送达'],
      ['deliveryReceipt', 'valid', undefined],
    ],
  )
  t.equal((await hand({ method: 'pickup', receiver: '李小敏', ...why })).status, 409, 'once')
  t.same((await verifyHistory(app.deps.pool)).findings, [])
})

t.test('what was issued is frozen: another template, another name, and the paper stays', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, leshanCase())
  const { caseNo } = created.body
  const token = await app.token('clerk')
  const [receipt] = await documentsOf(app, caseNo)
  const before = await readAs(app, token, receipt?.documentNo ?? '', 'text/html')
  t.match(before.text, '申请人：李小敏')
  await app.database.asSuperuser(`
    update organisations set name = '新名称';
    update case_parties set name = '王五';
    insert into document_templates (key, version, content, published_at, published_by)
      values ('all.all.all', 2, '{"title": "别的名称"}', now(), 'test')`)
  const after = await readAs(app, token, receipt?.documentNo ?? '', 'text/html')
  t.match(after.text, before.text.slice(before.text.indexOf('<header>'), before.text.indexOf('<p>申请人')))
  const stored = await app.database.asSuperuser(
    'select encode(sheet_encrypted, $$hex$$) as box from case_papers',
  )
  t.notMatch(JSON.stringify(stored), Buffer.from('李小敏').toString('hex'))
  await t.rejects(app.database.asSuperuser(`update case_papers set official_no = '1'`), /never changed/)
  await t.rejects(app.database.asSuperuser('delete from case_papers'), /never changed/)
})

t.test('a release brings its words to who altered none, and to nobody who did', async (t) => {
  const app = await startTestApp(t)
  const owner = new pg.Client(app.database.ownerConfig)
  await owner.connect()
  t.teardown(() => owner.end())
  const start = async () => {
    await owner.query('begin')
    await bringReference(owner, app.deps.files)
    await owner.query('commit')
  }
  const newest = async (key: string) =>
    (
      await app.database.asOwner<{ version: number; content: { word?: string }; published_by: string }>(
        'select version, content, published_by from document_templates where key = $1 order by version desc limit 1',
        [key],
      )
    )[0]
  /** As an earlier release brought it. */
  const earlier = (key: string) =>
    app.database.asSuperuser(`
      set session_replication_role = replica;
      update document_templates set content = content || '{"word": "旧字"}' where key = '${key}'`)
  const [bare, own] = ['all.acceptanceNotice.01', 'all.denial.01']
  await start()
  t.match(await newest(bare), { version: 1, content: { word: '许受' } }, 'nothing to bring')
  for (const key of [bare, own]) await earlier(key)
  const content = { word: '某县驳' }
  const put = { kind: 'denial', itemType: '01', content }
  const token = await app.token('cataloguer')
  t.equal((await app.request('POST', '/v1/document-templates', { token, body: put })).status, 201)
  await start()
  t.match(await newest(bare), { version: 2, content: { word: '许受' }, published_by: /first-start/ })
  t.match(await newest(own), { version: 2, content, published_by: /dev-cataloguer/ }, 'their own words stay')
  await start()
  t.match(await newest(bare), { version: 2 }, 'once')
})

t.test('before papers were kept, what cannot be made, and another key', async (t) => {
  const app = await startTestApp(t)
  const made = [leshanCase(), foodCase(), leshanCase()].map((body) => createCase(app, body))
  const [old = '', broken = '', good = ''] = (await Promise.all(made)).map(({ body }) => `${body.caseNo}-01`)
  // An earlier release wrote it: nothing waits for a number.
  await app.database.asSuperuser('delete from documents_waiting where document_no = $1', [old])
  await app.database.asSuperuser('update cases set item_version = 99 where case_no = $1', [
    broken.slice(0, 19),
  ])
  t.equal(await stampDocuments(app.deps), 1, 'one that cannot be made stops no other')
  t.match(await app.database.asOwner(`select ref from set_aside where what = 'papers'`), [{ ref: broken }])
  t.equal(await stampDocuments(app.deps), 0, 'and waits until it is tried again')
  const clerk = await app.token('clerk')
  const page = await readAs(app, clerk, old, 'text/html')
  t.match(page.text, '申请人：李小敏')
  t.match(page.text, old)
  t.notMatch(page.text, '验证码')
  const before = await readAs(app, clerk, good, 'text/html')
  const encryption = { ...app.deps.encryption, currentPrefix: Buffer.from([0x82, 1, 0x78]) }
  const rotation = paperRotation(app.deps.pool, encryption, { size: 10 })
  t.match(await rotation.batch(undefined), { seen: 1, rewritten: 1, broken: [] })
  t.equal((await readAs(app, clerk, good, 'text/html')).text, before.text)
})

t.test(
  'an organ lays its own template over the general one; remedies stay, and markup reaches for nothing',
  async (t) => {
    const app = await startTestApp(t)
    const cataloguer = await app.token('cataloguer')
    const publish = (content: object, more: object = { organisation: COUNTY_MARKET }) =>
      app.request('POST', '/v1/document-templates', { token: cataloguer, body: { ...more, content } })
    for (const markup of [
      '#import "@preview/cetz:0.3.0": canvas',
      '#include "a.typ"',
      '#read("/etc/passwd")',
      '#show: it => none',
      '#while true {}',
      '#eval("1")',
      '#("x" * 9999 * 9999)',
      '#dictionary(sys)',
      '#plugin("a.wasm")',
    ])
      t.match(
        (await publish({ head: markup })).body,
        { status: 422, errors: [{ pointer: '/content/head', code: 'MARKUP_REACHES_OUT' }] },
        markup,
      )
    const own = await publish({
      organWord: '乐市中市监',
      seal: '行政审批专用章',
      head: '#align(right)[#text(size: 9pt)[市中区政务服务中心制]]',
      remedies: { authority: '乐山市市中区人民政府', court: '乐山市市中区人民法院' },
      contact: { address: '政务服务中心二楼' },
    })
    t.match(own, { status: 201, body: { key: `${COUNTY_MARKET}.all.all`, version: 1 } })
    await publish(
      { paragraphs: [{ text: '不予办理。' }] },
      { organisation: COUNTY_MARKET, kind: 'notRequiredNotice' },
    )
    const created = await createCase(app, foodCase())
    await transition(app, 'clerk', created, {
      action: 'declareNotRequired',
      reason: '依法实行备案，不需要许可',
    })
    const [receipt, notice] = await documentsOf(app, created.body.caseNo)
    t.equal(receipt?.officialNo, '乐市中市监收〔2026〕1号')
    t.equal(notice?.officialNo, '乐市中市监许告〔2026〕1号')
    const clerk = await app.token('clerk')
    const read = await readAs(app, clerk, notice?.documentNo ?? '', 'application/json')
    t.match(read.body, {
      templates: [
        {},
        {},
        { key: 'all.notRequiredNotice.01' },
        { key: `${COUNTY_MARKET}.all.all` },
        { version: 1 },
      ],
      paper: { paragraphs: ['不予办理。'], seal: '行政审批专用章' },
    })
    t.match(read.body.paper.remedies[0], /60日内向乐山市市中区人民政府.*6个月内依法向乐山市市中区人民法院/)
    t.match(read.body.paper.contact[0], '政务服务中心二楼')
    t.match((await bytesOf(app, clerk, notice?.documentNo ?? '')).subarray(0, 5).toString(), '%PDF-')
  },
)

t.test('numbers of an organ run on without a gap under sixteen who take them at once', async (t) => {
  const app = await startTestApp(t)
  const made = await Promise.all(
    Array.from({ length: 48 }, async (_, at) => {
      const created = await createCase(app, foodCase())
      // Half of them are read at once, while others are still being written.
      if (at % 2 === 0) await documentsOf(app, created.body.caseNo)
      return created.body.caseNo as string
    }),
  )
  const documents = (await Promise.all(made.map((caseNo) => documentsOf(app, caseNo)))).flat()
  const numbers = documents
    .map(({ officialNo }) => Number(/(\d+)号$/.exec(officialNo)?.[1]))
    .sort((a, b) => a - b)
  t.same(
    numbers,
    Array.from({ length: 48 }, (_, at) => at + 1),
  )
  t.same((await verifyHistory(app.deps.pool)).findings, [])
  await app.database.asSuperuser(`
    set session_replication_role = replica; delete from case_papers where number = 7;
    set session_replication_role = origin`)
  t.match((await verifyHistory(app.deps.pool)).findings, [
    /: 48 numbers were given, and 47 papers are there$/,
  ])
})

t.test('a paper is verified by its number and code; wrong and unknown get the same answer', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, leshanCase())
  const [receipt] = await documentsOf(app, created.body.caseNo)
  const { documentNo, verificationCode } = (
    await readAs(app, await app.token('clerk'), receipt?.documentNo ?? '', 'application/json')
  ).body
  const verify = (no: string, code: string) =>
    app.request('POST', '/v1/documents/verify', { body: { documentNo: no, code } })
  const genuine = await verify(documentNo, verificationCode)
  t.match(genuine.body, {
    kind: 'receipt',
    title: '收件回执',
    applicants: '李*敏',
    standing: { state: 'valid' },
  })
  const spelled = (receipt?.officialNo ?? '').replace('〔', '[').replace('〕', '］').replace('号', ' 号')
  t.equal((await verify(spelled, ` ${verificationCode.toLowerCase()}`)).status, 200, 'as somebody types it')
  const wrong = await verify(documentNo, 'AAAAAAAAAA')
  const unknown = await verify('5111022603021000019-77', verificationCode)
  t.equal(wrong.status, 404)
  const plain = ({ instance: _i, traceId: _t, ...rest }: Record<string, unknown>) => rest
  t.same(plain(wrong.body), plain(unknown.body))
  const scan = (code: string, accept = 'text/html') =>
    app.request('GET', `/v1/documents/verify?${new URLSearchParams({ documentNo, code })}`, {
      headers: { accept },
    })
  const scanned = await scan(verificationCode)
  t.match(scanned, { status: 200, headers: { 'content-type': /^text\/html/, 'cache-control': 'no-store' } })
  t.match(scanned.text, /本文书真实有效.*收件回执.*李\*敏/s, 'where its QR code leads')
  t.match((await scan(verificationCode, '*/*')).body, { kind: 'receipt', applicants: '李*敏' })
  t.match(await scan('AAAAAAAAAA'), { status: 404, text: /没有与该编号和验证码相符的文书/ })
  const printed = await readAs(app, await app.token('clerk'), documentNo, 'text/html')
  t.match(printed.text, '扫码核验')
  t.notMatch((await readAs(app, await app.token('supervisor'), documentNo, 'text/html')).text, '扫码核验')
  await transition(app, 'lead', created, { action: 'void', reason: '重复录入' })
  t.match((await scan(verificationCode)).text, '本文书真实，但已不再有效：本办件已作废')
  t.match((await verify(documentNo, verificationCode)).body, { standing: { state: 'void' } })
  const page = await readAs(app, await app.token('clerk'), documentNo, 'text/html')
  t.match(page.text, '作废')
  const tries = await Promise.all(Array.from({ length: 30 }, () => verify(documentNo, 'BBBBBBBBBB')))
  t.ok(
    tries.some(({ status }) => status === 429),
    'nobody gets through the codes',
  )
})

t.test('where the compiler is not installed PDF is 503, and says so once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-no-compiler-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const worker = new URL('../../src/features/documents/render-worker.js', import.meta.url)
  copyFileSync(worker, join(folder, 'render-worker.js'))
  copyFileSync(new URL('./layout.js', worker), join(folder, 'layout.js'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const said: string[] = []
  const log = { warn: (line: unknown) => said.push(String(line)) }
  const renderer = createRenderer(log as never, pathToFileURL(join(folder, 'render-worker.js')))
  t.teardown(() => renderer.close())
  await t.rejects(renderer.pdf('{}'), { code: 'PDF_UNAVAILABLE', status: 503 })
  await t.rejects(renderer.pdf('{}'), { code: 'PDF_UNAVAILABLE' })
  t.equal(said.length, 1)
})

t.test('a template is looked at before it is published, and nobody gets the paper', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const preview = (body: object, accept = 'text/html') =>
    app.request('POST', '/v1/document-templates/preview', { token, body, headers: { accept } })
  for (const kind of SPECIMEN_KINDS) {
    const { status, text } = await preview({ kind, organisation: COUNTY_MARKET })
    t.equal(status, 200, `${kind}: ${text.slice(0, 200)}`)
    t.match(text, /样张，不具有任何效力.*市中区市场监督管理局/s)
    t.notMatch(text.replace(/<style>.*<\/style>/s, ''), CODES, kind)
  }
  const own = {
    kind: 'denial',
    organisation: COUNTY_MARKET,
    content: { seal: '试用章', title: '不予许可书' },
  }
  t.match((await preview(own)).text, /不予许可书.*试用章/s, 'what is not published yet')
  t.notMatch((await preview({ kind: 'denial', organisation: COUNTY_MARKET })).text, '试用章')
  t.match((await preview(own, 'application/pdf')).text, /^%PDF-/)
  t.match(await preview(own, 'application/json, image/png'), {
    status: 406,
    body: { code: 'NOT_ACCEPTABLE' },
  })
  t.match(await preview({ ...own, content: { head: '#import "x"' } }), { status: 422 })
  t.equal((await preview({ ...own, organisation: 'nobody' })).status, 404)
  t.same(await app.database.asOwner('select 1 from case_papers limit 1'), [])
})
