import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { OPENAPI_FILE, openapiText } from '../../src/cli/openapi.js'
import { makeAjv } from '../../src/http/validation.js'
import { packageRoot } from '../../src/shared/package-root.js'

type Json = Record<string, unknown>
interface Media {
  schema?: Json
  example?: unknown
  examples?: Record<string, { value: unknown }>
}
interface Parameter extends Media {
  in: string
  name: string
  required?: boolean
}
interface Response {
  description: string
  content?: Record<string, Media>
}
interface Operation {
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  security?: Json[]
  'x-roles'?: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
}

const text = await openapiText()
const document = JSON.parse(text) as {
  openapi: string
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method} ${path}`,
    method,
    path,
    operation: {
      ...operation,
      parameters: (operation.parameters ?? []).map((each) => resolve(each)),
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, each]) => [status, resolve(each)]),
      ),
    },
  })),
)

t.test('the committed document is that of the routes', async (t) => {
  const committed = readFileSync(OPENAPI_FILE, 'utf8')
  t.ok(committed === text, 'run npm run openapi and commit openapi/openapi.json')
  t.equal(document.openapi, '3.1.0')
})

t.test('redocly finds no error and no warning', async (t) => {
  const { status, stdout, stderr } = spawnSync(
    join(packageRoot, 'node_modules', '.bin', 'redocly'),
    ['lint', '--format=json', '--config', join(packageRoot, 'openapi', 'lint.yaml'), OPENAPI_FILE],
    {
      cwd: packageRoot,
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  t.equal(status, 0, stderr.slice(-500))
  const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    totals: Json
    problems: { ruleId: string; message: string; location: { pointer: string }[] }[]
  }
  t.match(report.totals, { errors: 0, warnings: 0, ignored: 0 })
  for (const { ruleId, message, location } of report.problems) {
    t.fail(`${ruleId}: ${message} (${location[0]?.pointer})`)
  }
})

t.test('what many operations have stands once', async (t) => {
  const seen = new Set<string>()
  for (const { parameters = [], responses } of Object.values(document.paths).flatMap(
    Object.values<Operation>,
  )) {
    const problems = Object.entries(responses).filter(([status]) => status >= '400')
    for (const part of [...parameters, ...problems.map(([, response]) => response)]) {
      const text = JSON.stringify(part)
      t.ok('$ref' in part || !seen.has(text), text)
      seen.add(text)
    }
  }
})

t.test('every operation says what it is', async (t) => {
  const tags = new Set(document.tags.map(({ name }) => name))
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, ids.length, 'operationIds are unique')
  for (const { name, description } of document.tags)
    t.match(description, /[\u4e00-\u9fff].* · .*[a-z]/, `${name}: a group in Chinese and English`)
  for (const { name, operation } of operations) {
    t.match(operation.operationId, /^[a-z][A-Za-z]+$/, `${name}: operationId`)
    t.equal(operation.tags?.length, 1, `${name}: one tag`)
    t.ok(tags.has(operation.tags?.[0] ?? ''), `${name}: a known tag`)
    t.match(
      operation.summary,
      /[\u4e00-\u9fff].* · .*[a-z]/,
      `${name}: a summary in Chinese and English, as in 办件详情 · One case`,
    )
    t.match(operation.description, /\*\*角色 Roles\*\*: .+/, `${name}: who may call it`)
    for (const role of operation['x-roles'] ?? []) t.match(operation.description, `\`${role}\``, name)
    t.ok((operation['x-roles'] ?? []).length > 0, `${name}: x-roles`)
    t.match(operation.description, /[a-z].*[\u4e00-\u9fff]/s, `${name}: description with the Chinese term`)
    t.ok(operation.security !== undefined, `${name}: security`)
  }
})

t.test('every member and every parameter says what it means', async (t) => {
  const words = 'describe it in its schema, or in assets/field-words.txt'
  const isDescribed = (node: Json) => Boolean(node.description ?? resolve(node).description)
  const dumb: string[] = []
  walk(document, '', (node, pointer) => {
    if (typeof node.properties !== 'object' || node.type !== 'object') return
    for (const [name, schema] of Object.entries(node.properties as Record<string, Json>))
      if (!isDescribed(schema)) dumb.push(`${pointer}/${name}`)
  })
  for (const { name, operation } of operations)
    for (const parameter of operation.parameters)
      if (!isDescribed(parameter as unknown as Json)) dumb.push(`${name} ${parameter.name}`)
  t.same(dumb, [], words)
})

t.test('every operation tells its problems', async (t) => {
  for (const { name, method, operation } of operations) {
    const isOpen = operation.security?.length === 0
    const expected = [
      '429',
      '503',
      ...(isOpen ? [] : ['401', '403']),
      ...(['get', 'head'].includes(method) ? [] : ['400', '413', '415']),
    ]
    for (const status of expected) {
      const problem = operation.responses[status]?.content?.['application/problem+json']
      t.same(problem?.schema, { $ref: '#/components/schemas/Problem' }, `${name}: ${status}`)
      t.match(
        problem?.example,
        { status: Number(status), code: /^[A-Z_]+$/ },
        `${name}: ${status} as it comes`,
      )
    }
    const [success] = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
    t.ok(success, `${name}: a success`)
    t.not(success?.[1].description, 'Default Response', `${name}: what success means`)
  }
})

t.test('every operation shows how it is used', async (t) => {
  for (const { name, operation } of operations) {
    for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) {
      t.ok(isShown(media), `${name}: an example of ${type}`)
    }
    for (const parameter of operation.parameters) {
      if (parameter.required) t.ok(isShown(parameter), `${name}: an example of ${parameter.name}`)
    }
    for (const [status, { content = {} }] of Object.entries(operation.responses)) {
      const media = content['application/json']
      if (status.startsWith('2') && media) t.ok(hasExampleInside(media), `${name}: an example in ${status}`)
    }
  }
})

t.test('every example validates', async (t) => {
  const ajv = makeAjv(false).addFormat('binary', true)
  // The validator knows the kinds from their constants and refuses a mapping.
  const schemas = structuredClone(document)
  walk(schemas, '', (node) => {
    if (typeof node.discriminator === 'object') delete (node.discriminator as Json).mapping
  })
  ajv.addSchema(schemas as object, 'openapi')
  let count = 0
  const check = (pointer: string, example: unknown) => {
    const validate = ajv.getSchema(`openapi#${pointer}`)
    count += 1
    t.ok(validate?.(example), `${pointer}: ${JSON.stringify(validate?.errors?.[0] ?? 'no schema')}`)
  }
  walk(document, '', (node, pointer) => {
    const isSchema = Array.isArray(node.examples)
    if (isSchema) for (const example of node.examples as unknown[]) check(pointer, example)
    if (typeof node.schema !== 'object') return
    const { example, examples } = node as Media
    if (example !== undefined) check(`${pointer}/schema`, example)
    for (const { value } of Object.values(Array.isArray(examples) ? {} : (examples ?? {}))) {
      check(`${pointer}/schema`, value)
    }
  })
  t.ok(count > operations.length, `${count} examples`)
})

/** The node that a reference within the document leads to. */
function resolve<T extends object>(node: T): T {
  const { $ref } = node as { $ref?: unknown }
  if (typeof $ref !== 'string') return node
  const found = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((place, name) => (place as Json)[name], document)
  return resolve(found as T)
}

function isShown({ schema = {}, example, examples }: Media): boolean {
  const target = resolve(schema)
  return (
    example !== undefined ||
    examples !== undefined ||
    [schema, target].some((each) => each.examples || each.enum)
  )
}

function hasExampleInside(media: Media): boolean {
  if (isShown(media)) return true
  const seen = new Set<unknown>()
  const look = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return false
    seen.add(value)
    const node = Array.isArray(value) ? value : resolve(value as Json)
    return 'examples' in node || 'example' in node || Object.values(node).some(look)
  }
  return look(media.schema)
}

function walk(value: unknown, pointer: string, visit: (node: Json, pointer: string) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) visit(value as Json, pointer)
  for (const [name, member] of Object.entries(value)) {
    // What stands inside an example is a value, not a schema.
    if (name === 'example' || name === 'examples') continue
    const step = encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
    walk(member, `${pointer}/${step}`, visit)
  }
}
