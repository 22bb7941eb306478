import t from 'tap'
import type { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { etagOf } from '../../src/http/etag.js'
import {
  CITY_HOUSING_FUND,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOP_ORGANISATION,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { foodBusinessLicence, leshanHousingFund, SAMPLE_DIRECTORY } from '../helpers/sample.js'

const CODE = foodBusinessLicence.basicCode
const ENTRY = `/v1/directory/${CODE}`
const FOOD = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`
const OTHER_ITEM = `${OTHER_COUNTY_MARKET}4${CODE}`

function directory(changes: Partial<DirectoryDocument> = {}): DirectoryDocument {
  const found = SAMPLE_DIRECTORY.find(({ basicCode }) => basicCode === CODE)
  if (found === undefined) throw new Error('the sample has the entry')
  return { ...structuredClone(found), ...changes }
}

/** Sends as a cataloguer above all, or of one organ; every answer is checked for its status. */
async function start(
  t: Parameters<typeof startTestApp>[0],
  options: Parameters<typeof startTestApp>[1] = {},
) {
  const app = await startTestApp(t, options)
  const send = async (
    method: string,
    url: string,
    body?: object,
    { status = 200, organisation = TOP_ORGANISATION, headers = {} as Record<string, string> } = {},
  ): Promise<Answer> => {
    const answer = await app.request(method, url, {
      token: await app.token('cataloguer', { organisation, scope: 'subtree' }),
      ...(body === undefined ? {} : { body }),
      headers: { 'if-match': '*', ...headers },
    })
    if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`)
    return answer
  }
  return { app, send }
}

/** What an organ of another county says for itself of the food-business licence. */
function begun(): Partial<ItemDocument> {
  const { limits, ...document } = structuredClone(foodBusinessLicence)
  const own: Partial<ItemDocument> = {
    ...document,
    itemCode: OTHER_ITEM,
    organisationCode: OTHER_COUNTY_MARKET,
  }
  for (const given of [
    'name',
    'nameEn',
    'type',
    'audiences',
    'legalBases',
    'conditions',
    'materials',
  ] as const)
    delete own[given]
  for (const given of ['procedure', 'results', 'fees'] as const) delete own[given]
  return { ...own, limits: { promised: { ...limits.promised, amount: 8 } } as never }
}

const list = async (app: TestApp, query: string): Promise<string[]> =>
  (await app.request('GET', `/v1/directory?${query}`)).body.data.map(
    ({ basicCode }: { basicCode: string }) => basicCode,
  )

t.test('the directory is public: found by name, code and type, page by page', async (t) => {
  const { app } = await start(t)
  const all = SAMPLE_DIRECTORY.map(({ basicCode }) => basicCode).toSorted()
  t.same(await list(app, 'limit=100'), all)
  t.same(await list(app, 'q=食品经营'), [CODE])
  t.same(
    await list(app, `q=${CODE.slice(0, 7)}`),
    all.filter((code) => code.startsWith(CODE.slice(0, 7))),
  )
  t.same(
    await list(app, 'type=20&limit=100'),
    all.filter((code) => code.slice(2, 4) === '20'),
  )
  for (const nothing of ['%', '_', '😀', "'; drop table items"])
    t.same(await list(app, `q=${encodeURIComponent(nothing)}`), [], nothing)
  t.same(await list(app, `q=${encodeURIComponent('  ')}&limit=100`), all)
  const seen: string[] = []
  let url: string | undefined = '/v1/directory?limit=4'
  while (url !== undefined) {
    const page: Answer = await app.request('GET', url)
    seen.push(...page.body.data.map(({ basicCode }: { basicCode: string }) => basicCode))
    url = /^<(.*)>; rel="next"$/.exec(page.headers.link ?? '')?.[1]
  }
  t.same(seen, all)

  const entry = await app.request('GET', ENTRY)
  t.match(entry.body, {
    basicCode: CODE,
    version: 1,
    latestVersion: 1,
    effectiveFrom: '2024-01-01',
    typeTitle: '行政许可',
    levels: [3, 4],
    fees: { charged: false },
  })
  const headers = { 'if-none-match': entry.headers.etag ?? '' }
  t.equal((await app.request('GET', ENTRY, { headers })).status, 304)
  t.match((await app.request('GET', `${ENTRY}/versions/1`)).body, { version: 1, name: '食品经营许可' })
  t.match((await app.request('GET', `${ENTRY}/versions`)).body.data, [{ version: 1, state: 'IN_FORCE' }])
  for (const missing of ['/v1/directory/999', '/v1/directory/999/versions', `${ENTRY}/versions/2`])
    t.equal((await app.request('GET', missing)).status, 404, missing)
})

t.test('an item takes from its directory entry what it leaves out', async (t) => {
  const { app, send } = await start(t)
  const created = await send('POST', '/v1/items', begun(), { status: 201, organisation: OTHER_COUNTY_MARKET })
  const { document } = created.body
  const fixed = directory()
  t.match(document, {
    name: '食品经营许可',
    nameEn: 'Food-business licence',
    type: '01',
    level: 4,
    audiences: fixed.audiences ?? [],
    legalBases: fixed.legalBases,
    fees: { charged: false, items: [] },
    limits: { statutory: { amount: 10 }, promised: { amount: 8 } },
  })
  t.same(document.materials, fixed.materials)
  t.same(document.procedure, fixed.procedure)
  const published = await send('POST', `/v1/items/${OTHER_ITEM}/draft/publish`, {})
  t.match(published.body, { version: 1, name: '食品经营许可' })
  t.match((await app.request('GET', `/v1/items/${OTHER_ITEM}/versions`)).body.data, [{ directoryVersion: 1 }])

  // The draft is always whole.
  const { name: _, ...nameless } = document
  const put = await send('PUT', `/v1/items/${OTHER_ITEM}/draft`, nameless, { status: 400 })
  t.match(put.body.errors, [{ pointer: '/name' }])
})

t.test('what is missing and the directory does not give is told', async (t) => {
  const { send } = await start(t)
  const { visits: _, windowAuthority: __, ...less } = begun()
  const wrong = await send('POST', '/v1/items', less, { status: 400 })
  t.match(wrong.body.errors, [{ pointer: /visits|windowAuthority/ }], 'the directory never gives these')

  const unknown = { ...begun(), basicCode: '510102999000', itemCode: `${OTHER_COUNTY_MARKET}4510102999000` }
  const refused = await send('POST', '/v1/items', unknown, { status: 422 })
  t.same(
    refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted(),
    [
      '/audiences',
      '/conditions',
      '/fees',
      '/legalBases',
      '/limits/statutory',
      '/materials',
      '/name',
      '/procedure',
      '/results',
      '/type',
    ],
    'there is no such entry',
  )
  const { level: ___, ...levelless } = begun()
  const two = await send('POST', '/v1/items', levelless, { status: 422 })
  t.match(
    two.body.errors,
    [{ pointer: '/level', code: 'DOCUMENT_SCHEMA', mend: /\S/ }],
    'of two levels one must be said',
  )
  t.equal(two.body.errors.length, 1)
})

t.test('an item may only tighten: looser ones are refused at publication', async (t) => {
  const { app, send } = await start(t)
  const loosened = structuredClone(foodBusinessLicence)
  Object.assign(loosened.limits.statutory, { amount: 25 })
  loosened.limits.promised.amount = 18
  loosened.legalBases.pop()
  loosened.fees = {
    charged: true,
    onlinePayment: true,
    items: [{ name: '工本费', standard: '10元', legalBasis: '某通知第一条', reducible: false }],
  }
  await send('PUT', `${FOOD}/draft`, loosened)
  const expected = [
    '/fees/charged DIRECTORY_FEE',
    '/legalBases DIRECTORY_BASIS_MISSING',
    '/limits/promised DIRECTORY_PROMISE_LONGER',
    '/limits/statutory DIRECTORY_STATUTORY_LONGER',
  ]
  const told = (list: { pointer: string; rule?: string; code?: string }[]) =>
    list.map(({ pointer, rule, code }) => `${pointer} ${rule ?? code}`).toSorted()
  t.same(told((await send('POST', `${FOOD}/draft/check`)).body.findings), expected)
  t.same(told((await send('POST', `${FOOD}/draft/publish`, {}, { status: 422 })).body.errors), expected)
  const tightened = structuredClone(foodBusinessLicence)
  tightened.limits.promised.amount = 5
  Object.assign(tightened.limits.statutory, { amount: 9 })
  await send('PUT', `${FOOD}/draft`, tightened)
  t.same(
    told((await send('POST', `${FOOD}/draft/check`)).body.findings),
    ['/workflow PROCEDURE_LONGER'],
    'the directory has nothing against it; that the procedure takes eight days is a warning only',
  )
  t.match((await send('POST', `${FOOD}/draft/publish`, {})).body, { version: 2 })

  const alone = {
    ...structuredClone(foodBusinessLicence),
    itemCode: `${COUNTY_MARKET}4510102999000`,
    basicCode: '510102999000',
    name: '自设事项',
  }
  await send('POST', '/v1/items', alone, { status: 201 })
  t.match((await send('POST', `/v1/items/${alone.itemCode}/draft/check`)).body.findings, [
    { rule: 'DIRECTORY_NONE', severity: 'warning' },
  ])
  await send('POST', `/v1/items/${alone.itemCode}/draft/publish`, {})
  t.same(
    (await app.request('GET', `/v1/items/${alone.itemCode}/versions`)).body.data[0].directoryVersion,
    undefined,
  )
})

t.test('a change of the directory shows which items must follow, and changes none', async (t) => {
  const { app, send } = await start(t)
  await send('POST', '/v1/items', begun(), { status: 201 })
  await send('POST', `/v1/items/${OTHER_ITEM}/draft/publish`, {})
  const lax = structuredClone(foodBusinessLicence)
  lax.limits.promised.amount = 10
  await send('PUT', `${FOOD}/draft`, lax)
  await send('POST', `${FOOD}/draft/publish`, {})
  const before = (await app.request('GET', FOOD)).text
  const stricter = directory({
    limits: {
      statutory: directory().limits?.statutory as never,
      promised: { amount: 8, unit: 'workingDay' },
    },
  })

  const preview = await send('PUT', `${ENTRY}?preview=true`, stricter)
  t.match(preview.body, {
    version: 2,
    preview: true,
    entries: {
      count: 2,
      mustFollow: 1,
      data: [
        {
          itemCode: FOOD_LICENCE_ITEM_CODE,
          follows: false,
          directoryVersion: 1,
          findings: [{ rule: 'DIRECTORY_PROMISE_LONGER', pointer: '/limits/promised', mend: /不得长于/ }],
        },
      ],
    },
  })
  t.equal(preview.body.entries.data.length, 1)
  t.match((await app.request('GET', ENTRY)).body, { version: 1, latestVersion: 1 }, 'nothing was published')

  const published = await send('PUT', ENTRY, stricter)
  t.match(published.body, { version: 2, preview: false, effectiveFrom: '2026-03-02' })
  t.same(published.body.entries, preview.body.entries)
  t.equal((await app.request('GET', FOOD)).text, before, 'the item is as it was')

  const entries = async (organisation = TOP_ORGANISATION) =>
    (await send('GET', `${ENTRY}/entries`, undefined, { organisation })).body.data.map(
      ({ itemCode, follows, findings }: { itemCode: string; follows: boolean; findings: unknown[] }) => [
        itemCode,
        follows,
        findings.length,
      ],
    )
  const both = [
    [FOOD_LICENCE_ITEM_CODE, false, 1],
    [OTHER_ITEM, false, 0],
  ]
  t.same(
    await entries(),
    both.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
  t.same(await entries(OTHER_COUNTY_MARKET), [[OTHER_ITEM, false, 0]], 'a county sees its own')
  t.same(
    await entries(CITY_HOUSING_FUND),
    both.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )

  await send('PUT', `${FOOD}/draft`, lax)
  await send('POST', `${FOOD}/draft/publish`, {}, { status: 422 })
  await send('PUT', `${FOOD}/draft`, foodBusinessLicence)
  await send('POST', `${FOOD}/draft/publish`, {})
  t.same(await entries(COUNTY_MARKET), [[FOOD_LICENCE_ITEM_CODE, true, 0]])

  await send('POST', `/v1/items/${OTHER_ITEM}/retire`)
  t.equal((await entries()).length, 1, 'who is retired need not follow')
})

t.test('a version of the directory that is to come binds what is in force from then on', async (t) => {
  const { app, send } = await start(t)
  const later = directory({ levels: [4], limits: { promised: { amount: 5, unit: 'workingDay' } } })
  const published = await send('PUT', `${ENTRY}?effectiveFrom=2026-04-01`, later)
  t.match(published.body, { version: 2, effectiveFrom: '2026-04-01', entries: { count: 1, mustFollow: 1 } })
  t.match((await app.request('GET', ENTRY)).body, { version: 1, latestVersion: 2, levels: [3, 4] })
  t.match((await app.request('GET', `${ENTRY}/versions`)).body.data, [
    { version: 2, state: 'SCHEDULED' },
    { version: 1, state: 'IN_FORCE' },
  ])
  const publish = (effectiveFrom: string, status: number) =>
    send('POST', `${FOOD}/draft/publish`, { effectiveFrom }, { status })
  await send('PUT', `${FOOD}/draft`, foodBusinessLicence)
  await publish('2026-04-01', 422)
  await publish('2026-03-31', 200)
  const five = structuredClone(foodBusinessLicence)
  five.limits.promised.amount = 5
  await send('PUT', `${FOOD}/draft`, five)
  await publish('2026-04-01', 200)
  t.match((await app.request('GET', `${FOOD}/versions`)).body.data, [
    { version: 3, directoryVersion: 2 },
    { version: 2, directoryVersion: 1 },
    { version: 1, directoryVersion: 1 },
  ])
  await app.setNow('2026-04-01T01:00:00Z')
  t.match((await app.request('GET', ENTRY)).body, { version: 2, levels: [4] })
})

const CARD = {
  ...{ feeCode: 'card', name: '工本费', standard: '10元', legalBasis: '收费办法第三条', reducible: false },
  amount: { amount: 1000, currency: 'CNY' as const },
}

t.test('the directory is kept by a province under If-Match', async (t) => {
  const { app, send } = await start(t)
  const put = (body: object, status: number, headers = {}, url = ENTRY) =>
    send('PUT', url, body, { status, headers })
  t.equal((await app.request('PUT', ENTRY, { body: directory() })).status, 401)
  t.equal(
    (await app.request('PUT', ENTRY, { body: directory(), token: await app.token('clerk') })).status,
    403,
  )
  await send('PUT', ENTRY, directory(), { status: 403, organisation: COUNTY_MARKET })
  const token = await app.token('cataloguer')
  t.equal((await app.request('PUT', ENTRY, { body: directory(), token })).status, 428)
  await put(directory(), 412, { 'if-match': '"9-x"' })
  t.match(
    (await put(directory({ limits: { promised: { amount: 1, unit: 'workingDay' } }, basicCode: '1' }), 422))
      .body.errors,
    [{ pointer: '/basicCode', code: 'CODE_DIFFERS' }],
  )
  const bad: [Partial<DirectoryDocument>, string][] = [
    [{ type: '10' }, '/type CODE_TYPE'],
    [{ organisationCode: '91350100M000100Y43' }, '/organisationCode ORGANISATION_FIXED'],
    [{ audiences: ['77'] }, '/audiences/0 DICTIONARY_CODE'],
    [
      {
        limits: {
          statutory: { amount: 3, unit: 'workingDay', basis: '依据' },
          promised: { amount: 1, unit: 'month' },
        },
      },
      '/limits/promised PROMISE_LONGER',
    ],
    [
      { materials: [...(directory().materials ?? []), ...(directory().materials ?? [])].slice(0, 5) },
      '/materials/4/materialCode MATERIAL_TWICE',
    ],
    [
      { fees: { charged: true, items: [CARD, { ...CARD, name: '加急费' }] } },
      '/fees/items/1/feeCode FEE_CODE',
    ],
    [{ fees: { charged: true, items: [] } }, '/fees/items FEE_ITEMS'],
    [{ fees: { charged: false, items: [CARD] } }, '/fees/charged FEE_NOT_CHARGED'],
  ]
  for (const [changes, expected] of bad) {
    const { errors } = (await put(directory(changes), 422)).body
    t.same(
      errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
      [expected],
    )
  }
  t.match((await put(directory(), 422, {}, `${ENTRY}?effectiveFrom=2026-03-01`)).body.errors, [
    { pointer: '?effectiveFrom', code: 'IN_THE_PAST' },
  ])
  t.match((await put(directory(), 422, {}, `${ENTRY}?effectiveFrom=2062-03-01`)).body.errors, [
    { pointer: '?effectiveFrom', code: 'TOO_FAR_AHEAD' },
  ])
  await put({ ...directory(), colour: 'red' }, 400)

  const fresh = directory({ basicCode: '510102998000', organisationCode: COUNTY_MARKET })
  const url = '/v1/directory/510102998000'
  t.match((await put(fresh, 422, {}, url)).body.errors, [{ code: 'DIRECTORY_KEEPER' }])
  const mine = { ...fresh, organisationCode: TOP_ORGANISATION }
  const race = await Promise.all(
    [1, 2, 3, 4].map(() =>
      app.request('PUT', url, { token, body: mine, headers: { 'if-match': etagOf(0, 'none') } }),
    ),
  )
  t.same(race.map(({ status }) => status).toSorted(), [200, 412, 412, 412], 'one begins the entry')
  const { etag = '' } = (await app.request('GET', url)).headers
  const again = await Promise.all(
    [1, 2, 3, 4].map(() => app.request('PUT', url, { token, body: mine, headers: { 'if-match': etag } })),
  )
  t.same(again.map(({ status }) => status).toSorted(), [200, 412, 412, 412], 'one is first to change it')
  t.equal((await app.request('GET', url)).body.version, 2)

  for (const change of ['update directory_versions set name = name', 'delete from directory_versions']) {
    await t.rejects(app.deps.pool.query(change), { code: '42501' }, 'no right')
    await t.rejects(app.database.asOwner(change), { code: '23001' }, 'not even the owner')
  }
})

t.test('five thousand items of an entry are a dozen queries', async (t) => {
  let statements = 0
  const { app, send } = await start(t, {
    onQuery: () => {
      statements += 1
    },
  })
  const basicCode = leshanHousingFund.basicCode
  await app.database.asOwner(
    `with item as (
       insert into items (item_code, organisation_code, division_code, divisions, state, latest_version, name, type,
         handling, audiences, created_at, updated_at)
       select 'X' || n, $1, '511100000000', '{511100000000,510000000000}', 'IN_USE', 1, 'x', '20', 'onTheSpot', '{1}',
         app_now(), app_now() from generate_series(1, 5000) n returning item_code)
     insert into item_versions (item_code, version, effective_from, document, published_at, published_by, directory_version)
     select item_code, 1, '2026-01-01', $2, app_now(), 'x', 1 from item`,
    [CITY_HOUSING_FUND, JSON.stringify(leshanHousingFund)],
  )
  const entry = SAMPLE_DIRECTORY.find((each) => each.basicCode === basicCode)
  const { legalBases = [] } = entry ?? {}
  const before = statements
  const answer = await send('PUT', `/v1/directory/${basicCode}`, {
    ...entry,
    legalBases: [...legalBases, { name: '新条例', kind: 'localRegulation' }],
  })
  t.match(answer.body, { version: 2, entries: { count: 5001, mustFollow: 5001 } })
  t.equal(answer.body.entries.data.length, 100)
  t.ok(statements - before < 40, `${statements - before} statements`)
  const page = await send('GET', `/v1/directory/${basicCode}/entries?limit=100`)
  t.equal(page.body.data.length, 100)
  t.match(page.body.data[7].findings, [{ rule: 'DIRECTORY_BASIS_MISSING' }])
  t.type(page.body.nextCursor, 'string')
  const wrong = await app.request('GET', `${ENTRY}/entries?cursor=${page.body.nextCursor}`, {
    token: await app.token('cataloguer'),
  })
  t.match(wrong.body, { code: 'INVALID_CURSOR' })
})
