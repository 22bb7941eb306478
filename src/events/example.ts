import type { TSchema } from 'typebox'

interface Shape {
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  type?: string
  format?: string
  properties?: Record<string, TSchema>
  items?: TSchema
}

/** A value that the schema accepts, made from the examples of its members: what the contract shows. */
export function exampleOf(schema: TSchema): unknown {
  const { const: only, enum: allowed, examples, properties, items } = schema as Shape
  if (only !== undefined) return only
  if (examples !== undefined) return examples[0]
  if (allowed !== undefined) return allowed[0]
  if (properties !== undefined)
    return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, exampleOf(member)]))
  return items === undefined ? true : [exampleOf(items)]
}
