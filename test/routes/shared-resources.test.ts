import { randomUUID } from 'node:crypto'
import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { createJobs } from '../../src/service.js'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_APPROVAL,
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  TOP_ORGANISATION,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { foodBusinessLicence, TWO_STEP } from '../helpers/sample.js'

/** From where somebody acts: above all; over the county; in the owning organ, beside it, below it, elsewhere. */
const PLACES = {
  top: { organisation: TOP_ORGANISATION, scope: 'subtree' },
  topOrgan: { organisation: TOP_ORGANISATION, scope: 'organ' },
  county: { organisation: COUNTY_APPROVAL, scope: 'subtree' },
  organ: { organisation: COUNTY_MARKET, scope: 'organ' },
  beside: { organisation: COUNTY_CIVIL_AFFAIRS, scope: 'organ' },
  town: { organisation: TOWN_GOVERNMENT, scope: 'subtree' },
  other: { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' },
} as const
type Place = keyof typeof PLACES

/** Who may write which: one reviewed line for each shared resource and role; a place that is not named gets 403. */
const WHO_MAY_WRITE = `
workflow of all          | cataloguer | top
workflow of all          | operator   | top
workflow of the market   | cataloguer | top county organ
workflow of the market   | operator   | top county organ
workflow of the town     | cataloguer | top county town
new workflow of all      | cataloguer | top
new workflow of the market | cataloguer | top county organ
template of all          | cataloguer | top
template of the market   | operator   | top county organ
calendar of all          | operator   | top
calendar of the market   | operator   | top county
calendar over the county | operator   | top county
calendar of the market alone | operator | top county
dictionary of all        | operator   | top
dictionary of the market | operator   | top county organ
synonyms of all          | cataloguer | top
synonyms of all          | operator   | top
synonyms of the market   | cataloguer | top county organ
synonyms gone            | operator   | top county organ
directory of the province | cataloguer | top topOrgan
publication of the market | operator   | top county organ
organisation of the county | operator | top county
centre of the town       | manager    | top county town
county renamed           | operator   | top county
village in the town      | operator   | top county town
town moved to the other county | operator | top
workflow of all          | clerk      |
calendar of all          | cataloguer |
dictionary of the market | cataloguer |
`

const year = { status: 'PROVISIONAL', days: [{ date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' }] }
const list = {
  title: { zh: '表', en: 'list' },
  entries: [{ code: '1', title: { zh: '一', en: 'one' } }],
  mappings: [],
}
const { version: _version, ...twoStep } = TWO_STEP

/** How each is written; everything can be done again. */
const WRITES: Record<string, (app: TestApp, token: string) => Promise<Answer>> = {
  'workflow of all': (app, token) => post(app, token, '/v1/workflows', twoStep),
  'workflow of the market': (app, token) => post(app, token, '/v1/workflows', { ...twoStep, key: 'market' }),
  'workflow of the town': (app, token) => post(app, token, '/v1/workflows', { ...twoStep, key: 'town' }),
  'new workflow of all': (app, token) => post(app, token, '/v1/workflows', { ...twoStep, key: newKey() }),
  'new workflow of the market': (app, token) =>
    post(app, token, '/v1/workflows', { ...twoStep, key: newKey(), organisation: COUNTY_MARKET }),
  'template of all': (app, token) =>
    post(app, token, '/v1/document-templates', { kind: 'denial', content: { word: '不' } }),
  'template of the market': (app, token) =>
    post(app, token, '/v1/document-templates', {
      organisation: COUNTY_MARKET,
      content: { organWord: '乐市中市监' },
    }),
  'calendar of all': (app, token) => put(app, token, '/v1/calendars/CN/years/2027', year),
  'calendar of the market': (app, token) => put(app, token, '/v1/calendars/MARKET/years/2027', year),
  'calendar over the county': async (app, token) => {
    const body = {
      code: 'COUNTY',
      name: '示例',
      parent: 'CN',
      division: '511102',
      organisation: COUNTY_MARKET,
    }
    const answer = await post(app, token, '/v1/calendars', body)
    await app.database.asOwner(`delete from calendars where code = 'COUNTY'`)
    return answer
  },
  'calendar of the market alone': async (app, token) => {
    const body = { code: 'ALONE', name: '示例', parent: 'CN', organisation: COUNTY_MARKET }
    await app.database.asOwner(`update calendars set organisation_code = 'x' where code = 'MARKET'`)
    const answer = await post(app, token, '/v1/calendars', body)
    await app.database.asOwner(`delete from calendars where code = 'ALONE';
      update calendars set organisation_code = '${COUNTY_MARKET}' where code = 'MARKET'`)
    return answer
  },
  'dictionary of all': (app, token) => put(app, token, '/v1/dictionaries/listOfAll', list),
  'dictionary of the market': (app, token) => put(app, token, '/v1/dictionaries/listOfMarket', list),
  'synonyms of all': (app, token) => put(app, token, '/v1/synonyms/all', { words: ['吃席证', '食品证'] }),
  'synonyms of the market': (app, token) =>
    put(app, token, '/v1/synonyms/market', { words: ['饭馆证', '餐馆证'] }),
  'synonyms gone': async (app, token) => {
    await app.database.asOwner(
      `insert into search_synonyms (key, words, organisation_code, updated_at) values ('gone', '{一一,二二}', $1, now())
       on conflict do nothing`,
      [COUNTY_MARKET],
    )
    return app.request('DELETE', '/v1/synonyms/gone', { token, headers: { 'if-match': '*' } })
  },
  'directory of the province': async (app, token) => {
    const path = `/v1/directory/${foodBusinessLicence.basicCode}`
    const { version: _v, latestVersion: _l, ...entry } = (await app.request('GET', path)).body
    const { typeTitle: _t, effectiveFrom: _e, ...document } = entry
    return put(app, token, path, document)
  },
  'publication of the market': (app, token) =>
    post(app, token, '/v1/publications', {
      kind: '公示',
      class: '行政许可',
      title: '示例',
      text: '示例',
      organisation: COUNTY_MARKET,
    }),
  'organisation of the county': (app, token) =>
    put(app, token, '/v1/organisations/NEW-ORGAN', {
      name: '示例局',
      division: '511102',
      kind: 'department',
    }),
  'centre of the town': (app, token) =>
    post(app, token, '/v1/centres', {
      code: newKey(),
      name: '示例',
      division: '511102901',
      organisation: TOWN_GOVERNMENT,
      address: '示例',
      openingHours: '示例',
      telephone: '1',
    }),
  'county renamed': (app, token) =>
    importDivisions(app, token, [{ code: '511102', parent: '511100', name: '市中区' }]),
  'village in the town': (app, token) =>
    importDivisions(app, token, [{ code: '511102901299', parent: '511102901', name: '示例新村' }]),
  'town moved to the other county': async (app, token) => {
    const answer = await importDivisions(app, token, [
      { code: '511102901', parent: '511112', name: '示例镇' },
    ])
    // Back again, as it was: the next one tries the same.
    await app.database.asOwner(
      `update divisions set parent_code = '511102000000',
         ancestors = '{511102901000,511102000000,511100000000,510000000000}' where code = '511102901000'`,
    )
    return answer
  },
}

const newKey = (): string => `k${randomUUID()}`.slice(0, 40)
const post = (app: TestApp, token: string, path: string, body: object) =>
  app.request('POST', path, { token, body })
const put = (app: TestApp, token: string, path: string, body: object) =>
  app.request('PUT', path, { token, body, headers: { 'if-match': '*' } })
const importDivisions = (app: TestApp, token: string, divisions: object[]) =>
  post(app, token, '/v1/divisions/imports', { divisions })

async function withOwners(app: TestApp): Promise<void> {
  await app.database.asOwner(
    `insert into calendars (code, name, parent_code, organisation_code) values ('MARKET', '示例日历', 'CN', $1)`,
    [COUNTY_MARKET],
  )
  const [operator, cataloguer] = [await app.token('operator'), await app.token('cataloguer')]
  const made = [
    await post(app, cataloguer, '/v1/workflows', { ...twoStep, key: 'market', organisation: COUNTY_MARKET }),
    await post(app, cataloguer, '/v1/workflows', { ...twoStep, key: 'town', organisation: TOWN_GOVERNMENT }),
    await put(app, operator, '/v1/dictionaries/listOfAll', list),
    await put(app, operator, '/v1/dictionaries/listOfMarket', { ...list, organisation: COUNTY_MARKET }),
    await put(app, operator, '/v1/synonyms/market', {
      words: ['饭馆证', '餐馆证'],
      organisation: COUNTY_MARKET,
    }),
  ]
  const failed = made.find(({ status }) => status >= 300)
  if (failed !== undefined) throw new Error(failed.text)
}

t.test('who may write which', async (t) => {
  const app = await startTestApp(t)
  await withOwners(app)
  let asked = 0
  for (const line of WHO_MAY_WRITE.trim().split('\n')) {
    const [resource = '', role = '', places = ''] = line.split('|').map((part) => part.trim())
    const allowed = places.split(/\s+/)
    const write = WRITES[resource]
    if (write === undefined) throw new Error(`nobody knows how to write: ${resource}`)
    for (const place of Object.keys(PLACES) as Place[]) {
      const answer = await write(app, await app.token(role as Role, PLACES[place]))
      asked += 1
      const name = `${resource} by ${role} from ${place}: ${answer.status} ${answer.text.slice(0, 300)}`
      if (allowed.includes(place)) t.ok(answer.status < 300, name)
      else t.equal(answer.status, 403, name)
    }
  }
  t.comment(`${asked} cells`)
  t.equal(asked, 29 * 7)
})

t.test('a resource says whose it is, and stays with its owner', async (t) => {
  const app = await startTestApp(t)
  await withOwners(app)
  const workflows = (await app.request('GET', '/v1/workflows')).body.data
  const owners = new Map(
    workflows.map(({ key, organisation }: { key: string; organisation?: string }) => [key, organisation]),
  )
  t.equal(owners.get('market'), COUNTY_MARKET)
  t.equal(owners.get('two-step'), undefined, 'the whole deployment’s')
  t.match((await app.request('GET', '/v1/workflows/market/versions/1')).body, { organisation: COUNTY_MARKET })
  const calendars = (await app.request('GET', '/v1/calendars')).body.data
  t.match(calendars, [{ code: 'CN' }, { code: 'MARKET', organisation: COUNTY_MARKET }])
  t.notOk('organisation' in calendars[0])
  t.match((await app.request('GET', '/v1/dictionaries/listOfMarket')).body, { organisation: COUNTY_MARKET })
  t.match((await app.request('GET', '/v1/synonyms/market')).body, { organisation: COUNTY_MARKET })
  const [operator, cataloguer] = [await app.token('operator'), await app.token('cataloguer')]
  const fixed = { status: 422, body: { errors: [{ pointer: '/organisation', code: 'ORGANISATION_FIXED' }] } }
  const toTown = { organisation: TOWN_GOVERNMENT }
  t.match(await post(app, cataloguer, '/v1/workflows', { ...twoStep, key: 'market', ...toTown }), fixed)
  t.match(await put(app, operator, '/v1/dictionaries/listOfMarket', { ...list, ...toTown }), fixed)
  t.match(await put(app, operator, '/v1/synonyms/market', { words: ['饭馆证', '餐馆证'], ...toTown }), fixed)
  const own = await app.token('cataloguer', PLACES.organ)
  t.match(
    await post(app, own, '/v1/workflows', { ...twoStep, key: 'two-step', organisation: COUNTY_MARKET }),
    {
      status: 403,
    },
  )
  t.match(await post(app, cataloguer, '/v1/workflows', { ...twoStep, key: 'new', organisation: 'NOBODY' }), {
    status: 422,
    body: { errors: [{ pointer: '/organisation', code: 'ORGANISATION_UNKNOWN' }] },
  })
})

t.test('a procedure that is not sound is told so with a path, and is not published', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const [review] = twoStep.steps
  const step = (key: string, next: string[], more = {}) => ({
    ...review,
    key,
    next: next.map((to) => ({ to })),
    ...more,
  })
  const [a, b, c] = [step('a', ['b', 'c'], { parallel: true }), step('b', ['d']), step('c', ['d'])]
  const end = step('decision', [], { phase: 'decide' })
  const unjoined = {
    ...twoStep,
    key: 'unjoined',
    start: 'a',
    steps: [a, b, c, step('d', ['decision']), end],
  }
  const checked = await app.request('POST', '/v1/workflows/check', { token, body: unjoined })
  t.match(checked.body, {
    findings: [
      { rule: 'STEP_ENTERED_TWICE', severity: 'error', pointer: '/steps/3', path: ['a', 'b', 'd', 'c', 'd'] },
    ],
  })
  t.match(await post(app, token, '/v1/workflows', unjoined), {
    status: 422,
    body: { errors: [{ pointer: '/steps/3', code: 'STEP_ENTERED_TWICE', message: /a → b → d；a → c → d/ }] },
  })
  const joined = { ...unjoined, steps: [a, b, c, step('d', ['decision'], { join: ['b', 'c'] }), end] }
  t.same((await app.request('POST', '/v1/workflows/check', { token, body: joined })).body, { findings: [] })
  t.match(await post(app, token, '/v1/workflows', joined), { status: 201 })
  const { fourEyes: _on, automaticConsequences: _law, onTheSpot: _spot, ...plain } = joined
  t.match(
    await post(app, token, '/v1/workflows', { ...plain, key: 'plain' }),
    { status: 201, body: { fourEyes: true, automaticConsequences: true, onTheSpot: false } },
    'four eyes is on unless somebody switches it off',
  )
})

t.test('an item uses procedures of all, of its own organ or of one above, and no others', async (t) => {
  const app = await startTestApp(t)
  await withOwners(app)
  const token = await app.token('cataloguer')
  await post(app, token, '/v1/workflows', { ...twoStep, key: 'province', organisation: TOP_ORGANISATION })
  await post(app, token, '/v1/workflows', { ...twoStep, key: 'beside', organisation: COUNTY_CIVIL_AFFAIRS })
  const url = `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`
  const findingsOf = async (workflow: string) => {
    await put(app, token, url, { ...foodBusinessLicence, workflow })
    const { body } = await app.request('POST', `${url}/check`, { token })
    return body.findings
      .map(({ rule }: { rule: string }) => rule)
      .filter((rule: string) => rule.startsWith('WORKFLOW'))
  }
  t.same(await findingsOf('two-step'), [])
  t.same(await findingsOf('market'), [])
  t.same(await findingsOf('province'), [])
  t.same(await findingsOf('beside'), ['WORKFLOW_FOREIGN'])
  t.same(await findingsOf('town'), ['WORKFLOW_FOREIGN'])
  const published = await app.request('POST', `${url}/publish`, { token, body: {} })
  t.match(published, { status: 422, body: { errors: [{ code: 'WORKFLOW_FOREIGN', pointer: '/workflow' }] } })
})

t.test('an item is told when its procedure takes longer than it promises', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const [review, ...rest] = twoStep.steps
  const slow = { ...review, limit: { amount: 100, unit: 'workingDay' } }
  await post(app, token, '/v1/workflows', { ...twoStep, key: 'slow', steps: [slow, ...rest] })
  const url = `/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`
  await put(app, token, url, { ...foodBusinessLicence, workflow: 'slow' })
  const { body } = await app.request('POST', `${url}/check`, { token })
  const told = body.findings.find(({ rule }: { rule: string }) => rule === 'PROCEDURE_LONGER')
  t.match(told, { severity: 'warning', pointer: '/workflow', message: /review → decision.*103 个工作日/ })
})

t.test(
  'a calendar moved lawfully tells each case and the audit; a stranger’s preview names none',
  async (t) => {
    const app = await startTestApp(t)
    const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
    const path = '/v1/calendars/CN/years/2026'
    const read = await app.request('GET', path)
    const { workingDays: _days, calendar: _calendar, year: _year, ...body } = read.body
    const closed = { ...body, days: [...body.days, { date: '2026-03-03', kind: 'HOLIDAY', name: '停电' }] }
    const town = await app.token('operator', { organisation: TOWN_GOVERNMENT, scope: 'subtree' })
    t.equal((await put(app, town, path, closed)).status, 403)
    t.equal((await app.request('GET', path)).headers.etag, read.headers.etag, 'nothing is written')
    t.match((await put(app, town, `${path}?preview=true`, closed)).body, {
      moved: [],
      movedCount: 2,
      movedElsewhere: 2,
    })
    const market = await app.token('operator', PLACES.organ)
    t.match((await put(app, market, `${path}?preview=true`, closed)).body, {
      moved: [{ caseNo: accepted.body.caseNo }, { caseNo: accepted.body.caseNo }],
      movedElsewhere: 0,
    })
    const operator = await app.token('operator')
    t.equal((await put(app, operator, path, closed)).status, 200)
    await createJobs(app.deps).drain()
    while ((await sequenceBatch(app.deps.pool)) > 0);
    const feed = await app.request('GET', '/v1/exchange/changes', { token: await app.token('exchange') })
    const told = feed.body.data.filter(({ type }: { type: string }) => type === 'case.clockMoved')
    t.match(told, [{ caseNo: accepted.body.caseNo }])
    const auditor = await app.token('auditor')
    const trail = (await app.request('GET', '/v1/audit?action=putCalendarYear', { token: auditor })).body.data
    t.match(trail, [
      { object: 'calendar CN 2026', details: { moved: 2 }, actor: 'urn:yichuang:dev|dev-operator' },
    ])
    const refused = (await app.request('GET', '/v1/audit?action=refused', { token: auditor })).body.data
    t.match(refused, [
      {
        object: `PUT ${path}`,
        details: { operation: 'putCalendarYear', code: 'FORBIDDEN' },
        address: '127.0.0.1',
      },
    ])
  },
)

t.test('a refused act on a case and a search by number are found by the auditor', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  const path = `/v1/cases/${created.body.caseNo}/transitions`
  const auditor = await app.token('auditor')
  const catalogue = await app.token('cataloguer', { subject: 'curious' })
  const denied = await app.request('POST', path, {
    token: catalogue,
    body: { action: 'accept' },
    headers: { 'if-match': '*' },
  })
  t.equal(denied.status, 403)
  const found = await app.request('GET', `/v1/audit?action=refused`, { token: auditor })
  t.match(found.body.data, [
    { object: `POST ${path}`, actor: 'urn:yichuang:dev|curious', details: { operation: 'transitionCase' } },
  ])
  const county = await app.token('auditor', { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' })
  t.same(
    (await app.request('GET', '/v1/audit?action=refused', { token: county })).body.data,
    [],
    'in reach only',
  )
  const number = '91350100M000100Y43'
  await app.request('POST', '/v1/cases/search', {
    token: await app.token('clerk'),
    body: { applicantIdNumber: number },
  })
  const searches = await app.request('GET', '/v1/audit?action=searchCases', { token: auditor })
  t.match(searches.body.data, [{ object: 'applicantIdNumber', actor: 'urn:yichuang:dev|dev-clerk' }])
  t.notMatch(searches.text, number, 'the number itself is not in the trail')
})

t.test('a second top of the tree is refused: nobody would stand above all any longer', async (t) => {
  const app = await startTestApp(t)
  const answer = await importDivisions(app, await app.token('operator'), [{ code: '530000', name: '云南省' }])
  t.match(answer, { status: 422, body: { errors: [{ code: 'ROOT_EXISTS' }] } })
})
