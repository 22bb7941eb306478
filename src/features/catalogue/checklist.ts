import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { InputError } from '../../shared/problem.js'
import { compileRule } from '../../shared/rules.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import type { ItemDocument, ItemMaterial, ItemQuestion } from './item-document.js'

export type Answers = Record<string, unknown>
export type ApplicantType = 'natural' | 'legal'

/** What conditions of a checklist may look at. */
interface ConditionData {
  answers: Answers
  applicant: { type: ApplicantType }
}

const compiled = new WeakMap<object, (data: unknown) => unknown>()

/** A condition on its data. Documents do not change, so that each condition is looked up once by its identity. */
export function holds(condition: unknown, data: object): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === true
  let rule = compiled.get(condition)
  if (rule === undefined) {
    rule = compileRule(condition)
    compiled.set(condition, rule)
  }
  return rule(data) === true
}

/** Questions that must be asked given the answers so far: their own condition holds. */
export function relevantQuestions(document: ItemDocument, data: ConditionData): ItemQuestion[] {
  return document.questions.filter((question) => question.when === undefined || holds(question.when, data))
}

/**
 * The answers that count: those to questions which are asked, found one after the other as a person would be asked. An
 * answer to a question that is not asked (a stale field of a front end) must not move the situation.
 */
function countingAnswers(document: ItemDocument, applicantType: ApplicantType, answers: Answers): Answers {
  const counting: Answers = {}
  for (;;) {
    const asked = relevantQuestions(document, { answers: counting, applicant: { type: applicantType } })
    const next = asked.find(({ key }) => counting[key] === undefined && answers[key] !== undefined)
    if (next === undefined) return counting
    counting[next.key] = answers[next.key]
  }
}

/** Answers to questions that the item does not ask, or values that are no option. */
export function checkAnswers(document: ItemDocument, answers: Answers): InputError[] {
  return Object.entries(answers).flatMap(([key, value]) => {
    const question = document.questions.find((each) => each.key === key)
    const pointer = `/answers/${pointerPart(key)}`
    if (question === undefined) {
      return [
        {
          pointer,
          code: 'QUESTION_UNKNOWN',
          message: { en: 'The item does not ask this', zh: '事项没有这个问题' },
        },
      ]
    }
    const fits =
      question.options === undefined
        ? typeof value === 'boolean'
        : question.options.some((option) => option.value === value)
    if (fits) return []
    const allowed = question.options?.map((option) => option.value).join(', ') ?? 'true, false'
    return [
      {
        pointer,
        code: 'ANSWER_UNKNOWN',
        message: { en: `One of ${allowed}`, zh: `应为以下之一：${allowed}` },
      },
    ]
  })
}

export interface ChecklistMaterial {
  material: ItemMaterial
  required: boolean
  reason: Text
}

export type Checklist =
  | { kind: 'questions'; questions: ItemQuestion[] }
  | { kind: 'checklist'; situation: ItemDocument['situations'][number]; materials: ChecklistMaterial[] }

/**
 * From answers to the exact list: the questions still to be asked, or the one situation with its materials, each with
 * the reason why this applicant brings it. Deterministic; answers have been checked.
 */
export function resolveChecklist(
  document: ItemDocument,
  applicantType: ApplicantType,
  answers: Answers,
): Checklist {
  const counting = countingAnswers(document, applicantType, answers)
  const data = { answers: counting, applicant: { type: applicantType } }
  const open = relevantQuestions(document, data).filter((question) => counting[question.key] === undefined)
  if (open.length > 0) return { kind: 'questions', questions: open }
  const situation = document.situations.find((each) => holds(each.when, data))
  if (situation === undefined) throw new Error(`item ${document.itemCode} has no situation for these answers`)
  const materials = document.materials
    .filter((material) => material.situations?.includes(situation.key) ?? true)
    .filter((material) => material.when === undefined || holds(material.when, data))
    .map((material) => ({
      material,
      required: material.necessity !== 'optional',
      reason: material.reason ?? reasonOf(material, situation),
    }))
  return { kind: 'checklist', situation, materials }
}

function reasonOf(material: ItemMaterial, situation: ItemDocument['situations'][number]): Text {
  if (material.situations === undefined) return { zh: '所有申请人均需提供', en: 'Everybody brings it' }
  return {
    zh: `因为您的情形是：${situation.title}`,
    en: `Because your situation is: ${situation.titleEn ?? situation.title}`,
  }
}

export interface FormFacts {
  form: Record<string, unknown>
  answers: Answers
  /** Legal date of the application: rules compare years with it. */
  today: LegalDate
}

/** The form against the item's JSON Schema, then against its rules, which answer in their own words. */
export function checkForm(document: ItemDocument, facts: FormFacts): InputError[] {
  const validate = formValidator(document)
  if (!validate(facts.form)) return (validate.errors ?? []).slice(0, MAX_FORM_ERRORS).map(formError)
  const data = { form: facts.form, answers: facts.answers, applicationYear: Number(facts.today.slice(0, 4)) }
  return document.rules
    .filter((rule) => rule.when === undefined || holds(rule.when, data))
    .filter((rule) => !holds(rule.must, data))
    .map((rule) => ({ pointer: rule.pointer, code: screaming(rule.key), message: rule.message }))
}

/** A form of thousands of unknown fields does not get thousands of errors back. */
const MAX_FORM_ERRORS = 100

/**
 * A compiler for one schema only: a shared one keeps every schema that it has seen, and refuses an `$id` that comes
 * twice. `strictSchema` refuses formats and keywords that nobody would check.
 */
function compileForm(schema: object, strictSchema: boolean) {
  const ajv = new Ajv2020({ allErrors: true, strict: false, strictSchema, logger: false })
  addFormats.default(ajv, ['date', 'email', 'uri'])
  // An asynchronous validator would answer with a promise: every form would pass, and a refused one end the process.
  return ajv.compile({ ...schema, $async: false })
}

const validators = new WeakMap<object, ReturnType<typeof compileForm>>()

/** Documents of versions are kept in memory, so that each schema is compiled once. */
function formValidator(document: ItemDocument) {
  const known = validators.get(document.form.schema)
  if (known !== undefined) return known
  const validate = compileForm(document.form.schema, false)
  validators.set(document.form.schema, validate)
  return validate
}

/** The compiler's complaint about a schema; undefined when it is sound. */
export function schemaComplaint(schema: object): string | undefined {
  if ('$async' in schema) return '$async'
  try {
    compileForm(schema, true)
    return undefined
  } catch (error) {
    return (error as Error).message.slice(0, 200)
  }
}

function formError(error: {
  instancePath: string
  keyword: string
  params: Record<string, unknown>
}): InputError {
  const extra = error.params.missingProperty ?? error.params.additionalProperty
  const pointer = `/form${error.instancePath}${extra === undefined ? '' : `/${pointerPart(String(extra).slice(0, 100))}`}`
  const messages: Record<string, Text> = {
    required: { en: 'The form needs this', zh: '表单缺少此项' },
    additionalProperties: { en: 'The form does not know this field', zh: '表单没有此字段' },
    type: { en: `Must be ${String(error.params.type)}`, zh: `类型应为 ${String(error.params.type)}` },
    minimum: { en: `At least ${String(error.params.limit)}`, zh: `不小于 ${String(error.params.limit)}` },
    maximum: { en: `At most ${String(error.params.limit)}`, zh: `不大于 ${String(error.params.limit)}` },
  }
  return {
    pointer,
    code: `FORM_${screaming(error.keyword)}`,
    message: messages[error.keyword] ?? { en: 'Does not fit the form', zh: '不符合表单要求' },
  }
}

/** A name as one part of a JSON pointer. */
const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

const screaming = (name: string): string =>
  name
    .replace(/-/g, '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()
