import { isDeepStrictEqual } from 'node:util'
import { MASKED, maskText } from '../../../shared/masks.js'

/** The keyword of a form's schema that marks personal data (个人信息), and what it may say. */
export const PERSONAL = 'x-personal'
export const PERSONAL_KINDS = ['plain', 'sensitive'] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

type Schema = Record<string, unknown>
type Form = Record<string, unknown>

/**
 * A form as it is shown to who may not read it clear: `sensitive` values (敏感个人信息, PIPL Art. 28) are gone, `plain` ones
 * keep what their kind leaves (脱敏). The one rule for cases, exchange, examples and documents.
 */
export function maskForm(schema: object, form: Form): Form {
  return maskIn([schema as Schema], form) as Form
}

/** Names of the fields that hold personal data anywhere within. */
export function personalFields(schema: object): Set<string> {
  return fieldsThatHold(schema, () => true)
}

/** Names of the fields that hold sensitive data anywhere within: they are encrypted at rest. */
export function sensitiveFields(schema: object): Set<string> {
  const known = sensitive.get(schema)
  if (known !== undefined) return known
  const names = fieldsThatHold(schema, (kind) => kind === 'sensitive')
  sensitive.set(schema, names)
  return names
}

/** Documents of versions are kept in memory: each schema is gone through once. */
const sensitive = new WeakMap<object, Set<string>>()

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

function fieldsThatHold(schema: object, wanted: (kind: PersonalKind) => boolean): Set<string> {
  const holds = (part: unknown): boolean =>
    isSchema(part) &&
    ((isKind(part[PERSONAL]) && wanted(part[PERSONAL])) ||
      Object.entries(part).some(([name, member]) => {
        if (MEMBERS.has(name) && isSchema(member)) return Object.values(member).some(holds)
        return !VALUES.has(name) && holds(member)
      }))
  const names = allOf([schema as Schema]).flatMap(({ properties }) =>
    Object.keys(isSchema(properties) ? properties : {}),
  )
  return new Set(names.filter((name) => schemasOf([schema as Schema], name).some(holds)))
}

/** Under these stand schemas by names that may be any. */
const MEMBERS = new Set(['properties', 'patternProperties', 'dependentSchemas'])
/** What stands under these is a value of the form, and no schema. */
const VALUES = new Set(['enum', 'const', 'default', 'examples'])
const isKind = (value: unknown): value is PersonalKind => PERSONAL_KINDS.includes(value as PersonalKind)

function maskIn(schemas: readonly Schema[], value: unknown): unknown {
  const parts = allOf(schemas)
  const kinds = parts.map((part) => part[PERSONAL])
  if (kinds.includes('sensitive')) return MASKED
  if (kinds.includes('plain')) return maskPlain(value)
  if (Array.isArray(value)) {
    return value.map((each, index) => maskIn(itemSchemas(parts, index), each))
  }
  if (!isSchema(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, maskIn(schemasOf(parts, name), each)]),
  )
}

function maskPlain(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  return Array.isArray(value) ? value.map(maskPlain) : MASKED
}

/** Schemas with all that hold beside or instead of each other: what one of them marks is marked. */
function allOf(schemas: readonly Schema[]): Schema[] {
  return schemas.flatMap((schema): Schema[] => {
    const lists = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) =>
      Array.isArray(list) ? list : [],
    )
    const dependent = isSchema(schema.dependentSchemas) ? Object.values(schema.dependentSchemas) : []
    const more = [...lists, schema.if, schema.then, schema.else, ...dependent].filter(isSchema)
    return [schema, ...(more.length === 0 ? [] : allOf(more))]
  })
}

/** What is said of a member of an object. */
function schemasOf(schemas: readonly Schema[], name: string): Schema[] {
  return allOf(schemas).flatMap((schema): Schema[] => {
    const properties = isSchema(schema.properties) ? schema.properties : {}
    if (Object.hasOwn(properties, name)) return [properties[name]].filter(isSchema)
    const patterns = isSchema(schema.patternProperties) ? Object.values(schema.patternProperties) : []
    return [...patterns, schema.additionalProperties, schema.unevaluatedProperties].filter(isSchema)
  })
}

function itemSchemas(schemas: readonly Schema[], index: number): Schema[] {
  return schemas.flatMap(({ prefixItems, items, contains }) =>
    [Array.isArray(prefixItems) ? prefixItems[index] : undefined, items, contains].filter(isSchema),
  )
}

/**
 * Names of fields that came back as they are shown to who may not read them clear: to keep them would overwrite what the
 * applicant wrote.
 */
export function sentBackMasked(schema: object, present: Form, sent: Form): string[] {
  const masked = maskForm(schema, present)
  return Object.keys(sent).filter(
    (name) => isDeepStrictEqual(sent[name], masked[name]) && !isDeepStrictEqual(sent[name], present[name]),
  )
}

/** Answers to the guiding questions (引导问题) as they are shown to who may not read them clear. */
export function maskAnswers(
  questions: readonly { key: string; personal?: PersonalKind }[],
  answers: Record<string, unknown>,
): Record<string, unknown> {
  const kinds = new Map(questions.map(({ key, personal }) => [key, personal]))
  return Object.fromEntries(
    Object.entries(answers).map(([key, value]) => {
      const kind = kinds.get(key)
      if (kind === undefined) return [key, value]
      return [key, kind === 'sensitive' ? MASKED : maskPlain(value)]
    }),
  )
}
