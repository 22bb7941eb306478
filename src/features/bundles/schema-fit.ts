/** A JSON Schema as far as mappings look at it. */
export type FieldSchema = Record<string, unknown>

/** `true` (anything) and `false` (nothing) are schemas, too. */
const schemaOf = (schema: unknown): FieldSchema =>
  typeof schema === 'object' && schema !== null
    ? (schema as FieldSchema)
    : schema === false
      ? { enum: [] }
      : {}

const fieldsOf = (schema: FieldSchema): Record<string, FieldSchema> =>
  Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, schemaOf(each)]))
export const requiredOf = (schema: FieldSchema): string[] => (schema.required ?? []) as string[]

/** The schema of a field by the parts of its pointer; undefined when there is none. */
export function fieldAt(schema: FieldSchema, parts: readonly string[]): FieldSchema | undefined {
  let at: FieldSchema | undefined = schema
  for (const part of parts) {
    const fields: Record<string, FieldSchema> = at === undefined ? {} : fieldsOf(at)
    at = Object.hasOwn(fields, part) ? fields[part] : undefined
  }
  return at
}

/** True when the field and everything above it is required. */
export function isRequiredAt(schema: FieldSchema, parts: readonly string[]): boolean {
  return parts.every((part, index) => {
    const above = fieldAt(schema, parts.slice(0, index))
    return above !== undefined && requiredOf(above).includes(part)
  })
}

/** The values that a schema lists, however it lists them; undefined when it lists none. */
function listed(schema: FieldSchema): unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum
  if ('const' in schema) return [schema.const]
  const choices = ((schema.oneOf ?? schema.anyOf) as unknown[] | undefined)?.map(schemaOf)
  return choices?.every((each) => 'const' in each) ? choices.map((each) => each.const) : undefined
}

export type Fit = 'fits' | 'narrower' | 'unfit'

const worst = (fits: Fit[]): Fit =>
  fits.includes('unfit') ? 'unfit' : fits.includes('narrower') ? 'narrower' : 'fits'

/**
 * Whether what one field takes may go into another: `unfit` when the kinds of value differ, `narrower` when some values
 * will be refused there (a shorter text, a smaller number).
 */
export function fitOf(source: FieldSchema, target: FieldSchema): Fit {
  const sourceValues = listed(source)
  const targetValues = listed(target)
  if (targetValues !== undefined) {
    if (sourceValues === undefined) return source.type === target.type ? 'narrower' : 'unfit'
    return sourceValues.every((value) => targetValues.includes(value)) ? 'fits' : 'unfit'
  }
  const types = sourceValues === undefined ? [source.type] : sourceValues.map((value) => typeof value)
  const isTaken = (type: unknown) =>
    target.type === undefined || type === target.type || (type === 'integer' && target.type === 'number')
  if (!types.every(isTaken)) return 'unfit'
  return worst([boundsFit(source, target), itemsFit(source, target), membersFit(source, target)])
}

const LOWER = ['minLength', 'minimum', 'minItems'] as const
const UPPER = ['maxLength', 'maximum', 'maxItems'] as const

function boundsFit(source: FieldSchema, target: FieldSchema): Fit {
  const values = listed(source)
  const below = (name: string) =>
    target[name] !== undefined && Number(source[name] ?? Number.NEGATIVE_INFINITY) < Number(target[name])
  const above = (name: string) =>
    target[name] !== undefined && Number(source[name] ?? Number.POSITIVE_INFINITY) > Number(target[name])
  const others = ['pattern', 'format'].some(
    (name) => target[name] !== undefined && source[name] !== target[name],
  )
  if (values === undefined && (LOWER.some(below) || UPPER.some(above))) return 'narrower'
  return others ? 'narrower' : 'fits'
}

function itemsFit(source: FieldSchema, target: FieldSchema): Fit {
  if (target.items === undefined) return 'fits'
  return source.items === undefined ? 'narrower' : fitOf(schemaOf(source.items), schemaOf(target.items))
}

function membersFit(source: FieldSchema, target: FieldSchema): Fit {
  if (target.properties === undefined) return 'fits'
  const [from, to] = [fieldsOf(source), fieldsOf(target)]
  const unknown = Object.keys(from).some((name) => !Object.hasOwn(to, name))
  const missing = requiredOf(target).some((name) => !Object.hasOwn(from, name))
  const inner = Object.entries(from).map(([name, schema]) => {
    const other = Object.hasOwn(to, name) ? to[name] : undefined
    return other === undefined ? ('fits' as const) : fitOf(schema, other)
  })
  const optional = requiredOf(target).some((name) => !requiredOf(source).includes(name))
  return worst([
    (unknown && target.additionalProperties === false) || missing ? 'unfit' : 'fits',
    optional ? 'narrower' : 'fits',
    ...inner,
  ])
}
