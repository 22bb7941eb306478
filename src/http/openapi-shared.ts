import { parts } from '../shared/schema.js'

type Json = Record<string, unknown>

interface Parameter {
  name?: string
}
interface Operation {
  operationId?: string
  tags?: string[]
  parameters?: Parameter[]
  responses?: Record<string, unknown>
}
interface Document {
  paths?: Record<string, Record<string, Operation>>
  components?: Record<string, Record<string, unknown>>
}

/**
 * The same document with what it says often said once, under `components`: the problems of every operation, parameters
 * that several operations have, and schemas that carry the name of a part. Nothing that was given is changed: the
 * validators of the routes were made from the same objects.
 */
export function shared(document: object, problems: Readonly<Record<string, string>>): object {
  const { paths = {}, components = {}, ...rest } = document as Document
  const operations = Object.values(paths).flatMap(Object.values<Operation>)
  const parameters = sharedParameters(operations)
  const named = problemResponses(operations, problems)
  const responses: Json = {}
  const shareOperation = (operation: Operation): object => ({
    ...operation,
    ...(operation.parameters === undefined
      ? {}
      : { parameters: operation.parameters.map((each) => referTo('parameters', parameters, each)) }),
    ...(operation.responses === undefined ? {} : { responses: mapValues(operation.responses, problemOf) }),
  })
  const problemOf = (response: unknown): unknown => {
    const { content = {} } = response as { content?: object }
    if (!('application/problem+json' in content)) return response
    const name = named.get(JSON.stringify(withoutInstance(response)))
    if (name === undefined) return response
    responses[name] ??= response
    return { $ref: `#/components/responses/${name}` }
  }
  const schemas = sharedSchemas()
  const found = schemas.within(mapValues(paths, (methods) => mapValues(methods, shareOperation)))
  const models = schemas.within(components.schemas ?? {}) as Json
  return {
    ...rest,
    components: {
      ...components,
      schemas: { ...models, ...schemas.named() },
      responses: sorted(responses),
      parameters: sorted(Object.fromEntries([...parameters].map(([text, name]) => [name, JSON.parse(text)]))),
    },
    paths: found,
  }
}

/**
 * Names of the problems that several operations have alike but for the address: of those of one status the most frequent has
 * the status's, the others the first operation's beside it (`ForbiddenListGrants`).
 */
function problemResponses(
  operations: Operation[],
  problems: Readonly<Record<string, string>>,
): Map<string, string> {
  const uses = new Map<string, { count: number; status: string; operationId: string }>()
  for (const { responses = {}, operationId = '' } of operations)
    for (const [status, response] of Object.entries(responses)) {
      if (problems[status] === undefined) continue
      const text = JSON.stringify(withoutInstance(response))
      const use = uses.get(text) ?? { count: 0, status, operationId }
      uses.set(text, { ...use, count: use.count + 1 })
    }
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [text, { count, status, operationId }] of [...uses].sort(([, a], [, b]) => b.count - a.count)) {
    const name = problems[status] ?? ''
    if (count < 2) continue
    const choice = taken.has(name) ? `${name}${pascal(operationId)}` : name
    taken.add(choice)
    names.set(text, choice)
  }
  return names
}

/** A problem tells the address that was asked, which is no difference between two operations. */
function withoutInstance(response: unknown): unknown {
  const { content } = response as { content?: Record<string, { example?: Json }> }
  const media = content?.['application/problem+json']
  if (media?.example === undefined) return response
  const { instance: _instance, ...example } = media.example
  return { ...(response as object), content: { 'application/problem+json': { ...media, example } } }
}

/**
 * Text of each parameter that stands more than once, with its name. Of several of one name the most frequent has it;
 * the next bears the tag of its operations before it, and all others the first operation that has it: examples of one
 * parameter differ where acts need things of their own to stand ready.
 */
function sharedParameters(operations: Operation[]): Map<string, string> {
  const uses = new Map<string, { count: number; tag: string; operationId: string }>()
  for (const { parameters = [], operationId = '', tags: [tag = ''] = [] } of operations) {
    for (const text of parameters.map((each) => JSON.stringify(each))) {
      const use = uses.get(text) ?? { count: 0, tag, operationId }
      uses.set(text, { ...use, count: use.count + 1 })
    }
  }
  const names = new Map<string, string>()
  const free = (name: string) => ![...names.values()].includes(name)
  for (const [text, { count, tag, operationId }] of [...uses].sort(([, a], [, b]) => b.count - a.count)) {
    const name = pascal((JSON.parse(text) as Parameter).name ?? '')
    const choice = [name, tag + name, pascal(operationId) + name].find(free)
    if (count > 1 && choice !== undefined) names.set(text, choice)
  }
  return names
}

function referTo<T>(kind: string, names: Map<string, string>, value: T): T | { $ref: string } {
  const name = names.get(JSON.stringify(value))
  return name === undefined ? value : { $ref: `#/components/${kind}/${name}` }
}

/** Puts a reference in the place of every schema that is a part; the parts themselves may hold others. */
function sharedSchemas() {
  const names = new Map([...parts].map(([name, schema]) => [documentText(schema), name]))
  const used = new Set<string>()
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within)
    if (typeof value !== 'object' || value === null) return value
    // Parts are objects; only these are worth writing down for the comparison.
    const name = 'properties' in value ? names.get(JSON.stringify(value)) : undefined
    if (name === undefined) return inside(value)
    used.add(name)
    return { $ref: `#/components/schemas/${name}` }
  }
  const inside = (value: object): Json =>
    // What stands inside an example is a value, not a schema.
    mapValues(value as Json, (member, key) =>
      key === 'example' || key === 'examples' ? member : within(member),
    )
  return {
    within,
    /** All parts that were met, and those met in them. */
    named(): Json {
      const bodies = new Map<string, Json>()
      for (const name of used) bodies.set(name, inside(JSON.parse(documentText(parts.get(name) ?? {}))))
      return sorted(Object.fromEntries(bodies))
    },
  }
}

/** A schema as it stands in the document, where references to models have their full address. */
const documentText = (schema: object): string =>
  JSON.stringify(schema).replace(/"\$ref":"(\w+)#"/g, '"$ref":"#/components/schemas/$1"')

const pascal = (name: string): string =>
  name.replace(/(^|[^A-Za-z0-9]+)([a-z])/g, (_match, _gap, letter: string) => letter.toUpperCase())

const sorted = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))

function mapValues<V, W>(values: Record<string, V>, change: (value: V, key: string) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]))
}
