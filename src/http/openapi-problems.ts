import { PROBLEM_CODES, type ProblemCode } from '../shared/problem-codes.js'
import { type Role, rolesLacking } from '../shared/roles.js'
import type { Text } from '../shared/text.js'
import { unknownParameter } from './validation.js'

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

interface Shown {
  code: ProblemCode
  detail?: Text
  more?: object
}

/** What an operation is, as far as its problems hang on it. */
export interface Troubled {
  operationId: string
  method: string
  path: string
  /** The same with the examples of its parts. */
  address: string
  tag: string
  roles: readonly string[]
  /** Names of its query parameters. */
  queries: readonly string[]
  headers: readonly string[]
  /** Members of its body, those that must be there first; undefined: it has none. */
  members: readonly { name: string; isRequired: boolean }[] | undefined
}

const wrong = (pointer: string, code: string, message: string) => ({ errors: [{ pointer, code, message }] })

/** What is wrong with a request that does not fit: a member that is missing, else a parameter that is not known. */
function malformed({ members, queries }: Troubled): Shown {
  const [first] = members ?? []
  if (first?.isRequired === true)
    return { code: 'INVALID_INPUT', more: wrong(`/${first.name}`, 'REQUIRED', '此项必填') }
  if (members !== undefined && members.length > 0)
    return { code: 'INVALID_INPUT', more: wrong('/nonsense', 'UNKNOWN_FIELD', '未知字段') }
  return { code: 'INVALID_INPUT', more: wrong('?nonsense', 'UNKNOWN_FIELD', unknownParameter(queries).zh) }
}

function forbidden({ roles }: Troubled): Shown {
  const other = (['citizen', 'clerk', 'operator'] as const).find((role) => !roles.includes(role))
  return {
    code: 'FORBIDDEN',
    detail: rolesLacking(roles as Role[], other === undefined ? [] : [other]),
  }
}

/** Acts on what is not at the place for them, with what could be done instead. */
const ALLOWED: Record<string, string[]> = {
  alerts: ['explain', 'confirm'],
  'supervision-orders': ['reply'],
  rectifications: ['answer'],
  complaints: ['accept', 'refuse', 'refer'],
  consultations: ['answer', 'refer'],
}
const CONFLICTS: Record<string, ProblemCode> = {
  claimTask: 'TASK_HELD',
  releaseTask: 'TASK_HELD',
  urgeCase: 'ASKED_TOO_SOON',
  remindTask: 'ASKED_TOO_SOON',
  resendMessage: 'ASKED_TOO_SOON',
  continueUpload: 'UPLOAD_OFFSET',
  takePayment: 'PAYMENT_DIFFERS',
}

/** What the present state forbids; of what is only made, that somebody else made it, or is making it at this moment. */
function conflicting({ operationId, method, path, headers }: Troubled): Shown {
  const code = CONFLICTS[operationId]
  if (code !== undefined) return { code }
  if (operationId === 'transitionCase')
    return { code: 'TRANSITION_NOT_ALLOWED', more: { allowed: ['startReview', 'extend'] } }
  const allowed = path.includes('}/') ? ALLOWED[path.split('/')[2] ?? ''] : undefined
  if (allowed !== undefined && headers.includes('if-match'))
    return { code: 'TRANSITION_NOT_ALLOWED', more: { allowed } }
  if (method !== 'post') return { code: 'CONCURRENT_CHANGE' }
  return {
    code:
      headers.includes('if-match') || !headers.includes('idempotency-key')
        ? 'CONFLICT'
        : 'REQUEST_IN_PROGRESS',
  }
}

function againstRule({ members = [], headers, tag }: Troubled): Shown {
  const has = (name: string) => members.some((each) => each.name === name)
  if (has('parties') && tag !== 'Catalogue')
    return {
      code: 'RULE_VIOLATED',
      more: wrong('/parties/0/idNumber', 'ID_NUMBER_INVALID', '身份证号校验码不符，请核对是否输错'),
    }
  if (has('organisation'))
    return { code: 'RULE_VIOLATED', more: wrong('/organisation', 'ORGANISATION_UNKNOWN', '没有该机构') }
  if (has('effectiveFrom'))
    return { code: 'RULE_VIOLATED', more: wrong('/effectiveFrom', 'IN_THE_PAST', '生效日期不能早于今天') }
  return { code: headers.includes('idempotency-key') ? 'IDEMPOTENCY_KEY_REUSED' : 'RULE_VIOLATED' }
}

/** The code that an operation most often means by a status, and what a real answer says beside it. */
const SHOWN: Record<string, (operation: Troubled) => Shown> = {
  400: malformed,
  401: ({ headers }) => ({
    code: headers.includes('webhook-signature') ? 'SIGNATURE_INVALID' : 'UNAUTHENTICATED',
  }),
  403: forbidden,
  404: () => ({ code: 'NOT_FOUND' }),
  406: () => ({ code: 'NOT_ACCEPTABLE' }),
  409: conflicting,
  410: () => ({ code: 'GONE' }),
  412: ({ headers }) => ({ code: headers.includes('if-match') ? 'PRECONDITION_FAILED' : 'TUS_VERSION' }),
  413: () => ({ code: 'PAYLOAD_TOO_LARGE' }),
  415: () => ({ code: 'UNSUPPORTED_MEDIA_TYPE' }),
  422: againstRule,
  428: () => ({ code: 'PRECONDITION_REQUIRED' }),
  429: () => ({ code: 'RATE_LIMITED' }),
  503: () => ({ code: 'OVERLOADED' }),
  507: () => ({ code: 'STORAGE_FULL' }),
}

/** A problem of a status as the service really words it, in Chinese, its default. Undefined: none has this status. */
export function problemExample(status: string, operation: Troubled): object | undefined {
  const shown = SHOWN[status]?.(operation)
  if (shown === undefined) return undefined
  const { title, help } = PROBLEM_CODES[shown.code]
  return {
    ...shown.more,
    type: `/problems/${shown.code}`,
    title: title.zh,
    status: Number(status),
    detail: (shown.detail ?? help).zh,
    instance: operation.address,
    code: shown.code,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  }
}
