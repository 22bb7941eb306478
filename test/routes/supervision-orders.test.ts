import t, { type Test } from 'tap'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { TELL_PEOPLE } from '../../src/features/notifications/tell-people.js'
import { COUNT_OPEN, NO_CASE, recountOpen } from '../../src/features/supervision/load/count-open.js'
import { replay, replayedCase, triedRule } from '../../src/features/supervision/replay.js'
import { ACTION_NAMES, ACTIONS } from '../../src/features/workflow/statuses.js'
import { signStaffToken } from '../../src/http/dev-issuer.js'
import { createCaseMonitor } from '../../src/service.js'
import {
  COUNTY_APPROVAL,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  OTHER_COUNTY_MARKET,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW } from '../helpers/cases.js'

t.test('an order is issued, warned of, answered, returned, answered again and accepted', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  const supervisor = await app.token('supervisor', {
    organisation: COUNTY_APPROVAL,
    scope: 'subtree',
    subject: 'sun',
  })
  const elsewhere = await app.token('supervisor', { organisation: OTHER_COUNTY_MARKET, scope: 'subtree' })
  const lead = await app.token('lead', { organisation: COUNTY_MARKET, scope: 'organ', subject: 'li' })
  const stranger = await app.token('lead', { organisation: COUNTY_HEALTH, scope: 'organ' })
  const issue = (body: object, token = supervisor) =>
    app.request('POST', '/v1/supervision-orders', { token, body })
  const demand = '请说明该件为何两日未受理'

  t.match(await issue({ demand, replyBy: '2026-03-06' }), {
    status: 422,
    body: { errors: [{ pointer: '/organisation' }] },
  })
  t.match(await issue({ organisation: COUNTY_MARKET, demand, replyBy: '2026-03-02' }), {
    status: 422,
    body: { errors: [{ pointer: '/replyBy', code: 'DAY_PAST' }] },
  })
  t.match(await issue({ organisation: COUNTY_MARKET, demand, replyBy: '9999-12-31' }), {
    status: 422,
    body: { errors: [{ pointer: '/replyBy', code: 'DATE_OUT_OF_RANGE' }] },
  })
  t.match(await issue({ caseNo: '000', demand, replyBy: '2026-03-06' }), {
    status: 422,
    body: { errors: [{ pointer: '/caseNo' }] },
  })
  t.equal(
    (await issue({ organisation: COUNTY_MARKET, demand, replyBy: '2026-03-06' }, elsewhere)).status,
    403,
  )
  t.equal((await issue({ organisation: COUNTY_MARKET, demand, replyBy: '2026-03-06' }, lead)).status, 403)
  t.match(await issue({ organisation: COUNTY_MARKET, demand: '。。。', replyBy: '2026-03-06' }), {
    status: 400,
    body: { errors: [{ pointer: '/demand', message: /标点/ }] },
  })
  t.match(await issue({ organisation: COUNTY_MARKET, demand: '【机密】请说明', replyBy: '2026-03-06' }), {
    status: 422,
    body: { errors: [{ code: 'CLASSIFIED_MATERIAL' }] },
  })

  // Saturday rolls on to Monday.
  const issued = await issue({ caseNo, demand, replyBy: '2026-03-07' })
  t.match(issued, {
    status: 201,
    body: { organisation: COUNTY_MARKET, caseNo, demand, replyBy: '2026-03-09', status: 'ISSUED' },
  })
  const path = issued.headers.location ?? ''
  t.same(issued.body.answerable, { organisation: COUNTY_MARKET, roles: ['lead', 'approver'] })
  await reviewsOf(t, app, caseNo, { supervisor, lead, stranger })
  t.equal((await app.request('GET', path, { token: elsewhere })).status, 404)
  t.equal((await app.request('GET', path, { token: stranger })).status, 404)
  const lists = async (query = '', token = lead) =>
    (await app.request('GET', `/v1/supervision-orders?${query}`, { token })).body.data.length
  t.equal(await lists(), 1)
  t.equal(await lists('', stranger), 0)
  t.equal(await lists('overdue=true'), 0)
  t.equal(await lists(`caseNo=${caseNo}&status=ISSUED`), 1)

  // Nobody answers: the organ and supervision are warned by the clock.
  await app.setNow('2026-03-10T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.equal(await lists('overdue=true'), 1)
  const alerts = async () =>
    (await app.request('GET', '/v1/alerts?rule=ORDER_REPLY', { token: supervisor })).body.data
  t.match(await alerts(), [
    { level: 'YELLOW', owner: { kind: 'supervisionOrder', no: issued.body.id }, organisation: COUNTY_MARKET },
  ])

  const act = (action: string, token: string, body: object, etag = '*') =>
    app.request('POST', `${path}/${action}`, { token, body, headers: { 'if-match': etag } })
  t.equal((await act('reply', supervisor, { text: '代答' })).status, 403)
  t.equal((await act('reply', stranger, { text: '不知' })).status, 404)
  t.match(await act('accept', supervisor, {}), { status: 409, body: { allowed: ['reply', 'withdraw'] } })
  t.equal((await act('reply', lead, { text: '系统故障' }, '"9-x"')).status, 412)
  const replied = await act('reply', lead, { text: '系统故障' })
  t.match(replied.body, {
    status: 'REPLIED',
    history: [
      { action: 'issue', by: 'sun' },
      { action: 'reply', by: 'li', text: '系统故障' },
    ],
  })
  t.notOk('answerable' in replied.body, 'nobody waits for the organ any more')
  t.match(await act('reply', lead, { text: '再答' }), {
    status: 409,
    body: { allowed: ['accept', 'return', 'withdraw'] },
  })
  // Who supervises another organ and leads this one does not accept the own answer.
  for (const [role, organisation] of [
    ['lead', COUNTY_MARKET],
    ['supervisor', COUNTY_HEALTH],
  ])
    await app.database.asOwner(
      `insert into grants (id, issuer, subject, role, organisation_code, division_code, scope, granted_by, granted_at)
       select gen_random_uuid(), 'urn:yichuang:dev', 'staff-both', $1, code, division_code, 'organ', 'test', app_now()
       from organisations where code = $2`,
      [role, organisation],
    )
  const both = await signStaffToken(app.deps.config.dataDir, 'both')
  t.equal((await app.request('GET', path, { token: both })).status, 200)
  t.equal((await act('accept', both, {})).status, 403)
  t.match(await act('return', supervisor, { text: '请补充整改措施', replyBy: '2026-03-10' }), { status: 422 })
  t.match((await act('return', supervisor, { text: '请补充整改措施', replyBy: '2026-03-13' })).body, {
    status: 'RETURNED',
    replyBy: '2026-03-13',
    answerable: { organisation: COUNTY_MARKET, person: 'li', roles: undefined },
  })
  t.equal((await act('reply', lead, { text: '已增加排班' })).status, 200)
  t.match((await act('accept', supervisor, {})).body, { status: 'ACCEPTED' })
  t.match(await act('withdraw', supervisor, { text: '误发' }), { status: 409, body: { allowed: [] } })

  // Answered in time the second time: nothing more is raised.
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  t.equal((await alerts()).length, 1)
  const { rows } = await app.deps.pool.query(
    `select type, document::text, remarks from case_events where subject_kind = 'supervisionOrder'
       and document::json->'subject'->>'no' = '${issued.body.id}' order by version`,
  )
  t.strictSame(
    rows.map((row) => row.type),
    ['issue', 'reply', 'return', 'reply', 'accept'].map((what) => `supervisionOrder.${what}`),
  )
  t.notOk(
    rows.some((row) => row.document.includes('系统故障')),
    'words stand beside the event',
  )

  await toldOf(t, app, { lead, supervisor, stranger })
  await paperOf(t, app, path, supervisor)
  await overviewOf(t, app, caseNo, { supervisor, lead, elsewhere })
  await streamOf(t, app, { supervisor, elsewhere })
})

t.test('a simulation tells what the monitor then does, and touches nothing', async (t) => {
  const app = await startTestApp(t)
  const { caseNo } = (await createCase(app, foodCase())).body
  const token = await app.token('supervisor')
  const simulate = (body: object) => app.request('POST', '/v1/deadlines/simulate', { token, body })
  const rowsOf = async () =>
    (
      await app.deps.pool.query(
        `select (select count(*) from case_clocks)::int as clocks, (select count(*) from alerts)::int as alerts,
          (select count(*) from case_events)::int as events, (select sum(version) from cases)::int as versions`,
      )
    ).rows[0]
  const before = await rowsOf()

  // Nobody does anything: the fifth day passes, the law accepts, and then the promise and the legal limit run out.
  const idle = await simulate({ caseNo, until: '2026-04-30' })
  t.equal(idle.status, 200, idle.text)
  t.strictSame(
    idle.body.events.map(({ on, what, clock, level, action }: Record<string, string>) =>
      [on, what, clock, level ?? action].join(' '),
    ),
    [
      '2026-03-06 lamp INTAKE_5D NOTICE',
      '2026-03-10 consequence INTAKE_5D deemAccept',
      '2026-03-10 lamp INTAKE_5D YELLOW',
      '2026-03-11 lamp PROMISE NOTICE',
      '2026-03-11 lamp LEGAL NOTICE',
      '2026-03-13 lamp PROMISE YELLOW',
      '2026-03-13 escalate INTAKE_5D YELLOW',
      '2026-03-17 lamp PROMISE RED',
      '2026-03-17 lamp LEGAL RED',
      '2026-03-19 escalate PROMISE RED',
      '2026-03-19 escalate LEGAL RED',
    ],
  )
  t.equal(idle.body.status, 'ACCEPTED')
  t.match(idle.body.events[1], { messages: [{ kind: 'accepted', to: 'parties' }] })
  t.strictSame(await rowsOf(), before)

  // The monitor agrees, day by day.
  const seen: string[] = []
  for (let day = 3; day <= 31; day += 1) {
    await app.setNow(`2026-03-${String(day).padStart(2, '0')}T00:30:00.000000Z`)
    // What the first draws by law, the second has to show.
    await createCaseMonitor(app.deps).tick()
    await createCaseMonitor(app.deps).tick()
    const { data } = (await app.request('GET', `/v1/alerts?caseNo=${caseNo}&limit=100`, { token })).body
    for (const { rule, level, raisedAt } of data.toReversed()) {
      const line = `${raisedAt.slice(0, 10)} lamp ${rule} ${level}`
      if (!seen.includes(line)) seen.push(line)
    }
  }
  t.same(
    seen.toSorted(),
    idle.body.events
      .filter(({ what }: { what: string }) => what === 'lamp')
      .map(({ on, clock, level }: Record<string, string>) => `${on} lamp ${clock} ${level}`)
      .toSorted(),
    'each lamp that was foretold, and no other',
  )
  const { rows: further } = await app.deps.pool.query<{ line: string }>(
    `select concat_ws(' ', ((document::jsonb->>'occurredAt')::timestamptz at time zone 'Asia/Shanghai')::date, 'escalate',
        document::jsonb->'payload'->>'rule', document::jsonb->'payload'->>'level') as line
      from case_events where document::jsonb->>'type' = 'alert.escalate' order by 1`,
  )
  t.same(
    further.map(({ line }) => line),
    idle.body.events
      .filter(({ what }: { what: string }) => what === 'escalate')
      .map(({ on, what, clock, level }: Record<string, string>) => [on, what, clock, level].join(' '))
      .toSorted(),
    'and goes further up on the days that were foretold',
  )

  // Planned: accepted on the second day, decided in time, the certificate a day late.
  const planned = await simulate({
    itemCode: FOOD_LICENCE_ITEM_CODE,
    receivedOn: '2026-03-02',
    until: '2026-04-30',
    acts: [
      { on: '2026-03-03', action: 'accept' },
      { on: '2026-03-04', action: 'startReview' },
      { on: '2026-03-05', action: 'completeStep' },
      { on: '2026-03-06', action: 'approve' },
      { on: '2026-03-06', action: 'accept' },
    ],
  })
  t.match(planned.body, { status: 'APPROVED', impossible: [{ on: '2026-03-06', action: 'accept' }] })
  t.strictSame(
    planned.body.events
      .filter(({ what }: { what: string }) => what !== 'act')
      .map(({ on, clock, level }: Record<string, string>) => `${on} ${clock} ${level}`),
    ['2026-03-11 DELIVERY_10D NOTICE', '2026-03-14 DELIVERY_10D RED', '2026-03-17 DELIVERY_10D RED'],
  )
  // A special procedure stands the limits still, and its end lets them run on: two samples take five days out.
  const special = await simulate({
    itemCode: FOOD_LICENCE_ITEM_CODE,
    receivedOn: '2026-03-02',
    until: '2026-04-30',
    acts: [
      { on: '2026-03-02', action: 'accept' },
      { on: '2026-03-03', action: 'startReview' },
      { on: '2026-03-04', action: 'startSpecial', estimatedDays: 5 },
      { on: '2026-03-11', action: 'endSpecial' },
      { on: '2026-03-12', action: 'completeStep' },
      { on: '2026-03-13', action: 'approve' },
    ],
  })
  t.match(special.body, { status: 'APPROVED', impossible: [] })
  t.same(
    special.body.clocks
      .filter(({ kind }: { kind: string }) => kind === 'PROMISE' || kind === 'LEGAL')
      .map(({ kind, dueOn, stoppedOn }: Record<string, string>) => [kind, dueOn, stoppedOn].join(' ')),
    ['PROMISE 2026-03-19 2026-03-13', 'LEGAL 2026-03-23 2026-03-13'],
  )
  // A rule that is only tried.
  const tried = await simulate({
    itemCode: FOOD_LICENCE_ITEM_CODE,
    receivedOn: '2026-03-02',
    until: '2026-03-05',
    rules: [{ kind: 'INTAKE_5D', level: 'NOTICE', when: { remainingAtMost: 4 } }],
  })
  t.match(tried.body.events[1], { on: '2026-03-03', clock: 'INTAKE_5D', level: 'NOTICE' })
  // Whom a rule names, and who is told further up while nobody explains: a card until a graver one, a notice until its
  // clock stops.
  const rules = [
    {
      kind: 'PROMISE',
      level: 'YELLOW',
      when: { overBy: 1 },
      tell: ['superior'],
      escalate: [
        { afterDays: 1, to: ['organ'] },
        { afterDays: 5, to: ['superior'] },
      ],
    },
    {
      kind: 'LEGAL',
      level: 'NOTICE',
      when: { remainingAtMost: 3 },
      escalate: [{ afterDays: 1, to: ['deputy'] }],
    },
  ]
  const told3 = async (acts: object[]) => {
    const { body } = await simulate({
      itemCode: FOOD_LICENCE_ITEM_CODE,
      receivedOn: '2026-03-02',
      until: '2026-03-16',
      acts: [{ on: '2026-03-02', action: 'accept' }, ...acts],
      rules,
    })
    return body.events
      .filter(({ what }: { what: string }) => what === 'lamp' || what === 'escalate')
      .map(({ on, what, clock, level, messages }: Record<string, string> & { messages: { to: string }[] }) =>
        [on, what, clock, level, '→', ...messages.map(({ to }) => to)].join(' '),
      )
  }
  t.strictSame(await told3([]), [
    '2026-03-11 lamp PROMISE NOTICE → assignee',
    '2026-03-11 lamp LEGAL NOTICE → assignee',
    '2026-03-12 escalate LEGAL NOTICE → deputy',
    '2026-03-13 lamp PROMISE YELLOW → superior',
    '2026-03-16 escalate PROMISE YELLOW → approver lead',
  ])
  const swift = ['startReview', 'completeStep', 'approve'].map((action) => ({ on: '2026-03-11', action }))
  t.strictSame(
    (await told3(swift)).filter((each: string) => !each.includes('DELIVERY')),
    ['2026-03-11 lamp PROMISE NOTICE → assignee', '2026-03-11 lamp LEGAL NOTICE → assignee'],
    'who decides in time is asked nothing more',
  )
  for (const [kind, when] of [
    ['NO_REASON', { shorterThan: 4 }],
    ['LEGAL', { timesAtLeast: 1 }],
  ] as const)
    t.match(
      await simulate({ caseNo, rules: [{ kind, level: 'RED', when }] }),
      { status: 422, body: { errors: [{ pointer: /^\/rules\/0\/(kind|when)$/ }] } },
      'it would be tried in vain',
    )
  t.match(await simulate({}), { status: 422, body: { errors: [{ pointer: '/caseNo' }] } })
  t.match(await simulate({ itemCode: FOOD_LICENCE_ITEM_CODE, situation: '没有的情形' }), {
    status: 422,
    body: { errors: [{ pointer: '/situation', code: 'SITUATION_UNKNOWN' }] },
  })
  t.match(await simulate({ caseNo, until: '2099-01-01' }), {
    status: 422,
    body: { errors: [{ pointer: '/until', code: 'SPAN_TOO_LONG' }] },
  })
  await replayed(t, app)
  t.match(await simulate({ itemCode: 'x' }), { status: 422, body: { errors: [{ pointer: '/itemCode' }] } })
  t.equal((await simulate({ caseNo: '511100260302999999' })).status, 404)
  for (const receivedOn of ['0001-01-01', '1990-01-01', '9999-12-20'])
    t.match(
      await simulate({ itemCode: FOOD_LICENCE_ITEM_CODE, receivedOn, until: '9999-12-31' }),
      { status: 422, body: { errors: [{ pointer: '/receivedOn', code: 'DATE_OUT_OF_RANGE' }] } },
      'calendars do not reach it',
    )
  t.match(await simulate({ caseNo, until: '9999-12-31', acts: [{ on: '9999-12-30', action: 'accept' }] }), {
    status: 422,
    body: { errors: [{ pointer: '/acts/0/on', code: 'DATE_OUT_OF_RANGE' }] },
  })
  const deferred = { on: '2026-12-02', action: 'acceptWithDeferral', dueOn: '9999-12-31' }
  t.match(await simulate({ caseNo, until: '2027-05-30', acts: [deferred] }), {
    status: 422,
    body: { errors: [{ pointer: '/acts/0/dueOn', code: 'DATE_OUT_OF_RANGE' }] },
  })
  t.match(await simulate({ caseNo, until: '2026-01-01' }), {
    status: 422,
    body: { errors: [{ pointer: '/until' }] },
  })
})

/** What is in process is counted by place and by all that it can be told apart by, and goes when it ends. */
async function overviewOf(
  t: Test,
  app: TestApp,
  caseNo: string,
  { supervisor, lead, elsewhere }: Record<'supervisor' | 'lead' | 'elsewhere', string>,
) {
  const count = async () => {
    while ((await sequenceBatch(app.deps.pool)) > 0);
    while ((await moveConsumer(app.deps, COUNT_OPEN)) > 0);
  }
  await count()
  const see = (path: string, token = supervisor) => app.request('GET', `/v1/supervision/${path}`, { token })
  const { lamp, due } = (await app.request('GET', `/v1/cases/${caseNo}`, { token: lead })).body
  t.ok(due < '2026-03-20')
  const whole = await see('overview')
  t.match(whole, {
    status: 200,
    body: { division: '511102000000', asOf: '2026-03-20', behind: 0, open: 1, overdue: 1, dueToday: 0 },
  })
  t.equal(whole.body.byLamp.find((each: { lamp: string }) => each.lamp === lamp).count, 1)
  t.equal(
    whole.body.overdueByDays.reduce((sum: number, each: { count: number }) => sum + each.count, 0),
    1,
  )
  t.match((await see('overview', lead)).body, { organisation: COUNTY_MARKET, open: 1 })
  t.match((await see('overview', elsewhere)).body, { open: 0 })
  t.equal((await see('overview?division=511100', lead)).status, 403)
  t.equal((await see('overview?division=511100')).status, 403, 'the city is above the county')
  t.equal((await see(`overview?organisation=${COUNTY_MARKET}`, elsewhere)).status, 403)
  t.match(await see('overview?division=999999'), {
    status: 422,
    body: { errors: [{ pointer: '?division' }] },
  })
  for (const [by, key] of [
    ['organisation', COUNTY_MARKET],
    ['item', FOOD_LICENCE_ITEM_CODE],
    ['window', MARKET_WINDOW],
  ])
    t.match((await see(`overview/lines?by=${by}`)).body.data, [{ key, open: 1, overdue: 1 }], String(by))
  const nodes = await see('overview/lines?by=node&division=511102')
  t.ok(nodes.body.data.length > 0, 'the towns of the county')
  t.ok(nodes.body.data.every((each: { open: number; name?: string }) => each.open === 0 && each.name))
  const leader = await app.token('leader', { organisation: COUNTY_APPROVAL, scope: 'subtree' })
  t.match((await see('overview', leader)).body, { open: 1 })
  t.equal((await see('overview/lines?by=person', leader)).status, 403, 'leaders see aggregates only')
  t.equal((await see('overview/lines?by=person')).status, 200)
  t.match((await see('forecast')).body.data, [{ organisation: COUNTY_MARKET, open: 1, overdue: 1, days: [] }])

  // An act moves it; what ends is counted no more; a second look finds nothing to change.
  await app.request('POST', `/v1/cases/${caseNo}/transitions`, {
    token: await app.token('lead'),
    body: { action: 'void', reason: '窗口误录' },
    headers: { 'if-match': '*' },
  })
  await count()
  t.match((await see('overview')).body, { open: 0 })
  const { rows } = await app.deps.pool.query('select 1 from open_loads')
  t.equal(rows.length, 0, 'nothing stays of it')
  await createCase(app, foodCase())
  await count()
  await app.database.asOwner("update cases set lamp = 'YELLOW' where status = 'SUBMITTED'")
  t.equal((await recountOpen(app.deps.pool, NO_CASE)).looked, 1)
  t.equal(
    (await see('overview')).body.byLamp.find((each: { lamp: string }) => each.lamp === 'YELLOW').count,
    1,
    'what no event told is seen at the next look',
  )
}

/** A display gets each alert once, after the one that it has, and only within reach. */
async function streamOf(
  t: Test,
  app: TestApp,
  { supervisor, elsewhere }: Record<'supervisor' | 'elsewhere', string>,
) {
  const read = (token: string, last?: string) =>
    app.request('GET', '/v1/alerts/stream?seconds=0', {
      token,
      headers: last === undefined ? {} : { 'last-event-id': last },
    })
  t.notMatch((await read(supervisor)).text, 'event: alert', 'from now on')
  const { rows } = await app.deps.pool.query('select epoch from feed_head')
  const all = await read(supervisor, `${rows[0].epoch}:0`)
  t.match(all, { status: 200, headers: { 'content-type': /^text\/event-stream/ } })
  const ids = [...all.text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? '')
  t.ok(ids.length > 1, all.text)
  t.match(all.text, /"what":"raise","at":"[^"]+","level":"YELLOW","rule":"ORDER_REPLY"/)
  const rest = await read(supervisor, ids[0])
  t.equal(rest.text.split('\nid: ').length, ids.length, 'after the one that is there')
  t.notMatch((await read(elsewhere, `${rows[0].epoch}:0`)).text, 'event: alert')
  t.match((await read(supervisor, '00000000-0000-0000-0000-000000000000:1')).text, 'event: reset')

  // It ends with its token; what happens meanwhile comes without being asked for.
  const short = await app.token('supervisor', { lifetime: 3 })
  const address = await app.listen()
  const answer = await fetch(`${address}/v1/alerts/stream`, {
    headers: { authorization: `Bearer ${short}` },
  })
  await createCaseMonitor(app.deps).tick()
  t.match(await answer.text(), /event: end\ndata: \{\}\n\n$/)
}

/** A period played again says what a rule would have changed, before it is set. */
async function replayed(t: Test, app: TestApp) {
  const line = (ref: string, acts: object[]) =>
    JSON.stringify({ ref, itemCode: FOOD_LICENCE_ITEM_CODE, receivedOn: '2026-03-02', acts })
  const cases = [
    line('idle', []),
    line('swift', [
      { on: '2026-03-02', action: 'accept' },
      { on: '2026-03-03', action: 'withdraw' },
    ]),
  ].map(replayedCase)
  const now = await replay(app.deps, cases, undefined, '2026-03-20')
  t.ok(
    now.lines.some((each) => each.startsWith('2026-03-10\tidle\tdeemAccept INTAKE_5D')),
    now.lines.join('\n'),
  )
  t.notOk(now.lines.some((each) => each.includes('swift')))
  const vain = await replay(
    app.deps,
    [replayedCase(line('vain', [{ on: '2026-03-03', action: 'approve' }]), 1)],
    undefined,
    '2026-03-05',
  )
  t.same(vain.lines, ['2026-03-03\tvain\timpossible approve'], 'a slip in the file is not passed over')
  const people = ACTION_NAMES.filter((name) => ACTIONS[name].roles.length > 0)
  const all = line(
    'all',
    people.map((action) => ({ on: '2026-03-03', action })),
  )
  t.equal(replayedCase(all, 1).acts?.length, people.length, 'every act of people is known')
  t.throws(
    () => replayedCase(line('by itself', [{ on: '2026-03-03', action: 'deemAccept' }]), 1),
    /acts\/0\/action/,
  )
  // A material to come, a hearing that was asked for, and an extension: each by its own clock, none beyond what the law allows.
  const begin = [
    ...['startReview', 'completeStep', 'informOfHearing', 'approve', 'requestHearing', 'approve'],
  ].map((action) => ({ on: '2026-03-04', action }))
  const ways = await replay(
    app.deps,
    [
      line('owes', [{ on: '2026-03-03', action: 'acceptWithDeferral', dueOn: '2026-03-06' }]),
      line('brings', [
        { on: '2026-03-03', action: 'acceptWithDeferral', dueOn: '2026-03-06' },
        { on: '2026-03-06', action: 'supplyMaterials' },
      ]),
      line('heard', [
        { on: '2026-03-02', action: 'accept' },
        ...begin,
        { on: '2026-03-10', action: 'startSpecial' },
        { on: '2026-03-18', action: 'endSpecial' },
        { on: '2026-03-19', action: 'approve' },
      ]),
      line('asked', [
        { on: '2026-03-02', action: 'accept' },
        { on: '2026-03-03', action: 'startReview' },
        { on: '2026-03-03', action: 'requestJointReview', days: 2 },
        { on: '2026-03-10', action: 'giveOpinion' },
      ]),
      line('longer', [
        { on: '2026-03-02', action: 'accept' },
        { on: '2026-03-03', action: 'extend', days: 6 },
        { on: '2026-03-17', action: 'extend' },
      ]),
    ].map(replayedCase),
    undefined,
    '2026-03-20',
  )
  const linesOf = (ref: string) =>
    ways.lines.filter((each) => each.includes(`\t${ref}\t`)).map((each) => each.split('\t→')[0] ?? '')
  t.same(
    linesOf('owes').filter((each) => /(NOTICE|YELLOW) DEFERRED/.test(each)),
    [
      '2026-03-04\towes\tNOTICE DEFERRED\tdue 2026-03-06',
      '2026-03-07\towes\tYELLOW DEFERRED\tdue 2026-03-06',
    ],
  )
  t.same(
    linesOf('brings').filter((each) => /YELLOW DEFERRED|impossible/.test(each)),
    [],
  )
  t.same(
    linesOf('heard').filter((each) => each.includes('impossible')),
    ['2026-03-04\theard\timpossible approve', '2026-03-04\theard\timpossible approve'],
    'nothing is decided while one may be asked for or was',
  )
  t.ok(
    linesOf('asked').some((each) => each.startsWith('2026-03-06\tasked\tYELLOW OPINION')),
    linesOf('asked').join('\n'),
  )
  t.same(
    linesOf('longer').filter((each) => each.includes('impossible')),
    ['2026-03-03\tlonger\timpossible extend', '2026-03-17\tlonger\timpossible extend'],
    'more than the item allows; after the legal limit',
  )
  await t.rejects(
    replay(
      app.deps,
      [
        replayedCase(
          line('back', [{ on: '2026-03-03', action: 'acceptWithDeferral', dueOn: '2026-03-02' }]),
          1,
        ),
      ],
      undefined,
      undefined,
    ),
    /^back: \/acts\/0\/dueOn/,
  )
  const beyond = [{ ref: 'late', itemCode: FOOD_LICENCE_ITEM_CODE, receivedOn: '2026-12-28' }]
  const { counts } = await replay(app.deps, beyond, undefined, '2027-01-20')
  t.equal(counts.get('withheld(provisional) deemAccept INTAKE_5D'), 1, 'a year without its notice')
  t.equal(counts.get('deemAccept INTAKE_5D'), undefined)
  const [notice, ended] = [
    '{"kind":"INTAKE_5D","level":"NOTICE","when":{"remainingAtMost":5}}',
    '{"kind":"INTAKE_5D","level":"YELLOW","ended":true}',
  ].map(triedRule)
  const rules = [notice, ended].flatMap((rule) => rule ?? [])
  const tried = await replay(app.deps, cases, rules, '2026-03-20')
  t.ok(tried.lines.some((each) => each.startsWith('2026-03-02\tswift\tNOTICE INTAKE_5D')))
  t.equal(tried.counts.get('NOTICE INTAKE_5D'), 2)
  await t.rejects(
    replay(app.deps, [{ ref: 'x', itemCode: 'none', receivedOn: '2026-03-02' }], undefined, undefined),
    /^x: \/itemCode/,
  )
  const line3 = (text: string) => () => replayedCase(text, 3)
  t.throws(line3('{"itemCode":"a","receivedOn":"2026-02-30"}'), /^line 3: \/receivedOn /)
  t.throws(line3('{"itemCode":"a","receivedOn":"2026-02-02","acts":[null]}'), /^line 3: \/acts\/0 /)
  t.throws(line3('{"itemCode":"a","receivedOn":"2026-02-02","act":[]}'), /^line 3: \/act /, 'a slip')
  t.throws(line3('{"itemCode":'), /^line 3: .*JSON/)
  const rule1 = (text: string) => () => triedRule(text, 1)
  t.throws(rule1('{"kind":"NONE","level":"RED","when":{"overBy":1}}'), /^line 1: \/kind /)
  t.throws(
    rule1('{"kind":"LEGAL","level":"RED","when":{"over":1}}'),
    /^line 1: \/when/,
    'it would never hold',
  )
  t.throws(rule1('{"kind":"LEGAL","level":"RED","when":{"timesAtLeast":1}}'), /^line 1: \/when /)
  t.equal(triedRule('{"kind":"NO_REASON","level":"RED","when":{"shorterThan":4}}', 1), undefined)
  const [own] = ['{"kind":"INTAKE_5D","level":"NOTICE","organisation":"X","when":{"overBy":1}}'].map(
    triedRule,
  )
  const others = await replay(app.deps, cases, own === undefined ? [] : [own], '2026-03-20')
  t.same(others.counts, now.counts, 'a rule of another organ moves nothing here')
}

/** The organ learns that it has to answer and what became of it, who issued the order that it was answered; nobody else. */
async function toldOf(
  t: Test,
  app: TestApp,
  { lead, supervisor, stranger }: Record<'lead' | 'supervisor' | 'stranger', string>,
) {
  while ((await sequenceBatch(app.deps.pool)) > 0);
  while ((await moveConsumer(app.deps, TELL_PEOPLE)) > 0);
  const inbox = async (token: string): Promise<{ kind: string; body: string }[]> =>
    (await app.request('GET', '/v1/messages?limit=100', { token })).body.data
      .filter(({ kind }: { kind: string }) => kind.startsWith('order'))
      .toReversed()
  const own = await inbox(lead)
  t.match(own, [
    { kind: 'orderToAnswer', body: /督〔2026〕1号），请于2026-03-09前答复。涉及办件\d+.*食品经营许可/ },
    { kind: 'orderToAnswer', body: /请于2026-03-13前答复/ },
    { kind: 'orderEnded', body: /督〔2026〕1号）：答复已通过，予以办结/ },
  ])
  t.equal(own.length, 3)
  const cards = (await app.request('GET', '/v1/messages?limit=100', { token: lead })).body.data.filter(
    ({ kind }: { kind: string }) => kind === 'yellow' || kind === 'red',
  )
  t.match(
    cards.map(({ body }: { body: string }) => body).filter((body: string) => body.includes('督办答复时限')),
    [/^督办单（.+督〔2026〕1号）的督办答复时限亮黄牌/],
    'a card about an order names the order as people know it',
  )
  t.match(await inbox(supervisor), [
    { kind: 'orderAnswered', body: /督〔2026〕1号）已由市中区市场监督管理局.*答复/ },
    { kind: 'orderAnswered' },
  ])
  t.same(await inbox(stranger), [])
}

/** An order is a paper with a number of the organ that issued it, in its series without a gap. */
async function paperOf(t: Test, app: TestApp, path: string, supervisor: string) {
  const { officialNo } = (await app.request('GET', path, { token: supervisor })).body
  t.match(officialNo, /督〔2026〕1号$/)
  const page = await app.request('GET', path, { token: supervisor, headers: { accept: 'text/html' } })
  t.match(page, { status: 200, headers: { 'content-type': /^text\/html/ } })
  for (const words of ['督办单', officialNo, '请说明该件为何两日未受理', '2026年3月9日'])
    t.match(page.text, words)
  t.notMatch(page.text, '申请人')
  const [pdf, second] = await Promise.all([
    app.request('GET', path, { token: supervisor, headers: { accept: 'application/pdf' } }),
    app.request('POST', '/v1/supervision-orders', {
      token: supervisor,
      body: { organisation: COUNTY_HEALTH, demand: '请报送自查情况', replyBy: '2026-03-31' },
    }),
  ])
  t.match(pdf, { status: 200, headers: { 'content-type': 'application/pdf' } })
  t.match(second.body.officialNo, /督〔2026〕2号$/)
  t.same((await verifyHistory(app.deps.pool)).findings, [], 'its number is no paper that a case lost')
}

/** What is said of the file stays beside the case, by those who did not deal with it; recordings are only pointed to. */
async function reviewsOf(
  t: Test,
  app: TestApp,
  caseNo: string,
  { supervisor, lead, stranger }: Record<'supervisor' | 'lead' | 'stranger', string>,
) {
  const copied = await app.request('POST', `/v1/cases/${caseNo}/copies`, {
    token: lead,
    body: { organisations: [COUNTY_APPROVAL] },
  })
  t.equal(copied.status, 201, copied.text)
  const before = (await app.request('GET', `/v1/cases/${caseNo}`, { token: lead })).headers.etag
  const post = (what: string, body: object, token: string) =>
    app.request('POST', `/v1/cases/${caseNo}/${what}`, { token, body })
  const legal = { kind: 'legalReview', conclusion: 'agree', opinion: '程序合法，依据充分' }
  t.equal((await post('reviews', legal, lead)).status, 403, 'it takes the post')
  const counsel = await app.token('reviewer', {
    organisation: COUNTY_MARKET,
    posts: ['法制审核'],
    subject: 'fa',
  })
  t.match(await post('reviews', { ...legal, conclusion: undefined }, counsel), {
    status: 422,
    body: { errors: [{ pointer: '/conclusion' }] },
  })
  t.match(await post('reviews', legal, counsel), { status: 201, body: { conclusion: 'agree', by: 'fa' } })
  const faults = [{ text: '缺签名', points: 50 }]
  const proud = { kind: 'fileReview', score: 88, opinion: '齐全', findings: faults }
  t.match((await post('reviews', proud, supervisor)).body.errors, [
    { pointer: '/score', code: 'SCORE_DIFFERS' },
  ])
  t.match(await post('reviews', { kind: 'fileReview', opinion: '齐全' }, supervisor), {
    status: 422,
    body: { errors: [{ pointer: '/score' }] },
  })
  t.match(
    await post(
      'reviews',
      { kind: 'fileReview', score: 79, opinion: '缺签名', findings: [{ text: '缺签名', points: 21 }] },
      supervisor,
    ),
    { status: 201, body: { conclusion: 'passed', score: 79 } },
  )
  t.equal((await post('reviews', { kind: 'fileReview', score: 79, opinion: '缺签名' }, stranger)).status, 404)
  const seen = async (token: string) =>
    (await app.request('GET', `/v1/cases/${caseNo}/reviews`, { token })).body.data
  t.match(await seen(supervisor), [{ opinion: '程序合法，依据充分' }, { opinion: '缺签名' }])

  const recording = {
    from: '2026-03-01T00:30:00Z',
    to: '2026-03-01T00:50:00Z',
    system: '大厅音视频平台',
    reference: 'W08-7',
  }
  t.match(await post('recordings', { ...recording, to: '2026-03-01T00:30:00Z' }, lead), {
    status: 422,
    body: { errors: [{ pointer: '/to' }] },
  })
  t.match(
    await post(
      'recordings',
      { ...recording, to: '2026-03-02T23:50:00Z', from: '2026-03-02T23:00:00Z' },
      lead,
    ),
    {
      status: 422,
      body: { errors: [{ pointer: '/to', code: 'DATE_IN_FUTURE' }] },
    },
  )
  for (const [role, what, body] of [
    ['reviewer', 'reviews', legal],
    ['lead', 'reviews', { kind: 'fileReview', score: 79, opinion: '缺签名' }],
    ['clerk', 'recordings', recording],
  ] as const) {
    const told = await app.token(role, {
      organisation: COUNTY_APPROVAL,
      scope: 'organ',
      posts: ['法制审核'],
      subject: `told-${role}`,
    })
    t.equal((await app.request('GET', `/v1/cases/${caseNo}`, { token: told })).status, 200, role)
    t.equal((await post(what, body, told)).status, 403, `who was told sees it, and no more: ${role}`)
  }
  t.match(await post('recordings', recording, lead), { status: 201, body: { windowId: MARKET_WINDOW } })
  t.match(await app.request('GET', `/v1/cases/${caseNo}/recordings`, { token: supervisor }), {
    body: { data: [{ reference: 'W08-7', from: '2026-03-01T00:30:00.000000Z' }] },
  })
  const after = (await app.request('GET', `/v1/cases/${caseNo}`, { token: lead })).headers.etag
  t.equal(after, before, 'nothing of the case is altered')
}
