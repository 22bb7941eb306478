import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { verifyHistory } from '../../src/features/history/verify.js'
import { createCaseMonitor, createJobs } from '../../src/service.js'
import {
  CITY_ADMINISTRATION,
  COUNTY_FORESTRY,
  COUNTY_MARKET,
  GENERAL_WINDOW_ID,
  OTHER_COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW } from '../helpers/cases.js'
import { actInHall, COLLECTING_WINDOW, prepareHall } from '../helpers/hall.js'
import { staffDesk } from '../helpers/staff.js'

t.test('papers go from the window that collected them to the organ that decides', async (t) => {
  const app = await startTestApp(t)
  await prepareHall(app)
  const clerkOf = (organisation: string) =>
    app.token('clerk', { organisation, subject: `clerk-of-${organisation}` })
  const [window, organ, town, stranger] = await Promise.all(
    [CITY_ADMINISTRATION, COUNTY_MARKET, TOWN_GOVERNMENT, OTHER_COUNTY_MARKET].map(clerkOf),
  )
  if (!window || !organ || !town || !stranger) throw new Error('four clerks')

  const collect = async (): Promise<string> => {
    const taken = await app.request('POST', '/v1/cases', {
      token: window,
      body: { ...foodCase(), windowId: COLLECTING_WINDOW },
      headers: { 'idempotency-key': randomUUID() },
    })
    t.match(taken, { status: 201, body: { status: 'SUBMITTED', collected: { on: '2026-03-02' } } })
    return taken.body.caseNo
  }
  const read = (path: string, token: string = organ) => app.request('GET', path, { token })
  const post = (path: string, body?: object, token: string = organ, headers = {}) =>
    app.request('POST', path, { token, headers, ...(body === undefined ? {} : { body }) })
  const send = (body: object, token: string = window) =>
    post('/v1/handovers', { from: COLLECTING_WINDOW, to: COUNTY_MARKET, sheets: [], ...body }, token)
  const sheetsOf = (caseNo: string, ...codes: string[]) =>
    codes.map((materialCode) => ({ caseNo, materialCode, count: 2 }))
  const codesOf = ({ body }: Answer) => body.errors?.map(({ code }: { code: string }) => code)

  t.test('ten cases: one paper is refused, one is short, and the organ accepts', async (t) => {
    await app.setNow('2026-03-02T01:00:00.000000Z')
    const cases: string[] = []
    for (let each = 0; each < 10; each++) cases.push(await collect())
    const [first = '', second = '', third = '', bare = ''] = cases
    for (const command of [
      { action: 'accept' },
      {
        action: 'refuseAcceptance',
        ground: 'outsideCompetence',
        competentAuthority: '县局',
        reason: '申请事项依法不属于本机关职权范围',
      },
      { action: 'requestCorrection', items: [{ materialCode: 'layout-plan', reason: '不清晰' }] },
    ]) {
      t.equal(
        (await actInHall(app, window, first, command)).status,
        403,
        `${command.action} is not the window’s`,
      )
      const early = await actInHall(app, organ, first, command)
      t.match(
        early,
        { status: 409, body: { code: 'TRANSITION_NOT_ALLOWED' } },
        'nor the organ’s before it has it',
      )
      t.same(codesOf(early), ['HANDOVER_NOT_RECEIVED'])
    }
    const offered = (await read(`/v1/cases/${first}/actions`)).body.data
    t.notOk(
      offered.some(({ action }: { action: string }) => action === 'accept'),
      'and nobody is offered it',
    )
    const doorsOf = async (token: string) =>
      (await read(`/v1/cases/${first}/actions`, token)).body.elsewhere?.map(
        ({ operationId, path }: { operationId: string; path: string }) => [operationId, path],
      )
    t.same(await doorsOf(window), [['createHandover', '/v1/handovers']], 'who collected hands over')
    t.equal(await doorsOf(organ), undefined, 'nothing is on its way yet')

    // Two working days later the town's post goes.
    await app.setNow('2026-03-04T01:00:00.000000Z')
    const sheets = [
      ...cases.filter((caseNo) => caseNo !== bare).flatMap((caseNo) => sheetsOf(caseNo, 'layout-plan')),
      ...sheetsOf(first, 'safety-rules'),
    ]
    const key = { 'idempotency-key': randomUUID() }
    const body = { from: COLLECTING_WINDOW, to: COUNTY_MARKET, cases, sheets }
    const sent = await post('/v1/handovers', body, window, key)
    t.match(sent, {
      status: 201,
      body: {
        status: 'ON_THE_WAY',
        dueOn: '2026-03-09',
        overdue: false,
        answerable: { organisation: COUNTY_MARKET, roles: ['clerk'] },
        from: { windowId: COLLECTING_WINDOW },
      },
    })
    const leftOut = (caseNo: string) =>
      sent.body.leftOut
        .filter((each: { caseNo: string }) => each.caseNo === caseNo)
        .map(({ materialCode }: { materialCode: string }) => materialCode)
    const papers = foodCase().materials.map(({ materialCode }) => materialCode)
    t.same(leftOut(bare), papers, 'papers that stay behind are shown')
    t.same(
      leftOut(first),
      papers.filter((code) => !['layout-plan', 'safety-rules'].includes(code)),
    )
    const again = await post('/v1/handovers', body, window, key)
    t.equal(again.text, sent.text, 'the same request is the same list')
    t.equal(again.headers['idempotency-replayed'], 'true')
    const { handoverId } = sent.body
    const path = `/v1/handovers/${handoverId}`
    t.match(await send({ cases: [first] }), { status: 409, body: { code: 'CONFLICT' } }, 'nothing goes twice')
    t.equal(
      (await actInHall(app, organ, first, { action: 'accept' })).status,
      409,
      'what is on the way is not there',
    )
    t.same((await read(`/v1/cases/${first}`)).body.collected, { on: '2026-03-02', handoverId })
    t.same(await doorsOf(organ), [['receiveHandover', `${path}/receive`]], 'the organ receives')
    t.equal(await doorsOf(window), undefined)

    for (const token of [stranger, await clerkOf(COUNTY_FORESTRY)]) {
      const foreign = await read(path, token)
      const absent = await read(`/v1/handovers/${randomUUID()}`, token)
      t.equal(foreign.status, 404)
      t.same({ ...foreign.body, traceId: '', instance: '' }, { ...absent.body, traceId: '', instance: '' })
      t.equal((await post(`${path}/receive`, {}, token)).status, 404)
      t.same((await read('/v1/handovers', token)).body.data, [])
    }
    t.equal((await post(`${path}/receive`, {}, window)).status, 403, 'who gives does not receive')
    t.equal((await read(path, window)).status, 200)

    await app.setNow('2026-03-10T01:00:00.000000Z')
    const late = (await read('/v1/handovers?overdue=true&status=ON_THE_WAY', window)).body.data
    t.match(late, [{ handoverId, overdue: true }], 'what is on the way too long is seen')
    await createCaseMonitor(app.deps).tick()
    for (const { organisation } of [sent.body.from, sent.body.to]) {
      const lead = await app.token('lead', { organisation, subject: `lead-of-${organisation}` })
      const alerts = (await read('/v1/alerts?rule=HANDOVER', lead)).body.data
      t.match(alerts, [
        { owner: { kind: 'handover', no: handoverId }, level: 'YELLOW', facts: { due: '2026-03-09' } },
      ])
      t.equal(alerts.length, 1, 'each side is told once (物料未按时交接)')
    }
    const clocks = async () => {
      const { rows } = await app.deps.pool.query(
        `select k.stopped_on, k.lamp from case_clocks k join handovers h on k.case_id in (h.id, h.receiver_subject)
          where h.id = $1`,
        [handoverId],
      )
      return rows
    }
    t.match(await clocks(), [{ stopped_on: null }, { stopped_on: null }])
    t.match(
      (await read(`/v1/cases/${first}`)).body,
      { status: 'SUBMITTED' },
      'five days at the window make no acceptance of an organ that never received it',
    )
    const refused = await post(`${path}/reject`, {
      sheets: [{ caseNo: first, materialCode: 'safety-rules', reason: '未盖章' }],
    })
    t.match(refused, { status: 200, body: { status: 'ON_THE_WAY' } })
    t.match(
      await post(`${path}/reject`, {
        sheets: [{ caseNo: first, materialCode: 'safety-rules', reason: '再退' }],
      }),
      { status: 422, body: { errors: [{ code: 'SHEET_ANSWERED' }] } },
    )
    const short = await post(`${path}/receive`, {
      sheets: [
        { caseNo: second, materialCode: 'layout-plan', count: 1 },
        { caseNo: third, materialCode: 'layout-plan', count: 0 },
      ],
    })
    t.match(short.body.status, 'ON_THE_WAY')
    const done = await post(`${path}/receive`, {}, organ, { 'if-match': short.headers.etag })
    t.match(done, { status: 200, body: { status: 'PARTLY_RECEIVED', finishedAt: /^2026-03-10/ } })
    t.equal((await post(`${path}/receive`, {})).status, 409, 'it is over')
    const sheet = (caseNo: string, code: string) =>
      done.body.sheets.find(
        (each: { caseNo: string; materialCode: string }) =>
          each.caseNo === caseNo && each.materialCode === code,
      )
    t.match(sheet(first, 'safety-rules'), { received: 0, refused: 2, lost: 0, reason: '未盖章' })
    t.match(sheet(second, 'layout-plan'), { received: 1, refused: 0, lost: 1 })
    t.match(sheet(first, 'layout-plan'), {
      received: 2,
      answered: { by: `urn:yichuang:dev|clerk-of-${COUNTY_MARKET}`, at: /^2026-03-10/ },
    })
    t.match(
      done.body.cases.filter(({ status }: { status: string }) => status !== 'RECEIVED'),
      [{ caseNo: third, status: 'LOST' }],
    )

    const received = (await read(`/v1/cases/${second}`)).body
    t.match(received, {
      receivedOn: '2026-03-10',
      collected: { on: '2026-03-02', receivedOn: '2026-03-10' },
    })
    t.match(
      received.clocks,
      [
        { kind: 'INTAKE_5D', state: 'STOPPED', startedOn: '2026-03-02', due: '2026-03-09', overBy: 1 },
        { kind: 'INTAKE_5D', state: 'RUNNING', startedOn: '2026-03-10', due: '2026-03-17' },
      ],
      'the window’s days are told, the organ’s begin with its receipt',
    )
    const accepted = await actInHall(app, organ, second, { action: 'accept' }, 200)
    t.match(accepted.body, { status: 'ACCEPTED', acceptedOn: '2026-03-10' })
    t.match(
      accepted.body.clocks.filter(({ state }: { state: string }) => state === 'RUNNING'),
      [
        { kind: 'PROMISE', startedOn: '2026-03-10' },
        { kind: 'LEGAL', startedOn: '2026-03-10' },
      ],
    )
    t.equal(
      (await actInHall(app, organ, bare, { action: 'accept' })).status,
      200,
      'without papers the case itself came',
    )
    t.match(
      (await actInHall(app, organ, first, { action: 'accept' })).body.errors,
      [{ code: 'MATERIAL_DEFECTIVE' }],
      'what was refused is wanting',
    )
    t.equal(
      (await actInHall(app, organ, third, { action: 'accept' })).status,
      409,
      'what was lost never came',
    )

    const ended = { stopped_on: '2026-03-10', lamp: 'YELLOW' }
    t.match(await clocks(), [ended, ended], 'nothing is waited for any more')
    const { data } = (await read(`/v1/cases/${second}/documents`)).body
    const voucher = data.find(({ kind }: { kind: string }) => kind === 'handoverVoucher')
    t.match(voucher, {
      title: /./,
      officialNo: /流/,
      content: { arrivedOn: '2026-03-10', givenOn: '2026-03-04' },
    })
    const paper = (await read(`/v1/cases/${second}/documents/${voucher.documentNo}`)).body.paper
    t.match(JSON.stringify(paper), /移交2份，接收1份，遗失1份/)
    const events = (await read(`/v1/cases/${second}/events`)).body.data
    t.same(
      events.map(({ type }: { type: string }) => type),
      ['submit', 'handOver', 'receiveHandover', 'accept'],
    )
    while ((await sequenceBatch(app.deps.pool)) > 0);
    for (const organisation of [COUNTY_MARKET, CITY_ADMINISTRATION, OTHER_COUNTY_MARKET]) {
      const feed = await read(
        '/v1/exchange/changes?limit=1000',
        await app.token('exchange', { organisation, subject: `platform-${organisation}` }),
      )
      t.same(
        feed.body.data.flatMap((event: { type: string; subject: { kind: string } }) =>
          event.subject?.kind === 'handover' ? [event.type] : [],
        ),
        organisation === OTHER_COUNTY_MARKET
          ? []
          : ['handover.create', 'handover.reject', 'handover.receive', 'handover.receive'],
        'both sides read it in the feed',
      )
    }

    t.match(await send({ cases: [second] }), { status: 409 }, 'what was received is not handed over again')
    t.match(codesOf(await send({ cases: [second], sheets: sheetsOf(second, 'layout-plan') })), [
      'SHEET_RECEIVED',
    ])
    const replacement = await send({ cases: [third], sheets: sheetsOf(third, 'layout-plan') })
    t.equal(replacement.status, 201, 'what was lost is')
    t.equal((await post(`/v1/handovers/${replacement.body.handoverId}/receive`, {})).status, 200)
    t.equal((await actInHall(app, organ, third, { action: 'accept' })).status, 200)
    const stamped = await send({ cases: [first], sheets: sheetsOf(first, 'safety-rules') })
    t.equal((await post(`/v1/handovers/${stamped.body.handoverId}/receive`, {})).status, 200)
    const whole = await actInHall(app, organ, first, { action: 'accept' })
    t.match(
      whole,
      { status: 200, body: { acceptedOn: '2026-03-10' } },
      'nor does what comes later begin the days anew',
    )
    t.equal(
      whole.body.clocks.filter(({ kind }: { kind: string }) => kind === 'INTAKE_5D').length,
      2,
      'only once',
    )
  })

  t.test('what is refused or lost as a whole is back, and may be sent again', async (t) => {
    await app.setNow('2026-03-02T01:00:00.000000Z')
    const caseNo = await collect()
    const door = async () =>
      (await read(`/v1/cases/${caseNo}/actions`, window)).body.elsewhere?.map(
        ({ title, detail }: { title: string; detail: string }) => [title, detail],
      )
    t.match(await door(), [['移交材料', /尚未移交/]])
    for (const [what, body, status, told] of [
      ['reject', { reason: '清单不符' }, 'REJECTED', /已于2026-03-02被.*市场监督管理局.*退回.*退回理由/],
      ['lose', undefined, 'LOST', /移交.*市场监督管理局.*途中遗失/],
    ] as const) {
      const sent = await send({ cases: [caseNo], sheets: sheetsOf(caseNo, 'layout-plan') })
      const answer = await post(
        `/v1/handovers/${sent.body.handoverId}/${what}`,
        body,
        what === 'lose' ? window : organ,
      )
      t.match(answer, { status: 200, body: { status } })
      const { collected } = (await read(`/v1/cases/${caseNo}`)).body
      const { byName, ...returned } = collected.returned
      t.match(byName, /市场监督管理局/)
      t.same(
        { ...collected, returned },
        {
          on: '2026-03-02',
          returned: {
            ...{ handoverId: sent.body.handoverId, on: '2026-03-02', by: COUNTY_MARKET },
            ...(what === 'lose' ? { lost: true } : {}),
          },
        },
        `${what}: at the window again`,
      )
      const doors = await door()
      t.match(doors, [['重新移交材料', told]], 'by whom, and what is to be done')
      t.match(doors[0][1], new RegExp(`/v1/handovers/${sent.body.handoverId}.*另以移交清单`))
      t.notMatch(doors[0][1], /尚未移交/)
      t.equal((await actInHall(app, organ, caseNo, { action: 'accept' })).status, 409)
    }
    t.match(
      (await read(`/v1/handovers?caseNo=${caseNo}&status=LOST`)).body.data,
      [{ status: 'LOST', cases: [{ caseNo, status: 'LOST' }] }],
      'what was lost is seen',
    )
    t.equal(
      (
        await post(
          '/v1/handovers',
          { from: COLLECTING_WINDOW, to: COUNTY_MARKET, cases: [caseNo], sheets: [] },
          window,
        )
      ).status,
      201,
    )
  })

  t.test('who acts by a delegation receives what it will decide', async (t) => {
    const caseNo = await collect()
    const list = { cases: [caseNo], to: TOWN_GOVERNMENT }
    t.same(codesOf(await send(list)), ['CASE_OF_OTHER_ORGAN'])
    const lead = await staffDesk(app, 'market-lead')
    const delegation = {
      from: COUNTY_MARKET,
      to: TOWN_GOVERNMENT,
      items: [foodCase().itemCode],
      kind: 'entrusted',
      document: '乐中市监委〔2026〕3号',
      validFrom: '2026-03-01',
      validTo: '2026-12-31',
    }
    const given = await lead('POST', '/v1/delegations', delegation, { 'idempotency-key': randomUUID() })
    t.equal(given.status, 201, given.text)
    const sent = await send(list)
    t.equal(sent.status, 201, sent.text)
    // Another instance, which keeps nothing of the rights of before.
    const desk = await staffDesk(await startTestApp(t, { database: app.database }), 'town-clerk')
    const path = `/v1/handovers/${sent.body.handoverId}/receive`
    const received = await desk('POST', path, {}, { 'idempotency-key': randomUUID() })
    t.match(received, { status: 200, body: { status: 'RECEIVED' } }, received.text)
    const accepted = await desk(
      'POST',
      `/v1/cases/${caseNo}/transitions`,
      { action: 'accept' },
      { 'if-match': '*' },
    )
    t.equal(accepted.status, 200, accepted.text)
  })

  t.test('a list is right, or does not go', async (t) => {
    const caseNo = await collect()
    const elsewhere = (await createCase(app, { ...foodCase(), windowId: MARKET_WINDOW })).body.caseNo
    const errorsOf = async (body: object, token = window) => {
      const answer = await send(body, token)
      t.equal(answer.status, 422, answer.text.slice(0, 200))
      return codesOf(answer)
    }
    t.same(await errorsOf({ cases: [caseNo], to: COUNTY_FORESTRY }), ['CASE_OF_OTHER_ORGAN'])
    t.same(await errorsOf({ cases: [elsewhere] }), ['CASE_UNKNOWN'], 'a case that is not theirs to see')
    t.same(await errorsOf({ cases: [`${caseNo.slice(0, -4)}9999`] }), ['CASE_UNKNOWN'])
    t.same(await errorsOf({ cases: [caseNo, caseNo] }), ['CASE_TWICE'])
    t.same(await errorsOf({ cases: [caseNo], to: randomUUID() }), ['SIDE_UNKNOWN'])
    t.same(await errorsOf({ cases: [caseNo], sheets: sheetsOf(caseNo, 'tax-return') }), ['MATERIAL_UNKNOWN'])
    t.same(await errorsOf({ cases: [caseNo], sheets: sheetsOf(elsewhere, 'layout-plan') }), ['CASE_MISSING'])
    t.same(
      await errorsOf({
        cases: [caseNo],
        sheets: [...sheetsOf(caseNo, 'layout-plan'), ...sheetsOf(caseNo, 'layout-plan')],
      }),
      ['SHEET_TWICE'],
    )
    t.equal(
      (await send({ cases: [caseNo] }, organ)).status,
      403,
      'the organ does not hand over for the window',
    )
    t.equal((await send({ cases: [caseNo] }, town)).status, 403)
    t.equal((await send({ cases: [caseNo] }, await app.token('reviewer'))).status, 403)
    t.equal(
      (await send({ cases: [caseNo], from: CITY_ADMINISTRATION, to: MARKET_WINDOW })).status,
      201,
      'named by organ and by window',
    )
  })

  t.test('a day off moves the day of arrival, for both sides, and one event says so', async (t) => {
    const caseNo = await collect()
    const { handoverId, dueOn } = (await send({ cases: [caseNo] })).body
    t.equal(dueOn, '2026-03-05')
    const operator = await app.token('operator')
    const address = '/v1/calendars/CN/years/2026'
    const { workingDays: _days, calendar: _calendar, year: _year, ...year } = (await read(address)).body
    const days = [...year.days, { date: '2026-03-05', kind: 'HOLIDAY', name: '停电' }]
    const written = await app.request('PUT', address, {
      token: operator,
      body: { ...year, days },
      headers: { 'if-match': '*' },
    })
    t.equal(written.status, 200, written.text)
    await createJobs(app.deps).drain()
    t.equal((await read(`/v1/handovers/${handoverId}`)).body.dueOn, '2026-03-06')
    await sequenceBatch(app.deps.pool)
    const feed = await read('/v1/exchange/changes?limit=1000', await app.token('exchange'))
    const moved = feed.body.data.filter(
      ({ type, subject }: { type: string; subject: { no: string } }) =>
        type === 'handover.clockMoved' && subject.no === handoverId,
    )
    t.match(
      moved,
      [
        {
          actor: { kind: 'system' },
          clocks: [{ kind: 'HANDOVER' }, { kind: 'HANDOVER' }],
          payload: { handoverId, to: COUNTY_MARKET, status: 'ON_THE_WAY', dueOn: '2026-03-06' },
        },
      ],
      'once, with both clocks',
    )
    t.equal(moved.length, 1)
  })

  t.test('the result goes to the exit desk, and is handed out against proof', async (t) => {
    await app.setNow('2026-05-06T01:00:00.000000Z')
    const issuer = await app.token('issuer', { organisation: CITY_ADMINISTRATION, subject: 'exit-desk' })
    const act = (exitId: string, path: string, body: object, token: string = issuer) =>
      post(`/v1/exits/${exitId}/${path}`, body, token, { 'if-match': '*' })
    const numberOf = { handler: '11010519491231002X', friend: '110101190001010006' }
    const person = (idNumber: string) => ({ name: '李小敏', idType: '111', idNumber })
    const steps = [
      ['clerk', 'accept'],
      ['reviewer', 'startReview'],
      ['reviewer', 'completeStep', { opinion: '符合条件' }],
      ['approver', 'approve'],
      ['approver', 'close'],
    ] as const
    const decided = async (): Promise<string> => {
      const body = foodCase()
      const parties = [...body.parties, { role: 'handler', type: 'natural', ...person(numberOf.handler) }]
      const taken = await app.request('POST', '/v1/cases', {
        token: window,
        body: { ...body, parties, windowId: COLLECTING_WINDOW },
        headers: { 'idempotency-key': randomUUID() },
      })
      const { caseNo } = taken.body
      const list = await send({ cases: [caseNo] })
      await post(`/v1/handovers/${list.body.handoverId}/receive`, {})
      for (const [role, action, more = {}] of steps) {
        const token = await app.token(role, { organisation: COUNTY_MARKET, subject: `market-${role}` })
        await actInHall(app, token, caseNo, { action, ...more }, 200)
      }
      return caseNo
    }
    const caseNo = await decided()
    const back = { from: COUNTY_MARKET, to: COLLECTING_WINDOW, cases: [caseNo] }
    const sheets = [{ caseNo, materialCode: 'result', count: 2 }]
    t.same(codesOf(await send({ ...back, to: MARKET_WINDOW, sheets }, organ)), ['RESULT_ELSEWHERE'])
    t.same(codesOf(await send({ cases: [caseNo] })), ['RESULT_NOT_YOURS'], 'the organ has it, not the window')
    const sent = await send({ ...back, sheets }, organ)
    t.match(sent, { status: 201, body: { status: 'ON_THE_WAY', leftOut: [] } }, sent.text)
    const arrival = { caseNo, windowId: COLLECTING_WINDOW, place: 'A柜3层' }
    t.equal((await post('/v1/exits', arrival, issuer)).status, 409, 'it is on its way still')
    const received = await post(`/v1/handovers/${sent.body.handoverId}/receive`, {}, window)
    t.match(received.body, { status: 'RECEIVED', sheets: [{ materialCode: 'result', received: 2 }] })
    const voucher = (await read(`/v1/cases/${caseNo}/documents`)).body.data.at(-1)
    t.equal(voucher.kind, 'handoverVoucher')

    t.equal(
      (await post('/v1/exits', arrival, await app.token('issuer', { organisation: OTHER_COUNTY_MARKET })))
        .status,
      422,
    )
    t.equal(
      (await post('/v1/exits', { ...arrival, windowId: MARKET_WINDOW }, issuer)).status,
      403,
      'the organ’s own desk is not the centre’s',
    )
    t.same(codesOf(await post('/v1/exits', { ...arrival, windowId: GENERAL_WINDOW_ID }, issuer)), [
      'WINDOW_ELSEWHERE',
    ])
    const there = await post('/v1/exits', arrival, issuer, { 'idempotency-key': 'exit' })
    t.match(
      there,
      { status: 201, body: { state: 'ON_SHELF', pickUpNo: '0506-001', days: 0, place: 'A柜3层' } },
      there.text,
    )
    t.match((await post('/v1/exits', arrival, issuer, { 'idempotency-key': 'exit' })).headers, {
      'idempotency-replayed': 'true',
    })
    t.equal((await post('/v1/exits', arrival, issuer)).status, 409, 'once')
    const { exitId } = there.body
    const shelved = await read(`/v1/cases/${caseNo}`)
    t.match(shelved.body, { status: 'CLOSED', shelf: { exitId, pickUpNo: '0506-001' } })
    t.match((await read(`/v1/cases/${caseNo}/actions`, issuer)).body.elsewhere, [
      { operationId: 'handOutResult', path: `/v1/exits/${exitId}/hand-out`, detail: /0506-001/ },
      { operationId: 'postResult', path: `/v1/exits/${exitId}/mailing` },
    ])
    const clock = (answer: Answer) =>
      answer.body.clocks.find(({ kind }: { kind: string }) => kind === 'PICKUP')
    t.match(clock(shelved), { due: '2026-06-05', state: 'RUNNING' }, 'what is never fetched is asked after')
    const direct = await actInHall(app, issuer, caseNo, { action: 'deliver', method: 'pickup' })
    t.equal(direct.status, 409, 'what lies at the desk is handed out there, against proof')

    await app.setNow('2026-06-08T01:00:00.000000Z')
    await createCaseMonitor(app.deps).tick()
    t.match(
      (await read(`/v1/alerts?rule=PICKUP`, await app.token('lead', { organisation: COUNTY_MARKET }))).body
        .data,
      [{ caseNo, level: 'YELLOW' }],
    )
    t.match((await read('/v1/exits?state=ON_SHELF&waitingDays=30', issuer)).body.data, [{ exitId, days: 33 }])
    t.same((await read('/v1/exits?waitingDays=34', issuer)).body.data, [])
    t.same(
      (await read('/v1/exits', await app.token('issuer', { organisation: OTHER_COUNTY_MARKET }))).body.data,
      [],
    )

    const receiver = person(numberOf.friend)
    const unproven = await act(exitId, 'hand-out', { receiver, signed: 'paper' })
    t.match(unproven, { status: 422, body: { errors: [{ pointer: '/mandate', code: 'MANDATE_REQUIRED' }] } })
    t.notMatch(unproven.text, numberOf.friend)
    const mandate = { reference: '授权委托书原件一份' }
    t.same(
      codesOf(
        await act(exitId, 'hand-out', {
          receiver,
          signed: 'paper',
          mandate: { ...mandate, validUntil: '2026-06-07' },
        }),
      ),
      ['MANDATE_EXPIRED'],
    )
    t.equal(
      (await act(exitId, 'hand-out', { receiver, signed: 'paper', mandate }, organ)).status,
      403,
      'an issuer',
    )
    // An agent of the case whose own mandate is over, or does not go so far, takes nothing away by it (民法典 173).
    const holds = (value: string) =>
      app.database.asOwner(`update case_parties set mandate = ${value} where role = 'handler'`)
    for (const [scope, validTo, code] of [
      ['all', '2026-06-07', 'MANDATE_EXPIRED'],
      ['apply', '2026-12-31', 'MANDATE_SCOPE'],
    ] as const) {
      await holds(`'{"scope": ["${scope}"], "validFrom": "2026-03-01", "validTo": "${validTo}"}'`)
      t.same(codesOf(await act(exitId, 'hand-out', { receiver: person(numberOf.handler), signed: 'pad' })), [
        code,
      ])
    }
    await holds('null')
    const handed = await act(exitId, 'hand-out', { receiver: person(numberOf.handler), signed: 'pad' })
    t.match(
      handed,
      {
        status: 200,
        body: {
          state: 'HANDED_OUT',
          taken: { as: 'handler', byMandate: false, idNumber: '110105********002X' },
        },
      },
      handed.text,
    )
    const delivered = await read(`/v1/cases/${caseNo}`)
    t.match(delivered.body, { status: 'DELIVERED' })
    t.notOk('shelf' in delivered.body)
    t.match(clock(delivered), { state: 'STOPPED' })
    t.equal((await act(exitId, 'give-back', { reason: '无人领取' })).status, 409, 'it is gone')
    const kept = await app.database.asOwner<{ text: string }>(
      `select (select string_agg(e::text, ' ') from case_events e) || (select string_agg(x::text, ' ') from exits x) as text`,
    )
    t.notMatch(kept[0]?.text, numberOf.handler, 'the number was compared, and not kept')

    const posted = await decided()
    const second = await post('/v1/exits', { ...arrival, caseNo: posted }, issuer)
    t.match(second, { status: 201, body: { pickUpNo: '0608-001' } }, second.text)
    const id = second.body.exitId
    const letter = {
      receiver: '李小敏',
      address: '四川省乐山市市中区示例路1号',
      trackingNumber: 'EA123456789CN',
    }
    t.match((await act(id, 'mailing', letter)).body, { state: 'POSTED' })
    t.equal((await read(`/v1/cases/${posted}`)).body.status, 'DELIVERED')
    const returned = await act(id, 'returned', { reason: '邮件因地址不详被退回', place: 'B柜1层' })
    t.match(returned, { status: 200, body: { state: 'ON_SHELF', place: 'B柜1层' } }, returned.text)
    t.match((await read(`/v1/cases/${posted}`)).body, { status: 'CLOSED', shelf: { exitId: id } })
    t.match((await act(id, 'mailing', { ...letter, trackingNumber: 'EA2' })).body, { state: 'POSTED' })
    t.same(codesOf(await act(id, 'proof', { deliveredOn: '2026-06-09', signedBy: '李小敏' })), [
      'DATE_IN_FUTURE',
    ])
    t.same(codesOf(await act(id, 'proof', { deliveredOn: '2026-06-07', signedBy: '李小敏' })), [
      'DATE_BEFORE_POSTING',
    ])
    t.match((await act(id, 'proof', { deliveredOn: '2026-06-08', signedBy: '李小敏' })).body, {
      state: 'DELIVERED',
      provenOn: '2026-06-08',
    })
    const late = await actInHall(app, issuer, posted, { action: 'returnMail', reason: '邮件被退回' })
    t.match(late, { status: 409, body: { detail: /妥投/ } }, 'what has arrived does not come back')
    t.notOk(late.body.allowed.includes('returnMail'))

    const { windowId: _at, ...web } = foodCase()
    const online = await app.request('POST', '/v1/cases', {
      token: await app.token('citizen', { subject: 'web-applicant' }),
      body: { ...web, channel: 'WEB' },
      headers: { 'idempotency-key': randomUUID() },
    })
    const { caseNo: onlineNo } = online.body
    for (const [role, action, more = {}] of steps) {
      const token = await app.token(role, { organisation: COUNTY_MARKET, subject: `market-${role}` })
      await actInHall(app, token, onlineNo, { action, ...more }, 200)
    }
    t.equal((await read(`/v1/cases/${onlineNo}`, issuer)).status, 404, 'it came in at no window of theirs')
    const elsewhere = await app.token('issuer', { organisation: OTHER_COUNTY_MARKET })
    const atHall = { caseNo: onlineNo, windowId: COLLECTING_WINDOW, place: 'C柜' }
    t.same(codesOf(await post('/v1/exits', atHall, elsewhere)), ['CASE_UNKNOWN'])
    const shelf = await post('/v1/exits', atHall, issuer)
    t.match(shelf, { status: 201 }, shelf.text)
    const out = await act(shelf.body.exitId, 'hand-out', { receiver, signed: 'pad', mandate })
    t.match(out, { status: 200, body: { state: 'HANDED_OUT' } }, out.text)
    t.equal((await read(`/v1/cases/${onlineNo}`)).body.status, 'DELIVERED')

    const unfetched = await decided()
    const third = await post('/v1/exits', { ...arrival, caseNo: unfetched }, issuer)
    t.match((await act(third.body.exitId, 'give-back', { reason: '多次通知后仍无人领取' })).body, {
      state: 'GIVEN_BACK',
    })
    const again = await read(`/v1/cases/${unfetched}`)
    t.match(clock(again), { state: 'STOPPED' })
    t.equal(
      (await post('/v1/exits', { ...arrival, caseNo: unfetched }, issuer)).status,
      201,
      'it may come once more',
    )
    const fourth = (await read(`/v1/exits?caseNo=${unfetched}&state=ON_SHELF`, issuer)).body.data[0]
    t.match((await act(fourth.exitId, 'mailing', letter)).body, { state: 'POSTED' })
    const mailed = await actInHall(app, issuer, unfetched, {
      action: 'returnMail',
      reason: '邮件因地址不详被退回',
    })
    t.equal(mailed.status, 200, mailed.text)
    t.match(await read(`/v1/exits/${fourth.exitId}`, issuer), { body: { state: 'GIVEN_BACK' } }, 'at once')
    const anew = await post('/v1/exits', { ...arrival, caseNo: unfetched }, issuer)
    t.equal(anew.status, 201, `what came back by another door lies there again: ${anew.text}`)
    t.match((await read(`/v1/exits/${fourth.exitId}`, issuer)).body, { state: 'GIVEN_BACK' })

    await t.test('a letter is told of at the desk or at the paper’s door, and both show it', async (t) => {
      const exit = async () => (await read(`/v1/exits/${id}`, issuer)).body
      const papers = async () => (await read(`/v1/cases/${posted}/documents`)).body.data
      const paper = (await papers()).find(({ kind }: { kind: string }) => kind === 'approval').documentNo
      const decision = async () =>
        (await papers()).find(({ documentNo }: { documentNo: string }) => documentNo === paper).standing
      const tell = (body: object) =>
        post(`/v1/cases/${posted}/documents/${paper}/delivery`, { method: 'post', ...body }, issuer, {
          'if-match': '*',
        })
      const again = '误将他件的回执登记于本件'
      t.match(await decision(), { state: 'delivered', words: '已于2026年6月8日送达' }, 'told at the desk')
      await app.setNow('2026-06-10T01:00:00.000000Z')
      t.match(await act(id, 'proof', { deliveredOn: '2026-06-09', signedBy: '李小敏' }), { status: 409 })
      t.match((await act(id, 'proof', { deliveredOn: '2026-06-09', signedBy: '李小敏', again })).body, {
        ...{ state: 'DELIVERED', provenOn: '2026-06-09' },
      })
      t.match(await decision(), { words: '已于2026年6月9日送达' })
      t.equal((await tell({ arrivedOn: '2026-06-10' })).status, 409, 'it was told at the desk')
      t.equal((await tell({ onItsWay: true, again })).status, 200)
      const onItsWay = await exit()
      t.match(onItsWay, { state: 'POSTED', done: { by: /exit-desk/ } }, 'told at the door of the paper')
      t.notOk('provenOn' in onItsWay)
      t.equal((await tell({ arrivedOn: '2026-06-10' })).status, 200)
      t.match(await exit(), { state: 'DELIVERED', provenOn: '2026-06-10' })
      t.match(await act(id, 'proof', { deliveredOn: '2026-06-10', signedBy: '李小敏' }), {
        ...{ status: 409, body: { detail: /已登记妥投/ } },
      })
      const lost = { reason: '邮件因地址不详被退回', place: 'B柜2层' }
      t.match(await act(id, 'returned', lost), { status: 409, body: { detail: /again/ } })
      t.match((await act(id, 'returned', { ...lost, again })).body, { state: 'ON_SHELF', place: 'B柜2层' })
      t.notOk('provenOn' in (await exit()))
      const shelved = await read(`/v1/cases/${posted}`)
      t.match(shelved.body, { status: 'CLOSED', shelf: { exitId: id } })
      const days = shelved.body.clocks.findLast(({ kind }: { kind: string }) => kind === 'DELIVERY_10D')
      t.match(days, { state: 'RUNNING', startedOn: '2026-06-10' }, 'the ten days begin anew')
      t.equal((await act(id, 'mailing', { ...letter, trackingNumber: 'EA3' })).status, 200)
      t.equal((await tell({ arrivedOn: '2026-06-10' })).status, 200)
      const returnedLate = { action: 'returnMail', reason: '邮件被退回', again }
      t.equal((await actInHall(app, issuer, posted, returnedLate)).status, 200)
      t.match(await exit(), { state: 'GIVEN_BACK' }, 'it lies with the organ')
      t.equal((await actInHall(app, issuer, posted, { action: 'deliver', method: 'pickup' })).status, 200)
      t.match(await exit(), { state: 'GIVEN_BACK' }, 'what is handed out there is no matter of the desk')
    })

    await t.test(
      'told to have come back, or handed out, by mistake: put right with its reason',
      async (t) => {
        const one = await decided()
        const { exitId: at } = (await post('/v1/exits', { ...arrival, caseNo: one }, issuer)).body
        const exit = async () => (await read(`/v1/exits/${at}`, issuer)).body
        const decision = async () => {
          const { data } = (await read(`/v1/cases/${one}/documents`)).body
          const receipt = data.findLast(({ kind }: { kind: string }) => kind === 'deliveryReceipt')
          return [data.find(({ kind }: { kind: string }) => kind === 'approval').standing, receipt.standing]
        }
        const days = async () =>
          (await read(`/v1/cases/${one}`)).body.clocks
            .filter(({ kind }: { kind: string }) => kind === 'DELIVERY_10D')
            .map(({ state }: { state: string }) => state)
        const again = '误将他件的退件登记于本件'
        const back = { reason: '邮件因地址不详被退回', place: 'D柜' }
        await act(at, 'mailing', { ...letter, trackingNumber: 'EA7' })
        await app.setNow('2026-06-12T01:00:00.000000Z')
        t.match((await act(at, 'returned', back)).body, { state: 'ON_SHELF' })
        t.same(await days(), ['STOPPED', 'RUNNING'])
        const arrived = { deliveredOn: '2026-06-11', signedBy: '李小敏' }
        t.equal((await act(at, 'proof', arrived)).status, 409, 'it is said why')
        t.same(codesOf(await act(at, 'proof', { ...arrived, deliveredOn: '2026-06-01', again })), [
          'DATE_BEFORE_POSTING',
        ])
        t.match(await exit(), { state: 'ON_SHELF' }, 'and nothing of it was done')
        t.match((await act(at, 'proof', { ...arrived, again })).body, {
          ...{ state: 'DELIVERED', provenOn: '2026-06-11', leftOn: '2026-06-10' },
        })
        t.match((await read(`/v1/cases/${one}`)).body, { status: 'DELIVERED' })
        t.same(await days(), ['STOPPED', 'STOPPED'])
        t.match(await decision(), [{ state: 'delivered', words: '已于2026年6月11日送达' }, {}])

        const deliver = { action: 'deliver', method: 'post', again }
        t.equal((await actInHall(app, issuer, one, deliver)).status, 409, 'it is delivered')
        const returned = { action: 'returnMail', reason: '邮件因地址不详被退回', again: '回执系他件所有' }
        const now = await read(`/v1/cases/${one}`)
        const faster = await app.deps.pool.connect()
        await faster.query('begin')
        await faster.query('update cases set version = version + 1 where case_no = $1', [one])
        const late = post(`/v1/cases/${one}/transitions`, returned, issuer, {
          'if-match': now.headers.etag ?? '',
        })
        const waits = `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
        for (let waiting = 0; waiting === 0; await setTimeout(10))
          waiting = (await app.deps.pool.query(waits)).rows[0].waiting
        await faster.query('commit')
        faster.release()
        t.equal((await late).status, 412, 'somebody was faster')
        t.match(await exit(), { state: 'DELIVERED', provenOn: '2026-06-11' }, 'and nothing stays at the desk')
        await app.database.asOwner(`update cases set version = version - 1 where case_no = '${one}'`)
        t.equal((await actInHall(app, issuer, one, returned)).status, 200)
        t.match(await exit(), { state: 'GIVEN_BACK' })
        t.match(await actInHall(app, issuer, one, { ...deliver, method: 'electronic' }), { status: 409 })
        t.equal((await actInHall(app, issuer, one, deliver)).status, 200)
        t.match(
          await exit(),
          { state: 'DELIVERED', provenOn: '2026-06-11' },
          'told at the case, shown at the desk',
        )
        t.match(await decision(), [{ state: 'delivered', words: '已于2026年6月11日送达' }, {}])

        const two = await decided()
        const lying = (await post('/v1/exits', { ...arrival, caseNo: two }, issuer)).body
        const taker = { receiver: person(numberOf.handler), signed: 'pad' }
        await act(lying.exitId, 'hand-out', taker)
        const wrong = { reason: '误将结果交付他人', place: 'D柜' }
        t.match(
          await act(lying.exitId, 'returned', wrong),
          { status: 409, body: { detail: /误交他人.*again/ } },
          'it is said why',
        )
        t.match(await actInHall(app, issuer, two, { action: 'returnMail', reason: wrong.reason }), {
          ...{ status: 409, body: { detail: /误交他人/ } },
        })
        const fetched = await act(lying.exitId, 'returned', { ...wrong, again: '领取人出示的证件非其本人' })
        t.match(fetched, { status: 200, body: { state: 'ON_SHELF', place: 'D柜' } }, fetched.text)
        t.notOk('taken' in fetched.body, 'nobody has taken it')
        const open = (await read(`/v1/cases/${two}`)).body
        t.match(open, { status: 'CLOSED', shelf: { exitId: lying.exitId } })
        const { data } = (await read(`/v1/cases/${two}/documents`)).body
        t.match(data.findLast(({ kind }: { kind: string }) => kind === 'deliveryReceipt').standing, {
          ...{ state: 'ended', words: '送达登记已更正，本次未送达' },
        })
        t.match((await act(lying.exitId, 'hand-out', taker)).body, { state: 'HANDED_OUT' })
        const misled = { ...returned, again: '领取人出示的证件非其本人' }
        t.equal((await actInHall(app, issuer, two, misled)).status, 200)
        t.match((await read(`/v1/exits/${lying.exitId}`, issuer)).body, { state: 'GIVEN_BACK' })
        t.equal((await actInHall(app, issuer, two, { ...deliver, method: 'pickup' })).status, 200)
        t.match((await read(`/v1/exits/${lying.exitId}`, issuer)).body, { state: 'HANDED_OUT' })
      },
    )
    t.same((await verifyHistory(app.deps.pool)).findings, [])
  })

  t.test('two who each receive a sheet at the same instant leave the list received', async (t) => {
    await app.setNow('2026-03-02T01:00:00.000000Z')
    for (let round = 0; round < 5; round += 1) {
      const caseNo = await collect()
      const codes = ['layout-plan', 'safety-rules']
      const sent = await send({ cases: [caseNo], sheets: sheetsOf(caseNo, ...codes) })
      t.equal(sent.status, 201, sent.text)
      const path = `/v1/handovers/${sent.body.handoverId}`
      const answers = await Promise.all(
        codes.map((materialCode) =>
          post(`${path}/receive`, { sheets: [{ caseNo, materialCode }] }, organ, { 'if-match': '*' }),
        ),
      )
      t.same(
        answers.map(({ status }) => status),
        [200, 200],
      )
      t.match((await read(path)).body, { status: 'RECEIVED', cases: [{ status: 'RECEIVED' }] })
    }
  })

  t.test('who is first to answer a sheet is the one who did', async (t) => {
    const caseNo = await collect()
    const sheet = { caseNo, materialCode: 'layout-plan' }
    const sent = await send({ cases: [caseNo], sheets: sheetsOf(caseNo, 'layout-plan') })
    const path = `/v1/handovers/${sent.body.handoverId}`
    const any = { 'if-match': '*' }
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => post(`${path}/receive`, { sheets: [sheet] }, organ, any)),
      ...[1, 2, 3].map(() =>
        post(`${path}/reject`, { sheets: [{ ...sheet, reason: '未盖章' }] }, organ, any),
      ),
    ])
    t.equal(
      answers.filter(({ status }) => status === 200).length,
      1,
      answers.map((each) => each.status).join(),
    )
  })
})
