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
