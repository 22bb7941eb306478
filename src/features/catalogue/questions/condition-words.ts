import type { Text } from '../../../shared/text.js'
import type { ItemDocument, ItemQuestion } from '../item-document.js'
import { fieldTitle } from './field-titles.js'

/** What conditions look at: questions, and fields of the form where there is one. */
export type ConditionNames = Pick<ItemDocument, 'questions'> & { form?: { schema: object } | undefined }

/**
 * A condition in words (适用条件): what those do or are for whom it holds, in Chinese to be followed by “的”, in English by
 * “those who”. Made of the titles of questions, options and fields, so that it says neither more nor less.
 */
export const conditionInWords = (names: ConditionNames, condition: unknown): Text =>
  phrase(names, condition).text

/** 适用对象: “选择“银行贷款”的”, “those who choose …”. */
export function thoseWho(names: ConditionNames, condition: unknown): Text {
  const { zh, en } = conditionInWords(names, condition)
  return { zh: `${zh}的`, en: `those who ${en}` }
}

/** Whether a condition is of a shape that has words of its own. */
export const hasWords = (names: ConditionNames, condition: unknown): boolean =>
  !conditionInWords(names, condition).zh.includes(UNTOLD.text.zh)

/** Whether a phrase must be bracketed inside one that joins otherwise. */
interface Phrase {
  text: Text
  /** What is said where it does not hold. */
  negated?: Text
  joined?: 'and' | 'or'
}

const UNTOLD: Phrase = {
  text: {
    zh: '符合按填报内容核对的条件',
    en: 'meet a condition that is looked at when the form is filled in',
  },
}
const APPLICANTS: Record<string, Phrase> = {
  natural: {
    text: { zh: '申请人为自然人', en: 'are natural persons' },
    negated: { zh: '申请人不是自然人', en: 'are not natural persons' },
  },
  legal: {
    text: { zh: '申请人为企业或者其他组织', en: 'are enterprises or other organisations' },
    negated: { zh: '申请人不是企业或者其他组织', en: 'are not enterprises or other organisations' },
  },
}
const COMPARED: Record<string, Text> = {
  '>': { zh: '大于', en: 'more than' },
  '>=': { zh: '不小于', en: 'at least' },
  '<': { zh: '小于', en: 'less than' },
  '<=': { zh: '不大于', en: 'at most' },
}
const MIRRORED: Record<string, string> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' }

function phrase(names: ConditionNames, condition: unknown): Phrase {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return UNTOLD
  const [[operator = '', operand] = []] = Object.entries(condition)
  const operands: unknown[] = Array.isArray(operand) ? operand : [operand]
  const [first, second] = operands
  switch (operator) {
    case 'and':
    case 'or':
      return join(
        operator,
        operands.map((each) => phrase(names, each)),
      )
    case '!!':
      return phrase(names, first)
    case '!':
      return not(names, first)
    case 'var':
      return saying(names, condition, [true])
    case '==':
    case '===':
      return variableOf(first) === undefined ? saying(names, second, [first]) : saying(names, first, [second])
    case '!=':
    case '!==':
      return not(names, { '==': operands })
    case 'in':
      return Array.isArray(second) ? saying(names, first, second) : UNTOLD
    default:
      return COMPARED[operator] === undefined ? UNTOLD : compared(names, operator, operands)
  }
}

function join(how: 'and' | 'or', parts: Phrase[]): Phrase {
  const [only] = parts
  if (only === undefined) return UNTOLD
  if (parts.length === 1) return only
  const bracketed = parts.map(({ text, joined }) =>
    joined === undefined || joined === how ? text : { zh: `（${text.zh}）`, en: `(${text.en})` },
  )
  const by = how === 'and' ? { zh: '，且', en: ' and ' } : { zh: '，或者', en: ' or ' }
  const distinct = [...new Map(bracketed.map((text) => [text.zh, text])).values()]
  return {
    text: {
      zh: distinct.map(({ zh }) => zh).join(by.zh),
      en: distinct.map(({ en }) => en).join(by.en),
    },
    ...(distinct.length > 1 ? { joined: how } : {}),
  }
}

/** Where a condition does not hold: whoever is not asked has not said so either. */
function not(names: ConditionNames, condition: unknown): Phrase {
  const { text, negated } = phrase(names, condition)
  if (text === UNTOLD.text) return UNTOLD
  return { text: negated ?? { zh: `不属于“${text.zh}”`, en: `do not (${text.en})` } }
}

/** A variable is one of some values. */
function saying(names: ConditionNames, variable: unknown, values: readonly unknown[]): Phrase {
  const path = variableOf(variable)
  if (path === undefined || values.some((value) => typeof value === 'object')) return UNTOLD
  if (path === 'applicant.type') {
    return join(
      'or',
      values.flatMap((value) => APPLICANTS[String(value)] ?? []),
    )
  }
  const question = names.questions.find(({ key }) => path === `answers.${key}`)
  return question === undefined ? ofField(names, path, values) : answering(names, question, values)
}

function answering(names: ConditionNames, question: ItemQuestion, values: readonly unknown[]): Phrase {
  const asked = { zh: question.title, en: question.titleEn ?? question.title }
  const { options } = question
  if (options === undefined) {
    const yes = { zh: values[0] === true ? '是' : '否', en: values[0] === true ? 'yes' : 'no' }
    return {
      text: { zh: `对“${asked.zh}”回答“${yes.zh}”`, en: `answer “${yes.en}” to “${asked.en}”` },
      negated: { zh: `对“${asked.zh}”没有回答“${yes.zh}”`, en: `do not answer “${yes.en}” to “${asked.en}”` },
    }
  }
  const chosen = options.filter(({ value }) => values.includes(value))
  if (chosen.length === 0) return UNTOLD
  // An option whose words another question uses as well says nothing without its question.
  const isAlone = !names.questions.some(
    (each) => each !== question && chosen.some(({ title }) => offers(each, title)),
  )
  const about = isAlone ? '' : `对“${asked.zh}”`
  const list = {
    zh: chosen.map(({ title }) => `“${title}”`).join('或者'),
    en: chosen.map(({ title, titleEn }) => `“${titleEn ?? title}”`).join(' or '),
  }
  return {
    text: { zh: `${about}选择${list.zh}`, en: `answer ${list.en} to “${asked.en}”` },
    negated: { zh: `${about}没有选择${list.zh}`, en: `do not answer ${list.en} to “${asked.en}”` },
  }
}

const offers = ({ options = [] }: ItemQuestion, title: string): boolean =>
  options.some((each) => each.title === title)

function ofField(names: ConditionNames, path: string, values: readonly unknown[]): Phrase {
  const title = titleOf(names, path)
  if (title === undefined) return UNTOLD
  const told = (yes: string, no: string) =>
    values.map((value) => (typeof value === 'boolean' ? (value ? yes : no) : String(value)))
  const list = { zh: told('是', '否').join('或者'), en: told('yes', 'no').join(' or ') }
  return {
    text: { zh: `“${title}”为${list.zh}`, en: `state ${list.en} in “${title}”` },
    negated: { zh: `“${title}”不为${list.zh}`, en: `do not state ${list.en} in “${title}”` },
  }
}

function compared(names: ConditionNames, operator: string, [left, right]: unknown[]): Phrase {
  const isMirrored = variableOf(left) === undefined
  const title = titleOf(names, variableOf(isMirrored ? right : left) ?? '')
  const value = isMirrored ? left : right
  const words = COMPARED[isMirrored ? (MIRRORED[operator] ?? '') : operator]
  if (title === undefined || words === undefined || typeof value !== 'number') return UNTOLD
  return {
    text: { zh: `“${title}”${words.zh}${value}`, en: `state ${words.en} ${value} in “${title}”` },
  }
}

function titleOf({ form }: ConditionNames, path: string): string | undefined {
  const [root, ...rest] = path.split('.')
  return root === 'form' && form !== undefined ? fieldTitle(form.schema, rest) : undefined
}

function variableOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('var' in node)) return undefined
  const path = Array.isArray(node.var) ? node.var[0] : node.var
  return typeof path === 'string' ? path : undefined
}
