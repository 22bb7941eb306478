import type { Text } from './text.js'

interface ProblemKind {
  status: number
  title: Text
  /** What it means and what the caller can do; shown by GET /problems/{code}. */
  help: Text
}

const kind = (status: number, en: string, zh: string, helpEn: string, helpZh: string): ProblemKind => ({
  status,
  title: { en, zh },
  help: { en: helpEn, zh: helpZh },
})

/** Every problem code of the service. Codes are stable: clients branch on them. */
export const PROBLEM_CODES = {
  UNAUTHENTICATED: kind(
    401,
    'Sign-in required',
    '需要登录',
    'Send Authorization: Bearer with a valid token.',
    '请在 Authorization 头中携带有效的 Bearer 令牌。',
  ),
  FORBIDDEN: kind(
    403,
    'Not allowed for your role',
    '无权操作',
    'Your roles do not include this operation.',
    '您的角色不包含此操作。',
  ),
  MALFORMED_REQUEST: kind(
    400,
    'Malformed request',
    '请求格式错误',
    'The request could not be read: check its JSON, encoding and headers.',
    '无法读取请求，请检查 JSON、编码和请求头。',
  ),
  INVALID_INPUT: kind(
    400,
    'Invalid input',
    '输入不符合要求',
    'Correct the fields named in errors and send it again.',
    '请按 errors 中指出的字段更正后重新提交。',
  ),
  IDEMPOTENCY_KEY_REQUIRED: kind(
    400,
    'Idempotency-Key required',
    '缺少 Idempotency-Key',
    'Send an Idempotency-Key header (for example a UUID) with this request.',
    '请在请求头中携带 Idempotency-Key（例如 UUID）。',
  ),
  INVALID_CURSOR: kind(
    400,
    'Invalid cursor',
    '游标无效',
    'Start the list again without a cursor.',
    '请不带游标重新开始读取。',
  ),
  NOT_FOUND: kind(
    404,
    'Not found',
    '未找到',
    'It does not exist, or you may not see it.',
    '不存在，或您无权查看。',
  ),
  METHOD_NOT_ALLOWED: kind(
    405,
    'Method not allowed',
    '不支持的方法',
    'See the Allow header for the methods of this resource.',
    '请查看 Allow 头中支持的方法。',
  ),
  CONFLICT: kind(
    409,
    'Conflict',
    '冲突',
    'The request does not fit the present state.',
    '请求与当前状态冲突。',
  ),
  TRANSITION_NOT_ALLOWED: kind(
    409,
    'This action is not allowed now',
    '当前状态不允许此操作',
    'See allowed for the actions that are possible now.',
    '请查看 allowed 中当前可执行的操作。',
  ),
  CONCURRENT_CHANGE: kind(
    409,
    'Changed by somebody else',
    '已被他人修改',
    'Read it again and repeat the request.',
    '请重新读取后再次提交。',
  ),
  REQUEST_IN_PROGRESS: kind(
    409,
    'The same request is still being handled',
    '相同请求正在处理',
    'Wait and repeat it with the same Idempotency-Key.',
    '请稍候，用相同的 Idempotency-Key 重试。',
  ),
  GONE: kind(410, 'No longer valid', '已失效', 'Start again from a snapshot.', '请从快照重新开始。'),
  PRECONDITION_FAILED: kind(
    412,
    'Changed since you read it',
    '数据已变更',
    'Read it again, then repeat with the new ETag in If-Match.',
    '请重新读取，并用新的 ETag 作为 If-Match 重试。',
  ),
  PAYLOAD_TOO_LARGE: kind(413, 'Too large', '内容过大', 'Send less at once.', '请减少单次提交的内容。'),
  UNSUPPORTED_MEDIA_TYPE: kind(
    415,
    'Unsupported media type',
    '不支持的媒体类型',
    'Send application/json.',
    '请使用 application/json。',
  ),
  RULE_VIOLATED: kind(
    422,
    'Against the rules',
    '不符合规则',
    'Correct what errors names; the rules are those of the item.',
    '请按 errors 的提示更正；规则以事项为准。',
  ),
  TOO_MUCH_WORK: kind(
    422,
    'Too much work for the rules',
    '校验规则运算量过大',
    'The rules of the item would need more work for this input than is allowed: shorten texts and lists. Tell the organ that publishes the item.',
    '按事项规则校验该输入所需的运算量超过上限，请缩短文本或列表，并告知发布该事项的单位。',
  ),
  EXPECTATION_FAILED: kind(
    417,
    'Expectation not met',
    '无法满足 Expect 要求',
    'Of Expect only 100-continue is known: leave others out.',
    'Expect 请求头仅支持 100-continue，请去掉其他取值。',
  ),
  QUOTA_EXCEEDED: kind(
    429,
    'Quota used up',
    '已超出配额',
    'You have uploaded as much within a day, or keep as many drafts, as one person may: hand in or discard drafts, or try again tomorrow.',
    '您一天内上传的文件总量或保存的草稿数已达上限：请提交或作废草稿，或明日再试。',
  ),
  STORAGE_UNAVAILABLE: kind(
    503,
    'File store not available',
    '文件存储暂不可用',
    'Files cannot be written just now; nothing was kept. Try again later.',
    '文件暂时无法保存，本次未写入，请稍后重试。',
  ),
  STORAGE_FULL: kind(
    507,
    'File store full',
    '文件存储空间不足',
    'There is no room for more files; nothing was kept. Try again later.',
    '文件存储空间不足，本次未写入，请稍后重试。',
  ),
  UPLOAD_OFFSET: kind(
    409,
    'The upload ends elsewhere',
    '续传位置不一致',
    'Ask with HEAD how far the upload is, and go on from there.',
    '请先用 HEAD 查询已上传的字节数，再从该处续传。',
  ),
  TUS_VERSION: kind(
    412,
    'Protocol version not known',
    '不支持的 tus 协议版本',
    'Send Tus-Resumable: 1.0.0.',
    '请发送 Tus-Resumable: 1.0.0。',
  ),
  SCANNER_UNAVAILABLE: kind(
    503,
    'Virus scanner not available',
    '病毒扫描服务暂不可用',
    'Files are taken only when they have been scanned; nothing was kept. Try again after Retry-After.',
    '文件须经病毒扫描后方可接收，本次未写入，请按 Retry-After 的时间稍后重试。',
  ),
  FILE_QUARANTINED: kind(
    409,
    'File kept apart',
    '文件已隔离',
    'The virus scanner found something in this file: nobody gets it. Ask the applicant for another copy.',
    '病毒扫描发现该文件存在问题，已停止提供，请申请人另行提交。',
  ),
  IDEMPOTENCY_KEY_REUSED: kind(
    422,
    'Idempotency-Key used for another request',
    'Idempotency-Key 已用于其他请求',
    'Use a new key for a new request.',
    '新的请求请使用新的 Idempotency-Key。',
  ),
  PRECONDITION_REQUIRED: kind(
    428,
    'If-Match required',
    '缺少 If-Match',
    'Send the ETag that you read in If-Match.',
    '请在 If-Match 中携带读取到的 ETag。',
  ),
  RATE_LIMITED: kind(
    429,
    'Too many requests',
    '请求过于频繁',
    'Wait as long as Retry-After says.',
    '请按 Retry-After 的时间等待后重试。',
  ),
  INTERNAL: kind(
    500,
    'Internal error',
    '内部错误',
    'Report the traceId to the operator.',
    '请将 traceId 告知运维人员。',
  ),
  OVERLOADED: kind(
    503,
    'Overloaded',
    '服务繁忙',
    'Try again after Retry-After.',
    '请按 Retry-After 的时间稍后重试。',
  ),
  PDF_UNAVAILABLE: kind(
    503,
    'PDF cannot be made here',
    '本机不能生成 PDF',
    'This installation has no compiler for PDF; ask for text/html and print that page.',
    '本部署未安装 PDF 排版组件，请改用 text/html 打印页面。',
  ),
  TOKEN_ISSUER_UNAVAILABLE: kind(
    503,
    'Sign-in service not available',
    '身份认证服务暂不可用',
    'Your token could not be checked; try again shortly.',
    '暂时无法校验令牌，请稍后重试。',
  ),
  DATABASE_UNAVAILABLE: kind(
    503,
    'Database not available',
    '数据库暂不可用',
    'Try again shortly; the service recovers by itself.',
    '请稍后重试，服务会自动恢复。',
  ),
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof PROBLEM_CODES
