import { fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import t from 'tap'
import { findForgotten } from '../../src/features/deadlines/forgotten-clocks.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import { COUNTY_FIRE, COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, nextLeshanCase, transition } from '../helpers/cases.js'
import { until } from '../helpers/service.js'

const here = dirname(fileURLToPath(import.meta.url))

const alertsOf = async (app: TestApp, caseNo: string): Promise<string[]> => {
  const answer = await app.request('GET', `/v1/alerts?caseNo=${caseNo}&limit=100`, {
    token: await app.token('supervisor'),
  })
  return answer.body.data
    .map(
      (alert: { rule: string; level: string; status: string }) =>
        `${alert.rule} ${alert.level} ${alert.status}`,
    )
    .sort()
}

t.test('two service processes and 1,000 due clocks: each fires once', async (t) => {
  const app = await startTestApp(t)
  // 500 accepted licences are copied from one; of each, PROMISE and LEGAL fall due.
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await app.database.asOwner(`
    with copies as (select gen_random_uuid() as id, n from generate_series(1, 500) n),
    written as (
      insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', copies.id, 'case_no', 'COPY' || copies.n))).* from cases c, copies where c.case_no = '${accepted.body.caseNo}')
    insert into case_clocks select (jsonb_populate_record(k, jsonb_build_object('case_id', copies.id))).* from case_clocks k join cases c on c.id = k.case_id, copies
    where c.case_no = '${accepted.body.caseNo}'`)
  await app.setNow('2026-04-10T01:00:00.000000Z')
  const startAt = String(Date.now() + 1500)
  const processes = [0, 1].map(() =>
    fork(join(here, '../helpers/monitor-process.js'), {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        TEST_DATABASE: JSON.stringify(app.database.appConfig),
        START_AT: startAt,
      },
    }),
  )
  const backlog = async () =>
    (
      await app.deps.pool.query<{ left: number }>(
        'select count(*)::int as left from case_clocks where next_look_at <= app_now()',
      )
    ).rows[0]?.left
  await until('all are looked at', async () => (await backlog()) === 0)
  await Promise.all(
    processes.map(
      (each) =>
        new Promise((resolve) => {
          each.once('exit', resolve)
          each.send('stop')
        }),
    ),
  )
  const { rows } = await app.deps.pool.query(
    `select count(*)::int as alerts, count(distinct (case_id, clock_id))::int as clocks, count(*) filter (where level = 'RED')::int as red from alerts where case_no like 'COPY%'`,
  )
  t.same(rows[0], { alerts: 1000, clocks: 1000, red: 1000 })
  const ticks = await app.deps.pool.query(`select fired::int from monitor_ticks`)
  t.equal(ticks.rows[0]?.fired, 1002, 'and the original’s two')

  for (const table of ['case_clocks', 'alerts']) await app.database.asOwner(`vacuum analyze ${table}`)
  const pages = await pagesOfTick(app)
  t.ok(pages <= 10, `a tick that finds nothing due reads ${pages} pages`)
})

/** Shared buffers that the statements of a tick touch; each is carried out and answers nothing, as when nothing is due. */
async function pagesOfTick(app: TestApp): Promise<number> {
  let pages = 0
  const query = async (asked: string | pg.QueryConfig) => {
    const { text, values } = typeof asked === 'string' ? { text: asked, values: [] } : asked
    if (/^(begin|commit)/i.test(text)) return { rows: [], command: text.toUpperCase() }
    const { rows } = await app.deps.pool.query(`explain (analyze, buffers, format json) ${text}`, values)
    const { Plan } = rows[0]['QUERY PLAN'][0]
    pages += Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks']
    return { rows: [], rowCount: 1 }
  }
  const pool = { query, connect: async () => ({ query, release: () => {} }) } as unknown as pg.Pool
  const monitor = createCaseMonitor({ ...app.deps, pool })
  // The first also says that it runs, as one does every few seconds.
  await monitor.tick()
  pages = 0
  await monitor.tick()
  return pages
}

t.test('lamps over the days: notice, yellow, red; each raised once, the milder closed', async (t) => {
  const app = await startTestApp(t)
  const monitor = createCaseMonitor(app.deps)
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const { caseNo } = accepted.body
  const lampOf = async (kind: string) =>
    (await app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('clerk') })).body.clocks.find(
      (clock: { kind: string; lamp: string }) => clock.kind === kind,
    ).lamp
  const days: [string, string, string[]][] = [
    ['2026-03-10', 'NONE', []],
    ['2026-03-11', 'NOTICE', ['LEGAL NOTICE OPEN', 'PROMISE NOTICE OPEN']],
    ['2026-03-12', 'NOTICE', ['LEGAL NOTICE OPEN', 'PROMISE NOTICE OPEN']],
    ['2026-03-13', 'YELLOW', ['LEGAL NOTICE OPEN', 'PROMISE NOTICE CLOSED', 'PROMISE YELLOW OPEN']],
    [
      '2026-03-17',
      'RED',
      [
        'LEGAL NOTICE CLOSED',
        'LEGAL RED OPEN',
        'PROMISE NOTICE CLOSED',
        'PROMISE RED OPEN',
        'PROMISE YELLOW CLOSED',
      ],
    ],
  ]
  for (const [day, lamp, alerts] of days) {
    await app.setNow(`${day}T01:00:00.000000Z`)
    await monitor.tick()
    await monitor.tick()
    t.equal(await lampOf('PROMISE'), lamp, day)
    t.same(await alertsOf(app, caseNo), alerts, day)
  }
  const list = await app.request('GET', '/v1/cases?lamp=RED', { token: await app.token('clerk') })
  t.match(list.body.data, [{ caseNo, lamp: 'RED' }])

  // Nobody explains them: two working days later they go up, once, to whom the rule names; explained ones do not.
  const token = await app.token('supervisor')
  const redOnes = async () =>
    (await app.request('GET', `/v1/alerts?caseNo=${caseNo}&level=RED`, { token })).body.data
  const [explained, silent] = await redOnes()
  t.match(silent.escalation, [{ on: '2026-03-19', to: ['superior', 'organ'] }])
  const lead = await app.token('lead')
  const answer = await app.request('POST', `/v1/alerts/${explained.id}/explain`, {
    token: lead,
    body: { text: '系统故障' },
    headers: { 'if-match': '*' },
  })
  t.equal(answer.body.status, 'EXPLAINED')
  await app.setNow('2026-03-18T15:59:00.000000Z')
  await monitor.tick()
  t.same((await redOnes())[1].history, [])
  await app.setNow('2026-03-18T16:00:00.000000Z')
  await Promise.all([monitor.tick(), createCaseMonitor(app.deps).tick()])
  await monitor.tick()
  const [after, gone] = await redOnes()
  t.match(gone.history, [{ action: 'escalate', by: 'system' }])
  t.equal(gone.history.length, 1, 'once, whoever ticks')
  t.equal(after.history.length, 1, 'what was explained goes no further')
  const told = await app.deps.pool.query(
    `select document::jsonb->'payload'->'tell' as tell from case_events where type = 'alert.escalate'`,
  )
  t.same(told.rows, [{ tell: ['superior', 'organ'] }])
  // Who is silent is judged unheard only after the last day on which somebody might have explained it.
  t.equal(silent.explainBy, '2026-03-24')
  const confirm = () =>
    app.request('POST', `/v1/alerts/${silent.id}/confirm`, {
      token,
      body: { text: '逾期未说明' },
      headers: { 'if-match': '*' },
    })
  const untold = { status: 409, body: { allowed: ['explain', 'revoke'], detail: /尚未告知责任单位/ } }
  await app.setNow('2026-03-24T16:00:00.000000Z')
  t.match(await confirm(), untold, 'no message has gone: nobody was silent')
  // The organ is told a day after the alert rose: as many working days as it would have had from that day on.
  await app.setNow('2026-03-18T17:00:00.000000Z')
  await app.deps.sequencer.beat()
  while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
  await app.setNow('2026-03-26T15:59:00.000000Z')
  t.match(await confirm(), { status: 409, body: { allowed: ['explain', 'revoke'], detail: /2026-03-26/ } })
  await app.setNow('2026-03-26T16:00:00.000000Z')
  t.match((await confirm()).body, {
    status: 'CONFIRMED',
    appealBy: '2026-04-03',
    history: [{ action: 'escalate' }, { action: 'confirm', unexplained: true, score: 1.5 }],
  })
  const [count] = await app.database.asOwner<{ n: number }>(`select count(*)::int as n from messages
    where kind = 'red' and organisation_code <> '${COUNTY_MARKET}'`)
  t.not(count?.n, 0, 'it went up as well, which is no word to the organ')
  await app.database.asOwner(`update messages set withdrawn_at = now() where organisation_code = '${COUNTY_MARKET}';
    update alerts set status = 'OPEN' where alert_id = '${silent.id}'`)
  t.match(await confirm(), untold)
  await app.database.asOwner(`update alerts set status = 'CONFIRMED' where alert_id = '${silent.id}'`)
  // Nobody appeals: what counts is closed when the days for it are over; of an earlier release by the day of the confirmation.
  const close = () =>
    app.request('POST', `/v1/alerts/${silent.id}/close`, {
      ...{ token, body: { text: '期满未申诉' }, headers: { 'if-match': '*' } },
    })
  await app.setNow('2026-04-03T15:59:00.000000Z')
  t.match(await close(), { status: 409, body: { allowed: ['appeal'], detail: /2026-04-03/ } })
  await app.database.asOwner(`update alerts set measures = null where alert_id = '${silent.id}'`)
  t.match(await close(), { status: 409, body: { detail: /2026-04-03/ } })
  await app.setNow('2026-04-03T16:00:00.000000Z')
  t.match((await close()).body, { status: 'CLOSED', score: 1.5 })
})

t.test('a clock that runs and that nobody would look at again is found', async (t) => {
  const app = await startTestApp(t)
  const created = await createCase(app, foodCase())
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const started = await transition(app, 'reviewer', accepted, { action: 'startReview' })
  const halted = await transition(app, 'reviewer', started, {
    ...{ action: 'startSpecial', kind: 'inspection', estimatedDays: 10, basis: '第四十五条' },
  })
  t.equal(halted.status, 200, halted.text)
  const late = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  const find = (after?: Parameters<typeof findForgotten>[1], most?: number) =>
    findForgotten({ ...app.deps, owners: app.deps.clockOwners }, after, most)
  await app.deps.pool.query(`update case_clocks set next_look_at = null
    where kind = 'LEGAL' and case_id = (select id from cases where case_no = '${late.body.caseNo}')`)
  t.equal((await find()).found, 1, 'nothing is lit yet, and something will be')
  t.equal((await find()).found, 0, 'the monitor is to look')
  await app.setNow('2026-03-27T01:00:00.000000Z')
  await app.deps.pool.query(`update case_clocks set next_look_at = null where kind = 'INTAKE_5D'`)
  const monitor = createCaseMonitor(app.deps)
  await monitor.tick()
  const statusOf = async ({ body: { caseNo } }: typeof created) =>
    (await app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('lead') })).body.status
  t.equal(await statusOf(created), 'SUBMITTED', 'the fifth day has passed, and nobody has seen it')
  const resting = async () =>
    (
      await app.deps.pool.query<{ n: number }>(
        `select count(*)::int as n from case_clocks where stopped_on is null and next_look_at is null`,
      )
    ).rows[0]?.n
  const before = (await resting()) ?? 0
  t.ok(before > 2, 'what stands still and what has shown all it has are not looked at either')
  const first = await find(undefined, 1)
  t.equal((await find(first.after)).found + first.found, 1, 'page by page, and it alone')
  t.equal(await resting(), before - 1)
  await monitor.tick()
  await monitor.tick()
  t.equal(await statusOf(created), 'ACCEPTED', 'deemed accepted')
  // One that shows another lamp than it should, and has no other to come.
  await app.deps.pool.query(`update case_clocks set lamp = 'NONE', next_look_at = null
    where kind = 'LEGAL' and case_id = (select id from cases where case_no = '${late.body.caseNo}')`)
  t.equal((await find()).found, 1)
  await monitor.tick()
  t.equal((await find()).found, 0, 'nothing is forgotten now')
})

t.test(
  'a notice closes when its clock stands still, rises again, and a card that nobody saw is raised',
  async (t) => {
    const app = await startTestApp(t)
    const monitor = createCaseMonitor(app.deps)
    const seen = async (caseNo: string, kind: string) =>
      (await alertsOf(app, caseNo)).filter((alert) => alert.startsWith(kind))
    const open = async () =>
      transition(
        app,
        'reviewer',
        await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }),
        {
          action: 'startReview',
        },
      )
    const [waits, late, decided] = [await open(), await open(), await open()]
    await app.setNow('2026-03-11T01:00:00.000000Z')
    await monitor.tick()
    t.same(await seen(waits.body.caseNo, 'PROMISE'), ['PROMISE NOTICE OPEN'])
    // It gets more days and is decided before the monitor has closed what the days made idle.
    const ready = await transition(app, 'reviewer', decided, { action: 'completeStep', opinion: '符合' })
    const extend = { action: 'extend', days: 5, reason: '情况复杂，需要进一步核实' }
    await transition(app, 'approver', await transition(app, 'approver', ready, extend), { action: 'approve' })
    await monitor.tick()
    t.same(
      await seen(decided.body.caseNo, 'PROMISE'),
      ['PROMISE NOTICE CLOSED'],
      'of what is decided as well',
    )
    const now = await app.request('GET', `/v1/cases/${waits.body.caseNo}`, {
      token: await app.token('clerk'),
    })
    const special = { action: 'startSpecial', kind: 'inspection', estimatedDays: 10, basis: '第四十五条' }
    const paused = await transition(app, 'reviewer', now, special)
    await monitor.tick()
    t.same(await seen(waits.body.caseNo, 'PROMISE'), ['PROMISE NOTICE CLOSED'], 'it is not about to fall due')
    await monitor.tick()
    await app.setNow('2026-03-18T01:00:00.000000Z')
    const again = await app.request('GET', `/v1/cases/${waits.body.caseNo}`, {
      token: await app.token('clerk'),
    })
    t.equal(paused.body.status, again.body.status)
    const resumed = await transition(app, 'reviewer', again, { action: 'endSpecial', result: '合格' })
    await monitor.tick()
    t.same(await seen(waits.body.caseNo, 'PROMISE'), ['PROMISE NOTICE OPEN'], 'it is again')
    await transition(app, 'clerk', resumed, { action: 'withdraw', reason: '不再需要' })
    await monitor.tick()
    t.same(await seen(waits.body.caseNo, 'PROMISE'), ['PROMISE NOTICE CLOSED'], 'it is over')
    // Ended on a day on which its cards had risen, before the monitor came to look.
    await transition(
      app,
      'clerk',
      await app.request('GET', `/v1/cases/${late.body.caseNo}`, { token: await app.token('clerk') }),
      { action: 'withdraw', reason: '不再需要' },
    )
    await monitor.tick()
    t.same(await seen(late.body.caseNo, 'LEGAL'), ['LEGAL NOTICE CLOSED', 'LEGAL RED OPEN'])
  },
)

t.test('a paused clock and a finished one are left alone', async (t) => {
  const app = await startTestApp(t)
  const monitor = createCaseMonitor(app.deps)
  const reviewing = await transition(
    app,
    'reviewer',
    await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }),
    { action: 'startReview' },
  )
  const paused = await transition(app, 'reviewer', reviewing, {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 10,
    basis: '第四十五条',
  })
  const done = await transition(app, 'clerk', await createCase(app, leshanCase()), {
    action: 'handleOnTheSpot',
  })
  await app.setNow('2026-06-01T01:00:00.000000Z')
  await monitor.tick()
  t.match(
    await alertsOf(app, paused.body.caseNo),
    ['SPECIAL RED OPEN'],
    'only the announced days are watched',
  )
  t.same(await alertsOf(app, done.body.caseNo), [])
})

t.test('who held a clock and is gone has fired nothing; the next fires once', async (t) => {
  const app = await startTestApp(t)
  const monitor = createCaseMonitor(app.deps)
  const { caseNo } = (await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }))
    .body
  await app.setNow('2026-03-17T01:00:00.000000Z')
  const holder = await app.deps.pool.connect()
  await holder.query('begin')
  await holder.query('select from case_clocks where next_look_at <= app_now() for update')
  await monitor.tick()
  t.same(await alertsOf(app, caseNo), [], 'it is somebody else’s')
  // Its connection is lost in the middle.
  holder.release(true)
  await until('the clocks are free', async () => {
    const looked = await Promise.all([monitor.tick(), createCaseMonitor(app.deps).tick()])
    return looked.some((count) => count > 0)
  })
  await monitor.tick()
  t.same(await alertsOf(app, caseNo), ['LEGAL RED OPEN', 'PROMISE RED OPEN'])
  const told = await app.deps.pool.query(`select from case_events where type = 'alert.raise'`)
  t.equal(told.rowCount, 2)
})

t.test('deemed acceptance: by whoever comes first after five days, from the receipt date', async (t) => {
  const app = await startTestApp(t)
  const monitor = createCaseMonitor(app.deps)
  const [byPerson, byMonitor] = [
    await createCase(app, foodCase({ without: ['layout-plan'] })),
    await createCase(app, foodCase()),
  ]
  const service = await createCase(app, nextLeshanCase())
  await app.setNow('2026-03-09T15:59:00.000000Z')
  await monitor.tick()
  const token = await app.token('clerk')
  const read = (answer: { body: { caseNo: string } }) =>
    app.request('GET', `/v1/cases/${answer.body.caseNo}`, { token })
  t.equal((await read(byMonitor)).body.status, 'SUBMITTED', '23:59 of the fifth day')
  await app.setNow('2026-03-09T16:00:00.000000Z')
  const act = await app.request('POST', `/v1/cases/${byPerson.body.caseNo}/transitions`, {
    token,
    body: { action: 'requestCorrection', items: [{ materialCode: 'layout-plan', reason: '缺少' }] },
    headers: { 'if-match': byPerson.headers.etag ?? '' },
  })
  t.match(act, { status: 412, body: { code: 'PRECONDITION_FAILED', currentStatus: 'ACCEPTED' } })
  await monitor.tick()
  await monitor.tick()
  for (const answer of [byPerson, byMonitor]) {
    const now = await read(answer)
    t.match(now.body, { status: 'ACCEPTED', acceptMode: 'DEEMED', acceptedOn: '2026-03-02' })
    t.match(
      now.body.clocks.find((clock: { kind: string }) => clock.kind === 'LEGAL'),
      { startedOn: '2026-03-02', due: '2026-03-16' },
    )
    const events = await app.request('GET', `/v1/cases/${answer.body.caseNo}/events`, { token })
    t.equal(events.body.data.filter((event: { type: string }) => event.type === 'deemAccept').length, 1)
  }
  t.equal((await read(service)).body.status, 'SUBMITTED', 'never for a public service')
  const incomplete = await read(byPerson)
  t.match(incomplete.body.missing, [{ materialCode: 'layout-plan' }])
  const actions = await app.request('GET', `/v1/cases/${byPerson.body.caseNo}/actions`, { token })
  t.ok(actions.body.data.some((each: { action: string }) => each.action === 'supplyMaterials'))
  const supplied = await transition(app, 'clerk', incomplete, {
    action: 'supplyMaterials',
    materials: [{ materialCode: 'layout-plan', source: 'paper' }],
  })
  t.match(supplied.body, { status: 'ACCEPTED', missing: [] }, 'what was missing may still come')
})

t.test(
  'an asked organ’s silence is agreement by a statute; where a procedure forbids it, an alert',
  async (t) => {
    const app = await startTestApp(t)
    await app.database.asSuperuser(`set session_replication_role = replica;
      update item_versions set document = jsonb_set(document, '{correctionDays}', '10') where item_code = '${FOOD_LICENCE_ITEM_CODE}';
      select pg_notify('catalogue', '${FOOD_LICENCE_ITEM_CODE}')`)
    const published = await app.request('GET', '/v1/workflows/review-visit/versions/1')
    const { version: _version, ...definition } = published.body
    const token = await app.token('cataloguer')
    const publish = (more: object) =>
      app.request('POST', '/v1/workflows', { token, body: { ...definition, ...more } })
    const asking = (act: string, basis?: string) => ({
      steps: definition.steps.map((step: { key: string }) =>
        step.key === 'review'
          ? {
              ...step,
              who: { organ: { eachOf: [COUNTY_FIRE] } },
              onSilence: { act, ...(basis && { basis }) },
            }
          : step,
      ),
    })
    const asked = async () => {
      const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
      return transition(app, 'reviewer', accepted, { action: 'startReview' })
    }
    t.equal((await publish(asking('deemedAgreement'))).status, 422, 'without its statute')
    t.equal((await publish(asking('deemedAgreement', '《示例条例》第十条'))).status, 201)
    const deemed = await asked()
    const foreseen = await app.request('POST', '/v1/deadlines/simulate', {
      token: await app.token('supervisor'),
      body: { caseNo: deemed.body.caseNo },
    })
    t.same(
      foreseen.body.events.flatMap((each: { what: string; on: string; action?: string }) =>
        each.what === 'consequence' ? [`${each.on} ${each.action}`] : [],
      ),
      ['2026-03-06 deemAgreement'],
    )
    const monitor = createCaseMonitor(app.deps)
    const reviewer = await app.token('reviewer')
    const seen = async ({ body }: { body: { caseNo: string } }) =>
      (await app.request('GET', `/v1/cases/${body.caseNo}`, { token: reviewer })).body
    await app.setNow('2026-03-05T15:59:00.000000Z')
    await monitor.tick()
    t.equal((await seen(deemed)).version, deemed.body.version, '23:59 of its last day')
    await app.setNow('2026-03-05T16:00:00.000000Z')
    await monitor.tick()
    await monitor.tick()
    const told = (await app.request('GET', `/v1/cases/${deemed.body.caseNo}/events`, { token: reviewer }))
      .body.data
    t.match(
      told.filter(({ type }: { type: string }) => type === 'deemAgreement'),
      [{ by: { kind: 'system' }, facts: { deemed: [COUNTY_FIRE], deemedBasis: '《示例条例》第十条' } }],
    )
    t.same(
      (await seen(deemed)).tasks.map(({ kind }: { kind: string }) => kind),
      ['step'],
      'nothing is asked any more',
    )
    t.ok((await alertsOf(app, deemed.body.caseNo)).includes('OPINION YELLOW OPEN'), 'and supervision sees it')
    const late = await app.request('POST', `/v1/cases/${deemed.body.caseNo}/transitions`, {
      token: reviewer,
      body: { action: 'giveOpinion', agrees: false, opinion: '不同意' },
      headers: { 'if-match': '*' },
    })
    t.equal(late.status, 409, 'its question is closed')
    const done = await transition(
      app,
      'reviewer',
      { ...deemed, headers: { etag: '*' } },
      {
        action: 'completeStep',
        opinion: '同意',
      },
    )
    t.equal(done.status, 200, done.text)
    // Three working days from Wednesday reach a year without its notice: the fire brigade's silence is nothing yet.
    await app.setNow('2026-12-30T01:00:00.000000Z')
    const uncertain = await asked()
    await app.setNow('2027-01-07T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    await createCaseMonitor(app.deps).tick()
    const agreed = async () =>
      (await seen(uncertain)).tasks.every(({ kind }: { kind: string }) => kind === 'step')
    t.equal(await agreed(), false, 'nobody is deemed to agree on a provisional day')
    const newYear = [1, 2, 3].map((day) => ({ date: `2027-01-0${day}`, kind: 'HOLIDAY', name: '元旦' }))
    const official = await app.request('PUT', '/v1/calendars/CN/years/2027', {
      token: await app.token('operator'),
      body: { status: 'OFFICIAL', noticeNo: '示例〔2026〕1号', days: newYear, confirmed: true },
      headers: { 'if-match': '*' },
    })
    t.equal(official.status, 200, official.text)
    await createJobs(app.deps).drain()
    await createCaseMonitor(app.deps).tick()
    t.equal(await agreed(), true, 'the notice has made the day certain')

    const strict = await publish({
      ...asking('deemedAgreement', '《示例条例》第十条'),
      automaticConsequences: false,
    })
    t.match(strict, { status: 201, body: { version: 3 } })
    const created = await createCase(app, foodCase())
    const incomplete = await createCase(app, foodCase({ without: ['layout-plan'] }))
    const corrected = await transition(app, 'clerk', incomplete, {
      action: 'requestCorrection',
      items: [{ materialCode: 'layout-plan', reason: '缺少' }],
    })
    t.equal(corrected.body.status, 'AWAITING_CORRECTION')
    await app.setNow('2027-01-23T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    const read = await app.request('GET', `/v1/cases/${created.body.caseNo}`, {
      token: await app.token('clerk'),
    })
    t.equal(read.body.status, 'SUBMITTED')
    t.same(await alertsOf(app, created.body.caseNo), ['INTAKE_5D RED OPEN'])
    const statusOf = async (answer: { body: { caseNo: string } }) => (await seen(answer)).status
    await app.setNow('2027-04-01T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    t.equal(await statusOf(corrected), 'AWAITING_CORRECTION', 'its days to correct have passed')
    // Neither touches a clock: the version that lets the law have its way is found on the next day.
    t.match(await publish(asking('deemedAgreement', '《示例条例》第十条')), { body: { version: 4 } })
    await app.setNow('2027-04-02T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    t.equal(await statusOf(created), 'ACCEPTED', 'deemed accepted')
    t.equal(await statusOf(corrected), 'TERMINATED', 'nothing came')
  },
)
