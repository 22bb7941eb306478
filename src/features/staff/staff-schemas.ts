import { type Static, Type } from 'typebox'
import { LegalDate, model, SAID, SEEN, Strict } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'

const words = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: SEEN, description, examples: [example] })

/** `imports` and `export` are addresses of their own. */
export const StaffNo = Type.String({
  pattern: '^(?!(?:imports|export)$)[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$',
  description: 'Number of a member of staff (工号)',
  examples: ['market-clerk'],
})
export const staffParam = Strict({ staffNo: StaffNo })
export const OrganCode = words(50, 'Code of the organ (机构编码)', COUNTY_MARKET)
/** A star would be every post there is. */
export const Post = Type.String({
  minLength: 1,
  maxLength: 50,
  pattern: '^[^*\\s]',
  description: 'Post (岗位)',
  examples: ['法制审核'],
})

const fields = {
  name: words(50, 'Name (姓名)', '王小明'),
  organisation: OrganCode,
  posts: Type.Optional(Type.Array(Post, { maxItems: 30, uniqueItems: true })),
  issuer: Type.Optional(words(255, 'Who signs their tokens (签发者)', 'https://id.example.gov.cn')),
  subject: Type.Optional(words(255, '`sub` of their tokens', '3f1c9a52-clerk')),
  mobile: Type.Optional(words(30, 'Mobile number (手机号), kept encrypted', '13800000000')),
  email: Type.Optional(
    Type.String({
      maxLength: 254,
      pattern: '^[^@\\s]+@[^@\\s]+$',
      description: 'Mail address, kept encrypted (电子邮箱)',
      examples: ['wang@example.gov.cn'],
    }),
  ),
  idNumber: Type.Optional(
    words(
      30,
      'Resident identity number: only a keyed hash is kept, by which a case of their own is known (身份证号，仅用于回避)',
      '11010519491231002X',
    ),
  ),
  validFrom: Type.Optional(
    Type.Unsafe<string>({ ...LegalDate, description: 'First day; default today (生效日期)' }),
  ),
  validUntil: Type.Optional(
    Type.Unsafe<string>({
      ...LegalDate,
      description: 'Last day; absent: no end (失效日期)',
      examples: ['2030-12-31'],
    }),
  ),
}

const EXAMPLE = {
  staffNo: 'M0017',
  name: '王小明',
  organisation: COUNTY_MARKET,
  posts: ['法制审核'],
  issuer: 'https://id.example.gov.cn',
  subject: '3f1c9a52-wang',
  mobile: '13800000000',
  email: 'wang@example.gov.cn',
  idNumber: '11010519491231002X',
  validFrom: '2026-01-01',
}
export const EXAMPLE_LINE = `${JSON.stringify({ ...EXAMPLE, staffNo: 'M0018', subject: '77b1-li', name: '李芳', idNumber: '110101190001010006' })}\n`

export const StaffInput = model(
  'StaffInput',
  Strict(
    { staffNo: StaffNo, ...fields },
    { description: 'A member of staff (工作人员)', examples: [EXAMPLE] },
  ),
)
export type StaffInput = Static<typeof StaffInput>

const orNull = <T extends ReturnType<typeof Type.Optional>>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** RFC 7396: what is left out stays, null takes away. */
export const StaffChange = Strict(
  {
    name: Type.Optional(fields.name),
    organisation: Type.Optional(fields.organisation),
    posts: fields.posts,
    issuer: orNull(fields.issuer),
    subject: orNull(fields.subject),
    mobile: orNull(fields.mobile),
    email: orNull(fields.email),
    idNumber: orNull(fields.idNumber),
    validFrom: fields.validFrom,
    validUntil: orNull(fields.validUntil),
  },
  {
    minProperties: 1,
    description: 'What changes; null takes away what may be absent (变更)',
    examples: [{ posts: ['法制审核', '现场核查'] }],
  },
)
export type StaffChange = Static<typeof StaffChange>

export const StaffView = model(
  'Staff',
  Strict({
    staffNo: StaffNo,
    name: Type.String(),
    organisation: OrganCode,
    posts: Type.Array(Type.String({ examples: ['法制审核'] })),
    issuer: Type.Optional(Type.String({ description: 'For those who keep the register' })),
    subject: Type.Optional(Type.String()),
    mobile: Type.Optional(Type.String({ description: 'Masked (脱敏)', examples: ['138****0000'] })),
    email: Type.Optional(Type.String({ description: 'Masked (脱敏)', examples: ['w***@example.gov.cn'] })),
    validFrom: LegalDate,
    validUntil: Type.Optional(LegalDate),
    version: Type.Integer({ examples: [1] }),
  }),
)

/** Why somebody reads clear values of persons. */
export const clearFields = {
  clear: Type.Optional(
    Type.Boolean({ description: 'Telephone and mail in clear; is written to the audit trail (明文查看)' }),
  ),
  purpose: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 200,
      pattern: `${SAID}.*${SAID}`,
      description: 'What for; required with clear (用途)',
    }),
  ),
}
