import type { Text } from './text.js'

/** A registered rule of checks: what it finds, and how to mend it. An error forbids publication. */
export interface Rule {
  severity: 'error' | 'warning'
  title: Text
  mend: Text
}

/** What a check found (检查结果), whatever is checked: under which rule, where, in words, and how to mend it. */
export interface Finding<R extends string = string> {
  rule: R
  /** An error forbids what was to be done, a warning does not. */
  severity: Rule['severity']
  pointer: string
  message: Text
  /** What shows it (路径): names of steps, in the order in which they are gone through; absent where the place says it all. */
  path?: string[]
  /** How to mend it (整改建议), where the rule is registered with words for it. */
  mend?: Text
}

type Words = readonly [zh: string, en: string]
const make =
  (severity: Rule['severity']) =>
  (title: Words, mend: Words): Rule => ({
    severity,
    title: { zh: title[0], en: title[1] },
    mend: { zh: mend[0], en: mend[1] },
  })

/** Forbids publication. */
export const error = make('error')
/** Is told, and forbids nothing. */
export const warning = make('warning')

/** A finding under a registered rule, with how to mend it. */
export type Told<R extends string = string> = Finding<R> & Required<Pick<Finding<R>, 'mend'>>

/** A breach of one of these rules; without words of its own it says what the rule says. */
export const findingOf = <R extends string>(
  rules: Readonly<Record<R, Rule>>,
  rule: R,
  pointer: string,
  message?: Text,
): Told<R> => {
  const { severity, title, mend } = rules[rule]
  return { rule, severity, pointer, message: message ?? title, mend }
}

/** Tells breaches of some rules: a check makes one of the rules that stand beside it. */
export const finder =
  <R extends string>(rules: Readonly<Record<R, Rule>>) =>
  (rule: R, pointer: string, message?: Text): Told<R> =>
    findingOf(rules, rule, pointer, message)

export const isError = ({ severity }: Pick<Finding, 'severity'>): boolean => severity === 'error'
