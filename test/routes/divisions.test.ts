import t from 'tap'
import {
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { SAMPLE_CENTRES, SAMPLE_WINDOWS } from '../helpers/sample.js'

t.test('the tree, five levels down', async (t) => {
  const { request } = await startTestApp(t)
  let parent: string | undefined
  const names: string[] = []
  for (;;) {
    const children: { code: string; name: string }[] = (
      await request('GET', `/v1/divisions${parent === undefined ? '' : `?parent=${parent}`}`)
    ).body.data
    const next = children[0]
    if (next === undefined) break
    names.push(next.name)
    parent = next.code
  }
  t.same(names, ['四川省', '乐山市', '市中区', '示例镇', '示例一村'])
  t.match((await request('GET', '/v1/divisions/511102')).body, {
    code: '511102000000',
    level: 4,
    parent: '511100000000',
    path: ['511102000000', '511100000000', '510000000000'],
  })
  t.equal((await request('GET', '/v1/divisions/999999')).status, 404)
  t.equal((await request('GET', '/v1/divisions?parent=12')).status, 400)
  t.match((await request('GET', '/v1/organisations?division=511102&kind=government')).body.data, [
    { code: TOWN_GOVERNMENT },
  ])
})

t.test('centres: the nearest first, in whatever coordinates; only those that take the item in', async (t) => {
  const { request } = await startTestApp(t)
  const [town, city] = SAMPLE_CENTRES
  const names = async (query: string) =>
    (await request('GET', `/v1/centres${query}`)).body.data.map((centre: { code: string }) => centre.code)
  t.same(await names(''), ['SAMPLE-TOWN', 'SAMPLE-CITY'])
  t.same(await names('?near=29.5521,103.7656'), ['SAMPLE-CITY', 'SAMPLE-TOWN'])
  const near = await request('GET', '/v1/centres?near=29.5521,103.7656')
  t.equal(near.body.data[0].distance, 0)
  t.ok(near.body.data[1].distance > 6000 && near.body.data[1].distance < 9000)
  // The same place as map services write it: about half a kilometre away in plain numbers.
  const gcj = await request('GET', '/v1/centres?near=29.54915,103.76795&crs=gcj02')
  t.ok(gcj.body.data[0].distance < 100, `${gcj.body.data[0].distance} m`)
  const bd = await request('GET', '/v1/centres?near=29.55505,103.77450&crs=bd09')
  t.ok(bd.body.data[0].distance < 150, `${bd.body.data[0].distance} m`)
  t.same(await names(`?item=${LESHAN_ITEM_CODE}`), ['SAMPLE-TOWN'])
  t.same(await names('?item=nothing'), [])
  t.equal((await request('GET', '/v1/centres?near=here')).status, 400)
  const windows = await request('GET', `/v1/centres/${town?.id}/windows`)
  t.equal(windows.body.data.length, SAMPLE_WINDOWS.filter(({ centre }) => centre === town?.id).length)
  t.same(
    windows.body.data.slice(0, 6).map((window: { kind: string }) => window.kind),
    ['civilAffairs', 'familyServices', 'labour', 'water', 'forestry', 'land'],
    'the six of the township come first',
  )
  const level = (code: string) =>
    windows.body.data.flatMap((window: { authority: { itemCode: string; level: string }[] }) =>
      window.authority.filter((each) => each.itemCode === code).map((each) => each.level),
    )
  t.same(level(LESHAN_ITEM_CODE), ['decides'])
  t.same(level(FOOD_LICENCE_ITEM_CODE), ['accepts'])
  t.ok(windows.body.data.every((window: { authority: unknown[] }) => window.authority.length > 0))
  const hall = await request('GET', `/v1/centres/${city?.id}/windows`)
  const { data: all } = windows.body
  t.ok(all.length > 2 && windows.body.nextCursor === undefined, 'whole, when no page is asked for')
  const first = await request('GET', `/v1/centres/${town?.id}/windows?limit=2`)
  t.same(first.body.data, all.slice(0, 2), 'and by pages like every list')
  t.match(first.headers.link, /limit=2&cursor=.*; rel="next"/)
  const rest = `/v1/centres/${town?.id}/windows?limit=100&cursor=${first.body.nextCursor}`
  t.strictSame((await request('GET', rest)).body, { data: all.slice(2) })
  const templates = '/v1/document-templates'
  const { data: long } = (await request('GET', templates)).body
  const start = await request('GET', `${templates}?limit=1`)
  t.ok(long.length > 21 && start.body.data.length === 1)
  const next = await request('GET', `${templates}?cursor=${start.body.nextCursor}`)
  t.same(next.body.data, long.slice(1, 21), 'twenty rows where only a cursor is given')
  t.match(next, { headers: { link: /rel="next"/ }, body: { nextCursor: /./ } })
  const elsewhere = await request('GET', rest.replace(String(town?.id), String(city?.id)))
  t.match(elsewhere, { status: 400, body: { code: 'INVALID_CURSOR' } })
  t.equal(hall.body.data.length, SAMPLE_WINDOWS.filter(({ centre }) => centre === city?.id).length)
})

t.test('centres and windows are kept by their manager, within reach', async (t) => {
  const { request, token } = await startTestApp(t)
  const manager = await token('manager')
  const body = {
    code: 'C-9',
    name: '示例二中心',
    division: '511102',
    organisation: TOWN_GOVERNMENT,
    address: '示例路9号',
    openingHours: '9:00—17:00',
    telephone: '0833-2100000',
    position: { latitude: 29.549, longitude: 103.768, crs: 'gcj02' },
  }
  const key = { 'idempotency-key': 'centre-1' }
  const created = await request('POST', '/v1/centres', { token: manager, body, headers: key })
  t.equal(created.status, 201)
  t.not(created.body.position.latitude, 29.549, 'kept in CGCS2000')
  const again = await request('POST', '/v1/centres', { token: manager, body, headers: key })
  t.equal(again.text, created.text)
  t.equal(again.headers['idempotency-replayed'], 'true')
  const window = await request('POST', `/v1/centres/${created.body.id}/windows`, {
    token: manager,
    body: { code: 'W1', name: '综合窗口', kind: 'general', organisation: TOWN_GOVERNMENT },
  })
  const path = `/v1/windows/${window.body.id}/authority`
  const authority = [{ itemCode: FOOD_LICENCE_ITEM_CODE, level: 'collects' }]
  t.equal((await request('PUT', path, { token: manager, body: { authority } })).status, 428)
  const set = await request('PUT', path, {
    token: manager,
    body: { authority },
    headers: { 'if-match': window.headers.etag ?? '' },
  })
  t.match(set.body, { authority })
  t.equal(
    (
      await request('PUT', path, {
        token: manager,
        body: { authority: [] },
        headers: { 'if-match': window.headers.etag ?? '' },
      })
    ).status,
    412,
  )
  const foreign = await token('manager', { organisation: OTHER_COUNTY_MARKET })
  t.equal(
    (await request('PUT', path, { token: foreign, body: { authority: [] }, headers: { 'if-match': '*' } }))
      .status,
    403,
  )
})

t.test('divisions are imported, all or nothing', async (t) => {
  const { request, token } = await startTestApp(t)
  const operator = await token('operator')
  const send = (divisions: object[]) =>
    request('POST', '/v1/divisions/imports', { token: operator, body: { divisions } })
  // A province with its cities, counties, towns and villages.
  const many = Array.from({ length: 23_581 }, (_, index) => ({
    code: `511102${String(100 + (index % 700))}${String(300 + Math.floor(index / 700))}`,
    parent: '511102',
    name: `村${index}`,
  }))
  t.match(await send(many), { status: 200, body: { written: 23_581 } })
  t.match(
    await send([
      { code: '511102950', parent: '511102', name: '甲镇' },
      { code: '511102949', parent: '511102', name: '乙镇' },
      { code: '511102950000', parent: '511102', name: '丙镇' },
    ]),
    {
      status: 422,
      body: {
        errors: [{ pointer: '/divisions/2/code', code: 'CODE_TWICE', message: /第 0 条与第 2 条/ }],
      },
    },
    'both rows are named',
  )
  const bad = await send([
    { code: '511102950', parent: '511102', name: '甲镇' },
    { code: '511102951', parent: '511199', name: '乙镇' },
  ])
  t.match(bad, {
    status: 422,
    body: { errors: [{ pointer: '/divisions/1/parent', code: 'PARENT_UNKNOWN' }] },
  })
  t.equal((await request('GET', '/v1/divisions/511102950')).status, 404, 'nothing half-imported')
  const ring = Array.from({ length: 14_000 }, (_, index) => ({
    code: `511${200_000_000 + index}`,
    parent: `511${200_000_000 + ((index + 1) % 14_000)}`,
    name: `环${index}`,
  }))
  const refused = await send(ring)
  t.match(refused, { status: 422, body: { errors: [{ pointer: '/divisions/0/parent', code: 'CYCLE' }] } })
  const chain = Array.from({ length: 14_000 }, (_, index) => ({
    code: `511${300_000_000 + index}`,
    parent: index === 0 ? '511102' : `511${300_000_000 + index - 1}`,
    name: `链${index}`,
  }))
  t.match(await send(chain), { status: 422, body: { errors: [{ code: 'TOO_DEEP' }] } })
})
