import type { ItemDocument } from '../../features/catalogue/item-document.js'

type Form = ItemDocument['form']
type Rule = ItemDocument['rules'][number]

interface Field {
  schema: Record<string, unknown>
  optional?: boolean
  /** Register and path of shared data that fill the field in beforehand (基础库). */
  from?: readonly [register: string, path: string]
}
type More = Pick<Field, 'optional' | 'from'>

const field =
  (schema: Record<string, unknown>) =>
  (title: string, example: unknown, more: More = {}): Field => ({
    schema: { ...schema, title, examples: [example] },
    ...more,
  })

export const text = field({ type: 'string', minLength: 1, maxLength: 300 })
export const longText = field({ type: 'string', minLength: 1, maxLength: 2000 })
export const day = field({ type: 'string', format: 'date' })
export const count = field({ type: 'integer', minimum: 1, maximum: 1_000_000 })
export const year = field({ type: 'integer', minimum: 1990, maximum: 2100 })
/** May be nothing. */
export const number = field({ type: 'number', minimum: 0, maximum: 1_000_000_000 })
export const flag = field({ type: 'boolean' })
export const list = field({
  type: 'array',
  minItems: 1,
  maxItems: 20,
  items: { type: 'string', minLength: 1, maxLength: 100 },
})

const marked =
  (kind: 'plain' | 'sensitive') =>
  (unmarked: Field): Field => ({ ...unmarked, schema: { ...unmarked.schema, 'x-personal': kind } })

/** 个人信息: shown masked. */
export const personal = marked('plain')
/** 敏感个人信息 (PIPL Art. 28: health, means, origin, children below 14): not shown, encrypted at rest. */
export const sensitive = marked('sensitive')

/** One of several, each with the words that the applicant reads; the first is the example. */
export function oneOf(title: string, options: Readonly<Record<string, string>>, more: More = {}): Field {
  const choices = Object.entries(options).map(([value, words]) => ({ const: value, title: words }))
  return { schema: { type: 'string', title, oneOf: choices, examples: [choices[0]?.const] }, ...more }
}

/** An amount in 分, as everywhere in the interface. */
export function money(title: string, amount: number, more: More = {}): Field {
  return {
    schema: {
      type: 'object',
      title,
      additionalProperties: false,
      required: ['amount', 'currency'],
      properties: {
        amount: { type: 'integer', minimum: 0, examples: [amount] },
        currency: { type: 'string', enum: ['CNY'] },
      },
      examples: [{ amount, currency: 'CNY' }],
    },
    ...more,
  }
}

/** The applicant's form (申请表单) out of its fields; what is not optional is required. */
export function formOf(fields: Readonly<Record<string, Field>>): Form {
  const entries = Object.entries(fields)
  const bindings = entries.flatMap(([name, { from }]) =>
    from === undefined ? [] : [{ pointer: `/form/${name}`, register: from[0], path: from[1] }],
  )
  return {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: entries.filter(([, { optional }]) => optional !== true).map(([name]) => name),
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    },
    ...(bindings.length > 0 && { bindings }),
  }
}

export const ofForm = (name: string): object => ({ var: `form.${name}` })
export const amountOf = (name: string): object => ({ var: `form.${name}.amount` })

/** What a form must fulfil beyond its schema, in the words that the applicant reads. */
export const rule = (
  key: string,
  must: object,
  name: string,
  zh: string,
  en: string,
  when?: object,
): Rule => ({
  key,
  must,
  pointer: `/form/${name}`,
  message: { zh, en },
  ...(when && { when }),
})
