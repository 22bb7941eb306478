import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { error, finder, type Rule } from '../../../shared/finding.js'
import type { Text } from '../../../shared/text.js'
import { findUnsafeText, isTooDeep } from '../../../shared/text-safety.js'
import { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** The document as such. */
export const DOCUMENT_RULES = {
  DOCUMENT_JSON: error(
    ['不是有效的 JSON', 'Not JSON'],
    ['改正 JSON 语法；NDJSON 每行一个事项', 'Correct the syntax; NDJSON has one item on each line'],
  ),
  DOCUMENT_SCHEMA: error(
    ['不符合事项记录的结构', 'The document does not fit the schema of the record'],
    ['按接口文档中的 ItemDocument 改正', 'Correct it after ItemDocument in the API document'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(DOCUMENT_RULES)

/** So many faults of the schema show well enough what is wrong with a document. */
const MAX_TOLD = 50

let validator: ValidateFunction<ItemDocument> | undefined

/** Compiled with the first document: only commands and imports need it beside the routes. */
function schemaValidator(): ValidateFunction<ItemDocument> {
  if (validator !== undefined) return validator
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  addFormats.default(ajv, ['date', 'uuid'])
  validator = ajv.compile<ItemDocument>(ItemDocument)
  return validator
}

export type ReadDocument = { document: ItemDocument } | { findings: Finding[] }

/** A value from outside (a file, a line of an import) as a document, or what is wrong with its shape. */
export function readItemDocument(value: unknown): ReadDocument {
  if (isTooDeep(value))
    return { findings: [found('DOCUMENT_SCHEMA', '', { en: 'Nested too deeply', zh: '嵌套过深' })] }
  const unsafe = findUnsafeText(value)
  if (unsafe !== undefined)
    return {
      findings: [
        found('DOCUMENT_SCHEMA', unsafe, {
          en: 'NUL characters and lone surrogates are no text',
          zh: '文本中不能包含 NUL 字符或不成对的代理字符',
        }),
      ],
    }
  const validate = schemaValidator()
  if (validate(value)) return { document: value }
  return { findings: (validate.errors ?? []).slice(0, MAX_TOLD).map(schemaFinding) }
}

function schemaFinding({ instancePath, keyword, params, message }: ErrorObject): Finding {
  const member = params.missingProperty ?? params.additionalProperty
  const pointer =
    member === undefined
      ? instancePath
      : `${instancePath}/${String(member).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`
  return found(
    'DOCUMENT_SCHEMA',
    pointer,
    wordsOf(keyword, params) ?? { en: String(message), zh: `不符合 ${keyword} 的要求` },
  )
}

function wordsOf(keyword: string, params: Record<string, unknown>): Text | undefined {
  const allowed = [params.allowedValues ?? []].flat().join(', ')
  const words: Record<string, Text> = {
    required: { en: 'This member is required', zh: '此项必填' },
    additionalProperties: { en: 'This member is not known', zh: '未知字段' },
    type: { en: `Must be ${String(params.type)}`, zh: `类型应为 ${String(params.type)}` },
    enum: { en: `Must be one of ${allowed}`, zh: `应为以下之一：${allowed}` },
    format: { en: `Must be a valid ${String(params.format)}`, zh: `格式应为 ${String(params.format)}` },
    pattern: { en: 'Has a wrong form', zh: '格式错误' },
    minLength: { en: 'Must not be empty', zh: '不得为空' },
    minItems: { en: `At least ${String(params.limit)}`, zh: `至少 ${String(params.limit)} 项` },
    maxItems: { en: `At most ${String(params.limit)}`, zh: `至多 ${String(params.limit)} 项` },
    maxLength: { en: `At most ${String(params.limit)} characters`, zh: `至多 ${String(params.limit)} 个字` },
  }
  return words[keyword]
}
