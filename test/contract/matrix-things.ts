import { insertAdoption } from '../../src/features/cases/adopting/adoption-store.js'
import { exampleLookup } from '../../src/features/registers/register-schemas.js'
import { sealSaid } from '../../src/features/voices/voice-secrets.js'
import { insertJob } from '../../src/jobs/job-store.js'
import {
  COUNTY_FIRE,
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  SAMPLE_BUNDLE_CODE,
  SAMPLE_PUBLICATION_ID,
  SAMPLE_REGISTER_CODE,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import type { TestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW, transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { COLLECTING_WINDOW, type HallCases, handOver, PARTY } from '../helpers/hall.js'
import { upload as uploadLines } from '../helpers/imports.js'
import type { Operation } from '../helpers/operations.js'
import { SAMPLE_CENTRES } from '../helpers/sample.js'
import type { Relation } from './matrix.js'

/** A material of each case. */
const materialIds = new Map<string, string>()

/** The things to which the paths of the matrix refer, of the market bureau and of the town's centre. */
export async function prepareThings(app: TestApp, cases: HallCases) {
  const [alert] = await app.database.asOwner<{ id: string }>('select alert_id as id from alerts limit 1')
  const uploaded = await upload(app, await app.token('clerk', { subject: 'uploader' }), [{ bytes: png() }])
  const { fileId } = uploaded.body
  const begun = await app.request('POST', '/v1/files/uploads', {
    token: await app.token('clerk', { subject: 'uploader' }),
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '10' },
  })
  for (const caseNo of [cases.town, cases.city]) {
    const [row] = await app.database.asOwner<{ id: string }>(
      `update case_materials m set source = 'upload', file_id = $2
       where m.case_id = (select id from cases where case_no = $1)
         and m.material_id = (select min(material_id::text)::uuid from case_materials x where x.case_id = m.case_id)
       returning m.material_id as id`,
      [caseNo, fileId],
    )
    materialIds.set(caseNo, row?.id ?? '')
  }
  const open = await app.database.asOwner<{ caseNo: string; id: string }>(
    `select c.case_no as "caseNo", t.task_id as id from case_tasks t join cases c on c.id = t.case_id
     where t.closed_at is null and t.kind = 'step'`,
  )
  const taskIds = new Map(open.map(({ caseNo, id }) => [caseNo, id]))
  const informed = new Map<string, string>()
  for (const caseNo of [cases.town, cases.city]) {
    const copies = await app.request('POST', `/v1/cases/${caseNo}/copies`, {
      token: await app.token('reviewer'),
      body: { organisations: [COUNTY_FIRE] },
    })
    const urges = await app.request('POST', `/v1/cases/${caseNo}/urge`, { token: await app.token('lead') })
    informed.set(`copyId ${caseNo}`, copies.body.data[0].copyId)
    informed.set(`urgeId ${caseNo}`, urges.body.data[0].urgeId)
  }
  const [grant] = await app.database.asOwner<{ id: string }>(
    `insert into grants (issuer, subject, role, organisation_code, granted_by, granted_at)
     values ('https://id.example.gov.cn', 'somebody', 'clerk', $1, 'test', now()) returning id`,
    [COUNTY_MARKET],
  )
  await app.database.asOwner(
    `insert into audit_log (at, actor, action, object, details, divisions, organisation_code, trace_id, address)
     select now(), 'a', 'test', 'b', '{}', ancestors, $1, '', '' from divisions where code = '511102000000'`,
    [COUNTY_MARKET],
  )
  // Of a level that no example names: nobody answers it on the way.
  await app.database.asOwner(
    `insert into authority_requests (window_id, item_code, level, organisation_code, requested_by, requested_at)
     values ($1, $2, 'advises', $3, 'a', now())`,
    [MARKET_WINDOW, FOOD_LICENCE_ITEM_CODE, COUNTY_MARKET],
  )
  // To an organ that is none of the relations: they do not see it.
  const delegation = await app.request('POST', '/v1/delegations', {
    token: await app.token('lead'),
    body: {
      from: COUNTY_MARKET,
      to: COUNTY_HEALTH,
      items: [FOOD_LICENCE_ITEM_CODE],
      kind: 'entrusted',
      document: '市监发〔2026〕2号',
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
    },
  })
  const staffNo = 'town-clerk'
  const absence = await app.request('POST', `/v1/staff/${staffNo}/absences`, {
    token: await app.token('security'),
    body: { from: '2029-01-08', until: '2029-01-09' },
  })
  const job = await insertJob(app.deps.pool, {
    id: crypto.randomUUID(),
    kind: 'placeRecords',
    payload: { divisions: [], organisations: [] },
    createdBy: 'test',
    organisation: COUNTY_MARKET,
    divisions: ['511102000000', '511100000000', '510000000000'],
    cancellable: true,
  })
  const adoption = await insertAdoption(app.deps.pool, {
    id: crypto.randomUUID(),
    item_code: FOOD_LICENCE_ITEM_CODE,
    ordered: { itemCode: FOOD_LICENCE_ITEM_CODE, itemVersion: 1 },
    organisation_code: COUNTY_MARKET,
    divisions: ['511102000000', '511100000000', '510000000000'],
    ordered_by: 'test',
    job_id: job.id,
  })
  const token = await app.token('cataloguer', { subject: 'uploader' })
  const { importId } = (await uploadLines(app, '{}\n', { token })).body
  // Lost already: whoever may answer it finds nothing to answer.
  const handover = await handOver(app, cases.city, {
    from: COLLECTING_WINDOW,
    to: COUNTY_MARKET,
    materialCode: 'safety-rules',
  })
  await app.request('POST', `/v1/handovers/${handover.handoverId}/lose`, { token: await app.token('clerk') })
  const lookup = await app.request('POST', `/v1/registers/${SAMPLE_REGISTER_CODE}/lookups`, {
    token: await app.token('clerk', { subject: 'uploader' }),
    body: exampleLookup,
  })
  await app.database.asOwner(
    `insert into refunds (case_id, refund_no, id, case_no, organisation_code, divisions, payment_no, amount, reason, basis,
       requested_by, requested_on, requested_at, state)
     select id, 'REFUND', id, case_no, organisation_code, deciding_divisions, 'P1', 100, 'a', 'b', 'c', now(), now(), 'failed'
     from cases where case_no = $1`,
    [cases.town],
  )
  const granted = await createCase(app, foodCase())
  let last = await transition(app, 'clerk', granted, { action: 'accept' })
  last = await transition(app, 'reviewer', last, { action: 'startReview' })
  last = await transition(app, 'reviewer', last, { action: 'completeStep', opinion: '符合条件' })
  last = await transition(app, 'approver', last, { action: 'approve' })
  await transition(app, 'approver', last, { action: 'close' })
  const licences = await app.request('GET', `/v1/licences?caseNo=${granted.body.caseNo}`, {
    token: await app.token('approver'),
  })
  await app.database.asOwner(
    `update case_parties set subject = $2 where case_id = (select id from cases where case_no = $1)`,
    [granted.body.caseNo, `urn:yichuang:dev|${PARTY}`],
  )
  // Ended already: whoever may act on it finds nothing to do.
  await app.database.asOwner(`update licences set state = 'cancelled'`)
  const exitId = crypto.randomUUID()
  // Gone back to its organ: whoever may act at its desk finds nothing to do.
  await app.database.asOwner(
    `insert into exits (id, case_id, case_no, item_code, item_name, organisation_code, window_id, window_name, organs, divisions,
       serial, pick_up_no, place, state, arrived_on, done_by, created_at)
     select $1, id, case_no, item_code, item_name, organisation_code, window_id, 'a', array[organisation_code], deciding_divisions,
       1, '0302-001', 'b', 'GIVEN_BACK', '2026-03-02', 'c', now() from cases where case_no = $2`,
    [exitId, granted.body.caseNo],
  )
  const messageIds = new Map<string, string>()
  for (const caseNo of [cases.town, cases.city]) {
    const [row] = await app.database.asOwner<{ id: string }>(
      `insert into messages (id, told_key, kind, case_id, case_no, organisation_code, audience, party_no, subject, language,
         template_key, template_version, facts, title, body, created_at)
       select gen_random_uuid(), case_no, 'accepted', id, case_no, organisation_code, 'party', 1, $2, 'zh', 'all.accepted', 0,
         '{}', 'a', 'b', now() from cases where case_no = $1 returning id`,
      [caseNo, `urn:yichuang:dev|${PARTY}`],
    )
    messageIds.set(caseNo, row?.id ?? '')
  }
  const order = await app.request('POST', '/v1/supervision-orders', {
    token: await app.token('supervisor'),
    body: { organisation: COUNTY_MARKET, demand: '请说明', replyBy: '2026-12-30' },
  })
  const complaintId = await raisedBefore(app, 'complaint', 'CLOSED')
  const consultationId = await raisedBefore(app, 'consultation', 'PUBLISHED')
  const rated = await rateBadly(app, granted.body.caseNo)
  const values: Record<string, string> = {
    ratingId: rated,
    complaintId,
    consultationId,
    rectificationId: rated,
    orderId: order.body.id,
    reference: lookup.body.reference,
    refundNo: 'REFUND',
    licenceId: licences.body.data[0].licenceId,
    exitId,
    dossierId: crypto.randomUUID(),
    handoverId: handover.handoverId,
    jobId: job.id,
    adoptionId: adoption.id,
    kind: 'divisions',
    importId,
    delegationId: delegation.body.delegationId,
    staffNo,
    absenceId: absence.body.absenceId,
    windowId: MARKET_WINDOW,
    grantId: grant?.id ?? '',
    fileId,
    uploadId: begun.body.uploadId,
    itemCode: FOOD_LICENCE_ITEM_CODE,
    basicCode: FOOD_LICENCE_ITEM_CODE.slice(19),
    version: '1',
    bundleCode: SAMPLE_BUNDLE_CODE,
    key: 'two-step',
    year: '2027',
    publicationId: SAMPLE_PUBLICATION_ID,
  }
  const absent = `${cases.town.slice(0, -4)}9999`
  const partOf = (name: string, { id, path }: Operation, relation: Relation): string => {
    const caseNo = cases.of(relation)
    if (name === 'caseNo') return caseNo
    if (path.includes('monitor-rules')) return name === 'kind' ? 'PROMISE' : 'NOTICE'
    if (name === 'messageId') return messageIds.get(caseNo) ?? ''
    if (name === 'documentNo') return `${caseNo}-01`
    if (name === 'id' && ['readMaterialContent', 'inspectMaterial', 'returnMaterial'].includes(id))
      return materialIds.get(caseNo) ?? ''
    if (name === 'copyId' || name === 'urgeId') return informed.get(`${name} ${caseNo}`) ?? ''
    if (name === 'id' && path.includes('/tasks/')) return taskIds.get(caseNo) ?? ''
    if (name === 'id' && path.includes('alerts')) return alert?.id ?? ''
    if (name === 'id') return path.includes('windows/') ? MARKET_WINDOW : (SAMPLE_CENTRES[0]?.id ?? '')
    if (name === 'key' && path.includes('synonyms')) return 'identity-card'
    if (name === 'key' && path.includes('dictionaries')) return 'scope'
    if (name === 'code' && path.includes('registers')) return SAMPLE_REGISTER_CODE
    if (name === 'code') return path.includes('calendars') ? 'CN' : COUNTY_MARKET
    return values[name] ?? name
  }
  return {
    /** A number that no case has. */
    absent,
    pathOf: (operation: Operation, relation: Relation): string =>
      operation.path.replace(/\{(\w+)\}/g, (_, name: string) => partOf(name, operation, relation)) +
      // What would go on until the token ends.
      (operation.id === 'streamAlerts' ? '?seconds=0' : ''),
  }
}

/** What the party raised, and is over: whoever may act on it finds nothing to do. */
async function raisedBefore(app: TestApp, kind: string, status: string): Promise<string> {
  const id = crypto.randomUUID()
  await app.database.asOwner(
    `insert into voices (id, kind, organisation_code, divisions, about, raised_by, status, raised_on, raised_at, sealed, history,
       public_question, public_answer)
     select $1, $2, $3, ancestors, '{}', $4, $5, '2026-03-20', now(), $6, '[]', 'a', 'b' from divisions where code = '511102000000'`,
    [
      id,
      kind,
      COUNTY_MARKET,
      `urn:yichuang:dev|${PARTY}`,
      status,
      sealSaid(app.deps.encryption, id, { acts: [] }),
    ],
  )
  return id
}

/** A bad rating of the bureau's own doing, and its rectification, which is over: under one id. */
async function rateBadly(app: TestApp, caseNo: string): Promise<string> {
  const id = crypto.randomUUID()
  const where = 'from cases where case_no = $2'
  await app.database.asOwner(
    `insert into ratings (id, case_id, case_no, party_no, satisfaction, aspects, channel, item_code, organisation_code, organs,
       divisions, officers, rated_on, rated_at)
     select $1, id, case_no, 1, '4', '{}', 'QR', item_code, organisation_code, array[organisation_code], deciding_divisions, '{}',
       '2026-03-20', now() ${where}`,
    [id, caseNo],
  )
  await app.database.asOwner(
    `insert into voices (id, kind, organisation_code, divisions, case_no, rating_id, about, status, raised_on, raised_at, sealed, history)
     select $1, 'rectification', organisation_code, deciding_divisions, case_no, $1, '{}', 'CONFIRMED', '2026-03-20', now(), $3, '[]' ${where}`,
    [id, caseNo, sealSaid(app.deps.encryption, id, { acts: [] })],
  )
  return id
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of every operation
type Json = any

/** What the roles may do is looked at without If-Match and with harmless bodies, so that nothing changes on the way. */
export function harmless(operation: Operation, relation: Relation, cases: HallCases): Json {
  const { id, body } = operation
  const windowId = relation === 'collects' ? COLLECTING_WINDOW : MARKET_WINDOW
  switch (id) {
    case 'createCase':
      return { ...foodCase(), windowId, materials: [{ materialCode: 'unlisted', source: 'paper' }] }
    case 'openDossier':
      return { ...body, caseNo: cases.of(relation) }
    case 'createCases':
      return {
        common: { ...foodCase(), windowId, materials: [{ materialCode: 'unlisted', source: 'paper' }] },
        rows: [{}],
      }
    case 'returnMaterials':
      return { materialIds: [materialIds.get(cases.of(relation)) ?? ''] }
    case 'registerExit':
      return { ...body, caseNo: 'NOBODY' }
    case 'lookUpRegister':
      return { ...body, windowId }
    // Of a case that nobody paid for: there is nothing to give back.
    case 'orderRefund':
      return { ...body, caseNo: cases.of(relation) }
    // The licence alone, an upload without its file: the rules refuse what the rights let through.
    case 'createBundleCase':
      return {
        ...body,
        windowId,
        channel: 'WINDOW',
        answers: { registered: true, publicPlace: false },
        materials: [{ materialCode: 'business-licence', source: 'upload' }],
      }
    // By no number: whatever the caller sees.
    case 'searchCases':
      return {}
    case 'transitionCases':
      return { acts: [{ caseNo: 'NOBODY', action: 'withdraw', reason: '试试' }] }
    case 'transitionCase':
      return { action: 'withdraw', reason: '试试' }
    case 'importDivisions':
      return { divisions: [{ code: '511102902', parent: '511102', name: '示例镇二' }] }
    case 'putOrganisation':
      return { name: '示例', division: '511102', kind: 'department' }
    case 'createCentre':
    case 'replaceCentre':
      return { ...body, division: '511102901', organisation: TOWN_GOVERNMENT }
    case 'createItem':
    case 'createBundle':
      return { ...body, organisationCode: COUNTY_MARKET }
    case 'publishWorkflow':
      return { ...body, steps: [{ ...body.steps[0], next: [] }] }
    case 'publishMessageTemplate':
      return { ...body, organisation: COUNTY_MARKET, kind: 'newTask' }
    case 'publishDocumentTemplate':
      return { organisation: COUNTY_MARKET, content: { head: '#import' } }
    // By nothing: nobody's case moves.
    case 'previewAdoption':
    case 'orderAdoption':
      return { itemCode: FOOD_LICENCE_ITEM_CODE }
    case 'createCalendar':
      return { ...body, parent: 'NONE' }
    case 'grantRole':
      return { ...body, organisation: COUNTY_MARKET }
    case 'grantDelegation':
      return { ...body, validTo: '2026-01-01' }
    case 'registerStaff':
      return { staffNo: 'x', name: 'x', organisation: TOWN_GOVERNMENT, issuer: 'half' }
    // An organ does not go into itself: refused by its own operator too, but for another reason.
    case 'mergeOrganisation':
    case 'dissolveOrganisation':
      return { ...body, successor: COUNTY_MARKET }
    case 'publishItem':
    case 'publishBundle':
      return { effectiveFrom: '2020-01-01' }
    default:
      return body
  }
}
