import type { InputError } from '../../../shared/problem.js'
import type { LegalDate } from '../../../shared/time.js'
import { withinWork } from '../../../shared/work-budget.js'
import type { ItemDocument } from '../item-document.js'
import { holds } from './condition.js'
import { type FormFault, formError, pointerPart, screaming } from './form-errors.js'
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
  if (!validate(facts.form)) return told(validate.errors ?? [], document)
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
function unknownFields({ form: { schema } }: Pick<ItemDocument, 'form'>, form: object): InputError[] {
  const { properties = {}, additionalProperties } = schema as {
    properties?: object
    additionalProperties?: unknown
  }
  if (additionalProperties !== false || 'patternProperties' in schema) return []
  return Object.keys(form)
    .filter((name) => !Object.hasOwn(properties, name))
    .slice(0, MAX_FORM_ERRORS)
    .map((additionalProperty) =>
      formError(schema, {
        instancePath: '',
        keyword: 'additionalProperties',
        params: { additionalProperty },
      }),
    )
}

interface Part {
  type?: unknown
  properties?: Record<string, Part>
  items?: unknown
}

/**
 * What a draft may not keep: fields that the form does not know, and nothing (null) where the form wants something, in a
 * list too: whoever has nothing to say leaves it out, and an entry of nothing was written by nobody.
 */
export function checkDraft(document: Pick<ItemDocument, 'form'>, form: object): InputError[] {
  const unknown = unknownFields(document, form)
  return unknown.length > 0
    ? unknown
    : nothingIn(document.form.schema as Part, form, '/form').slice(0, MAX_FORM_ERRORS)
}

function nothingIn(part: Part | undefined, value: unknown, pointer: string, inList = false): InputError[] {
  if (value === null) {
    const types = [part?.type ?? []].flat()
    const isWanted = types.length > 0 ? !types.includes('null') : inList && isPlain(part)
    return isWanted ? [{ pointer, code: 'NOTHING_THERE', message: NOTHING_THERE }] : []
  }
  if (Array.isArray(value))
    return value.flatMap((each, at) =>
      nothingIn(part?.items as Part | undefined, each, `${pointer}/${at}`, true),
    )
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, each]) =>
    nothingIn(
      Object.hasOwn(part?.properties ?? {}, name) ? part?.properties?.[name] : undefined,
      each,
      `${pointer}/${pointerPart(name)}`,
    ),
  )
}

/** It says nothing of what may stand there in words that are not looked into here. */
const isPlain = (part: object | undefined): boolean =>
  !['enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref', 'if'].some(
    (word) => part !== undefined && word in part,
  )

const NOTHING_THERE = {
  en: 'Nothing stands here (null): say something, or leave it out',
  zh: '此处为空值（null）：请填写，或者删去该项',
}

const told = (errors: readonly FormFault[], { form: { schema } }: Pick<ItemDocument, 'form'>): InputError[] =>
  once(errors)
    .slice(0, MAX_FORM_ERRORS)
    .map((error) => formError(schema, error))

/** A wrong choice is said once, not of each possible value as well: what `oneOf` finds there only gives titles. */
function once(errors: readonly FormFault[]): readonly FormFault[] {
  const places = errors.flatMap(({ keyword, instancePath }) => (keyword === 'enum' ? [instancePath] : []))
  return places.length === 0
    ? errors
    : errors.filter(
        ({ keyword, instancePath }) =>
          !(places.includes(instancePath) && (keyword === 'const' || keyword === 'oneOf')),
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

export { pointerPart } from './form-errors.js'
