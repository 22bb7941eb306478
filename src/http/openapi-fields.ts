import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../shared/package-root.js'

type Json = Record<string, unknown>

/** `name` → what it means; `Schema.name` and `*Event.name` are more exact. Lines of assets/field-words.txt. */
const WORDS: ReadonlyMap<string, string> = new Map(
  readFileSync(join(packageRoot, 'assets', 'field-words.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', ...words] = line.split(' ')
      return [name, words.join(' ')]
    }),
)

function wordsOf(schema: string, name: string): string | undefined {
  return (
    WORDS.get(`${schema}.${name}`) ??
    (schema.endsWith('Event') ? WORDS.get(`*Event.${name}`) : undefined) ??
    WORDS.get(name)
  )
}

interface Document {
  components?: { schemas?: Json; parameters?: Record<string, Json> }
  paths?: Record<string, Record<string, { parameters?: Json[] }>>
}

/**
 * Says of every member and parameter what it means, where its schema says nothing of its own and is not a reference to
 * one that does. Changes the document that it is given, which is nobody else's.
 */
export function describeFields<T extends object>(document: T): T {
  const { components: { schemas = {}, parameters = {} } = {}, paths = {} } = document as Document
  const described = (schema: Json): boolean => {
    if (typeof schema.description === 'string' && schema.description !== '') return true
    const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1]
    return name !== undefined && typeof (schemas[name] as Json | undefined)?.description === 'string'
  }
  const describe = (schema: unknown, owner: string, name: string): void => {
    if (typeof schema !== 'object' || schema === null || described(schema as Json)) return
    const words = wordsOf(owner, name)
    if (words !== undefined) (schema as Json).description = words
  }
  const walk = (node: unknown, owner: string): void => {
    if (Array.isArray(node)) for (const each of node) walk(each, owner)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    const { properties, type } = node as Json
    if (typeof properties === 'object' && type === 'object')
      for (const [name, schema] of Object.entries(properties ?? {})) describe(schema, owner, name)
    for (const [key, member] of Object.entries(node)) if (!VALUES.has(key)) walk(member, owner)
  }
  for (const [name, schema] of Object.entries(schemas)) walk(schema, name)
  walk(paths, '')
  const own = Object.values(paths).flatMap((methods) =>
    Object.values(methods).flatMap((each) => each.parameters ?? []),
  )
  for (const parameter of [...Object.values(parameters), ...own])
    if (parameter.$ref === undefined) describe(parameter, '', String(parameter.name))
  return document
}

/** What stands in these are values, not schemas. */
const VALUES = new Set(['example', 'examples', 'enum', 'const', 'default'])
