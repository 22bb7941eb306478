import type { Language, Text } from '../../../shared/text.js'
import { say } from '../../../shared/text.js'
import type { WorkflowStep } from '../definition.js'

/** What stands in the box of a step, line by line: its title, who does it, how long it may take. */
export function linesOf(
  { title, post, who, limit, join, parallel, jointReview }: WorkflowStep,
  steps: readonly WorkflowStep[],
  language: Language,
): string[] {
  const posts = [...new Set([post, who?.post].filter((each) => each !== undefined))]
  const words = (zh: string, en: string): string => say({ zh, en }, language)
  const titled = (key: string): string => {
    const named = steps.find((step) => step.key === key)
    return named === undefined ? key : say(named.title, language)
  }
  const apart = (who?.notWho ?? []).map(titled)
  return [
    ...wrap(say(title, language)),
    ...(posts.length === 0 ? [] : wrap(words(`岗位：${posts.join('、')}`, `Post: ${posts.join(', ')}`))),
    ...(apart.length === 0
      ? []
      : wrap(words(`不得由办理“${apart.join('、')}”的人员办理`, `Not who did ${apart.join(', ')}`))),
    ...(limit === undefined ? [] : [say(limitWords(limit), language)]),
    ...(join === undefined ? [] : [words('汇合后办理', 'After all branches')]),
    ...(parallel === true ? [words('之后并行办理', 'Then side by side')] : []),
    ...(jointReview === true ? [words('可会审', 'Other organs may be asked')] : []),
  ]
}

const UNITS = { workingDay: ['个工作日', 'working day'], day: ['日', 'day'], hour: ['小时', 'hour'] } as const

const limitWords = ({ amount, unit }: NonNullable<WorkflowStep['limit']>): Text => ({
  zh: `${amount} ${UNITS[unit][0]}`,
  en: `${amount} ${UNITS[unit][1]}${amount === 1 ? '' : 's'}`,
})

/** As much as fits into a line, Chinese characters counted twice. */
const WIDEST = 36

/** Breaks words into lines where they would make a box too wide. */
export function wrap(text: string): string[] {
  const lines: string[] = []
  let [line, width] = ['', 0]
  for (const part of text.match(/[\u0021-\u2e7f]+\s*|\s+|./gu) ?? []) {
    const wide = [...part].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0)
    if (width > 0 && width + wide > WIDEST) {
      lines.push(line.trim())
      line = ''
      width = 0
    }
    line += part
    width += wide
  }
  return [...lines, line.trim()].filter((each) => each !== '')
}

const SIGNS: Readonly<Record<string, string>> = {
  '==': '=',
  '===': '=',
  '!=': '≠',
  '!==': '≠',
  '>': '>',
  '>=': '≥',
  '<': '<',
  '<=': '≤',
}
const MOST_SIGNS = 28

/** A condition in few words; what is longer or rarer is only said to be there. */
export function conditionWords(when: unknown, language: Language): string {
  if (when === undefined) return ''
  const words = wordsOf(when, language)
  return words === undefined || [...words].length > MOST_SIGNS
    ? say({ zh: '符合条件时', en: 'on a condition' }, language)
    : words
}

function wordsOf(logic: unknown, language: Language): string | undefined {
  if (typeof logic === 'string' || typeof logic === 'number' || typeof logic === 'boolean')
    return String(logic)
  if (typeof logic !== 'object' || logic === null || Array.isArray(logic)) return undefined
  const [[operator = '', operand] = []] = Object.entries(logic)
  const operands: unknown[] = Array.isArray(operand) ? operand : [operand]
  if (operator === 'var')
    return typeof operands[0] === 'string' ? operands[0].replace(/^(form|answers)\./, '') : undefined
  const told = operands.map((each) => wordsOf(each, language))
  if (told.some((each) => each === undefined)) return undefined
  if (operator === '!') return say({ zh: `非 ${told[0]}`, en: `not ${told[0]}` }, language)
  if (operator === 'and' || operator === 'or')
    return told.join(
      say(operator === 'and' ? { zh: ' 且 ', en: ' and ' } : { zh: ' 或 ', en: ' or ' }, language),
    )
  const sign = SIGNS[operator]
  return sign === undefined || told.length !== 2 ? undefined : `${told[0]} ${sign} ${told[1]}`
}
