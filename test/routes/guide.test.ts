import t, { type Test } from 'tap'
import { LESHAN_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { publishLeshan } from '../helpers/full-item.js'
import { holdMemory } from '../helpers/memory.js'
import { leshanHousingFund } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

const GUIDE = `/v1/items/${LESHAN_ITEM_CODE}/guide`
const HTML = { accept: 'text/html' }

const pageOf = async (app: TestApp, query = '', headers = {}) => {
  const answer = await app.request('GET', `${GUIDE}${query}`, { headers: { ...HTML, ...headers } })
  return {
    ...answer,
    lang: /<html lang="([^"]+)"/.exec(answer.text)?.[1],
    body: /<body class="(\w+)"/.exec(answer.text)?.[1],
  }
}

t.test('JSON by default, a page for who prefers it, each in both languages and layouts', async (t) => {
  const app = await startTestApp(t)
  const json = await app.request('GET', GUIDE)
  t.match(json.headers, { 'content-type': 'application/json; charset=utf-8', 'content-language': 'zh-CN' })
  t.match(json.body, {
    itemCode: LESHAN_ITEM_CODE,
    version: 1,
    effectiveFrom: '2024-01-01',
    organ: /公积金/,
    blocks: [{ key: 'name' }, {}, {}, { materials: [{ materialCode: 'approval-form' }] }],
  })
  const english = await app.request('GET', `${GUIDE}?language=en`)
  t.match(english.headers, { 'content-language': 'en' })
  t.match(english.body, { name: leshanHousingFund.nameEn, blocks: [{ title: 'Name' }] })
  const other = await app.request('GET', `${GUIDE}?language=zh`, { headers: { 'accept-language': 'en' } })
  t.equal(other.text, json.text, 'the parameter goes before the header')

  t.match(await pageOf(app), {
    lang: 'zh-CN',
    body: 'a4',
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
  t.match(await pageOf(app, '', { 'accept-language': 'en' }), { lang: 'en', body: 'a4' })
  t.match(await pageOf(app, '?layout=kiosk&language=en'), {
    lang: 'en',
    body: 'kiosk',
    headers: { 'content-language': 'en' },
  })
  const page = await pageOf(app)
  t.match(page.headers.vary, /Accept-Language.*Accept$|Accept,.*Accept-Language/)
  t.match(page.headers['content-security-policy'], "default-src 'none'")
  t.notMatch(page.text, /(src|href)="(https?:)?\/\//, 'nothing from elsewhere')
  for (const wrong of ['?layout=a3', '?language=fr', '?size=1'])
    t.match((await pageOf(app, wrong)).status, 400, wrong)
  t.equal((await app.request('GET', '/v1/items/unknown/guide', { headers: HTML })).status, 404)
})

t.test('what a window may do stands in one place: guide and checklist tell the same', async (t) => {
  const app = await startTestApp(t)
  const passTime = holdMemory(t)
  const answers = { lender: 'fund', byAgent: false }
  const told = async () => {
    const guide = (await app.request('GET', GUIDE)).body.blocks[7]
    const body = { applicantType: 'natural', answers }
    const list = (await app.request('POST', `/v1/items/${LESHAN_ITEM_CODE}/checklist`, { body })).body
    return {
      guide: guide.windows.map((each: { authority?: string }) => each.authority ?? 'none'),
      checklist: list.windows.map(({ level }: { level: string }) => level),
      line: guide.lines.find((line: string) => line.startsWith('住房公积金窗口，')),
    }
  }
  const before = await told()
  t.same(before.guide, before.checklist)
  t.equal(before.guide[0], 'decides')
  const [window] = leshanHousingFund.windows ?? []
  const taken = await app.request('DELETE', `/v1/windows/${window?.windowId}/authority/${LESHAN_ITEM_CODE}`, {
    token: await app.token('lead'),
    headers: { 'if-match': '*' },
  })
  t.match(taken.status, /^20/, taken.text)
  passTime(3000)
  const after = await told()
  t.notOk(after.checklist.includes('decides'))
  t.notOk(after.guide.includes('decides'), 'the record alone gives no authority')
  t.match(after.line, '未登记窗口权限')
})

t.test('the address in the QR code', async (t) => {
  const fixed = await startTestApp(t, { env: { PUBLIC_URL: 'https://zwfw.example.gov.cn/' } })
  const page = await pageOf(fixed, '', { host: 'elsewhere.example' })
  t.match(page.text, `https://zwfw.example.gov.cn/v1/items/${LESHAN_ITEM_CODE}/guide`)
  t.notMatch(page.text, 'elsewhere')
  t.notOk(page.headers['cache-control'])

  const front = await startTestApp(t, { env: { PUBLIC_URL: 'https://zwfw.example.gov.cn/item/{itemCode}' } })
  t.match((await pageOf(front)).text, `https://zwfw.example.gov.cn/item/${LESHAN_ITEM_CODE}"`)

  const asked = await startTestApp(t)
  t.match(
    (await pageOf(asked, '', { host: 'kiosk.example:8080' })).text,
    'http://kiosk.example:8080/v1/items/',
  )
  const lied = await pageOf(asked, '', { host: 'real.example', 'x-forwarded-host': 'evil.example' })
  t.notMatch(lied.text, 'evil.example', 'only a trusted proxy may say so')
  t.equal(lied.headers['cache-control'], 'private, no-cache', 'no cache in front gives it to others')
  const wicked = await pageOf(asked, '', { host: 'a"><script>x' })
  t.notMatch(wicked.text, '<script')
  t.notMatch(wicked.text, 'class="qr"', 'rather no code than a wrong one')
})

async function counted(t: Test) {
  holdMemory(t)
  let statements = 0
  const app = await startTestApp(t, {
    env: { PUBLIC_URL: 'https://zwfw.example.gov.cn' },
    onQuery: () => {
      statements += 1
    },
  })
  const asked = async (query: string, headers = {}) => {
    const before = statements
    const answer = await pageOf(app, query, headers)
    return { ...answer, statements: statements - before }
  }
  return { app, asked }
}

t.test('pages come from memory with an ETag of their own, until a publication', async (t) => {
  const { app, asked } = await counted(t)
  const etags = new Set<string>()
  for (const query of [
    '?layout=a4',
    '?layout=kiosk',
    '?layout=a4&language=en',
    '?layout=kiosk&language=en',
  ]) {
    const first = await asked(query)
    await until(`${query} comes from memory`, async () => (await asked(query)).statements === 0)
    const again = await asked(query)
    t.same([again.text, again.headers.etag], [first.text, first.headers.etag])
    const known = await asked(query, { 'if-none-match': again.headers.etag })
    t.same([known.status, known.text, known.statements], [304, '', 0])
    etags.add(again.headers.etag ?? '')
  }
  t.equal(etags.size, 4)
  await publishLeshan(app, { ...leshanHousingFund, windowAuthority: '新的窗口权限' })
  const after = await asked('?layout=a4', { 'if-none-match': [...etags][0] })
  t.match(after, { status: 200, text: '新的窗口权限' }, 'at once where it was published')
})

t.test('a suspended item says so in its guide at once, and no longer when it is in use again', async (t) => {
  const app = await startTestApp(t)
  const cataloguer = await app.token('cataloguer')
  const states = async () => [
    (await app.request('GET', GUIDE)).body.state,
    / role="status">/.test((await pageOf(app)).text),
  ]
  t.same(await states(), ['IN_USE', false])
  for (const [act, expected] of [
    ['suspend', ['SUSPENDED', true]],
    ['resume', ['IN_USE', false]],
    ['retire', ['RETIRED', true]],
  ] as const) {
    await app.request('POST', `/v1/items/${LESHAN_ITEM_CODE}/${act}`, { token: cataloguer })
    t.same(await states(), expected, act)
  }
})

t.test('what an item says of itself is never markup', async (t) => {
  const app = await startTestApp(t)
  const hostile = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>&amp;'
  const document = {
    ...leshanHousingFund,
    name: `公积金 ${hostile}`,
    windowAuthority: hostile,
    conditions: [hostile],
  }
  await publishLeshan(app, document)
  for (const layout of ['a4', 'kiosk']) {
    const { text } = await pageOf(app, `?layout=${layout}`)
    t.notMatch(text, '<script')
    t.notMatch(text, '<img')
    t.match(text, '&lt;script&gt;alert(1)&lt;/script&gt;&quot;')
    t.match(text, '&amp;amp;', 'as it was written')
  }
  const { body } = await app.request('GET', GUIDE)
  t.equal(body.blocks[7].lines[0], hostile, 'JSON says it as it is')
})
