import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import t from 'tap'
import { devIssuerKey } from '../../src/http/dev-issuer.js'
import { insertJob } from '../../src/jobs/job-store.js'
import { SAMPLE_CENTRES } from '../../src/sample/centres.js'
import { createCaseMonitor } from '../../src/service.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import {
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  OTHER_COUNTY_MARKET,
  SAMPLE_BUNDLE_CODE,
  SAMPLE_PUBLICATION_ID,
  TOP_ORGANISATION,
  TOWN_GOVERNMENT,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, MARKET_WINDOW, transition } from '../helpers/cases.js'
import { png, upload } from '../helpers/files.js'
import { upload as uploadLines } from '../helpers/imports.js'
import { EXPECTATIONS, PUBLIC } from './policies.js'

// biome-ignore lint/suspicious/noExplicitAny: the document is read as a client reads it
type Json = any

interface Operation {
  id: string
  method: string
  path: string
  body: Json
}

const document: Json = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'openapi.json'), 'utf8'))

const resolve = (node: Json): Json =>
  node?.$ref === undefined
    ? node
    : node.$ref
        .split('/')
        .slice(1)
        .reduce((at: Json, name: string) => at[name], document)

const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Json).map(([method, operation]: [string, Json]) => {
    const media = operation.requestBody?.content['application/json']
    return {
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      body:
        media?.example ??
        Object.values<Json>(media?.examples ?? {})[0]?.value ??
        resolve(media?.schema)?.examples?.[0],
    }
  }),
)

const lines = new Map(
  EXPECTATIONS.trim()
    .split('\n')
    .map((line) => {
      const [id = '', roles = '', another = ''] = line.split('|').map((part) => part.trim())
      const named = roles.split(/\s+/)
      return [
        id,
        {
          roles: named.filter((role) => !role.startsWith('own:')),
          own: named.filter((role) => role.startsWith('own:')).map((role) => role.slice(4)),
          another,
        },
      ]
    }),
)

t.test('every operation has its reviewed line, and no line is without its operation', async (t) => {
  t.same(operations.map((operation) => operation.id).sort(), [...lines.keys(), ...PUBLIC].sort())
})

/** A case with an alert, to which every path refers. */
async function prepare(app: TestApp) {
  const accepted = await transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const { rows } = await app.deps.pool.query<{ id: string }>('select alert_id as id from alerts limit 1')
  const { caseNo } = accepted.body
  const { fileId } = (
    await upload(app, await app.token('clerk', { subject: 'uploader' }), [{ bytes: png() }])
  ).body
  const base = foodCase()
  const materials = base.materials.map((each) => ({ ...each, source: 'upload', fileId }))
  const filed = (await createCase(app, { ...base, materials }, { subject: 'uploader' })).body
  const grant = await app.database.asOwner<{ id: string }>(
    `insert into grants (issuer, subject, role, organisation_code, granted_by, granted_at)
     values ('https://id.example.gov.cn', 'somebody', 'clerk', $1, 'test', now()) returning id`,
    [COUNTY_MARKET],
  )
  await app.database.asOwner(
    `insert into audit_log (at, actor, action, object, details, divisions, trace_id, address)
     select now(), 'a', 'test', 'b', '{}', ancestors, '', '' from divisions where code = '511102000000'`,
  )
  // Of a level that no example names: nobody answers it on the way.
  await app.database.asOwner(
    `insert into authority_requests (window_id, item_code, level, organisation_code, requested_by, requested_at)
     values ($1, $2, 'advises', $3, 'a', now())`,
    [MARKET_WINDOW, FOOD_LICENCE_ITEM_CODE, COUNTY_MARKET],
  )
  const imported = await uploadLines(app, '{}\n', {
    token: await app.token('cataloguer', { subject: 'uploader' }),
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
  })
  const values: Record<string, string> = {
    staffNo,
    absenceId: absence.body.absenceId,
    importId: imported.body.importId,
    jobId: job.id,
    grantId: grant[0]?.id ?? '',
    windowId: MARKET_WINDOW,
    fileId,
    caseNo,
    documentNo: `${caseNo}-01`,
    itemCode: FOOD_LICENCE_ITEM_CODE,
    basicCode: FOOD_LICENCE_ITEM_CODE.slice(19),
    version: '1',
    bundleCode: SAMPLE_BUNDLE_CODE,
    key: 'two-step',
    year: '2027',
    publicationId: SAMPLE_PUBLICATION_ID,
  }
  return (operation: Operation): string =>
    operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (operation.id === 'readMaterialContent') return name === 'id' ? filed.materials[0].id : filed.caseNo
      if (name === 'id')
        return operation.path.includes('alerts')
          ? (rows[0]?.id ?? '')
          : operation.path.includes('windows/')
            ? MARKET_WINDOW
            : (SAMPLE_CENTRES[0]?.id ?? '')
      if (name === 'key' && operation.path.includes('synonyms')) return 'identity-card'
      if (name === 'key' && operation.path.includes('dictionaries')) return 'scope'
      if (name === 'code') return operation.path.includes('calendars') ? 'CN' : COUNTY_MARKET
      return values[name] ?? name
    })
}

/** What the roles may do is looked at without If-Match and with harmless bodies, so that nothing changes on the way. */
const harmless = (operation: Operation): Json => {
  if (operation.id === 'createCase')
    return { ...foodCase(), materials: [{ materialCode: 'unlisted', source: 'paper' }] }
  if (operation.id === 'transitionCase') return { action: 'withdraw', reason: '试' }
  if (operation.id === 'importDivisions')
    return { divisions: [{ code: '511102902', parent: '511102', name: '示例镇二' }] }
  // An organ does not go into itself: refused by its own operator too, but for another reason.
  if (/^(merge|dissolve)Organisation$/.test(operation.id))
    return { ...operation.body, successor: COUNTY_MARKET }
  if (operation.id === 'putOrganisation') return { name: '示例', division: '511102', kind: 'department' }
  if (operation.id === 'createCentre' || operation.id === 'replaceCentre')
    return { ...operation.body, division: '511102901', organisation: TOWN_GOVERNMENT }
  if (operation.id === 'createItem' || operation.id === 'createBundle')
    return { ...operation.body, organisationCode: COUNTY_MARKET }
  if (operation.id === 'publishWorkflow')
    return { ...operation.body, steps: [{ ...operation.body.steps[0], next: [] }] }
  // The town's: there a manager keeps the staff of a centre; the reviewed line holds for its people.
  if (operation.id === 'registerStaff')
    return { staffNo: 'x', name: 'x', organisation: TOWN_GOVERNMENT, issuer: 'half' }
  if (operation.id === 'grantRole') return { ...operation.body, organisation: COUNTY_MARKET }
  if (operation.id === 'publishItem' || operation.id === 'publishBundle')
    return { effectiveFrom: '2020-01-01' }
  return operation.body
}

/** Belong to the whole deployment: only from above all. */
const SHARED = /^(publishWorkflow|putDictionary|putSynonym|deleteSynonym|putCalendarYear)$/

/** Whose the thing is: centres and their staff are the town's, what is shared is the province's, all else the county's. */
function ownOf({ id }: Operation): string {
  if (SHARED.test(id)) return TOP_ORGANISATION
  if (/Centre|Window|^replaceAuthority|Staff|Absence/.test(id)) return TOWN_GOVERNMENT
  return id === 'publishDirectoryEntry' ? TOP_ORGANISATION : COUNTY_MARKET
}

t.test('every operation × role × relation × token', async (t) => {
  const app = await startTestApp(t)
  const pathOf = await prepare(app)
  const send = async (operation: Operation, token: string | undefined) => {
    const body = harmless(operation)
    return app.request(operation.method, pathOf(operation), {
      ...(token === undefined ? {} : { token }),
      ...(body === undefined ? {} : { body }),
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
  }
  const key = await importJWK(devIssuerKey(app.deps.config.dataDir), 'ES256')
  const forged = (audience: string, expires: string) =>
    new SignJWT({ grants: [{ role: 'clerk', organisation: TOP_ORGANISATION }] })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setIssuer('urn:yichuang:dev')
      .setAudience(audience)
      .setSubject('x')
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key)
  const expired = await forged('yichuang', '-1h')
  const wrongAudience = await forged('elsewhere', '1h')
  let asked = 0
  // Suspending and retiring the item comes last: the others need it.
  const last = (operation: Operation) => Number(/^(suspend|resume|retire)/.test(operation.id))
  for (const operation of operations.toSorted((a, b) => last(a) - last(b))) {
    const line = lines.get(operation.id)
    if (line === undefined) {
      t.not((await send(operation, undefined)).status, 401, `${operation.id} is for everybody`)
      continue
    }
    for (const token of [undefined, expired, wrongAudience])
      t.equal((await send(operation, token)).status, 401, `${operation.id} without a valid token`)
    for (const role of ROLE_NAMES) {
      const own = ownOf(operation)
      for (const [relation, organisation] of [
        ['own', own],
        ['below', TOP_ORGANISATION],
        ['another', OTHER_COUNTY_MARKET],
      ] as const) {
        const answer = await send(
          operation,
          await app.token(role as Role, { organisation, scope: 'subtree' }),
        )
        const name = `${operation.id} by ${role}, ${relation} organisation`
        asked += 1
        if (line.own.includes(role)) t.equal(answer.status, 404, name)
        else if (!line.roles.includes(role)) t.equal(answer.status, 403, name)
        else if (role === 'citizen' || role === 'assistant' || relation !== 'another' || line.another === '-')
          t.notOk(
            [401, 403, 404].includes(answer.status),
            `${name}: ${answer.status} ${answer.status < 300 ? '' : answer.text}`,
          )
        else if (line.another === 'empty') t.match(answer, { status: 200, body: { data: [] } }, name)
        else t.equal(answer.status, Number(line.another), name)
      }
    }
  }
  t.ok(asked > 1500, `${asked} questions`)
})
