import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { InputError } from '../shared/problem.js'
import { SAID, SEEN } from '../shared/schema.js'
import type { Text } from '../shared/text.js'
import { isLegalDate } from '../shared/time.js'
import { hasMoreParts } from '../shared/work-budget.js'
import { models } from './schemas.js'

export interface AjvError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: Record<string, unknown>
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** No place is further from UTC; the database refuses what is beyond sixteen hours, and takes the rest for other days. */
const MOST_OFFSET_MINUTES = 14 * 60

/** Date.parse takes 30 February for 2 March. A day of the first or the last year that UTC has no date for is none. */
function isInstant(text: string): boolean {
  if (!INSTANT.test(text) || !isLegalDate(text.slice(0, 10))) return false
  const at = Date.parse(text)
  if (Number.isNaN(at)) return false
  const [, hours = '0', minutes = '0'] = /[+-](\d\d):(\d\d)$/.exec(text) ?? []
  return (
    Number(hours) * 60 + Number(minutes) <= MOST_OFFSET_MINUTES &&
    isLegalDate(new Date(at).toISOString().slice(0, 10))
  )
}

/** How many parts (shared/work-budget.ts) something may have whose members the schema does not know. */
const PARTS = 'x-parts'

/** The formats of our schemas; one that the validator does not know would pass silently. */
export function makeAjv(coerce: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    coerceTypes: coerce,
    useDefaults: true,
    removeAdditional: false,
    allErrors: false,
    strict: false,
    discriminator: true,
    // Our own schemas: tests hold that they are some.
    validateSchema: false,
    // What it would take out of the generated code the engine takes out too; looking for it was a third of the compiling.
    code: { optimize: false },
    // What many refer to is compiled once, and not again within each: half of the compiling, and checks nothing slower.
    inlineRefs: false,
  })
  addFormats.default(ajv, ['uri'])
  // Both take a year 0000, which the database does not know.
  ajv.addFormat('date', isLegalDate)
  ajv.addFormat('uuid', UUID)
  ajv.addFormat('instant', isInstant)
  ajv.addKeyword({
    keyword: PARTS,
    schemaType: 'number',
    validate: (most: number, value: unknown): boolean => !hasMoreParts(value, most),
  })
  for (const schema of models.values()) ajv.addSchema(schema)
  return ajv
}

let strict: Ajv2020 | undefined
let coercing: Ajv2020 | undefined
/** By the text of the schema: routes make theirs anew for every application in the process. */
const compiled = {
  strict: new Map<string, ValidateFunction>(),
  coercing: new Map<string, ValidateFunction>(),
}

/**
 * Compiles the schema of a part of a request, each once in a process. Bodies are taken as they are: no coercion, unknown
 * members refused. Query strings, parameters and headers are text, so there numbers and booleans are read from it.
 */
export function compileValidator(schema: object, part: string | undefined): ValidateFunction {
  const known = part === 'body' ? compiled.strict : compiled.coercing
  const text = JSON.stringify(schema)
  const validator = known.get(text) ?? (part === 'body' ? strictly() : coercively()).compile(schema)
  known.set(text, validator as ValidateFunction)
  return validator as ValidateFunction
}

function strictly(): Ajv2020 {
  strict ??= makeAjv(false)
  return strict
}

function coercively(): Ajv2020 {
  coercing ??= makeAjv(true)
  return coercing
}

const FORMATS: Record<string, Text> = {
  date: { en: 'Must be a date written YYYY-MM-DD', zh: '应为日期，写作 YYYY-MM-DD' },
  instant: {
    en: 'Must be an instant written YYYY-MM-DDThh:mm:ss with Z or an offset',
    zh: '应为时刻，写作 YYYY-MM-DDThh:mm:ss，末尾为 Z 或时区',
  },
}

const UNSAID: Text = {
  en: 'Must say something: punctuation alone is no reason',
  zh: '须写明具体内容，不能只有标点符号',
}
const BLANK: Text = { en: 'Must hold something that can be seen', zh: '不能为空白' }

/** What a form asks for, where it is said better in words. */
const PATTERNS_IN_WORDS: Record<string, Text> = {
  '\\S': BLANK,
  [SEEN]: BLANK,
  [SAID]: UNSAID,
  '^-?\\d{1,2}(\\.\\d+)?,-?\\d{1,3}(\\.\\d+)?$': {
    en: 'Must be latitude,longitude, as in 29.55,103.77',
    zh: '应为“纬度,经度”，如 29.55,103.77',
  },
}

/** A longer one explains nothing to somebody who reads it. */
const LONGEST_PATTERN = 60

const typeName =
  (values: string) =>
  (type: unknown): string =>
    type === 'boolean' ? `boolean${values}` : String(type)

const MESSAGES: Record<string, (params: Record<string, unknown>) => Text> = {
  required: () => ({ en: 'This member is required', zh: '此项必填' }),
  additionalProperties: () => ({ en: 'This member is not known', zh: '未知字段' }),
  unevaluatedProperties: () => ({ en: 'This member is not known', zh: '未知字段' }),
  type: ({ type }) => ({
    en: `Must be ${[type].flat().map(typeName(' (true or false)')).join(' or ')}`,
    zh: `类型应为 ${[type].flat().map(typeName('（true 或 false）')).join(' 或 ')}`,
  }),
  enum: ({ allowedValues }) => ({
    en: `Must be one of ${list(allowedValues)}`,
    zh: `应为以下之一：${list(allowedValues)}`,
  }),
  const: ({ allowedValue }) => ({
    en: `Must be ${String(allowedValue)}`,
    zh: `应为 ${String(allowedValue)}`,
  }),
  format: ({ format }) =>
    FORMATS[String(format)] ?? { en: `Must be a valid ${String(format)}`, zh: `格式应为 ${String(format)}` },
  pattern: ({ pattern }) => {
    const form = PATTERNS_IN_WORDS[String(pattern)] ?? (String(pattern).includes(SAID) ? UNSAID : undefined)
    if (form !== undefined) return form
    return String(pattern).length > LONGEST_PATTERN
      ? { en: 'Has not the right form', zh: '格式不正确' }
      : { en: `Has not the right form: ${String(pattern)}`, zh: `格式不正确，应符合 ${String(pattern)}` }
  },
  minLength: ({ limit }) => ({
    en: `At least ${String(limit)} characters`,
    zh: `至少 ${String(limit)} 个字符`,
  }),
  maxLength: ({ limit }) => ({
    en: `At most ${String(limit)} characters`,
    zh: `至多 ${String(limit)} 个字符`,
  }),
  minimum: ({ limit }) => ({ en: `At least ${String(limit)}`, zh: `不小于 ${String(limit)}` }),
  maximum: ({ limit }) => ({ en: `At most ${String(limit)}`, zh: `不大于 ${String(limit)}` }),
  minItems: ({ limit }) => ({ en: `At least ${String(limit)} entries`, zh: `至少 ${String(limit)} 项` }),
  maxItems: ({ limit }) => ({ en: `At most ${String(limit)} entries`, zh: `至多 ${String(limit)} 项` }),
  [PARTS]: () => ({
    en: 'Too large: too many members, or too much text',
    zh: '内容过大：成员过多或文本过长',
  }),
  minProperties: ({ limit }) => ({
    en: `At least ${String(limit)} members`,
    zh: `至少 ${String(limit)} 个字段`,
  }),
  discriminator: () => ({ en: 'Not a known kind', zh: '未知的类型' }),
}

/** A filter that is mistyped would else seem to have found everything. */
export const unknownParameter = (known: readonly string[]): Text => ({
  en: `This parameter is not known; ${known.length === 0 ? 'none is taken here' : `known are: ${known.join(', ')}`}`,
  zh: `未知参数；${known.length === 0 ? '此处不接受参数' : `可用的有：${known.join('、')}`}`,
})

const CODES: Record<string, string> = {
  additionalProperties: 'UNKNOWN_FIELD',
  unevaluatedProperties: 'UNKNOWN_FIELD',
  discriminator: 'ENUM',
  [PARTS]: 'TOO_LARGE',
}

const list = (values: unknown): string => [values].flat().join(', ')

/**
 * The findings of the validator. Where one of several forms was possible it reports every form and then the choice. Told is
 * what is wrong inside the form that was meant, the one that fits furthest; else the choice, with the types that it allows.
 */
export function inputErrorsOf(errors: readonly AjvError[], context: string): InputError[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const insideOf = (choice: AjvError) => (error: AjvError) =>
    error.schemaPath.startsWith(`${choice.schemaPath}/`)
  const told = errors.filter((error) => !choices.some((choice) => insideOf(choice)(error)))
  return told.map((error) => {
    if (!choices.includes(error)) return inputErrorOf(error, context)
    const inside = errors.filter(insideOf(error))
    const deeper = inside.filter(({ instancePath }) => instancePath !== error.instancePath)
    const [meant, ...others] = deeper
    if (meant !== undefined && others.length === 0) return inputErrorOf(meant, context)
    const here = inside.filter(({ instancePath }) => instancePath === error.instancePath)
    if (here.length > 1 && here.every(({ keyword }) => keyword === 'required'))
      return { ...inputErrorOf(error, context), message: oneOfThese(here) }
    if (!here.every(({ keyword }) => keyword === 'type')) return inputErrorOf(error, context)
    return inputErrorOf(
      { ...error, keyword: 'type', params: { type: here.flatMap(({ params }) => params.type) } },
      context,
    )
  })
}

/** Each possible form lacks a member of its own. */
function oneOfThese(errors: readonly AjvError[]): Text {
  const names = [...new Set(errors.map(({ params }) => String(params.missingProperty)))]
  return { en: `Needs the member ${names.join(', or ')}`, zh: `缺少 ${names.join(' 或 ')}` }
}

/** A finding of the validator in words; it never repeats the value that was sent. */
function inputErrorOf(error: AjvError, context: string): InputError {
  const extra =
    error.params.missingProperty ??
    error.params.additionalProperty ??
    error.params.unevaluatedProperty ??
    (error.keyword === 'discriminator' ? error.params.tag : undefined)
  const path = extra === undefined ? error.instancePath : `${error.instancePath}/${escapeName(String(extra))}`
  return {
    pointer: pointerIn(context, path),
    code: CODES[error.keyword] ?? screaming(error.keyword),
    message: MESSAGES[error.keyword]?.(error.params) ?? { en: 'Not valid', zh: '不符合要求' },
  }
}

/** Where it is: a JSON pointer into the body, `?name` in the query, `{name}` in the path, `!name` a header. */
export function pointerIn(context: string, path: string): string {
  if (context === 'body') return path
  const name = path.slice(1)
  return context === 'headers' ? `!${name}` : context === 'params' ? `{${name}}` : `?${name}`
}

const escapeName = (name: string): string => name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')
const screaming = (keyword: string): string =>
  keyword.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
