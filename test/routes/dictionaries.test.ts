import t from 'tap'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { REFERENCE_DICTIONARIES, seedReferenceData } from '../helpers/sample.js'
import { until } from '../helpers/service.js'

const SCOPE = '/v1/dictionaries/scope'

t.test('everybody reads the code lists, on a day and for a platform', async (t) => {
  const app = await startTestApp(t)
  const list = await app.request('GET', '/v1/dictionaries')
  t.equal(list.body.data.length, REFERENCE_DICTIONARIES.length)
  t.match(
    list.body.data.find(({ key }: { key: string }) => key === 'audience'),
    { title: { zh: '服务对象' }, codes: 6, targets: ['C0109'] },
  )
  const audience = await app.request('GET', '/v1/dictionaries/audience?target=C0109')
  t.same(
    audience.body.entries.map(({ code, targetCode }: Record<string, string>) => `${code}→${targetCode}`),
    ['1→1', '2→2', '3→3', '4→4', '5→6', '6→9'],
  )
  const headers = { 'if-none-match': String(audience.headers.etag) }
  t.equal((await app.request('GET', '/v1/dictionaries/audience?target=C0109', { headers })).status, 304)
  const whole = await app.request('GET', '/v1/dictionaries/itemType')
  const reference = REFERENCE_DICTIONARIES.find(({ key }) => key === 'itemType')
  t.same(whole.body.entries, reference?.entries, 'in their order')
  t.equal((await app.request('GET', '/v1/dictionaries/nothing')).status, 404)
  t.equal((await app.request('GET', '/v1/dictionaries/scope?on=2026-02-30')).status, 400)
})

t.test('an operator writes a whole list; what is left out is closed, never lost', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  const before = await app.request('GET', SCOPE)
  const { key: _, revision, ...body } = before.body
  const put = (document: object, etag?: string, url = SCOPE) =>
    app.request('PUT', url, {
      token,
      body: document,
      headers: etag === undefined ? {} : { 'if-match': etag },
    })

  t.equal((await put(body)).status, 428)
  const changed = {
    ...body,
    entries: [
      ...body.entries.filter(({ code }: { code: string }) => code !== '6'),
      { code: '21', title: { zh: '川渝通办', en: 'Sichuan and Chongqing' }, validFrom: '2026-04-01' },
    ],
    mappings: [{ target: 'SCYZ', code: '21', targetCode: 'CY', direction: 'both' }],
  }
  const written = await put(changed, before.headers.etag)
  t.equal(written.status, 200)
  t.match(written.body, { revision: revision + 1, closed: ['6'] })
  t.equal((await put(changed, before.headers.etag)).status, 412, 'the second of two operators reads again')

  const after = await app.request('GET', SCOPE)
  t.same(
    after.body.entries.map(({ code, validFrom, validTo }: Record<string, string>) => [
      code,
      validFrom,
      validTo,
    ]),
    [
      ['1', undefined, undefined],
      ['2', undefined, undefined],
      ['3', undefined, undefined],
      ['4', undefined, undefined],
      ['5', undefined, undefined],
      ['21', '2026-04-01', undefined],
      ['6', undefined, '2026-03-01'],
    ],
  )
  const codesOn = async (on: string) =>
    (await app.request('GET', `${SCOPE}?on=${on}`)).body.entries.map(({ code }: { code: string }) => code)
  t.same(await codesOn('2026-03-01'), ['1', '2', '3', '4', '5', '6'])
  t.same(await codesOn('2026-03-02'), ['1', '2', '3', '4', '5'])
  t.same(await codesOn('2026-04-01'), ['1', '2', '3', '4', '5', '21'])

  await seedReferenceData(app.database.ownerConfig)
  t.same((await app.request('GET', SCOPE)).body, after.body, 'a new start leaves it as its operator keeps it')

  const auditor = await app.token('auditor')
  const trail = await app.request('GET', '/v1/audit?action=putDictionary', { token: auditor })
  t.match(trail.body.data, [
    { object: 'dictionary scope', details: { revision: revision + 1, closed: ['6'] } },
  ])

  const own = await put(
    { ...changed, entries: [changed.entries[0]], mappings: [] },
    '*',
    '/v1/dictionaries/ownList',
  )
  t.match(own.body, { key: 'ownList', revision: 1 })
})

t.test('a list that is not clear is refused, with the place', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  const entry = (code: string, more = {}) => ({ code, title: { zh: '一', en: 'one' }, ...more })
  const mapping = (code: string, targetCode: string, direction = 'both') => ({
    target: 'X',
    code,
    targetCode,
    direction,
  })
  const errorsOf = async (entries: object[], mappings: object[] = []) => {
    const body = { title: { zh: '表', en: 'list' }, entries, mappings }
    const answer = await app.request('PUT', '/v1/dictionaries/ownList', {
      token,
      body,
      headers: { 'if-match': '*' },
    })
    return answer.status === 422
      ? answer.body.errors.map(({ code, pointer }: Record<string, string>) => `${code} ${pointer}`)
      : answer.status
  }
  t.same(await errorsOf([entry('1'), entry('1')]), ['CODE_TWICE /entries/1/code'])
  t.same(await errorsOf([entry('1', { validFrom: '2026-03-02', validTo: '2026-03-01' })]), [
    'VALIDITY /entries/0/validTo',
  ])
  t.same(await errorsOf([entry('1')], [mapping('2', 'a')]), ['MAPPING_CODE /mappings/0/code'])
  t.same(await errorsOf([entry('1')], [mapping('1', 'a'), mapping('1', 'b')]), ['MAPPING_OUT /mappings/1'])
  t.same(await errorsOf([entry('1'), entry('2')], [mapping('1', 'a'), mapping('2', 'a')]), [
    'MAPPING_IN /mappings/1',
  ])
  t.same(
    await errorsOf(
      [entry('1'), entry('2')],
      [mapping('1', 'a'), mapping('1', 'b', 'in'), mapping('2', 'a', 'out')],
    ),
    200,
  )
  t.equal(await errorsOf([]), 400)
})

t.test('codes of items follow the lists of the database, at once', async (t) => {
  const app = await startTestApp(t)
  const [operator, cataloguer] = await Promise.all([
    app.token('operator'),
    app.token('cataloguer', { organisation: COUNTY_MARKET }),
  ])
  const item = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`
  const draft = await app.request('GET', `${item}/draft`, { token: cataloguer })
  const rulesOf = async () =>
    (await app.request('POST', `${item}/draft/check`, { token: cataloguer })).body.findings
      .filter(({ severity }: { severity: string }) => severity === 'error')
      .map(({ rule, pointer }: Record<string, string>) => `${rule} ${pointer}`)
  const saved = await app.request('PUT', `${item}/draft`, {
    token: cataloguer,
    body: { ...draft.body.document, scope: '21' },
    headers: { 'if-match': '*' },
  })
  t.equal(saved.status, 200)
  t.same(await rulesOf(), ['DICTIONARY_CODE /scope'])

  const { key: _, revision: __, ...body } = (await app.request('GET', SCOPE)).body
  const put = (entry: object) =>
    app.request('PUT', SCOPE, {
      token: operator,
      body: {
        ...body,
        entries: [...body.entries, { code: '21', title: { zh: '川渝通办', en: 'Both' }, ...entry }],
      },
      headers: { 'if-match': '*' },
    })
  await put({ validTo: '2026-03-01' })
  t.same(await rulesOf(), ['DICTIONARY_DATE /scope'])
  const publish = (effectiveFrom?: string) =>
    app.request('POST', `${item}/draft/publish`, {
      token: cataloguer,
      body: { ...(effectiveFrom ? { effectiveFrom } : {}) },
    })
  t.match((await publish()).body, { status: 422, errors: [{ code: 'DICTIONARY_DATE', pointer: '/scope' }] })
  await put({ validFrom: '2026-03-10' })
  t.equal((await publish()).status, 422, 'not yet valid today')
  t.equal((await publish('2026-03-10')).status, 200, 'valid on the day from which the version is in force')
})

t.test('another instance hears of a change', async (t) => {
  const one = await startTestApp(t)
  const other = await startTestApp(t, { database: one.database })
  const token = await one.token('operator')
  const titleAt = async () => (await other.request('GET', SCOPE)).body.title.zh
  await until('the lists come from memory', async () => {
    const { dictionaries } = other.deps
    const first = await dictionaries.current()
    return first === (await dictionaries.current())
  })
  const { key: _, revision: __, ...body } = (await one.request('GET', SCOPE)).body
  const put = await one.request('PUT', SCOPE, {
    token,
    body: { ...body, title: { zh: '通办', en: 'scope' } },
    headers: { 'if-match': '*' },
  })
  t.equal(put.status, 200)
  t.equal((await one.request('GET', SCOPE)).body.title.zh, '通办', 'here at once')
  await until('the other hears of it', async () => (await titleAt()) === '通办')
})

t.test('titles of items, lists, versions and guides are those of the list', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('operator')
  const item = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`
  const titles = async (): Promise<unknown[]> => {
    const [read, version, list, guide] = await Promise.all(
      [item, `${item}/versions/1`, '/v1/items?q=食品经营', `${item}/guide`].map((url) =>
        app.request('GET', encodeURI(url)),
      ),
    )
    const facts = guide?.body.blocks[0].facts as { key: string; text: string }[]
    return [
      read?.body.typeTitle,
      version?.body.typeTitle,
      list?.body.data[0].typeTitle,
      facts.find(({ key }) => key === 'type')?.text,
    ]
  }
  t.same(await titles(), Array(4).fill('行政许可'))
  const before = await app.request('GET', item)
  const { key: _, revision: __, ...body } = (await app.request('GET', '/v1/dictionaries/itemType')).body
  const entries = body.entries.map((entry: { code: string }) =>
    entry.code === '01' ? { ...entry, title: { zh: '许可类', en: 'licences' } } : entry,
  )
  const put = await app.request('PUT', '/v1/dictionaries/itemType', {
    token,
    body: { ...body, entries },
    headers: { 'if-match': '*' },
  })
  t.equal(put.status, 200)
  t.same(await titles(), Array(4).fill('许可类'), 'at once')
  t.not((await app.request('GET', item)).headers.etag, before.headers.etag)
})
