import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type InjectOptions } from 'fastify'
import t from 'tap'
import { CONSUMERS } from '../../src/consumers.js'
import { moveConsumer } from '../../src/features/exchange/consumer-pulse.js'
import { sequenceBatch } from '../../src/features/exchange/feed-sequencer.js'
import { ACTION_NAMES, ACTIONS, type Action } from '../../src/features/workflow/statuses.js'
import { CHARGED, CHARGED_WRITES } from '../../src/sample/charged-cases.js'
import { ALERTED, COLLECTED, LIVING_CASES } from '../../src/sample/living-cases.js'
import { bringLivingData } from '../../src/sample/living-data.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_HEALTH } from '../../src/shared/sample-codes.js'
import { heardAnswers } from '../helpers/answers.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { BOUNDARY, multipart, png } from '../helpers/files.js'
import { showFullLists } from '../helpers/full-lists.js'
import { signed } from '../helpers/payments.js'
import { placeSampleFiles } from '../helpers/sample.js'
import { LINES, PUBLIC, SIGNED } from './matrix.js'

// Every request example of the document is sent as it stands there, in one order, to a service as its first start leaves
// it. Only a file cannot stand in a document; and an example of a body goes with that of the parameter of the same name.

// biome-ignore lint/suspicious/noExplicitAny: the document is read as a client reads it
type Json = any

const document: Json = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'openapi.json'), 'utf8'))

/** Done last: the others need the item. */
const LAST = ['suspendItem', 'resumeItem', 'retireItem']

/** Headers that callers go by: an answer has none of them that the document does not tell. */
const TOLD = ['etag', 'location', 'link', 'retry-after', 'idempotency-replayed', 'www-authenticate']

/** The role that sends it, where the first of the reviewed line is not the one. */
const SENDERS: Record<string, Role> = {
  explainAlert: 'clerk',
  readFile: 'clerk',
  readUpload: 'clerk',
  continueUpload: 'clerk',
  endUpload: 'clerk',
  urgeCase: 'lead',
}

interface Named {
  name: string
  value: Json
}

interface Operation {
  id: string
  method: string
  path: string
  parameters: Json[]
  body: { type: string; examples: Named[] } | undefined
  success: number[]
  /** Names of the headers that the document promises, by status. */
  headers: Record<string, string[]>
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
      headers: Object.fromEntries(
        Object.entries<Json>(operation.responses).map(([status, response]) => [
          status,
          Object.keys(resolve(response).headers ?? {}).map((name) => name.toLowerCase()),
        ]),
      ),
    }
  }),
)

/** An opinion is given by the organ that the example of the question asks. */
const answering = (example: Json) =>
  example?.action === 'giveOpinion' ? { organisation: COUNTY_HEALTH } : {}

/** Every example of a body or a parameter, wherever the document keeps it, with its name where it has one. */
function examplesOf(media: Json): Named[] {
  if (media.example !== undefined) return [{ name: '', value: media.example }]
  if (media.examples !== undefined && !Array.isArray(media.examples))
    return Object.entries<Json>(media.examples).map(([name, { value }]) => ({ name, value }))
  const values: Json[] = media.schema?.examples ?? resolve(media.schema)?.examples ?? []
  return values.map((value) => ({ name: '', value }))
}

/** Actions that are not the system's alone: each has an example. */
const BY_PEOPLE = ACTION_NAMES.filter((action) => ACTIONS[action].roles.length > 0)

/** The role that may do an action: the window's where it may. */
function actorOf(action: Action): Role {
  const roles: readonly Role[] = ACTIONS[action].roles
  return roles.find((role) => role === 'clerk') ?? roles[0] ?? 'clerk'
}

/** How much of everything a start brings that nothing disturbs. */
let brought: object | undefined

const countsOf = async ({ database }: TestApp) => (await database.asOwner<Record<string, number>>(COUNTS))[0]

const COUNTS = `select ${[
  ...[
    'cases',
    'case_materials',
    'case_clocks',
    'case_events',
    'feed',
    'alerts',
    'files',
    'imports',
    'handovers',
    'exits',
    'payment_records',
    'refunds',
  ],
  ...['item_versions', 'item_drafts'],
  ...['authority_requests', 'staff_absences', 'grants', 'delegations', 'jobs'],
]
  .map((table) => `(select count(*)::int from ${table}) as ${table}`)
  .join(', ')}`

t.test('every request example works on the service as its first start leaves it', async (t) => {
  const app = await startTestApp(t)
  await placeSampleFiles(app.deps.pool, app.deps.files)
  await bringLivingData(app.app, app.deps)
  brought = await countsOf(app)
  // As a service is that has been up for some seconds.
  while ((await sequenceBatch(app.deps.pool)) > 0);
  for (const consumer of CONSUMERS) while ((await moveConsumer(app.deps, consumer)) > 0);
  const known = new Set<string>()
  const heard = heardAnswers(document)
  let sent = 0
  const send = async (operation: Operation): Promise<void> => {
    const examples = operation.body?.examples ?? [{ name: '', value: undefined }]
    t.ok(examples.length > 0, `${operation.id} has an example`)
    for (const example of examples) {
      const name = `${operation.id} ${example.name}`.trim()
      known.add(name)
      const role =
        SENDERS[operation.id] ??
        (operation.id === 'transitionCase'
          ? actorOf(example.value.action)
          : LINES.get(operation.id)?.roles[0])
      if (role === undefined)
        t.ok([...PUBLIC, ...SIGNED].includes(operation.id), `${operation.id} is for everybody`)
      const { url, headers } = addressed(operation, example.name)
      if (SIGNED.includes(operation.id)) Object.assign(headers, signed(app, example.value))
      const body = operation.id === 'uploadFile' ? multipart([{ bytes: png() }]) : example.value
      // What is only previewed comes before it is done.
      const isPreview = (query: string): number => (query.includes('preview=true') ? 0 : 1)
      for (const query of queriesOf(operation).toSorted((a, b) => isPreview(a) - isPreview(b))) {
        const answer = await app.request(operation.method, url + query, {
          ...(role === undefined ? {} : { token: await app.token(role, answering(example.value)) }),
          headers: { ...headers, ...typeOf(operation) },
          ...(operation.body === undefined ? {} : { body }),
        })
        sent += 1
        heard.add(operation.id, answer)
        const told = operation.headers[answer.status] ?? []
        for (const header of TOLD.filter((each) => answer.headers[each] !== undefined))
          t.ok(told.includes(header), `${operation.id}: ${header} stands in the document`)
        t.ok(
          operation.success.includes(answer.status),
          `${name}${query}: ${answer.status} ${answer.status < 300 ? '' : answer.text}`,
        )
      }
    }
  }
  for (const operation of operations.toSorted(inOrder)) await send(operation)
  // Lists that were empty show what has been written since.
  for (const operation of operations.filter(({ id, method }) => method === 'GET' && heard.isEmpty(id)))
    await send(operation)
  await showFullLists(app, heard.add)
  t.same(heard.empty(), [], 'no list stands empty in the document')
  t.same(
    [...LAST, ...Object.keys(SENDERS)].filter((name) => !known.has(name)),
    [],
    'the tables name what the document has',
  )
  t.same([...known].filter((name) => name.startsWith('transitionCase ')).length, BY_PEOPLE.length)
  t.ok(sent >= operations.length, `${sent} examples`)
  heard.compare(t)
  const audited = await app.database.asOwner<{ action: string }>('select distinct action from audit_log')
  const writes = operations.filter(({ id, method }) => method !== 'GET' && !NOT_AUDITED.has(id))
  t.same(
    [...writes.map(({ id }) => id), 'exportItems'].filter(
      (id) => !audited.some(({ action }) => action === id),
    ),
    [],
    'every write stands in the audit trail',
  )

  const before = await app.database.asOwner('select count(*) from audit_log')
  await bringLivingData(app.app, app.deps)
  t.same(await app.database.asOwner('select count(*) from audit_log'), before, 'it is brought once')
})

t.test(
  'starts that break off, and a service that is busy at first: the next one finishes the sample',
  async (t) => {
    const app = await startTestApp(t)
    const busy = Fastify()
    busy.setNotFoundHandler((_request, reply) => reply.code(503).header('retry-after', '1').send())
    await placeSampleFiles(app.deps.pool, app.deps.files)
    /** A start whose first request is refused some times, and that ends before it hears the answer of its last write. */
    const attempt = async (refusals: number, writes: number): Promise<number[]> => {
      const pauses: number[] = []
      const inject = async (request: InjectOptions) => {
        if (refusals-- > 0) return busy.inject(request)
        const answer = await app.app.inject(request)
        const isNew = request.method !== 'GET' && answer.headers['idempotency-replayed'] === undefined
        if (isNew && --writes === 0) throw new Error('killed')
        return answer
      }
      await bringLivingData({ inject }, app.deps, async (ms) => pauses.push(ms))
      return pauses
    }
    await t.rejects(attempt(100, 100), /503/, 'it does not ask for ever')
    const ofCases = [...LIVING_CASES, ...ALERTED, ...COLLECTED, ...CHARGED].reduce(
      (sum, { acts = [], besides = [] }) => sum + 1 + acts.length + besides.length,
      CHARGED_WRITES,
    )
    // The file and the first cases, in the middle, the last act; then each of what comes behind the cases: the authority,
    // three lists, two imports, a draft, the draft once more with its publication, an absence, a
    // look-up, a dossier.
    for (const writes of [1, 1, 1, 30, ofCases - 33, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1])
      await t.rejects(attempt(0, writes), { message: 'killed' }, `after ${writes} more`)
    t.same(await attempt(4, 1000), [1000, 1000, 1000, 2000], 'it waits as it is told, then longer')
    t.same(await countsOf(app), brought, 'everything once')
  },
)

/** What reads comes first: the rest changes what it would read. */
const inOrder = (a: Operation, b: Operation): number => rank(a) - rank(b)
const rank = ({ id, method }: Operation): number => (method === 'GET' ? -1 : LAST.indexOf(id) + 1)

/** Writes nothing; or stands in the history of its case, alert or item, with who did it. */
const NOT_AUDITED = new Set([
  ...['calculateDeadline', 'simulateDeadlines', 'checkWorkflow', 'previewAdoption'],
  ...['resolveChecklist', 'resolveBundleChecklist', 'mapBundleForms'],
  ...[
    'queryProgress',
    'readOwnRating',
    'askForComplaint',
    'askForConsultation',
    'verifyDocument',
    'verifyLicence',
    'previewDocumentTemplate',
    'previewMessageTemplate',
    'checkBundleDraft',
    'checkDraft',
  ],
  ...[
    'createCase',
    'renewLicence',
    'changeLicence',
    'createCases',
    'changeDraft',
    'transitionCase',
    'transitionCases',
    'undoAct',
    'renewQueryCode',
    'inspectMaterial',
    'uploadFile',
  ],
  ...['returnMaterial', 'returnMaterials', 'proveWithdrawal', 'deliverPaper', 'createBundleCase'],
  ...['claimTask', 'releaseTask', 'assignTask', 'remindTask'],
  ...['copyCase', 'acknowledgeCopy', 'withdrawCopy', 'urgeCase', 'answerUrge'],
  ...['beginUpload', 'readUpload', 'continueUpload', 'endUpload'],
  ...['explainAlert', 'confirmAlert', 'revokeAlert', 'appealAlert', 'closeAlert'],
  // The ledger itself is the record.
  ...['takePayment', 'lookUpPayment', 'listRefundOrders'],
])

/** Path and headers as the examples of the parameters make them: the one of this name, where there is one. */
function addressed({ id, path, parameters }: Operation, example: string) {
  const headers: Record<string, string> = {}
  let url = path
  for (const parameter of parameters) {
    const { in: place, name, required } = parameter
    const examples = examplesOf(parameter)
    const shown = examples.find((each) => each.name === example) ?? examples[0]
    if (required && shown === undefined) throw new Error(`${id}: no example of ${name}`)
    if (shown === undefined) continue
    if (place === 'header') headers[name] = String(shown.value)
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(String(shown.value)))
  }
  return { url, headers }
}

/** What is required, alone; then with each example of what is optional; then all that the page fills in. */
function queriesOf({ id, parameters }: Operation): string[] {
  // It would go on until the token ends.
  if (id === 'streamAlerts') return ['?seconds=0']
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const shown = (parameter: Json): Json[] => {
    const examples = examplesOf(parameter).map(({ value }) => value)
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

const typeOf = ({ body }: Operation): Record<string, string> =>
  body === undefined || body.type === 'application/json'
    ? {}
    : { 'content-type': `${body.type}; boundary=${BOUNDARY}` }
