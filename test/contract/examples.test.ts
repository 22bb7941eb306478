import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { exampleCase } from '../../src/features/cases/case-examples.js'
import { ACTION_NAMES, ACTIONS, type Action } from '../../src/features/workflow/statuses.js'
import { insertJob } from '../../src/jobs/job-store.js'
import { placeSampleFiles } from '../../src/sample/files/sample-files.js'
import { leshanHousingFund } from '../../src/sample/items/leshan-housing-fund.js'
import { createCaseMonitor } from '../../src/service.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import {
  COUNTY_HEALTH,
  COUNTY_MARKET,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  SAMPLE_WINDOW_ID,
} from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, transition } from '../helpers/cases.js'
import { BOUNDARY, multipart, png, upload } from '../helpers/files.js'
import { upload as uploadLines } from '../helpers/imports.js'
import { OPERATIONS, PUBLIC } from './matrix.js'

// Every request example of the document is sent as it stands there, to a service with the sample data. What only exists
// at run time (a case's number, its file) takes the place of its example; the tables below are all there is of that.

// biome-ignore lint/suspicious/noExplicitAny: the document is read as a client reads it
type Json = any

const document: Json = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'openapi.json'), 'utf8'))

/** Parameters whose values only exist once something was made; an `id` is named by what stands before it. */
const RUN_TIME = new Set([
  'absenceId',
  'delegationId',
  'caseNo',
  'documentNo',
  'fileId',
  'grantId',
  'importId',
  'jobId',
  'materials/id',
  'alerts/id',
  'withdrawItemVersion/version',
])

/** Operations whose parameters are all in the sample data, also those that elsewhere are not. */
const OF_THE_SAMPLE = new Set(['readItemFile'])

/** The case that an example meets, where it is not one just handed in, and what was done with it: examples as well. */
interface Way {
  case?: object
  after?: Action[]
}
const REVIEWING: Action[] = ['accept', 'startReview']
const DECIDING: Action[] = [...REVIEWING, 'completeStep']
const LACKING = foodCase({ without: ['safety-rules'] })
const WAYS: Record<string, Way> = {
  changeDraft: { case: { ...exampleCase, submit: false } },
  'transitionCase submit': { case: { ...exampleCase, submit: false } },
  'transitionCase acceptWithDeferral': { case: LACKING },
  'transitionCase supplyMaterials': { case: LACKING, after: ['acceptWithDeferral'] },
  'transitionCase startReview': { after: ['accept'] },
  'transitionCase completeStep': { after: REVIEWING },
  'transitionCase returnStep': { after: REVIEWING },
  'transitionCase requestJointReview': { after: REVIEWING },
  'transitionCase giveOpinion': { after: [...REVIEWING, 'requestJointReview'] },
  'transitionCase startSpecial': { after: REVIEWING },
  'transitionCase endSpecial': { after: [...REVIEWING, 'startSpecial'] },
  'transitionCase approve': { after: DECIDING },
  'transitionCase deny': { after: DECIDING },
  'transitionCase extend': { after: ['accept'] },
  'transitionCase close': { after: [...DECIDING, 'approve'] },
  'transitionCase deliver': { after: [...DECIDING, 'approve', 'close'] },
}

/** Done last: the others need the item. */
const LAST = ['suspendItem', 'resumeItem', 'retireItem']

/** The role that sends it, where the first of the reviewed line is not the one. */
const SENDERS: Record<string, Role> = {
  explainAlert: 'clerk',
  readFile: 'clerk',
  // The import of the story is the cataloguer's, and nobody else's.
  readImportOfLines: 'cataloguer',
  listImportLines: 'cataloguer',
}

interface Operation {
  id: string
  method: string
  path: string
  parameters: Json[]
  body: { type: string; examples: Json[] } | undefined
  success: number[]
}

const resolve = (node: Json): Json =>
  node?.$ref === undefined
    ? node
    : resolve(
        node.$ref
          .split('/')
          .slice(1)
          .reduce((at: Json, name: string) => at[name], document),
      )

const operations: Operation[] = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
  Object.entries<Json>(methods).map(([method, operation]) => {
    const [content] = Object.entries<Json>(operation.requestBody?.content ?? {})
    return {
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: (operation.parameters ?? []).map(resolve),
      body: content && { type: content[0], examples: examplesOf(content[1]) },
      success: Object.keys(operation.responses)
        .map(Number)
        .filter((status) => status < 300),
    }
  }),
)

/** An opinion is given by the organ that the example of the question asks. */
const answering = (example: Json) =>
  example?.action === 'giveOpinion' ? { organisation: COUNTY_HEALTH } : {}

/** Every example of a body or a parameter, wherever the document keeps it. */
function examplesOf(media: Json): Json[] {
  if (media.example !== undefined) return [media.example]
  if (media.examples !== undefined && !Array.isArray(media.examples))
    return Object.values<Json>(media.examples).map(({ value }) => value)
  return media.schema?.examples ?? resolve(media.schema)?.examples ?? []
}

const roles = new Map(
  OPERATIONS.trim()
    .split('\n')
    .map((line) => {
      const [id = '', , allowed = ''] = line.split('|').map((part) => part.trim())
      return [id, allowed.split(/\s+/)[0] as Role]
    }),
)

/** Actions that are not the system's alone: each has an example. */
const BY_PEOPLE = ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0)

const operationOf = (id: string): Operation => {
  const found = operations.find((operation) => operation.id === id)
  if (found === undefined) throw new Error(`the document has no ${id}`)
  return found
}

/** The way of an example: by its action where it is one. */
const wayOf = ({ id }: Operation, example: Json): string =>
  id === 'transitionCase' ? `${id} ${example.action}` : id

/** The role that may do an action: the window's where it may. */
function actorOf(action: Action): Role {
  const roles: readonly Role[] = ACTIONS[action].roles
  return roles.find((role) => role === 'clerk') ?? roles[0] ?? 'clerk'
}

const exampleOf = (action: Action): Json =>
  operationOf('transitionCase').body?.examples.find((example) => example.action === action)

/** What the sample data does not hold: a case in each state, with a file, an alert, and a grant. */
async function prepare(app: TestApp) {
  const clerk = await app.token('clerk')
  const alerting = operations.filter(({ path }) => path.includes('/alerts/{id}'))
  // An alert for each operation on one: it is acted on once.
  await Promise.all(
    alerting.map(async () =>
      transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' }),
    ),
  )
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const { rows } = await app.deps.pool.query<{ id: string }>('select alert_id as id from alerts')
  const alerts = new Map(alerting.map(({ id }, index) => [id, rows[index]?.id ?? '']))

  const { fileId } = (await upload(app, clerk, [{ bytes: png() }])).body
  const withFile = {
    ...exampleCase,
    materials: exampleCase.materials.map((each) => ({ ...each, source: 'upload', fileId })),
  }
  const scheduled = await scheduleVersion(app)
  const grant = await app.request('POST', '/v1/grants', {
    token: await app.token('security'),
    body: { issuer: 'https://id.example.gov.cn', subject: 'x', role: 'issuer', organisation: COUNTY_MARKET },
  })

  const imported = await uploadLines(app, '{}\n')
  const delegation = await app.request('POST', '/v1/delegations', {
    token: await app.token('lead'),
    body: {
      ...(operationOf('grantDelegation').body?.examples[0] ?? {}),
      to: COUNTY_HEALTH,
    },
  })
  const absence = await app.request('POST', '/v1/staff/market-clerk/absences', {
    token: await app.token('security'),
    body: { from: '2029-01-08', until: '2029-01-09' },
  })
  const job = await insertJob(app.deps.pool, {
    id: crypto.randomUUID(),
    kind: 'placeRecords',
    payload: { divisions: [], organisations: [] },
    createdBy: 'test',
    organisation: COUNTY_MARKET,
    divisions: ['510000000000'],
    cancellable: true,
  })

  return async (operation: Operation, example: Json): Promise<Record<string, string>> => {
    if (/^(confirm|refuse|withdraw)Authority$/.test(operation.id))
      await placeAuthority(app, example?.level ?? 'decides')
    const version = operation.id === 'withdrawItemVersion' ? { 'withdrawItemVersion/version': scheduled } : {}
    const fixed = {
      ...version,
      fileId,
      importId: imported.body.importId,
      jobId: job.id,
      grantId: grant.body.grantId,
      delegationId: delegation.body.delegationId,
      absenceId: absence.body.absenceId,
      'alerts/id': alerts.get(operation.id) ?? '',
    }
    if (!operation.path.includes('{caseNo}') && operation.id !== 'queryProgress') return fixed
    const way = WAYS[wayOf(operation, example)] ?? {}
    const made = await createCase(app, way.case ?? withFile)
    let last = made
    for (const action of way.after ?? []) {
      last = await transition(app, actorOf(action), last, exampleOf(action))
    }
    const { caseNo, queryCode, materials } = made.body
    return { ...fixed, caseNo, queryCode, documentNo: `${caseNo}-01`, 'materials/id': materials[0].id }
  }
}

/** What the first window may do with the food licence, and what it asks for: each is answered once. */
async function placeAuthority(app: TestApp, level: string): Promise<void> {
  const values = [SAMPLE_WINDOW_ID, FOOD_LICENCE_ITEM_CODE, level]
  await app.database.asOwner(
    `insert into window_authorities (window_id, item_code, level) values ($1, $2, $3) on conflict do nothing`,
    values,
  )
  await app.database.asOwner(
    `insert into authority_requests (window_id, item_code, level, requested_by, requested_at)
     values ($1, $2, $3, 'x', now()) on conflict (window_id, item_code) do update set level = excluded.level`,
    values,
  )
}

/** A version of the sample item that is not yet in force: what can be withdrawn. */
async function scheduleVersion(app: TestApp): Promise<string> {
  const url = `/v1/items/${LESHAN_ITEM_CODE}/draft`
  const token = await app.token('cataloguer')
  const headers = { 'if-match': '*' }
  await app.request('PUT', url, { token, headers, body: leshanHousingFund })
  const published = await app.request('POST', `${url}/publish`, {
    token,
    body: { effectiveFrom: '2027-01-01' },
  })
  return String(published.body.version)
}

t.test('every request example works on the service with the sample data', async (t) => {
  const app = await startTestApp(t)
  await placeSampleFiles(app.deps.pool, app.deps.config.filesDir, app.deps.encryption)
  const valuesFor = await prepare(app)
  const known = new Set<string>()
  let sent = 0
  for (const operation of operations.toSorted((a, b) => LAST.indexOf(a.id) - LAST.indexOf(b.id))) {
    const bodies = operation.body?.examples ?? [undefined]
    t.ok(bodies.length > 0, `${operation.id} has an example`)
    for (const example of bodies) {
      const name = wayOf(operation, example)
      known.add(name)
      const role =
        SENDERS[operation.id] ??
        (operation.id === 'transitionCase' ? actorOf(example.action) : roles.get(operation.id))
      if (role === undefined) t.ok(PUBLIC.includes(operation.id), `${operation.id} is for everybody`)
      for (const query of queriesOf(operation)) {
        const values = await valuesFor(operation, example)
        const { url, headers } = addressed(operation, values)
        const answer = await app.request(operation.method, url + query, {
          ...(role === undefined ? {} : { token: await app.token(role, answering(example)) }),
          headers: { ...headers, ...typeOf(operation) },
          ...(operation.body === undefined ? {} : { body: bodyOf(operation, example, values) }),
        })
        sent += 1
        t.ok(
          operation.success.includes(answer.status),
          `${name}${query}: ${answer.status} ${answer.status < 300 ? '' : answer.text}`,
        )
      }
    }
  }
  const special = [...Object.keys(WAYS), ...LAST, ...Object.keys(SENDERS)]
  t.same(
    special.filter((name) => !known.has(name)),
    [],
    'the tables name what the document has',
  )
  t.same([...known].filter((name) => name.startsWith('transitionCase')).length, BY_PEOPLE.length)
  t.ok(sent >= operations.length, `${sent} examples`)
  const audited = await app.database.asOwner<{ action: string }>('select distinct action from audit_log')
  const writes = operations.filter(({ id, method }) => method !== 'GET' && !NOT_AUDITED.has(id))
  t.same(
    [...writes.map(({ id }) => id), 'exportItems'].filter(
      (id) => !audited.some(({ action }) => action === id),
    ),
    [],
    'every write stands in the audit trail',
  )
})

/** Writes nothing; or stands in the history of its case, alert or item, with who did it. */
const NOT_AUDITED = new Set([
  ...['calculateDeadline', 'checkWorkflow', 'resolveChecklist', 'resolveBundleChecklist', 'mapBundleForms'],
  ...['queryProgress', 'checkBundleDraft', 'checkDraft'],
  ...['createCase', 'changeDraft', 'transitionCase', 'renewQueryCode', 'uploadFile'],
  ...['explainAlert', 'confirmAlert', 'revokeAlert'],
])

/** Path and headers as the examples of the parameters make them. */
function addressed({ id, path, parameters }: Operation, values: Record<string, string>) {
  const headers: Record<string, string> = {}
  let url = path
  for (const parameter of parameters) {
    const { in: place, name, required } = parameter
    const [example] = examplesOf(parameter)
    if (required && example === undefined) throw new Error(`${id}: no example of ${name}`)
    if (place === 'header' && example !== undefined) headers[name] = String(example)
    if (place !== 'path') continue
    const before = path.split('/').at(path.split('/').indexOf(`{${name}}`) - 1)
    const special = `${id}/${name}`
    const known = RUN_TIME.has(special) ? special : name === 'id' ? `${before}/id` : name
    const value = RUN_TIME.has(known) && !OF_THE_SAMPLE.has(id) ? values[known] : String(example)
    if (value === undefined || value === '') throw new Error(`${id}: nothing was made for ${known}`)
    url = url.replace(`{${name}}`, encodeURIComponent(value))
  }
  return { url, headers }
}

/** What is required, alone; then with each example of what is optional; then all that the page fills in. */
function queriesOf({ parameters }: Operation): string[] {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const shown = (parameter: Json): Json[] => {
    const examples = examplesOf(parameter)
    return examples.length > 0 ? examples : (resolve(parameter.schema)?.enum ?? [])
  }
  const query = (pairs: [string, Json][]): string =>
    pairs.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(pairs))}`
  const needed = inQuery
    .filter(({ required }) => required)
    .map((each): [string, Json] => [each.name, shown(each)[0]])
  const filledIn = inQuery.flatMap(({ name, example, schema }): [string, Json][] => {
    const value = example ?? schema?.default
    return value === undefined ? [] : [[name, value]]
  })
  const single = inQuery.flatMap((each) =>
    shown(each).map((value): string =>
      query([...needed.filter(([name]) => name !== each.name), [each.name, value]]),
    ),
  )
  return [...new Set([query(needed), ...single, query(filledIn)])]
}

/** A file cannot stand in a document; and nobody knows the number and code of a case before there is one. */
function bodyOf({ id }: Operation, example: Json, { caseNo, queryCode }: Record<string, string>): Json {
  if (id === 'uploadFile') return multipart([{ bytes: png() }])
  if (id === 'queryProgress') return { caseNo, queryCode }
  return example
}

const typeOf = ({ body }: Operation): Record<string, string> =>
  body === undefined || body.type === 'application/json'
    ? {}
    : { 'content-type': `${body.type}; boundary=${BOUNDARY}` }
