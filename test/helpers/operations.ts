import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/shared/package-root.js'

// biome-ignore lint/suspicious/noExplicitAny: the document is read as a client reads it
type Json = any

export interface Operation {
  id: string
  method: string
  path: string
  /** Its first example. */
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

/** Every operation of the contract, in its order. */
export const OPERATIONS_OF_CONTRACT: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
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

/** The parameters of path and query that are whole numbers. */
export const integersOf = ({ method, path }: Operation): { name: string; in: string }[] =>
  (document.paths[path][method.toLowerCase()].parameters ?? [])
    .map(resolve)
    .filter(
      (each: Json) =>
        ['path', 'query'].includes(each.in) && [resolve(each.schema)?.type].flat().includes('integer'),
    )

/** The path with the examples of its parameters. */
export const filledPath = ({ method, path }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const parameter = (document.paths[path][method.toLowerCase()].parameters ?? [])
      .map(resolve)
      .find((each: Json) => each.in === 'path' && each.name === name)
    const [first] = Object.values<Json>(parameter?.examples ?? {})
    const schema = resolve(parameter?.schema)
    return encodeURIComponent(
      String(
        parameter?.example ?? first?.value ?? schema?.examples?.[0] ?? '0195a7c2-6c00-7000-8000-000000000001',
      ),
    )
  })

/** Copies of a value, each with another text in it replaced. */
export function* withText(value: Json, text: string): Generator<Json> {
  if (typeof value === 'string') yield text
  else if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value))
      for (const changed of withText(value[key], text)) {
        const copy = structuredClone(value)
        copy[key] = changed
        yield copy
      }
}
