import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { sha256 } from '../../../shared/canonical-json.js'
import type { InputError } from '../../../shared/problem.js'
import type { Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import type { ItemDocument, ItemMaterial, ItemQuestion } from '../item-document.js'
import { openQuestions } from './best-order.js'
import { holds, referredAnswers, refersToApplicant } from './condition.js'
import { type Diagram, pathOf } from './decision-diagram.js'
import {
  type ItemOutcomes,
  listedOutcomes,
  outcomesGiven,
  outcomesOf,
  situationFor,
} from './item-outcomes.js'
import {
  type Answers,
  type ApplicantType,
  type ConditionData,
  closureOf,
  standingOf,
} from './questionnaire.js'
import { because, type Grounds } from './reasons.js'
import { variantOf } from './variants.js'

export { holds } from './condition.js'
export type { Answers, ApplicantType } from './questionnaire.js'

/** Questions that are asked for sure given the answers so far, answered or not. */
export function relevantQuestions(
  { questions }: Pick<ItemDocument, 'questions'>,
  { answers, applicant }: ConditionData,
): ItemQuestion[] {
  const { counting, open } = standingOf(questions, applicant.type, answers)
  return questions.filter((question) => counting[question.key] !== undefined || open.includes(question))
}

/** Answers to questions that the item does not ask, or values that are no option. */
export function checkAnswers(document: Pick<ItemDocument, 'questions'>, answers: Answers): InputError[] {
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

type Situation = ItemDocument['situations'][number]

export type Checklist =
  | { kind: 'questions'; questions: ItemQuestion[]; order: 'best' | 'document' }
  | {
      kind: 'checklist'
      situation: Situation
      /** Why it is this situation, in the words of questions and answers. */
      reason: Text
      variant: ReturnType<typeof variantOf>
      materials: ChecklistMaterial[]
    }

/**
 * From answers to the exact list (情形引导): the questions that can still change it, the best first; or the one situation
 * with its materials, each with the reason why this applicant brings it. Deterministic; answers have been checked.
 */
export function resolveChecklist(
  document: ItemDocument,
  applicantType: ApplicantType,
  answers: Answers,
): Checklist {
  const outcomes = outcomesOf(document, applicantType) ?? outcomesGiven(document, applicantType, answers)
  if (outcomes === undefined) return resolvePlainly(document, applicantType, answers)
  const { space, asked } = outcomes
  const asking = openQuestions(space, document.questions, listedOutcomes(outcomes), asked, answers)
  if (asking.questions.length > 0) return { kind: 'questions', ...asking }
  const result = (diagram: Diagram) => space.restrict(diagram, answers, new Map()).value
  const key = result(outcomes.situation)
  const isNeeded = (material: ItemMaterial): boolean => {
    const diagram = outcomes.materials.get(material)
    return diagram !== undefined && result(diagram) === true
  }
  return checklistOf(document, applicantType, answers, {
    situation: document.situations.find((each) => each.key === key),
    isNeeded,
  })
}

/** Where the ways to answer are too many to look at: every question that is asked, in the document's order. */
function resolvePlainly(document: ItemDocument, type: ApplicantType, answers: Answers): Checklist {
  const { counting, open } = standingOf(document.questions, type, answers)
  if (open.length > 0) return { kind: 'questions', questions: open, order: 'document' }
  const data = { answers: counting, applicant: { type } }
  const situation = situationFor(document, data)
  const isNeeded = (material: ItemMaterial): boolean =>
    (material.situations?.includes(situation?.key ?? '') ?? true) &&
    (material.when === undefined || holds(material.when, data))
  return checklistOf(document, type, answers, { situation, isNeeded })
}

function checklistOf(
  document: ItemDocument,
  type: ApplicantType,
  answers: Answers,
  found: { situation: Situation | undefined; isNeeded: (material: ItemMaterial) => boolean },
): Checklist {
  const { situation } = found
  if (situation === undefined) throw new Error(`item ${document.itemCode} has no situation for these answers`)
  const groundsOf = (decided: Decided) => because(groundsFor(document, type, answers, decided))
  const allSituations = document.situations.map(({ when }) => when)
  const materials = document.materials.filter(found.isNeeded).map((material) => ({
    material,
    required: material.necessity !== 'optional',
    reason:
      material.reason ??
      groundsOf({
        pick: (outcomes) => outcomes.materials.get(material),
        conditions: [material.when, ...(material.situations === undefined ? [] : allSituations)],
      }) ??
      EVERYBODY_BRINGS,
  }))
  return {
    kind: 'checklist',
    situation,
    reason: groundsOf({ pick: (outcomes) => outcomes.situation, conditions: allSituations }) ?? EVERYBODY_IS,
    variant: variantOf(document, situation.key),
    materials,
  }
}

const EVERYBODY_BRINGS = { zh: '所有申请人均需提供', en: 'Everybody brings it' }
const EVERYBODY_IS = { zh: '所有申请人均适用', en: 'It is the same for everybody' }

interface Decided {
  pick: (outcomes: ItemOutcomes) => Diagram | undefined
  /** What it was decided by. */
  conditions: unknown[]
}

/** The answers that made the difference, and whether the applicant's kind made one. */
function groundsFor(
  document: ItemDocument,
  type: ApplicantType,
  answers: Answers,
  { pick, conditions }: Decided,
): Grounds {
  const diagramFor = (applicant: ApplicantType) => {
    const outcomes = outcomesOf(document, applicant)
    const diagram = outcomes && pick(outcomes)
    return outcomes && diagram && { outcomes, diagram }
  }
  const own = diagramFor(type)
  const path = own && pathOf(own.diagram, answers)
  const isApplicantsKind = (): boolean => {
    const other = diagramFor(type === 'natural' ? 'legal' : 'natural')
    if (other === undefined || path === undefined) return true
    return other.outcomes.space.restrict(other.diagram, answers, new Map()).value !== path.value
  }
  const applicant = refersToApplicant(conditions) && isApplicantsKind() ? type : undefined
  if (path !== undefined) return { deciding: path.deciding, answers, applicant }
  const { counting } = standingOf(document.questions, type, answers)
  const deciding = closureOf(document.questions, referredAnswers(conditions)).filter(
    ({ key }) => counting[key] !== undefined,
  )
  return { deciding, answers, applicant }
}

export interface FormFacts {
  form: Record<string, unknown>
  answers: Answers
  /** Legal date of the application: rules compare years with it. */
  today: LegalDate
}

/** The form against the item's JSON Schema, then against its rules, which answer in their own words. */
export function checkForm(document: Pick<ItemDocument, 'form' | 'rules'>, facts: FormFacts): InputError[] {
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
function formValidator(document: Pick<ItemDocument, 'form'>) {
  const known = validators.get(document.form.schema)
  if (known !== undefined) return known
  const validate = compileForm(document.form.schema, false)
  validators.set(document.form.schema, validate)
  return validate
}

const MOST_COMPLAINTS = 2000
/** By the schema's hash: to compile one takes ten milliseconds, and the items of an import share few. */
const complaints = new Map<string, string | undefined>()

/** The compiler's complaint about a schema; undefined when it is sound. */
export function schemaComplaint(schema: object): string | undefined {
  const key = sha256(JSON.stringify(schema)).toString('base64')
  if (complaints.has(key)) return complaints.get(key)
  const complaint = compileComplaint(schema)
  if (complaints.size >= MOST_COMPLAINTS) complaints.clear()
  complaints.set(key, complaint)
  return complaint
}

function compileComplaint(schema: object): string | undefined {
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
