import { PROBLEM_CODES, type ProblemCode } from '../shared/problem-codes.js'
import { rolesLacking } from '../shared/roles.js'
import type { Text } from '../shared/text.js'

/** What the statuses of problems mean, for every operation. */
export const PROBLEMS: Record<string, string> = {
  400: 'The request is malformed or does not fit the schema (请求有误)',
  401: 'No valid token (未认证)',
  403: 'The role does not include this operation (无权)',
  404: 'Does not exist, or is not visible to this caller (未找到)',
  406: 'None of the types that Accept names (格式不可用)',
  409: 'Does not fit the present state (状态冲突)',
  412: 'Changed since it was read (已变更)',
  413: 'The body is too large (内容过大)',
  415: 'The body is not JSON (媒体类型不支持)',
  422: 'Against a rule (不符合规则)',
  428: 'If-Match is missing (缺少 If-Match)',
  429: 'Too many requests (请求过多)',
  503: 'Overloaded, or the database is away (暂不可用)',
}

/** What they are called under `components/responses`. */
export const PROBLEM_NAMES = {
  400: 'Malformed',
  401: 'Unauthenticated',
  403: 'Forbidden',
  404: 'NotFound',
  406: 'NotAcceptable',
  409: 'Conflict',
  412: 'Changed',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
  422: 'AgainstRule',
  428: 'IfMatchMissing',
  429: 'TooManyRequests',
  503: 'Unavailable',
}

/** The code that an operation most often means by a status, and what a real answer says beside it. */
const SHOWN: Record<string, { code: ProblemCode; detail?: Text; more?: object }> = {
  400: {
    code: 'INVALID_INPUT',
    more: { errors: [{ pointer: '/itemCode', code: 'REQUIRED', message: '此项必填' }] },
  },
  401: { code: 'UNAUTHENTICATED' },
  403: { code: 'FORBIDDEN', detail: rolesLacking(['clerk'], ['citizen']) },
  404: { code: 'NOT_FOUND' },
  406: { code: 'NOT_ACCEPTABLE' },
  409: { code: 'TRANSITION_NOT_ALLOWED', more: { allowed: ['startReview', 'extend'] } },
  410: { code: 'GONE' },
  412: { code: 'PRECONDITION_FAILED' },
  413: { code: 'PAYLOAD_TOO_LARGE' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE' },
  422: {
    code: 'RULE_VIOLATED',
    more: {
      errors: [
        {
          pointer: '/parties/0/idNumber',
          code: 'ID_NUMBER_INVALID',
          message: '身份证号校验码不符，请核对是否输错',
        },
      ],
    },
  },
  428: { code: 'PRECONDITION_REQUIRED' },
  429: { code: 'RATE_LIMITED' },
  503: { code: 'OVERLOADED' },
  507: { code: 'STORAGE_FULL' },
}

/** A problem of a status as the service really words it, in Chinese, its default. Undefined: none has this status. */
export function problemExample(status: string): object | undefined {
  const shown = SHOWN[status]
  if (shown === undefined) return undefined
  const { title, help } = PROBLEM_CODES[shown.code]
  return {
    ...shown.more,
    type: `/problems/${shown.code}`,
    title: title.zh,
    status: Number(status),
    detail: (shown.detail ?? help).zh,
    instance: '/v1/cases',
    code: shown.code,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  }
}
