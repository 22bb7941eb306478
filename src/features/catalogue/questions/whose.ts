import { canonicalJson } from '../../../shared/canonical-json.js'
import type { Text } from '../../../shared/text.js'
import { type ConditionNames, thoseWho } from './condition-words.js'
import type { Diagram } from './decision-diagram.js'
import { type ApplicantType, valuesOf } from './questionnaire.js'

/** For whom something is: everybody, nobody, or those in words. */
export type Whose = 'everybody' | 'nobody' | Text

/** A diagram of yes and no as a condition: `true`, `false` or JSON Logic over the answers on the ways to yes. */
export function conditionOf({ branch, value }: Diagram): unknown {
  if (branch === undefined) return value === true
  const { question, children } = branch
  const values = valuesOf(question)
  const ways = [...new Set(children)].flatMap((child) => {
    const rest = conditionOf(child)
    if (rest === false) return []
    const by = values.filter((_, index) => children[index] === child)
    if (by.length === values.length) return [rest]
    const variable = { var: `answers.${question.key}` }
    const test = question.options === undefined ? { '==': [variable, by[0]] } : { in: [variable, by] }
    return [rest === true ? test : { and: [test, rest] }]
  })
  return ways.length === 0 ? false : ways.length === 1 ? ways[0] : { or: ways }
}

/** What holds for each kind of applicant that is served, put together. */
export function whoseOfTypes(
  names: ConditionNames,
  conditions: readonly (readonly [ApplicantType, unknown])[],
): Whose {
  const [first] = conditions
  if (first === undefined) return 'nobody'
  const isAlike = conditions.every(([, each]) => canonicalJson(each) === canonicalJson(first[1]))
  if (isAlike) {
    if (first[1] === true) return 'everybody'
    return first[1] === false ? 'nobody' : thoseWho(names, first[1])
  }
  const ways = conditions.flatMap(([type, condition]) => {
    const isType = { '==': [{ var: 'applicant.type' }, type] }
    return condition === false ? [] : [condition === true ? isType : { and: [isType, condition] }]
  })
  return thoseWho(names, ways.length === 1 ? ways[0] : { or: ways })
}
