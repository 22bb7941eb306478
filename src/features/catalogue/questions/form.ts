import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import { withinWork } from '../../../shared/work-budget.js'
import type { ItemDocument } from '../item-document.js'
import { holds } from './condition.js'
import { compileForm } from './form-schema.js'
import type { Answers } from './questionnaire.js'

export interface FormFacts {
  form: Record<string, unknown>
  answers: Answers
  /** Legal date of the application: rules compare years with it. */
  today: LegalDate
}

/**
 * The form against the item's JSON Schema, then against its rules, which answer in their own words; all within the budget
 * of work (TOO_MUCH_WORK), for this is where a cataloguer's rule meets whatever somebody hands in.
 */
export const checkForm = (document: Pick<ItemDocument, 'form' | 'rules'>, facts: FormFacts): InputError[] =>
  withinWork(() => checkFields(document, facts))

function checkFields(document: Pick<ItemDocument, 'form' | 'rules'>, facts: FormFacts): InputError[] {
  const validate = formValidator(document)
  if (!validate(facts.form)) return (validate.errors ?? []).slice(0, MAX_FORM_ERRORS).map(formError)
  const data = { form: facts.form, answers: facts.answers, applicationYear: Number(facts.today.slice(0, 4)) }
  return document.rules
    .filter((rule) => rule.when === undefined || holds(rule.when, data))
    .filter((rule) => !holds(rule.must, data))
    .map((rule) => ({ pointer: rule.pointer, code: screaming(rule.key), message: rule.message }))
}

/**
 * Fields of a draft that the form does not know (未知字段): a draft need not be complete, but what no form asks for is
 * nobody's to keep. Where the schema says more than its own `properties`, that is looked at when it is handed in.
 */
export function unknownFields({ form: { schema } }: Pick<ItemDocument, 'form'>, form: object): InputError[] {
  const { properties = {}, additionalProperties } = schema as {
    properties?: object
    additionalProperties?: unknown
  }
  if (additionalProperties !== false || 'patternProperties' in schema) return []
  return Object.keys(form)
    .filter((name) => !Object.hasOwn(properties, name))
    .slice(0, MAX_FORM_ERRORS)
    .map((additionalProperty) =>
      formError({ instancePath: '', keyword: 'additionalProperties', params: { additionalProperty } }),
    )
}

/** A form of thousands of unknown fields does not get thousands of errors back. */
const MAX_FORM_ERRORS = 100

const validators = new WeakMap<object, ReturnType<typeof compileForm>>()

/** Documents of versions are kept in memory, so that each schema is compiled once. */
function formValidator(document: Pick<ItemDocument, 'form'>) {
  const known = validators.get(document.form.schema)
  if (known !== undefined) return known
  const validate = compileForm(document.form.schema, false)
  validators.set(document.form.schema, validate)
  return validate
}

function formError(error: {
  instancePath: string
  keyword: string
  params: Record<string, unknown>
}): InputError {
  const extra = error.params.missingProperty ?? error.params.additionalProperty
  const pointer = `/form${error.instancePath}${extra === undefined ? '' : `/${pointerPart(String(extra).slice(0, 100))}`}`
  const { limit, allowedValues, format } = error.params
  const allowed = [allowedValues].flat().map(String).join(', ').slice(0, 300)
  const messages: Record<string, Text> = {
    required: { en: 'The form needs this', zh: '表单缺少此项' },
    additionalProperties: { en: 'The form does not know this field', zh: '表单没有此字段' },
    type: { en: `Must be ${String(error.params.type)}`, zh: `类型应为 ${String(error.params.type)}` },
    minimum: { en: `At least ${String(limit)}`, zh: `不小于 ${String(limit)}` },
    maximum: { en: `At most ${String(limit)}`, zh: `不大于 ${String(limit)}` },
    enum: { en: `Must be one of ${allowed}`, zh: `应为以下之一：${allowed}` },
    format: { en: `Must be a valid ${String(format)}`, zh: `格式应为 ${String(format)}` },
    pattern: { en: 'Has not the right form', zh: '格式不正确' },
    minLength: { en: `At least ${String(limit)} characters`, zh: `至少 ${String(limit)} 个字符` },
    maxLength: { en: `At most ${String(limit)} characters`, zh: `至多 ${String(limit)} 个字符` },
    minItems: { en: `At least ${String(limit)} entries`, zh: `至少 ${String(limit)} 项` },
    maxItems: { en: `At most ${String(limit)} entries`, zh: `至多 ${String(limit)} 项` },
  }
  return {
    pointer,
    code: `FORM_${screaming(error.keyword)}`,
    message: messages[error.keyword] ?? { en: 'Does not fit the form', zh: '不符合表单要求' },
  }
}

/** A name as one part of a JSON pointer. */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const screaming = (name: string): string =>
  name
    .replace(/[- ]/g, '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()
