import type pg from 'pg'
import { withAdvisoryLock } from '../database/advisory-lock.js'
import { withClient } from '../database/open.js'
import { withTransaction } from '../database/transaction.js'
import type { Deps } from '../deps.js'
import { countOutcome, insertAdoption } from '../features/cases/adopting/adoption-store.js'
import { EXAMPLE_CASE_NO, EXAMPLE_PAPER } from '../features/cases/case-examples.js'
import { PLACE_RECORDS } from '../features/divisions/placing.js'
import { stampDocuments } from '../features/documents/stamp.js'
import { exampleOpening } from '../features/dossiers/dossier-schemas.js'
import { moveConsumer } from '../features/exchange/consumer-pulse.js'
import { EXAMPLE_DESK, EXAMPLE_EXITS, EXAMPLE_SENT } from '../features/exits/exit-examples.js'
import { EXAMPLE_HANDED, EXAMPLE_LISTS } from '../features/handovers/handover-examples.js'
import { issueLicences } from '../features/licences/issue-licences.js'
import { EXAMPLE_LICENCE, EXAMPLE_LICENCE_IDS } from '../features/licences/licence-examples.js'
import { TELL_PEOPLE } from '../features/notifications/tell-people.js'
import { EXAMPLE_BAD, EXAMPLE_RATED } from '../features/ratings/rating-examples.js'
import { exampleLookup } from '../features/registers/register-schemas.js'
import { EXAMPLE_VOICE_CODE } from '../features/voices/raised-schemas.js'
import { insertJob } from '../jobs/job-store.js'
import { withKnownIds } from '../shared/ids.js'
import * as codes from '../shared/sample-codes.js'
import { createCaseMonitor } from '../workers.js'
import { bringCharged, CHARGED } from './charged-cases.js'
import { ALERTED, bringCase, COLLECTED, EXITED, LICENSED, LIVING_CASES, RATED } from './living-cases.js'
import { isThere, keyOf, type LivingContext, type Send, sender, type Wait } from './send.js'

const SAMPLE_LOCK = 7_924_013

/**
 * The same where it is wanted with a start or by command: of several instances one does it, the others wait. A sample that
 * somebody has changed until its cases no longer fit holds nothing up.
 */
export async function bringLivingDataOnce(
  owner: pg.ClientConfig,
  app: LivingContext,
  deps: Deps,
): Promise<void> {
  const bring = () =>
    bringLivingData(app, deps).catch((error: Error) => deps.log.warn(`no sample cases: ${error.message}`))
  await withClient(owner, (client) => withAdvisoryLock(client, SAMPLE_LOCK, deps.log, bring))
}

/**
 * What a deployment has once it is in use: cases in several states, alerts, an import, a file, an absence, a delegation,
 * a grant, a job, with the numbers that the examples of the contract name. Everything comes in by the doors that
 * everybody uses, and its acts are those that the documentation shows. Already there: nothing is done. Killed in the
 * middle: the next start goes on, since each request is the same byte for byte under a key of its own, or looks first
 * whether its thing is there. `wait`: how the pause before another try is spent.
 */
export async function bringLivingData(app: LivingContext, deps: Deps, wait?: Wait): Promise<void> {
  if (!(await isWanted(deps))) return
  const { log } = deps
  const { level } = log
  // Nobody sent these: a line for each would hide what the start has to say.
  log.level = 'warn'
  try {
    await bring(sender(app, deps, wait), deps)
    // Who reads the feed finds all of it there as soon as the service listens.
    await deps.sequencer.beat()
  } finally {
    log.level = level
  }
  const all = [LIVING_CASES, LICENSED, EXITED, RATED, ALERTED, COLLECTED, CHARGED].flat()
  log.info(`sample: ${all.length} cases in several states`)
}

async function bring(send: Send, deps: Deps): Promise<void> {
  await bringFile(send)
  for (const each of LIVING_CASES) {
    await bringCase(send, each)
    // Its paper has the code that the examples name.
    if (each.caseNo === EXAMPLE_CASE_NO)
      await withKnownIds({ documentCode: EXAMPLE_PAPER.code }, () => stampDocuments(deps))
  }
  await bringLicences(send, deps)
  await bringCharged(send, deps.config)
  await bringExits(send)
  await bringAlerts(send, deps)
  await bringHandovers(send)
  await bringOrders(send)
  await bringRatings(send)
  await bringVoices(send)
  await bringCatalogue(send)
  await bringLeftJob(deps)
  await bringAdoption(deps)
  await bringMessages(deps)
  await bringUpload(send)
  await bringRights(send, deps)
}

/** The sample town is there, and has not been in use yet: the delegation is the last of all. */
async function isWanted({ pool }: Deps): Promise<boolean> {
  const { rows } = await pool.query<{ wanted: boolean }>(
    `select exists (select 1 from items where item_code = $1)
       and not exists (select 1 from delegations where id = $2) as wanted`,
    [codes.LESHAN_ITEM_CODE, codes.exampleId()],
  )
  return rows[0]?.wanted === true
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const BOUNDARY = 'sample-scan'

/** What was granted is in the register, under the numbers that the examples name. */
async function bringLicences(send: Send, deps: Deps): Promise<void> {
  for (const each of LICENSED) await bringCase(send, each)
  // An event comes between, with two ids of its own: those are fresh.
  const ids = EXAMPLE_LICENCE_IDS.flatMap((id) => [id, undefined, undefined])
  await withKnownIds({ ids, documentCode: EXAMPLE_LICENCE.code }, () => issueLicences(deps))
}

/** A scan, which the first case takes. Without a key: one that was forgotten before its case came is sent anew. */
async function bringFile(send: Send): Promise<void> {
  if (await isThere(send, 'clerk', `/v1/files/${codes.exampleId()}`)) return
  await send({
    role: 'clerk',
    path: '/v1/files',
    body: Buffer.concat([
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="scan.png"\r\nContent-Type: image/png\r\n\r\n`,
      ),
      PNG,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    known: { ids: [codes.exampleId()] },
  })
}

/** An upload that waits for its bytes. */
async function bringUpload(send: Send): Promise<void> {
  await send({
    role: 'clerk',
    path: '/v1/files/uploads',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '1048576', ...keyOf('upload') },
    known: { ids: [codes.exampleId(codes.UPLOAD_EXAMPLE)] },
  })
}

/** Of the housing fund three days are little: a case that is accepted gives an alert at the monitor's next look. */
async function bringAlerts(send: Send, deps: Deps): Promise<void> {
  const monitor = createCaseMonitor(deps)
  for (const [index, each] of ALERTED.entries()) {
    await bringCase(send, each)
    await withKnownIds({ ids: [codes.exampleId(index + 1)] }, () => monitor.tick())
  }
  // Those of the last two were confirmed: one may be appealed against, the other closed.
  for (const ordinal of [4, 5])
    await send({
      role: 'supervisor',
      path: `/v1/alerts/${codes.exampleId(ordinal)}/confirm`,
      body: { text: '情况属实' },
      headers: { 'if-match': '*', ...keyOf(`confirm-${ordinal}`) },
    })
}

/** What the town's general window collects for an organ of the county is on its way there. */
async function bringHandovers(send: Send): Promise<void> {
  for (const each of COLLECTED) await bringCase(send, each)
  for (const { handoverId, caseNo } of EXAMPLE_LISTS)
    await send({
      role: 'clerk',
      path: '/v1/handovers',
      body: {
        from: codes.GENERAL_WINDOW_ID,
        to: codes.COUNTY_EMERGENCY,
        cases: [caseNo],
        sheets: [{ caseNo, materialCode: EXAMPLE_HANDED.materialCode, count: 1 }],
      },
      headers: keyOf(`handover-${caseNo}`),
      known: { ids: [handoverId] },
    })
}

/** Results at the exit desk, two of them posted already. */
async function bringExits(send: Send): Promise<void> {
  for (const each of EXITED) await bringCase(send, each)
  for (const [act, { exitId, caseNo }] of Object.entries(EXAMPLE_EXITS)) {
    await send({
      role: 'issuer',
      path: '/v1/exits',
      body: { caseNo, windowId: EXAMPLE_DESK, place: 'A柜3层' },
      headers: keyOf(`exit-${caseNo}`),
      known: { ids: [exitId] },
    })
    if (act === 'prove' || act === 'takeBack')
      await send({
        role: 'issuer',
        path: `/v1/exits/${exitId}/mailing`,
        body: EXAMPLE_SENT,
        headers: { ...keyOf(`exit-post-${caseNo}`), 'if-match': '*' },
      })
  }
}

/** Orders that wait for what the examples do: to be answered, accepted, returned and taken back. */
async function bringOrders(send: Send): Promise<void> {
  for (const ordinal of [1, 2, 3, 4]) {
    const path = `/v1/supervision-orders/${codes.exampleId(ordinal)}`
    await send({
      role: 'supervisor',
      path: '/v1/supervision-orders',
      body: {
        organisation: codes.COUNTY_MARKET,
        demand: `请说明第${ordinal}季度超期办件的原因`,
        replyBy: '2030-03-06',
      },
      headers: keyOf(`order-${ordinal}`),
      known: { ids: [codes.exampleId(ordinal)] },
    })
    if (ordinal === 2 || ordinal === 3)
      await send({
        role: 'lead',
        path: `${path}/reply`,
        body: { text: '均已办结，已加强排班' },
        headers: { ...keyOf(`order-reply-${ordinal}`), 'if-match': '*' },
      })
  }
}

/** Bad ratings, and what their organ did about it: to be answered, confirmed, returned and dismissed. */
async function bringRatings(send: Send): Promise<void> {
  for (const each of RATED) await bringCase(send, each)
  for (const [index, caseNo] of EXAMPLE_BAD.entries()) {
    const id = codes.exampleId(index + 1)
    await send({
      role: 'citizen',
      path: `/v1/cases/${caseNo}/ratings`,
      body: {
        satisfaction: index === 0 ? '5' : '4',
        text: '等候时间过长',
        channel: 'QR',
        queryCode: EXAMPLE_RATED.queryCode,
      },
      headers: keyOf(`rating-${caseNo}`),
      // An event comes between, with two ids of its own: those are fresh.
      known: { ids: [id, undefined, undefined, id] },
    })
    if (index === 0) continue
    await send({
      role: 'lead',
      path: `/v1/rectifications/${id}/answer`,
      body: { outcome: index === 3 ? 'disputed' : 'fixed', text: '已增设窗口，并向当事人说明' },
      headers: { ...keyOf(`rectification-${index}`), 'if-match': '*' },
    })
  }
}

/** Complaints and questions, behind the ids of the rectifications, that wait for what the examples do. */
async function bringVoices(send: Send): Promise<void> {
  const said = {
    organisation: codes.COUNTY_MARKET,
    channel: 'WEB',
    title: '窗口排队',
    text: '取号后等候一小时',
  }
  const bring = async (path: string, ordinal: number, acts: readonly [string, object][]) => {
    const id = codes.exampleId(ordinal)
    const name = `${path}-${ordinal}`
    await send({
      role: 'citizen',
      path: `/v1/${path}`,
      body: said,
      headers: keyOf(name),
      known: { ids: [id], queryCode: EXAMPLE_VOICE_CODE },
    })
    for (const [act, body] of acts)
      await send({
        role: 'lead',
        path: `/v1/${path}/${id}/${act}`,
        body,
        headers: { ...keyOf(`${name}-${act}`), 'if-match': '*' },
      })
  }
  const answer: [string, object] = ['answer', { text: '已增设窗口' }]
  for (const ordinal of [11, 12, 13]) await bring('complaints', ordinal, [])
  await bring('complaints', 14, [['accept', {}]])
  for (const ordinal of [15, 16]) await bring('complaints', ordinal, [['accept', {}], answer])
  for (const ordinal of [21, 22]) await bring('consultations', ordinal, [])
  await bring('consultations', 23, [answer])
}

async function bringRights(send: Send, deps: Deps): Promise<void> {
  await send({
    role: 'security',
    path: '/v1/staff/market-clerk/absences',
    body: { from: '2029-10-08', until: '2029-10-17', deputy: 'market-reviewer' },
    headers: keyOf('absence'),
    known: { ids: [codes.exampleId()] },
  })
  await deps.pool.query(
    `insert into grants (id, issuer, subject, role, organisation_code, division_code, scope, granted_by, granted_at, valid_until)
     select $1, 'https://id.example.gov.cn', 'sample-issuer', 'issuer', code, division_code, 'organ', 'sample', app_now(), '2030-12-31'
     from organisations where code = $2 on conflict do nothing`,
    [codes.exampleId(), codes.COUNTY_MARKET],
  )
  // Nobody is asked: the connection of the sample's register is not configured.
  await send({
    role: 'clerk',
    path: `/v1/registers/${codes.SAMPLE_REGISTER_CODE}/lookups`,
    body: exampleLookup,
    headers: keyOf('lookup'),
    known: { ids: [codes.exampleId()] },
  })
  await send({
    role: 'clerk',
    path: '/v1/dossiers',
    body: exampleOpening,
    headers: keyOf('dossier'),
    known: { ids: [codes.exampleId()] },
  })
  // The last of all: what it waits for is there, and nobody acts by it yet.
  await send({
    role: 'lead',
    path: '/v1/delegations',
    body: {
      from: codes.COUNTY_MARKET,
      to: codes.COUNTY_HEALTH,
      items: [codes.FOOD_LICENCE_ITEM_CODE],
      kind: 'entrusted',
      document: '乐中市监委〔2026〕1号',
      validFrom: '2029-01-01',
      validTo: '2029-12-31',
    },
    headers: keyOf('delegation'),
    known: { ids: [codes.exampleId()] },
  })
}

/** What the first case was told, under the id that the examples name; the others' follow. */
async function bringMessages(deps: Deps): Promise<void> {
  await deps.sequencer.beat()
  await withKnownIds({ ids: [codes.exampleId()] }, async () => {
    while ((await moveConsumer(deps, TELL_PEOPLE)) > 0);
  })
}

/** Long work that was left off: what can be tried again. */
async function bringLeftJob({ pool }: Deps): Promise<void> {
  const id = codes.exampleId()
  const { rowCount } = await pool.query('select 1 from jobs where id = $1', [id])
  if (rowCount === 1) return
  await withTransaction(pool, async (db) => {
    await insertJob(db, {
      id,
      kind: PLACE_RECORDS,
      payload: { divisions: [], organisations: [] },
      createdBy: 'sample',
      organisation: codes.TOP_ORGANISATION,
      divisions: ['510000000000'],
      cancellable: true,
    })
    await db.query(`update jobs set state = 'cancelled', finished_at = clock_timestamp() where id = $1`, [id])
  })
}

/** Running cases were to go on by the first version of the licence, by which they went already. */
async function bringAdoption({ pool }: Deps): Promise<void> {
  const id = codes.exampleId()
  await withTransaction(pool, async (db) => {
    const { rowCount } = await db.query('select 1 from version_adoptions where id = $1', [id])
    if (rowCount === 1) return
    await insertAdoption(db, {
      id,
      item_code: codes.FOOD_LICENCE_ITEM_CODE,
      ordered: { itemCode: codes.FOOD_LICENCE_ITEM_CODE, itemVersion: 1 },
      organisation_code: codes.COUNTY_MARKET,
      divisions: ['511102000000', '511100000000', '510000000000'],
      ordered_by: 'sample',
      job_id: codes.exampleId(2),
    })
    await countOutcome(db, id, 'none', true)
  })
}

/** What a window asks for, an import that was looked at, and a version that comes into force one day. */
async function bringCatalogue(send: Send): Promise<void> {
  await bringRequests(send)
  await bringImports(send)
  await bringPlannedVersion(send)
  await bringDraft(send)
}

interface WindowBody {
  authority: { itemCode: string; level: string }[]
  requested?: { itemCode: string }[]
}

async function bringRequests(send: Send): Promise<void> {
  const path = `/v1/windows/${codes.GENERAL_WINDOW_ID}`
  const { body } = await send({ role: 'manager', method: 'GET', path })
  const { authority, requested = [] } = body as unknown as WindowBody
  const asked = [
    { itemCode: codes.ASKED_ITEM_CODE, level: 'accepts' },
    { itemCode: codes.UNWANTED_ITEM_CODE, level: 'decides' },
  ]
  if (requested.some(({ itemCode }) => itemCode === codes.UNWANTED_ITEM_CODE)) return
  const others = authority.filter(({ itemCode }) => asked.every((each) => each.itemCode !== itemCode))
  await send({
    role: 'manager',
    organisation: codes.TOWN_GOVERNMENT,
    method: 'PUT',
    path: `${path}/authority`,
    headers: { 'if-match': '*' },
    body: { authority: [...others.map(({ itemCode, level }) => ({ itemCode, level })), ...asked] },
  })
}

/** Without a key: under one, an upload that comes again would meet the number of its own first time. */
async function bringImports(send: Send): Promise<void> {
  const uploads = [
    ['cataloguer', '/v1/catalogue/imports', '?mode=preview', '{}\n'],
    [
      'operator',
      '/v1/imports',
      '?kind=divisions&mode=preview',
      '{"code":"511102999","parent":"511102","name":"示例镇"}\n',
    ],
  ] as const
  for (const [index, [role, address, query, body]] of uploads.entries()) {
    const importId = codes.exampleId(index + 1)
    if (await isThere(send, role, `${address}/${importId}`)) continue
    await send({
      role,
      path: address + query,
      body,
      headers: { 'content-type': 'application/x-ndjson' },
      known: { ids: [importId] },
    })
  }
}

const PLANNED_DAY = '2099-01-01'

async function bringPlannedVersion(send: Send): Promise<void> {
  const item = `/v1/items/${codes.SCHEDULED_ITEM_CODE}`
  const { body: versions } = await send({ role: 'cataloguer', method: 'GET', path: `${item}/versions` })
  const { data } = versions as unknown as { data: { effectiveFrom: string }[] }
  // Published, and its draft is gone: another would be left over.
  if (data.some(({ effectiveFrom }) => effectiveFrom === PLANNED_DAY)) return
  const { body: draft } = await send({ role: 'cataloguer', method: 'GET', path: `${item}/draft` })
  await putDraft(send, item, draft)
  await send({
    role: 'cataloguer',
    path: `${item}/draft/publish`,
    body: { effectiveFrom: PLANNED_DAY },
    headers: keyOf('publish'),
  })
}

/** An item of the sample has a draft (草稿), to be read, checked, published and deleted. */
async function bringDraft(send: Send): Promise<void> {
  const item = `/v1/items/${codes.UNWANTED_ITEM_CODE}`
  const { body } = await send({ role: 'cataloguer', method: 'GET', path: `${item}/draft` })
  if (body.revision === 1) await putDraft(send, item, body)
}

const putDraft = (send: Send, item: string, draft: Record<string, unknown>) =>
  send({
    role: 'cataloguer',
    method: 'PUT',
    path: `${item}/draft`,
    headers: { 'if-match': '*' },
    body: (draft.document ?? draft) as object,
  })
