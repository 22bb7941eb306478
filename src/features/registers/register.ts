import type { RegisterDocument } from './register-schemas.js'

/** A shared register (共享数据源) as it stands. */
export interface Register {
  code: string
  version: number
  document: RegisterDocument
}

/** In place of which of an item's materials its answer stands. */
export function servedBy(
  { document }: Pick<Register, 'document'>,
  itemCode: string,
  materials: readonly string[],
): string[] {
  const served = new Set(
    document.serves.flatMap((each) =>
      each.itemCode === undefined || each.itemCode === itemCode ? each.materials : [],
    ),
  )
  return materials.filter((code) => served.has(code))
}

/** What is wrong with a register as data; messages for who writes it. */
export function checkRegister({ request, answer }: RegisterDocument) {
  const errors: { pointer: string; code: string; message: { en: string; zh: string } }[] = []
  if (answer.idNumber === undefined && answer.name === undefined)
    errors.push({
      pointer: '/answer/idNumber',
      code: 'IDENTITY_NOT_MAPPED',
      message: {
        en: 'Say where the answer names whom it is about: number or name',
        zh: '请指明应答中证件号码或者姓名（名称）的位置，否则无法确认应答对象',
      },
    })
  if (request.method === 'GET' && request.body !== undefined)
    errors.push({
      pointer: '/request/body',
      code: 'BODY_WITH_GET',
      message: { en: 'GET sends no body', zh: 'GET 请求没有请求体' },
    })
  if (FORBIDDEN_HEADERS.has(request.header ?? ''))
    errors.push({
      pointer: '/request/header',
      code: 'HEADER_NOT_ALLOWED',
      message: { en: 'This header is not for secrets', zh: '不能使用该请求头传递密钥' },
    })
  return errors
}

const FORBIDDEN_HEADERS = new Set([
  ...['host', 'connection', 'content-length', 'content-type', 'transfer-encoding', 'upgrade', 'te'],
  ...['trailer', 'expect', 'accept', 'accept-encoding', 'keep-alive', 'proxy-authorization'],
])
