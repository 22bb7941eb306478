import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/shared/package-root.js'

// Bodies of a megabyte, made from the schemas of the contract: as bad as a body of each operation can be.

// biome-ignore lint/suspicious/noExplicitAny: the document is read as a client reads it
type Json = any

const document: Json = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'openapi.json'), 'utf8'))
const BYTES = 1_040_000

const resolved = (node: Json): Json =>
  node?.$ref === undefined
    ? node
    : resolved(
        node.$ref
          .split('/')
          .slice(1)
          .reduce((at: Json, name: string) => at[name], document),
      )

const fill = (unit: string, open: string, close: string): string =>
  `${open}${Array(Math.floor(BYTES / (unit.length + 1)))
    .fill(unit)
    .join(',')}${close}`

/** Values that nobody expects, each of a megabyte: they stand for the whole body and for every part of one. */
const MAKERS: Readonly<Record<string, () => string>> = {
  'a long text': () => `"${'a'.repeat(BYTES)}"`,
  'a text of escapes': () => `"${'\\ud83d\\ude00'.repeat(BYTES / 12)}"`,
  'a list of numbers': () => fill('1', '[', ']'),
  'a list of lists': () => fill('[]', '[', ']'),
  'equal objects': () => fill('{"a":1,"b":{"c":"d"}}', '[', ']'),
  'unlike objects': () => `[${Array.from({ length: 60_000 }, (_, n) => `{"code":"${n}"}`).join(',')}]`,
  'many members': () => `{${Array.from({ length: 70_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  'deep lists': () => `${'['.repeat(BYTES / 2)}${']'.repeat(BYTES / 2)}`,
  'sixty levels, wide': () => `${'{"a":['.repeat(30)}${fill('{}', '[', ']')}${']}'.repeat(30)}`,
  'a condition': () => fill('{"in":[{"var":"answers.a"},[1,2,3]]}', '{"and":[', ']}'),
  'a pattern': () =>
    `{"type":"object","properties":{"a":{"type":"string","pattern":"^(a{1,900}b{1,900}){1,2}${'[a-z]'.repeat(BYTES / 6)}$"}}}`,
  'many patterns': () =>
    `{"type":"object","properties":{${Array.from(
      { length: 12_000 },
      (_, n) => `"k${n}":{"type":"string","pattern":"^[a-z]{1,999}[0-9]$","maxLength":9}`,
    ).join(',')}}}`,
}

const MONSTERS = Object.entries(MAKERS).map(([name, make]): [string, string] => [name, make()])

export interface WorstBody {
  name: string
  text: string
}

/** All that can be put in one place of a body: what the schema names there, repeated until it is a megabyte. */
function* variants(
  schemaNode: Json,
  example: Json,
  depth: number,
): Generator<{ name: string; text: string }> {
  const schema = resolved(schemaNode) ?? {}
  if (depth === 0 || typeof example !== 'object' || example === null) return
  if (Array.isArray(example)) {
    const [first] = example
    if (first !== undefined) yield { name: 'repeated', text: fill(JSON.stringify(first), '[', ']') }
    const inner = first === undefined ? [] : variants(schema.items, first, depth - 1)
    for (const { name, text } of inner) yield { name: `[0] ${name}`, text: `[${text}]` }
    return
  }
  const names = new Set([...Object.keys(example), ...Object.keys(schema.properties ?? {})])
  for (const name of names) {
    const rest = Object.entries(example)
      .filter(([each]) => each !== name)
      .map(([each, value]) => `,${JSON.stringify(each)}:${JSON.stringify(value)}`)
      .join('')
    const within = (text: string): string => `{${JSON.stringify(name)}:${text}${rest}}`
    for (const [what, monster] of MONSTERS) yield { name: `${name}: ${what}`, text: within(monster) }
    const value: Json = example[name]
    if (value !== undefined)
      for (const each of variants(schema.properties?.[name], value, depth - 1))
        yield { name: `${name}.${each.name}`, text: within(each.text) }
  }
}

/** The bodies of one operation, around its first example; made one after the other. */
export function* worstBodies(method: string, path: string, depth = 2): Generator<WorstBody> {
  const operation = document.paths[path][method.toLowerCase()]
  const media = operation.requestBody?.content['application/json']
  if (media === undefined) return
  const schema = resolved(media.schema)
  const example =
    media.example ?? Object.values<Json>(media.examples ?? {})[0]?.value ?? schema?.examples?.[0]
  for (const [name, text] of MONSTERS) yield { name, text }
  yield* variants(schema, example ?? {}, depth)
}
