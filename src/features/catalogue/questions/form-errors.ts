import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import { fieldTitle } from './field-titles.js'

/** What the validator says of a value. */
export interface FormFault {
  instancePath: string
  keyword: string
  params: Record<string, unknown>
}

/** What is wrong with a field, in words of people: by the name that the form gives it, never by what was typed. */
export function formError(schema: object, { instancePath, keyword, params }: FormFault): InputError {
  const extra = params.missingProperty ?? params.additionalProperty
  const pointer = `/form${instancePath}${extra === undefined ? '' : `/${pointerPart(String(extra).slice(0, 100))}`}`
  const message = messageOf(keyword, params)
  // What the form does not know has no name there, and its own is the sender's.
  const title = keyword === 'additionalProperties' ? undefined : fieldTitle(schema, pathOf(pointer))
  return {
    pointer,
    code: `FORM_${screaming(keyword)}`,
    message:
      title === undefined ? message : { zh: `“${title}”：${message.zh}`, en: `“${title}”: ${message.en}` },
  }
}

function messageOf(keyword: string, params: Record<string, unknown>): Text {
  const { limit, allowedValues, format } = params
  const allowed = [allowedValues].flat().map(String).join(', ').slice(0, 300)
  const messages: Record<string, Text> = {
    required: { en: 'Please fill this in', zh: '此项必填，请填写' },
    additionalProperties: { en: 'The form does not know this field', zh: '表单没有此字段' },
    type: TYPES[[params.type].flat().join()] ?? { en: 'Has not the right form', zh: '格式不正确' },
    minimum: { en: `At least ${String(limit)}`, zh: `不小于 ${String(limit)}` },
    maximum: { en: `At most ${String(limit)}`, zh: `不大于 ${String(limit)}` },
    exclusiveMinimum: { en: `More than ${String(limit)}`, zh: `应大于 ${String(limit)}` },
    exclusiveMaximum: { en: `Less than ${String(limit)}`, zh: `应小于 ${String(limit)}` },
    enum: { en: `Must be one of ${allowed}`, zh: `应为以下之一：${allowed}` },
    const: { en: 'Only one value is possible here', zh: '此项只能为规定的值' },
    format: FORMATS[String(format)] ?? { en: `Must be a valid ${String(format)}`, zh: '格式不正确' },
    pattern: { en: 'Has not the right form', zh: '格式不正确，请核对' },
    minLength: { en: `At least ${String(limit)} characters`, zh: `至少 ${String(limit)} 个字符` },
    maxLength: { en: `At most ${String(limit)} characters`, zh: `至多 ${String(limit)} 个字符` },
    minItems: { en: `At least ${String(limit)} entries`, zh: `至少 ${String(limit)} 项` },
    maxItems: { en: `At most ${String(limit)} entries`, zh: `至多 ${String(limit)} 项` },
    uniqueItems: { en: 'The same entry stands here twice', zh: '内容重复，请删除重复项' },
    multipleOf: { en: 'Has too many decimal places', zh: '小数位数过多' },
  }
  return messages[keyword] ?? { en: 'Does not fit the form', zh: '不符合表单要求' }
}

const TYPES: Record<string, Text> = {
  integer: { en: 'Must be a whole number', zh: '应填写整数' },
  number: { en: 'Must be a number', zh: '应填写数字' },
  string: { en: 'Must be text', zh: '应填写文字' },
  boolean: { en: 'Must be yes or no', zh: '应选择是或否' },
  array: { en: 'Must be a list', zh: '应为列表' },
  object: { en: 'Must be a group of fields', zh: '应为一组内容' },
}

const FORMATS: Record<string, Text> = {
  date: { en: 'Must be a date such as 2026-03-02', zh: '应为日期，例如 2026-03-02' },
  email: { en: 'Must be an e-mail address', zh: '应为电子邮箱地址' },
  uri: { en: 'Must be an address on the web', zh: '应为网址' },
}

/** A name as one part of a JSON pointer. */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(2)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

export const screaming = (name: string): string =>
  name
    .replace(/[- ]/g, '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()
