import { type TProperties, type TSchema, Type } from 'typebox'

/** An object that refuses unknown members: what nobody reads must not vanish silently. */
export function Strict<P extends TProperties>(properties: P, options: object = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

/** Schemas that stand in several others and are described once in the OpenAPI document. */
export const parts = new Map<string, TSchema>()

/**
 * Gives a schema a name in the document and returns it as it is: validators see it whole, the document refers to it
 * wherever it stands unaltered.
 */
export function part<T extends TSchema>(name: string, schema: T): T {
  if (parts.has(name)) throw new Error(`two schemas are called ${name}`)
  parts.set(name, schema)
  return schema
}

/** A string enumeration with a clean JSON Schema and message. */
export function strEnum<const T extends readonly string[]>(values: T, options: object = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options })
}

/**
 * The codes of an answer. Open: while two releases run side by side, a newer one may have written a code that this one only
 * passes on; readers take what they do not know as it stands.
 */
export function openEnum<const T extends readonly string[]>(values: T, options: object = {}) {
  const [example] = values
  return Type.Unsafe<T[number]>({
    type: 'string',
    description: `${values.join(', ')}; a newer release may add others`,
    'x-extensible-enum': [...values],
    ...(example === undefined ? {} : { examples: [example] }),
    ...options,
  })
}

/** Letters that show nothing (notifications-api PR#2859), as part of a character class of JSON Schema, matched with `u`. */
export const BLANK_LETTERS = '\\u115f\\u1160\\u3164\\uffa0'

/**
 * Somebody sees something: no blank, no mark without a letter, no character of no width. A reason of those alone (零宽字符)
 * is none, and would go out on a paper as an empty line.
 */
export const SEEN = `[^\\p{C}\\p{Z}\\p{M}\\u2800${BLANK_LETTERS}]`

/**
 * Somebody says something: a letter or a number at least. What is nothing but dots says no reason that a paper could give
 * (说明理由, 行政许可法 Art. 38, 55).
 */
export const SAID = `[^\\p{C}\\p{Z}\\p{M}\\p{P}\\p{S}${BLANK_LETTERS}]`

const MOST = Number.MAX_SAFE_INTEGER
/** A number that comes as it was sent: beyond these it would become another one on the way. */
export const ExactNumber = Type.Number({ minimum: -MOST, maximum: MOST })

export const LegalDate = Type.String({
  format: 'date',
  description: 'Legal date in Asia/Shanghai, YYYY-MM-DD (法定日期)',
  examples: ['2026-03-02'],
})

export const Instant = Type.String({
  format: 'instant',
  description: 'RFC 3339 in UTC with microseconds (时刻)',
  examples: ['2026-03-02T01:30:00.000000Z'],
})

export const Uuid = Type.String({ format: 'uuid', examples: ['0195a7c2-6c00-7000-8000-000000000001'] })

/** Money in 分 (a hundredth of a yuan). */
export const Money = Type.Object(
  {
    amount: Type.Integer({ description: 'In 分', examples: [1250] }),
    currency: strEnum(['CNY']),
  },
  {
    additionalProperties: false,
    description: 'Money in 分 (金额)',
    examples: [{ amount: 1250, currency: 'CNY' }],
  },
)
