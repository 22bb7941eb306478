import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createCaseMonitor } from '../../src/service.js'
import { packageRoot } from '../../src/shared/package-root.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase, leshanCase, transition } from '../helpers/cases.js'
import { BOUNDARY, multipart, png, upload } from '../helpers/files.js'
import { EXPECTATIONS, PUBLIC } from './policies.js'

// Every request example of the document is sent as it stands there, to a service with the sample data. What only exists
// at run time (a case's number, its file) takes the place of its example; the tables below are all there is of that.

// biome-ignore lint/suspicious/noExplicitAny: the document is read as a client reads it
type Json = any

const document: Json = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'openapi.json'), 'utf8'))

/** Looks like an id, and only exists once something was made. */
const RUN_TIME = new Set(['caseNo', 'documentNo', 'fileId', 'grantId'])

/** Operations that act on a case in another state than just taken in. */
const STATES: Record<string, 'draft' | 'accepted'> = { changeDraft: 'draft', readDocument: 'accepted' }

/** Done last: the others need the item. */
const LAST = ['suspendItem', 'resumeItem', 'retireItem']

/** The role that sends it, where the first of the reviewed line is not the one. */
const SENDERS: Record<string, Role> = { explainAlert: 'clerk', readFile: 'clerk' }

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
      parameters: operation.parameters ?? [],
      body: content && { type: content[0], examples: examplesOf(content[1]) },
      success: Object.keys(operation.responses)
        .map(Number)
        .filter((status) => status < 300),
    }
  }),
)

/** Every example of a body or a parameter, wherever the document keeps it. */
function examplesOf(media: Json): Json[] {
  if (media.example !== undefined) return [media.example]
  if (media.examples !== undefined && !Array.isArray(media.examples))
    return Object.values<Json>(media.examples).map(({ value }) => value)
  return media.schema?.examples ?? resolve(media.schema)?.examples ?? []
}

const roles = new Map(
  EXPECTATIONS.trim()
    .split('\n')
    .map((line) => {
      const [id = '', allowed = ''] = line.split('|').map((part) => part.trim())
      return [id, allowed.split(/\s+/)[0]?.replace('own:', '') as Role]
    }),
)

/** What the sample data does not hold: a case in each state, with a file, a document, an alert, and a grant. */
async function prepare(app: TestApp) {
  const clerk = await app.token('clerk')
  const acceptOne = async () =>
    transition(app, 'clerk', await createCase(app, foodCase()), { action: 'accept' })
  // An alert for each operation on one: it is acted on once.
  const [accepted] = await Promise.all(Array.from({ length: 5 }, acceptOne))
  await app.setNow('2026-03-20T01:00:00.000000Z')
  await createCaseMonitor(app.deps).tick()
  const { fileId } = (await upload(app, clerk, [{ bytes: png() }])).body
  const base = leshanCase()
  const withFile = {
    ...base,
    materials: base.materials.map((each) => ({ ...each, source: 'upload', fileId })),
  }
  const { rows } = await app.deps.pool.query<{ id: string }>('select alert_id as id from alerts')
  const grant = await app.request('POST', '/v1/grants', {
    token: await app.token('security'),
    body: { issuer: 'https://id.example.gov.cn', subject: 'x', role: 'issuer', organisation: COUNTY_MARKET },
  })
  let alert = 0
  return async (operation: Operation): Promise<Record<string, string>> => {
    const fixed = { fileId, grantId: grant.body.grantId, id: rows[alert]?.id ?? '' }
    if (operation.path.includes('/alerts/')) {
      alert += 1
      return fixed
    }
    if (!operation.path.includes('{caseNo}') && operation.id !== 'queryProgress') return { ...fixed, id: '' }
    const kind = STATES[operation.id]
    const made =
      kind === 'accepted' && accepted !== undefined
        ? accepted
        : await createCase(app, { ...withFile, submit: kind !== 'draft' }, { status: 201 })
    const { caseNo, queryCode, materials } = made.body
    return { ...fixed, caseNo, queryCode, documentNo: `${caseNo}-01`, id: materials[0].id }
  }
}

t.test('every request example works on the service with the sample data', async (t) => {
  const app = await startTestApp(t)
  const valuesFor = await prepare(app)
  let sent = 0
  for (const operation of operations.toSorted((a, b) => LAST.indexOf(a.id) - LAST.indexOf(b.id))) {
    const bodies = operation.body?.examples ?? [undefined]
    t.ok(bodies.length > 0, `${operation.id} has an example`)
    for (const [index, example] of bodies.entries()) {
      const values = await valuesFor(operation)
      const { url, headers } = addressed(operation, values)
      const role = SENDERS[operation.id] ?? roles.get(operation.id)
      if (role === undefined) t.ok(PUBLIC.includes(operation.id), `${operation.id} is for everybody`)
      const answer = await app.request(operation.method, url, {
        ...(role === undefined ? {} : { token: await app.token(role) }),
        headers: { ...headers, ...typeOf(operation) },
        ...(operation.body === undefined ? {} : { body: bodyOf(operation, example, values) }),
      })
      sent += 1
      t.ok(
        operation.success.includes(answer.status),
        `${operation.id} ${index}: ${answer.status} ${answer.status < 300 ? '' : answer.text}`,
      )
    }
  }
  t.ok(sent >= operations.length, `${sent} examples`)
})

/** Path and headers as the examples of the parameters make them; optional query parameters are left out. */
function addressed({ id, path, parameters }: Operation, values: Record<string, string>) {
  const headers: Record<string, string> = {}
  let url = path
  for (const parameter of parameters) {
    const { in: place, name, required } = parameter
    const [example] = examplesOf(parameter)
    if (place === 'header' && example !== undefined && name !== 'if-none-match')
      headers[name] = String(example)
    if (place !== 'path') continue
    if (required && example === undefined) throw new Error(`${id}: no example of ${name}`)
    const value = (RUN_TIME.has(name) || name === 'id' ? values[name] : undefined) || String(example)
    url = url.replace(`{${name}}`, encodeURIComponent(value))
  }
  if (headers['idempotency-key'] !== undefined) headers['idempotency-key'] = crypto.randomUUID()
  return { url, headers }
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
