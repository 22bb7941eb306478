import type { Finding } from './finding.js'
import { PROBLEM_CODES, type ProblemCode } from './problem-codes.js'
import type { Text } from './text.js'

/**
 * A finding about the input as an answer tells it, always an error: where (RFC 6901 JSON pointer into the body, or `?name`
 * for a query parameter), what, in words; its rule is called `code` there.
 */
export interface InputError extends Omit<Finding, 'rule' | 'severity'> {
  code: string
}

interface Particulars {
  detail?: Text
  errors?: InputError[]
  /** Members beside the standard ones, e.g. `{ allowed: [...] }`. */
  extensions?: Record<string, unknown>
  headers?: Record<string, string>
}

/**
 * An answer that is not 2xx, RFC 9457. Thrown by services and rendered by src/http/problems.ts.
 * Its texts never hold a value of a personal field, SQL or a stack.
 */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly detail: Text | undefined
  readonly errors: InputError[] | undefined
  readonly extensions: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(code: ProblemCode, particulars: Particulars = {}) {
    super(code)
    this.name = 'Problem'
    this.code = code
    this.status = PROBLEM_CODES[code].status
    this.detail = particulars.detail
    this.errors = particulars.errors
    this.extensions = particulars.extensions ?? {}
    this.headers = particulars.headers ?? {}
  }
}

/** `throw problem('NOT_FOUND')`; the catalogue of codes is src/shared/problem-codes.ts. */
export function problem(code: ProblemCode, particulars?: Particulars): Problem {
  return new Problem(code, particulars)
}

/** More digits in a row than any name of a field has, or a telephone number or an identity number less. */
const NUMBER_OF_SOMEBODY = /\p{Nd}{7}/u
/** What is told of members that nobody knows: their names are the sender's alone. */
const UNKNOWN_NAMES = new Set(['UNKNOWN_FIELD', 'QUESTION_UNKNOWN', 'FORM_ADDITIONAL_PROPERTIES'])
const PLAIN_NAME = /^[\w$.~-]{1,100}$/

/**
 * A pointer as it may be told (指向位置): the names of members are the sender's, and one may have put a number or a name of
 * a person where the name of a field belongs. Such a part is told as `*`; an unknown member only by a plain name.
 */
export function toldPointer({ pointer, code }: Pick<InputError, 'pointer' | 'code'>): string {
  const parts = pointer.split('/')
  const isUnknown = UNKNOWN_NAMES.has(code)
  return parts
    .map((part, at) => {
      const isNamed = !isUnknown || at === 0 || at < parts.length - 1 || PLAIN_NAME.test(part)
      return isNamed && !NUMBER_OF_SOMEBODY.test(part) ? part : '*'
    })
    .join('/')
}

/** 422 for the one thing that a rule forbids: where, under which code, in words. */
export const ruleViolated = (pointer: string, code: string, message: Text): Problem =>
  problem('RULE_VIOLATED', { errors: [{ pointer, code, message }] })

const TO_MEND = {
  en: 'There are findings: mend them and publish again',
  zh: '检查未通过，请修改后重新发布',
}

/** 422 with what the checks found (检查结果), each with how to mend it where its rule says. */
export const hasFindings = (findings: readonly Finding[], detail: Text = TO_MEND): Problem =>
  problem('RULE_VIOLATED', {
    detail,
    errors: findings.map(({ rule, pointer, message, mend }) => ({
      pointer,
      code: rule,
      message,
      ...(mend === undefined ? {} : { mend }),
    })),
  })

/** 403 for who has the role, but not over this organ or division. */
export const outOfReach = (): Problem =>
  problem('FORBIDDEN', {
    detail: {
      en: 'Your role has this operation, but not for this organ or division: it lies outside your grants.',
      zh: '您的角色包含此操作，但该机构（区划）不在您的授权范围内。',
    },
  })
