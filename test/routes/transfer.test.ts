import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createImportWork, IMPORT_JOB } from '../../src/features/transfer/import-jobs.js'
import type { KindName } from '../../src/features/transfer/kind-names.js'
import { rolesOfKind } from '../../src/features/transfer/kinds.js'
import { createJobRunner } from '../../src/jobs/runner.js'
import { createJobs } from '../../src/service.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { staffToken } from '../helpers/staff.js'

const NDJSON = { 'content-type': 'application/x-ndjson' }
type Kind = KindName

/** Whoever keeps a kind, above all. */
const keeper = (app: TestApp, kind: Kind) =>
  app.token(rolesOfKind(kind)[0] as Role, { subject: `keeper-${kind}` })

async function bring(app: TestApp, kind: Kind, lines: string | object[], mode = 'all', token?: string) {
  const by = token ?? (await keeper(app, kind))
  const text = typeof lines === 'string' ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  const path = `/v1/imports?kind=${kind}&mode=${mode}`
  const begun = await app.request('POST', path, { token: by, headers: NDJSON, body: text })
  if (begun.status !== 202) throw new Error(`${kind}: ${begun.text}`)
  await createJobs(app.deps).drain()
  const read = await app.request('GET', begun.headers.location ?? '', { token: by })
  const refused = await app.request('GET', `${begun.headers.location}/lines?outcome=refused&limit=100`, {
    token: by,
  })
  return { ...read.body, refusals: refused.body.data }
}

async function take(app: TestApp, kind: Kind): Promise<string> {
  const answer = await app.request('GET', `/v1/exports/${kind}`, { token: await keeper(app, kind) })
  if (answer.status !== 200) throw new Error(`${kind}: ${answer.text}`)
  return answer.text
}

t.test('what is taken out changes nothing where it came from', async (t) => {
  const app = await startTestApp(t)
  for (const kind of ['divisions', 'windows', 'grants'] as const) {
    const same = await bring(app, kind, await take(app, kind))
    t.match(same, { state: 'done', accepted: 0, refused: 0, unchanged: same.lines }, kind)
  }
  // What every installation begins with is lines of these kinds.
  for (const kind of ['dictionaries', 'synonyms', 'documentTemplates'] as const) {
    const same = await bring(
      app,
      kind,
      readFileSync(join(packageRoot, 'reference', `${kind}.ndjson`), 'utf8'),
    )
    t.match(same, { state: 'done', accepted: 0, refused: 0, unchanged: same.lines }, kind)
    t.ok(same.lines > 20, kind)
  }
  const content = { title: { zh: '受理', en: 'Accepted' }, body: { zh: '已受理。', en: 'It is in.' } }
  const said = { organisation: COUNTY_MARKET, kind: 'accepted', content }
  t.match(await bring(app, 'messageTemplates', [{ ...said, version: 3 }]), { state: 'done', accepted: 1 })
  const taken = await take(app, 'messageTemplates')
  t.match(JSON.parse(taken), { ...said, version: 3 }, 'with the number that messages name')
  t.match(await bring(app, 'messageTemplates', taken), { state: 'done', unchanged: 1 })
  const other = { ...said, version: 3, content: { ...content, title: { zh: '已受理', en: 'In' } } }
  t.match(await bring(app, 'messageTemplates', [other]), {
    state: 'refused',
    refusals: [{ findings: [{ rule: 'VERSION_FIXED' }] }],
  })
})

t.test('a line that is wrong loses nothing and writes nothing by half', async (t) => {
  const app = await startTestApp(t)
  const county = { division: '511102', kind: 'department' }
  const lines = [
    { code: 'NEW-1', name: '新设一局', ...county },
    { code: 'NEW-2', name: '新设二局', ...county, division: '511199' },
    { code: 'NEW-1', name: '又一个', ...county },
    { name: '没有编码', ...county },
    { code: 'NEW-3', name: '新设三局', ...county },
  ]
  const all = await bring(app, 'organisations', lines)
  t.match(all, { state: 'refused', refused: 3, applied: 0 })
  t.match(all.refusals, [
    {
      line: 2,
      code: 'NEW-2',
      outcome: 'refused',
      findings: [{ rule: 'DIVISION_UNKNOWN', pointer: '/division' }],
    },
    { line: 3, findings: [{ rule: 'CODE_TWICE', pointer: '/code', message: /第 1 行与第 3 行/ }] },
    { line: 4, findings: [{ rule: 'REQUIRED', pointer: '/code' }] },
  ])
  t.equal((await app.request('GET', '/v1/organisations?q=新设')).body.data.length, 0)

  const preview = await bring(app, 'organisations', lines, 'preview')
  t.match(preview, { state: 'done', accepted: 2, refused: 3, applied: 0 })
  t.equal((await app.request('GET', '/v1/organisations?q=新设')).body.data.length, 0, 'only looked at')

  const valid = await bring(app, 'organisations', lines, 'valid')
  t.match(valid, { state: 'done', refused: 3, applied: 2 })
  const again = await bring(app, 'organisations', lines, 'valid')
  t.match(again, { state: 'done', accepted: 0, unchanged: 2, refused: 3 })
  const trail = await app.database.asOwner<{ details: object }>(
    `select details from audit_log where action = 'applyImport' order by audit_no`,
  )
  t.match(trail, [{ details: { kind: 'organisations', codes: ['created NEW-1', 'created NEW-3'] } }])
})

t.test('who brings lines writes what his own grant reaches, and nothing else', async (t) => {
  const app = await startTestApp(t)
  const organisation = { organisation: COUNTY_MARKET, scope: 'subtree' } as const
  const county = await app.token('operator', organisation)
  const shared = await bring(app, 'synonyms', [{ key: 'new-words', words: ['甲乙', '丙丁'] }], 'all', county)
  t.match(shared, { state: 'refused', refused: 1 }, 'what belongs to all is for who stands above all')
  t.match(shared.refusals, [{ findings: [{ rule: 'OUT_OF_REACH' }] }])
  const city = [{ code: '511100', name: '别的市', parent: '510000' }]
  t.match((await bring(app, 'divisions', city, 'all', county)).refusals, [
    { findings: [{ rule: 'OUT_OF_REACH' }] },
  ])
  const post = (kind: string, token: string) =>
    app.request('POST', `/v1/imports?kind=${kind}`, { token, headers: NDJSON, body: '{}\n' })
  t.equal((await post('staff', county)).status, 403, 'people are kept by the security administrator')
  t.equal((await app.request('GET', '/v1/exports/grants', { token: county })).status, 403)
})

t.test('an import writes by the rights that its beginner has then, whoever lets it go on', async (t) => {
  const app = await startTestApp(t)
  const [token, operator] = [await staffToken(app, 'top-security'), await app.token('operator')]
  const lines = Array.from({ length: 1002 }, (_, index) => ({
    issuer: 'https://id.example',
    subject: `new-${index}`,
    role: 'clerk',
    organisation: COUNTY_MARKET,
  }))
  const upload = async (mode: string) => {
    const body = lines.map((line) => `${JSON.stringify({ ...line, subject: `${mode}-${line.subject}` })}\n`)
    const path = `/v1/imports?kind=grants&mode=${mode}`
    const begun = await app.request('POST', path, { token, headers: NDJSON, body: body.join('') })
    t.equal(begun.status, 202, begun.text)
    return { importId: begun.body.importId as string, job: `/v1/jobs/${begun.body.jobId}` }
  }
  const says = async (path: string, by = operator) =>
    t.equal((await app.request('POST', path, { token: by })).status, 200, path)

  const whole = await upload('all')
  await says(`${whole.job}/cancel`)
  const half = await upload('valid')
  const work = createImportWork(app.deps)
  const stopped = createJobRunner({
    pool: app.deps.pool,
    log: app.deps.log,
    kinds: {
      [IMPORT_JOB]: async (db, job, context) => {
        const step = await work(db, job, context)
        if (step.done === 2002) await says(`${half.job}/cancel`)
        return step
      },
    },
  })
  await stopped.drain()
  const given = async () => {
    const [row] = await app.database.asOwner<{ n: number }>(
      `select count(*)::int as n from grants where issuer = 'https://id.example'`,
    )
    return row?.n
  }
  t.equal(await given(), 1000, 'the batch in hand was the last one')

  const [grant] = await app.database.asOwner<{ id: string }>(
    `select id from grants where subject = 'staff-top-security'`,
  )
  const headers = { 'if-match': '*' }
  const security = await app.token('security')
  const revoked = await app.request('DELETE', `/v1/grants/${grant?.id}`, { token: security, headers })
  t.equal(revoked.status, 204, revoked.text)
  for (const { job } of [whole, half]) await says(`${job}/retry`)
  await createJobs(app.deps).drain()
  t.equal(await given(), 1000, 'nothing more in the name of who may not')
  const ends = await app.database.asOwner(
    `select i.mode, i.state, i.applied, f.line, f.findings->0->>'rule' as rule
     from imports i join import_findings f using (import_id) where kind = 'grants' order by i.mode`,
  )
  t.same(ends, [
    { mode: 'all', state: 'refused', applied: 0, line: 1, rule: 'RIGHT_LOST' },
    { mode: 'valid', state: 'refused', applied: 1000, line: 1001, rule: 'RIGHT_LOST' },
  ])
  t.match((await app.request('GET', half.job, { token: operator })).body, { state: 'done' })
})

t.test(
  'ten times the lines take no more statements, and who stands among them is refused alone',
  async (t) => {
    const sent: string[] = []
    const app = await startTestApp(t, { onQuery: (text) => sent.push(text) })
    const id = (index: number) => `0197f000-0000-7000-8000-${String(index).padStart(12, '0')}`
    const makers: Partial<Record<Kind, (index: number) => object>> = {
      grants: (index) => ({
        issuer: 'https://id.example',
        subject: `many-${index}`,
        role: 'clerk',
        organisation: COUNTY_MARKET,
      }),
      publications: (index) => ({
        id: id(index),
        kind: '公告',
        class: '示例',
        title: `示例文件${index}`,
        text: '正文',
        organisation: COUNTY_MARKET,
        publishedAt: '2026-01-01T00:00:00.000000Z',
      }),
      centres: (index) => ({
        id: id(index),
        code: `MANY-${index}`,
        name: `示例中心${index}`,
        division: '511102',
        organisation: COUNTY_MARKET,
        address: '示例路1号',
        openingHours: '工作日 9:00-17:00',
        telephone: '0833-0000000',
      }),
    }
    for (const [name, maker] of Object.entries(makers)) {
      const kind = name as Kind
      const lines = (from: number, count: number) =>
        Array.from({ length: count }, (_, index) => maker(from + index))
      const count = async (given: object[]) => {
        sent.length = 0
        t.match(await bring(app, kind, given), { state: 'done', applied: given.length, refused: 0 }, kind)
        return sent.length
      }
      const few = await count(lines(0, 20))
      const many = await count(lines(100, 200))
      t.ok(many <= few + 5, `${kind}: ${few} statements for 20 lines, ${many} for 200`)
      const stray = { ...maker(500), organisation: 'NOBODY' }
      const mixed = await bring(app, kind, [maker(400), stray, maker(401), maker(401), maker(0)], 'valid')
      t.match(mixed, { state: 'done', applied: 2, unchanged: 1, refused: 2 }, kind)
      t.match(mixed.refusals, [
        { line: 2, outcome: 'refused' },
        { line: 4, findings: [{ rule: 'CODE_TWICE' }] },
      ])
    }
  },
)

t.test('an import runs beside those of others, and ends on the word of who began it', async (t) => {
  const app = await startTestApp(t)
  const { pool, log } = app.deps
  const [one, other] = [await app.token('manager', { subject: 'one' }), await app.token('manager')]
  const send = async (token: string, kind: Kind, line: object) => {
    const body = `${JSON.stringify(line)}\n`
    const begun = await app.request('POST', `/v1/imports?kind=${kind}&mode=valid`, {
      token,
      headers: NDJSON,
      body,
    })
    t.equal(begun.status, 202, begun.text)
    return begun.headers.location ?? ''
  }
  const read = async (token: string, path: string) => (await app.request('GET', path, { token })).body
  const end = (token: string, path: string) => app.request('POST', `${path}/cancel`, { token })

  const [line, next] = ['BESIDE-1', 'BESIDE-2'].map((code) => ({
    code,
    name: '示例便民服务中心',
    division: '511102',
    organisation: COUNTY_MARKET,
    address: '示例路1号',
    openingHours: '工作日 9:00-17:00',
    telephone: '0833-0000000',
  })) as [object, object]
  const long = await send(one, 'centres', line)
  const second = await send(one, 'centres', next)
  const short = await send(other, 'centres', next)
  const work = createImportWork(app.deps)
  let looked = false
  const runner = createJobRunner({
    pool,
    log,
    kinds: {
      [IMPORT_JOB]: async (db, job, context) => {
        if (!looked) {
          looked = true
          // Another instance finds work while this one is in the middle of its own.
          await createJobs(app.deps).drain()
          t.match(await read(other, short), { state: 'done', applied: 1 }, 'of another caller')
          t.match(await read(one, second), { state: 'checking', read: 0 }, 'one of a caller after the other')
          t.match(await end(other, long), { status: 404 }, 'others end nothing')
          t.match(await end(one, second), { status: 200, body: { state: 'cancelled' } }, 'at once')
          t.match(await end(one, long), { status: 200, body: { state: 'checking' } }, 'after the batch')
        }
        return work(db, job, context)
      },
    },
  })
  await runner.drain()
  for (const path of [long, second]) t.match(await read(one, path), { state: 'cancelled' }, path)
  t.match(await end(other, short), { status: 200, body: { state: 'done' } }, 'what is over stays')

  const again = await send(one, 'centres', line)
  t.not(again, long, 'what was ended waits no more')
  const states = await app.database.asOwner<{ state: string; n: number }>(
    `select state, count(*)::int as n from imports where kind = 'centres' group by state order by state`,
  )
  t.same(states, [
    { state: 'cancelled', n: 2 },
    { state: 'checking', n: 1 },
    { state: 'done', n: 1 },
  ])
  await createJobs(app.deps).drain()
  t.match(await read(one, again), { state: 'done', applied: 1 })
  const operator = await app.token('operator')
  const { jobId } = await read(one, long)
  t.match(await app.request('POST', `/v1/jobs/${jobId}/retry`, { token: operator }), { status: 200 })
  t.match(await read(one, long), { state: 'checking' }, 'an operator lets it go on')
  await createJobs(app.deps).drain()
  t.match(await read(one, long), { state: 'done', read: 1, unchanged: 0 })
})

t.test('divisions come in any order, and who hangs on a wrong one is refused with it', async (t) => {
  const app = await startTestApp(t)
  const lines = [
    { code: '511102801001', parent: '511102801', name: '孩子' },
    { code: '511102801', parent: '511102', name: '父亲' },
    { code: '511102802001', parent: '511102802', name: '孤儿' },
    { code: '511102802', parent: '511199', name: '无根' },
    { code: '511102803', parent: '511102804', name: '环' },
    { code: '511102804', parent: '511102803', name: '环' },
  ]
  const done = await bring(app, 'divisions', lines, 'valid')
  t.match(done, { state: 'done', refused: 4, applied: 2 })
  t.match(
    done.refusals.map((each: { findings: { rule: string }[] }) => each.findings[0]?.rule),
    ['PARENT_UNKNOWN', 'PARENT_UNKNOWN', 'CYCLE', 'CYCLE'],
  )
  t.match((await app.request('GET', '/v1/divisions/511102801001')).body, { path: { length: 5 } })

  const twice = { code: '511102805', parent: '511102', name: '重复' }
  const file = `\n${JSON.stringify(twice)}\n\n${JSON.stringify(twice)}\n`
  const again = await bring(app, 'divisions', file, 'valid')
  t.match(again, { state: 'done', refused: 1, applied: 1 })
  t.match(again.refusals, [
    { line: 4, findings: [{ rule: 'CODE_TWICE', pointer: '/code', message: /第 2 行与第 4 行/ }] },
  ])
})

const DELEGATION = {
  delegationId: '0195a7c2-6c00-7000-8000-0000000f9001',
  from: COUNTY_MARKET,
  to: TOWN_GOVERNMENT,
  items: [FOOD_LICENCE_ITEM_CODE],
  kind: 'entrusted',
  document: '乐中市监委〔2026〕9号',
  validFrom: '2026-03-01',
  validTo: '2026-12-31',
}
const ABSENCE = {
  staffNo: 'market-clerk',
  absenceId: '0195a7c2-6c00-7000-8000-0000000f9002',
  from: '2026-03-02',
  until: '2026-03-06',
}
const GRANT = {
  issuer: 'https://issuer.example',
  subject: 'somebody',
  role: 'clerk',
  organisation: COUNTY_MARKET,
}
const UNKNOWN_ID = '0195a7c2-6c00-7000-8000-0000000f9999'

t.test('a stranger hears the same of what is here as of what is not', async (t) => {
  const app = await startTestApp(t)
  for (const [kind, line] of [
    ['delegations', DELEGATION],
    ['absences', ABSENCE],
    ['grants', GRANT],
  ] as const)
    t.match(await bring(app, kind, [line]), { state: 'done', applied: 1 }, kind)
  const bundle = JSON.parse((await take(app, 'bundles')).split('\n')[0] ?? '')
  const laterBundle = (bundleCode: string) => ({
    bundleCode,
    versions: [
      { ...bundle.versions[0], version: 99, document: { ...bundle.versions[0].document, bundleCode } },
    ],
  })
  const colleague = { name: '某人', organisation: COUNTY_MARKET }
  const { staffNo, absenceId } = ABSENCE
  const told: [Kind, string, object[]][] = [
    ['delegations', 'OUT_OF_REACH', [DELEGATION, { ...DELEGATION, delegationId: UNKNOWN_ID }]],
    ['grants', 'OUT_OF_REACH', [GRANT, { ...GRANT, subject: 'nobody' }]],
    ['bundles', 'OUT_OF_REACH', [laterBundle(bundle.bundleCode), laterBundle('NOT-THERE')]],
    [
      'staff',
      'OUT_OF_REACH',
      [
        { ...colleague, staffNo },
        { ...colleague, staffNo: 'not-there' },
      ],
    ],
    [
      'absences',
      'NOT_FOUND',
      [
        ABSENCE,
        { ...ABSENCE, staffNo, absenceId: UNKNOWN_ID },
        { ...ABSENCE, staffNo: 'not-there', absenceId },
      ],
    ],
  ]
  for (const [kind, rule, lines] of told) {
    const role = rolesOfKind(kind)[0] as Role
    const stranger = await app.token(role, { organisation: COUNTY_CIVIL_AFFAIRS, subject: `civil-${role}` })
    const { refusals } = await bring(app, kind, lines, 'valid', stranger)
    const [here, ...others] = refusals.map((each: { findings: object[] }) => each.findings)
    t.match(here, [{ rule, message: /授权范围|无权/ }], kind)
    t.equal(here?.length, 1, kind)
    t.equal(others.length, lines.length - 1, kind)
    for (const other of others) t.same(other, here, kind)
  }

  const revoked = await app.request('POST', `/v1/delegations/${DELEGATION.delegationId}/revoke`, {
    token: await app.token('lead', { organisation: COUNTY_MARKET }),
    headers: { 'if-match': '*' },
  })
  t.equal(revoked.status, 200, revoked.text)
  t.match((await bring(app, 'delegations', [DELEGATION])).refusals, [
    { findings: [{ rule: 'NOT_BY_IMPORT', message: /已撤销或者终止/ }] },
  ])
  await app.setNow('2026-03-09T01:00:00.000000Z')
  t.match((await bring(app, 'absences', [{ ...ABSENCE, until: '2026-03-05' }])).refusals, [
    { findings: [{ rule: 'NOT_BY_IMPORT', message: /已结束/ }] },
  ])
})

t.test('people are sealed while they wait, and nothing of the upload stays', async (t) => {
  const app = await startTestApp(t)
  const token = await keeper(app, 'staff')
  const person = { staffNo: 'N1', name: '周明', organisation: COUNTY_MARKET, mobile: '13912345678' }
  const body = `${JSON.stringify(person)}\n`
  const begun = await app.request('POST', '/v1/imports?kind=staff', { token, headers: NDJSON, body })
  t.equal(begun.status, 202)
  const kept = () => app.database.asOwner<{ bytes: Buffer }>('select bytes from import_chunks')
  t.notMatch((await kept()).map(({ bytes }) => bytes.toString('latin1')).join(''), /13912345678/)
  await createJobs(app.deps).drain()
  t.same(await kept(), [])
  t.match((await app.request('GET', begun.headers.location ?? '', { token })).body, {
    state: 'done',
    applied: 1,
  })
  t.match((await app.request('GET', '/v1/staff/N1', { token })).body, { mobile: '139****5678' })

  const masked = await bring(app, 'staff', [{ ...person, mobile: '139****5678' }])
  t.match(masked, { state: 'done', accepted: 0, unchanged: 1 }, 'a masked number says nothing')
  const asked = (query: string) => app.request('GET', `/v1/exports/staff${query}`, { token })
  t.notMatch((await asked('')).text, /mobile/)
  t.equal((await asked('?clear=true')).status, 422, 'not without a purpose')
  t.match((await asked(`?clear=true&purpose=${encodeURIComponent('迁移')}`)).text, /13912345678/)
  const trail = await app.database.asOwner(
    `select purpose from audit_log where action = 'exportLines' order by audit_no`,
  )
  t.match(trail, [{ purpose: null }, { purpose: '迁移' }])
})
