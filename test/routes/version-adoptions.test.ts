import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { createJobs } from '../../src/workers.js'
import { superuserOf } from '../helpers/alterations.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { holdMemory } from '../helpers/memory.js'
import { foodBusinessLicence, TWO_STEP } from '../helpers/sample.js'

const step = (key: string, next: string[], phase = 'review') => ({
  key,
  title: { zh: key, en: key },
  phase,
  limit: { amount: 3, unit: 'workingDay' },
  next: next.map((to) => ({ to })),
})

/** The procedure of the market bureau: first with a legal check, then with a look at the law in its place, and an archive. */
const procedure = (steps: ReturnType<typeof step>[]) => {
  const { version: _version, ...rest } = TWO_STEP
  return { ...rest, key: 'market-way', organisation: COUNTY_MARKET, start: 'papers', steps }
}
const FIRST = procedure([
  step('papers', ['legal']),
  step('legal', ['decision']),
  step('decision', [], 'decide'),
])
const SECOND = procedure([
  step('papers', ['archive']),
  step('archive', ['law']),
  step('law', ['decision']),
  step('decision', [], 'decide'),
])

t.test('a law changes on 1 April: running cases are looked at before, and go on by it after', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer', { organisation: COUNTY_MARKET })
  const send = async (url: string, body: object, status = 200, by = token, method = 'POST') => {
    const answer = await app.request(method, url, { token: by, body, headers: { 'if-match': '*' } })
    if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${answer.text}`)
    return answer
  }
  const publish = async (document: ItemDocument, effectiveFrom?: string) => {
    await send(`/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft`, document, 200, token, 'PUT')
    const when = effectiveFrom === undefined ? {} : { effectiveFrom }
    return (await send(`/v1/items/${FOOD_LICENCE_ITEM_CODE}/draft/publish`, when)).body.version
  }
  const old = { ...structuredClone(foodBusinessLicence), workflow: 'market-way' }
  await send('/v1/workflows', FIRST, 201)
  t.equal(await publish(old), 2)

  const begin = async (...acts: { by: 'clerk' | 'reviewer'; does: object }[]): Promise<Answer> => {
    let last = await createCase(app, foodCase())
    for (const { by, does } of acts) last = await transition(app, by, last, does)
    return last
  }
  const accept = { by: 'clerk', does: { action: 'accept' } } as const
  const review = { by: 'reviewer', does: { action: 'startReview' } } as const
  const papers = { by: 'reviewer', does: { action: 'completeStep', opinion: '符合' } } as const
  const submitted = await begin()
  const accepted = await begin(accept)
  const atPapers = await begin(accept, review)
  const atLegal = await begin(accept, review, papers)
  const numbers = [submitted, accepted, atPapers, atLegal].map(({ body }) => body.caseNo)

  const [first] = old.materials
  if (first === undefined) throw new Error('the sample has materials')
  const next = {
    ...old,
    materials: [...old.materials, { ...first, materialCode: 'water-test', name: '水质检测' }],
  }
  await send('/v1/workflows', SECOND, 201)
  t.equal(await publish(next, '2026-04-01'), 3)

  const order = { itemCode: FOOD_LICENCE_ITEM_CODE, itemVersion: 3, workflowVersion: 2 }
  const preview = async (more: object = {}) => {
    const { body } = await send('/v1/version-adoptions/preview', { ...order, ...more })
    const byNo = new Map(body.data.map((each: { caseNo: string }) => [each.caseNo, each]))
    return numbers.map((caseNo) => byNo.get(caseNo)) as Record<string, never>[]
  }
  const seen = await preview()
  t.match(
    seen[0],
    { status: 'SUBMITTED', materials: { demanded: ['water-test'], spared: [] } },
    'nothing told yet',
  )
  t.match(seen[1], { status: 'ACCEPTED', materials: { demanded: [], spared: ['water-test'] } }, 'accepted')
  t.match(seen[2], {
    steps: { kept: ['papers'], ended: [], opened: [], toCome: ['archive', 'law', 'decision'] },
    materials: { demanded: [], spared: ['water-test'] },
  })
  t.match(seen[3], { refused: { code: 'STEP_GONE' } }, 'nobody said by which step it goes on')
  const goesOn = { steps: [{ from: 'legal', to: 'law' }] }
  const demands = { basis: '《食品安全法》第三十五条', materials: ['water-test'] }
  t.match((await preview({ ...goesOn, demands }))[3], {
    steps: { kept: [], ended: ['legal'], opened: ['law'], passedOver: ['archive'], toCome: ['decision'] },
    materials: { demanded: ['water-test'] },
    clocks: [
      { kind: 'PROMISE' },
      { kind: 'LEGAL' },
      { kind: 'STEP', after: 'stops' },
      { kind: 'STEP', after: 'begins' },
    ],
  })
  const pages = await app.request('POST', '/v1/version-adoptions/preview?limit=1', { token, body: order })
  t.equal(pages.body.data.length, 1)
  t.type(pages.body.nextCursor, 'string')

  const refused = async (body: object, code: string) =>
    t.match(
      (await send('/v1/version-adoptions', { ...order, ...body }, 422)).body,
      { errors: [{ code }] },
      code,
    )
  await refused({}, 'NOT_IN_FORCE')
  await refused({ itemVersion: 9 }, 'VERSION_UNKNOWN')
  await refused({ steps: [{ from: 'legal', to: 'nowhere' }] }, 'STEP_UNKNOWN')
  await refused({ demands: { ...demands, basis: '领导要求' } }, 'NO_STATUTE')
  const elsewhere = await app.token('cataloguer', { organisation: OTHER_COUNTY_MARKET })
  await send('/v1/version-adoptions', order, 404, elsewhere)

  await app.setNow('2026-04-01T02:00:00Z')
  const run = async (more: object) => {
    const { headers } = await send('/v1/version-adoptions', { ...order, ...more }, 202)
    await createJobs(app.deps).drain()
    return headers.location as string
  }
  const read = (url: string) => app.request('GET', url, { token })
  const clerk = await app.token('clerk')
  const caseOf = (caseNo: string) => app.request('GET', `/v1/cases/${caseNo}`, { token: clerk })
  const clocksOf = async (caseNo: string) =>
    (await app.request('GET', `/v1/cases/${caseNo}/clocks`, { token: clerk })).body.data as Record<
      string,
      string
    >[]
  const before = await clocksOf(atLegal.body.caseNo)

  const url = await run({})
  t.match((await read(url)).body, { moved: 3, refused: 1, beyond: 0, job: { state: 'done' } })
  t.match((await read(`${url}/refusals`)).body.data, [{ caseNo: atLegal.body.caseNo, code: 'STEP_GONE' }])
  t.match((await caseOf(submitted.body.caseNo)).body, {
    itemVersion: 3,
    missing: [{ materialCode: 'water-test' }],
  })
  t.match((await caseOf(atLegal.body.caseNo)).body, { itemVersion: 2 }, 'it stays as it was')
  await transition(app, 'reviewer', atPapers, papers.does, 412)

  const again = await run({ ...goesOn, demands })
  t.match((await read(again)).body, { moved: 1, refused: 0 })
  const after = await clocksOf(atLegal.body.caseNo)
  const running = (clocks: Record<string, string>[], kind: string) =>
    clocks.filter((clock) => clock.kind === kind).map(({ due, startedOn }) => ({ due, startedOn }))
  for (const kind of ['PROMISE', 'LEGAL'])
    t.same(running(after, kind), running(before, kind), `${kind} is what it was`)
  t.match(
    after
      .filter(({ kind }) => kind === 'STEP')
      .map(({ state, step: of, startedOn }) => [state, of, startedOn]),
    [
      ['STOPPED', 'papers'],
      ['STOPPED', 'legal'],
      ['RUNNING', 'law', '2026-04-01'],
    ],
  )
  const [{ document }] = (await app.database.asOwner<{ document: string }>(
    `select e.document from case_events e join cases c on c.id = e.case_id
     where e.type like '%adoptVersion' and c.case_no = '${atLegal.body.caseNo}'`,
  )) as [{ document: string }]
  t.match(JSON.parse(document), {
    actor: { role: 'cataloguer', organisation: COUNTY_MARKET },
    payload: {
      itemVersion: 3,
      fromItemVersion: 2,
      workflowVersion: 2,
      fromWorkflowVersion: 1,
      demanded: ['water-test'],
    },
  })
  const papersOf = await app.request('GET', `/v1/cases/${atLegal.body.caseNo}/documents`, { token: clerk })
  t.match(papersOf.body.data.at(-1), { kind: 'supplementNotice' }, 'told in writing')

  t.match((await read(await run(goesOn))).body, { moved: 0, refused: 0 }, 'nothing is left')
  const done = await transition(app, 'reviewer', await caseOf(atLegal.body.caseNo), papers.does)
  t.match(done.body, { status: 'DECIDING' }, 'and it comes to its decision')
  const superuser = await superuserOf(t, app)
  t.same((await verifyHistory(superuser)).findings, [], 'its past and its state agree')
})

t.test('what is accepted right after a procedure was published runs by it', async (t) => {
  const app = await startTestApp(t)
  const pinned = async (at = app) => {
    const { body } = await transition(at, 'clerk', await createCase(at, foodCase()), { action: 'accept' })
    const { rows } = await app.deps.pool.query('select workflow_version from cases where case_no = $1', [
      body.caseNo,
    ])
    return rows[0]?.workflow_version
  }
  const before = await pinned()
  const body = { ...FIRST, organisation: undefined, key: foodBusinessLicence.workflow }
  const published = await app.request('POST', '/v1/workflows', { token: await app.token('cataloguer'), body })
  t.equal(published.status, 201, published.text)
  t.ok(published.body.version > before)
  t.equal(await pinned(), published.body.version)

  // Another instance has it in its memory, and hears nothing of what is published here.
  holdMemory(t)
  const other = await startTestApp(t, { database: app.database, encryption: app.deps.encryption })
  t.equal(await pinned(other), published.body.version)
  const later = await app.request('POST', '/v1/workflows', { token: await app.token('cataloguer'), body })
  t.equal(later.status, 201, later.text)
  t.equal((await other.deps.workflows.current(body.key))?.version, published.body.version, 'it knows nothing')
  t.equal(await pinned(other), later.body.version, 'the database does')
  t.same((await verifyHistory(app.deps.pool)).findings, [])
})
