import { findClassified } from '../../shared/classified.js'
import type { Finding } from '../../shared/finding.js'
import type { InputError } from '../../shared/problem.js'
import type { Text } from '../../shared/text.js'
import { findUnsafeText } from '../../shared/text-safety.js'

/** Bytes of a line at most; an entry with many long versions stays far below, one with its blank forms does too. */
export const LINE_LIMIT = 64 * 1024 * 1024
const MAX_DEPTH = 64

/** What speaks against a line: a rule of lines, or one of the checks before publication. */
export type LineFinding = Finding

export const lineError = (rule: string, pointer: string, en: string, zh: string): LineFinding => ({
  rule,
  severity: 'error',
  pointer,
  message: { en, zh },
})

/** What speaks against an input, said of a line. */
export const lineErrorOf = ({ code, pointer, message }: InputError): LineFinding => ({
  rule: code,
  severity: 'error',
  pointer,
  message,
})

/** What is said of two lines of a file that name the same thing. */
export const linesTwice = (first: number, second: number): Text => ({
  en: `Lines ${first} and ${second} are the same thing`,
  zh: `第 ${first} 行与第 ${second} 行重复`,
})

/** What a line holds, before its form is looked at. */
export type ReadLine = { value: unknown } | { findings: LineFinding[] }

const utf8 = new TextDecoder('utf-8', { fatal: true })
const refused = (rule: string, pointer: string, en: string, zh: string): ReadLine => ({
  findings: [lineError(rule, pointer, en, zh)],
})

/** Reads the bytes of a line as JSON that Postgres can keep too. */
export function readLine(bytes: Buffer): ReadLine {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return refused('NOT_UTF8', '', 'The line is not valid UTF-8', '该行不是有效的 UTF-8')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused('NOT_JSON', '', 'The line is not valid JSON', '该行不是有效的 JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused('NOT_AN_OBJECT', '', 'The line is not a JSON object', '该行不是 JSON 对象')
  // First, since it goes no deeper than it may.
  if (!isPlain(value, MAX_DEPTH))
    return refused(
      'NOT_PLAIN',
      '',
      'Nested too deeply, a number out of range, or a member named __proto__',
      '嵌套过深、数值超出范围或含有 __proto__ 成员',
    )
  const secret = findClassified(value)
  if (secret !== undefined)
    return refused(
      'CLASSIFIED_MATERIAL',
      secret,
      'A mark of classified material stands here: it must not be sent through this system',
      '含有国家秘密标志：涉密内容不得通过本系统提交',
    )
  const unsafe = findUnsafeText(value)
  if (unsafe === undefined) return { value }
  return refused(
    'UNSAFE_TEXT',
    unsafe,
    'NUL characters and lone surrogates are no text',
    '文本中不能包含 NUL 字符或不成对的代理字符',
  )
}

/** Nothing that is read otherwise here than by whoever reads it next. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0 || Object.hasOwn(value, '__proto__')) return false
  return Object.values(value).every((member) => isPlain(member, depth - 1))
}

/** The line was longer than any entry may be; its rest was passed over. */
export const TOO_LONG: LineFinding = lineError(
  'LINE_TOO_LONG',
  '',
  `A line has at most ${LINE_LIMIT / 1024 / 1024} MiB`,
  `单行最大 ${LINE_LIMIT / 1024 / 1024} MiB`,
)
