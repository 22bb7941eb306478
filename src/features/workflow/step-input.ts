import type { InputError } from '../../shared/problem.js'
import { isLegalDate } from '../../shared/time.js'
import { type Refusal, refuse } from './decision.js'
import type { StepField, WorkflowStep } from './definition.js'

/** What who does a step fills in (环节填报): plain values, no words in which people might be named. */

type Filled = Record<string, string | number | boolean>

/** 422: what is required is there, nothing else is, and each value is of its field. */
export function checkInput({ input }: WorkflowStep, given: Filled = {}): Refusal | undefined {
  const { properties = {}, required = [] } = input ?? {}
  const errors: InputError[] = [
    ...required
      .filter((name) => given[name] === undefined)
      .map((name) => told(name, 'REQUIRED', 'This step asks for it', '本环节须填写')),
    ...Object.entries(given).flatMap(([name, value]) => {
      const field = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (field === undefined)
        return [told(name, 'UNKNOWN_FIELD', 'This step has no such field', '本环节没有该填报项')]
      return fits(field, value) ? [] : [told(name, 'INVALID', expected(field).en, expected(field).zh)]
    }),
  ]
  return errors.length === 0
    ? undefined
    : refuse(
        'RULE',
        'What the step asks for is not filled in as it should be',
        '环节填报内容不符合要求',
        errors,
      )
}

const told = (name: string, code: string, en: string, zh: string): InputError => ({
  pointer: `/input/${name}`,
  code,
  message: { en, zh },
})

function fits({ type, enum: among, format, minimum, maximum }: StepField, value: unknown): boolean {
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'string')
    return (
      typeof value === 'string' && (format === 'date' ? isLegalDate(value) : among?.includes(value) === true)
    )
  return (
    typeof value === 'number' &&
    (type === 'number' || Number.isInteger(value)) &&
    value >= (minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (maximum ?? Number.POSITIVE_INFINITY)
  )
}

function expected({ type, enum: among, format, minimum, maximum }: StepField): { en: string; zh: string } {
  if (type === 'boolean') return { en: 'true or false', zh: '应为是或者否' }
  if (format === 'date') return { en: 'a date', zh: '应为日期' }
  if (type === 'string') return { en: `one of ${among?.join(', ')}`, zh: `应为 ${among?.join('、')} 之一` }
  const [low, high] = [minimum ?? '−∞', maximum ?? '∞']
  const whole = type === 'integer'
  return {
    en: `a ${whole ? 'whole ' : ''}number from ${low} to ${high}`,
    zh: `应为 ${low} 至 ${high} 之间的${whole ? '整数' : '数值'}`,
  }
}

/** A value that a field accepts, for examples. */
export function exampleOfField({
  type,
  enum: among,
  format,
  minimum,
  maximum,
}: StepField): string | number | boolean {
  if (type === 'boolean') return true
  if (type === 'string') return format === 'date' ? '2026-03-02' : (among?.[0] ?? '')
  return minimum ?? Math.min(maximum ?? 1, 1)
}

/** What the event says of it: field by field, so that its schema is closed. */
export const inputFacts = (given: Filled | undefined) =>
  given === undefined || Object.keys(given).length === 0
    ? undefined
    : Object.entries(given).map(([field, value]) => ({ field, value }))
