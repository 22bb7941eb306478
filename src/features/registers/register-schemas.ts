import { type Static, Type } from 'typebox'
import { ExactNumber, Instant, model, openEnum, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { exampleId, FOOD_LICENCE_ITEM_CODE, SAMPLE_REGISTER_CODE } from '../../shared/sample-codes.js'
import { FAILURES, LOOKUP_RESULTS } from './register-answer.js'

const words = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
const pointer = Type.String({
  pattern: '^(/[^/\\x00-\\x1f]{1,100}){1,10}$',
  description: 'Place in the answer (JSON Pointer)',
  examples: ['/data/creditCode'],
})
const Scalar = Type.Union([Type.String({ maxLength: 200 }), ExactNumber, Type.Boolean()])
const placeholders =
  '`{name}`, `{idType}`, `{idNumber}`, `{itemCode}`, `{caseNo}`, `{purpose}` and `{reference}` stand for what is asked'

export const registerCode = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,49}$',
  examples: [SAMPLE_REGISTER_CODE],
})

const Request = Strict({
  method: strEnum(['GET', 'POST']),
  path: Type.String({
    pattern: '^/[A-Za-z0-9/_.~-]{0,300}$',
    description: 'Below the address of the connection; a person never stands in it',
    examples: ['/enterprises/query'],
  }),
  query: Type.Optional(
    Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,50}$' }), Type.String({ maxLength: 300 }), {
      maxProperties: 20,
      description: `Of the address; ${placeholders}. What names a person belongs into the body where the register takes one.`,
    }),
  ),
  body: Type.Optional(
    Type.Unknown({ description: `JSON that is sent; in its texts ${placeholders}`, 'x-parts': 500 }),
  ),
  header: Type.Optional(
    Type.String({
      pattern: '^[a-z][a-z0-9-]{0,49}$',
      description: 'Header that carries the secret of the connection; `authorization` when absent',
    }),
  ),
  scheme: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9-]{0,20}$', description: 'Before the secret; `Bearer` when absent' }),
  ),
})

const Value = Strict({
  key: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,49}$', examples: ['address'] }),
  title: Type.Unsafe<string>({ ...words(100), examples: ['住所'] }),
  titleEn: Type.Optional(words(100)),
  pointer,
  personal: Type.Optional(
    strEnum(['plain', 'sensitive'], { description: 'Personal data (个人信息): masked as in forms' }),
  ),
})

const Answer = Strict({
  idNumber: Type.Optional({
    ...pointer,
    description: 'Number of whom the answer is about: another one than was asked for proves nothing',
  }),
  name: Type.Optional({ ...pointer, description: 'The same by name' }),
  found: Type.Optional(
    Strict(
      { pointer, equals: Scalar },
      { description: 'What an answer says that found somebody; absent: each that is about the same person' },
    ),
  ),
  notFoundStatus: Type.Optional(
    Type.Integer({ minimum: 200, maximum: 499, description: 'HTTP status that means: nobody found' }),
  ),
  validUntil: Type.Optional({ ...pointer, description: 'Last day of what is found (YYYY-MM-DD)' }),
  values: Type.Optional(Type.Array(Value, { maxItems: 50, description: 'What is kept of the answer' })),
})

export const RegisterDocument = Strict({
  name: Type.Unsafe<string>({ ...words(200), examples: ['企业登记信息'] }),
  nameEn: Type.Optional(words(200)),
  organisation: Type.Optional(
    Type.Unsafe<string>({
      ...words(50),
      description: 'Whose it is (归属机构); absent: the whole deployment’s',
    }),
  ),
  active: Type.Boolean({ description: 'Asked at all (启用)' }),
  connection: Type.String({
    pattern: '^[A-Z][A-Z0-9]{0,29}$',
    description:
      'Names the settings REGISTER_<connection>_URL and REGISTER_<connection>_SECRET: addresses and secrets are never data',
    examples: ['ENTERPRISE'],
  }),
  purpose: Type.Unsafe<string>({ ...words(500), description: 'What it may be asked for (共享用途)' }),
  basis: Type.Unsafe<string>({ ...words(500), description: 'By what right (依据)' }),
  request: Request,
  answer: Answer,
  serves: Type.Array(
    Strict({
      itemCode: Type.Optional(
        Type.Unsafe<string>({ ...words(50), description: 'Item; absent: every one that lists the material' }),
      ),
      materials: Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,49}$' }), {
        minItems: 1,
        maxItems: 50,
      }),
    }),
    { minItems: 1, maxItems: 500, description: 'In place of which materials its answer stands (免提交材料)' },
  ),
  timeoutMs: Type.Integer({ minimum: 50, maximum: 20_000, description: 'How long an answer is waited for' }),
  cacheSeconds: Type.Integer({
    minimum: 0,
    maximum: 86_400,
    description: 'How long the same question is answered from before',
  }),
  validDays: Type.Integer({ minimum: 1, maximum: 365, description: 'How long a look-up counts as proof' }),
})
export type RegisterDocument = Static<typeof RegisterDocument>

/** The register of enterprises; nobody is asked before its connection is configured. */
export const EXAMPLE_REGISTER: RegisterDocument = {
  name: '企业登记信息（示例）',
  nameEn: 'Register of enterprises (sample)',
  active: true,
  connection: 'ENTERPRISE',
  purpose: '办理行政许可及其他政务服务事项时核验市场主体登记信息，免于提交营业执照',
  basis: '《优化营商环境条例》第三十七条；数据共享协议（示例）',
  request: {
    method: 'POST',
    path: '/enterprises/query',
    body: { creditCode: '{idNumber}', name: '{name}', purpose: '{purpose}', serial: '{reference}' },
  },
  answer: {
    idNumber: '/data/creditCode',
    name: '/data/name',
    found: { pointer: '/code', equals: 0 },
    notFoundStatus: 404,
    validUntil: '/data/validUntil',
    values: [
      { key: 'address', title: '住所', titleEn: 'Address', pointer: '/data/address', personal: 'plain' },
      { key: 'scope', title: '经营范围', titleEn: 'Scope of business', pointer: '/data/scope' },
      {
        key: 'legalRepresentative',
        title: '法定代表人',
        titleEn: 'Legal representative',
        pointer: '/data/legalRepresentative',
        personal: 'plain',
      },
    ],
  },
  serves: [{ materials: ['business-licence'] }],
  timeoutMs: 3000,
  cacheSeconds: 600,
  validDays: 30,
}

export const RegisterInput = Strict(RegisterDocument.properties, { examples: [EXAMPLE_REGISTER] })
export const RegisterLine = Strict({ code: registerCode, ...RegisterDocument.properties })

export const RegisterView = model(
  'Register',
  Strict(
    {
      code: registerCode,
      ...RegisterDocument.properties,
      version: Type.Integer(),
      connected: Type.Boolean({ description: 'Its connection is configured here (已配置连接)' }),
    },
    { description: 'A shared register as it is asked (共享数据源)' },
  ),
)

/** Of an application that is not there yet. */
export const exampleLookup = {
  itemCode: FOOD_LICENCE_ITEM_CODE,
  subject: { type: 'legal', idType: 'USCC', idNumber: '91350100M000100Y43', name: '乐山示例餐饮有限公司' },
  purpose: '核验申请人营业执照',
} as const

export const LookupInput = Strict(
  {
    caseNo: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'For whose applicant it is asked (办件编号)' }),
    ),
    partyNo: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 999, description: 'Another party of the case' }),
    ),
    itemCode: Type.Optional(
      Type.Unsafe<string>({ ...words(50), description: 'Of an application that is not there yet' }),
    ),
    windowId: Type.Optional(Uuid),
    subject: Type.Optional(
      Strict(
        {
          type: strEnum(['natural', 'legal']),
          idType: Type.String({ minLength: 1, maxLength: 20, examples: ['USCC'] }),
          idNumber: Type.String({ minLength: 1, maxLength: 100 }),
          name: Type.Unsafe<string>(words(200)),
        },
        { description: 'About whom, where there is no case yet' },
      ),
    ),
    materials: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
        minItems: 1,
        maxItems: 50,
        description: 'In place of these; absent: of all that the register serves',
      }),
    ),
    purpose: Type.String({
      minLength: 2,
      maxLength: 200,
      pattern: `${SAID}.*${SAID}`,
      description: 'Why (查询目的)',
      examples: ['核验申请人营业执照'],
    }),
  },
  { examples: [exampleLookup] },
)
export type LookupInput = Static<typeof LookupInput>

export const LookupView = model(
  'RegisterLookup',
  Strict(
    {
      reference: Type.Unsafe<string>({
        ...Uuid,
        description: 'Proof of a material with `source: register` (核验编号)',
        examples: [exampleId()],
      }),
      register: registerCode,
      name: Type.String(),
      result: openEnum(LOOKUP_RESULTS, {
        description:
          'found; notFound; mismatch: about somebody else; expired: what was found holds no more; unavailable: no answer, the paper way stays open; asking: not answered yet',
      }),
      reason: Type.Optional(openEnum(FAILURES, { description: 'Why there is no answer' })),
      caseNo: Type.Optional(Type.String()),
      itemCode: Type.String(),
      materials: Type.Array(Type.String(), { description: 'In place of which it stands' }),
      purpose: Type.String(),
      askedAt: Instant,
      answeredAt: Type.Optional({ ...Instant, description: 'When the register itself answered' }),
      fromCache: Type.Boolean(),
      validUntil: Type.Optional({ ...Instant, description: 'Counts as proof until then' }),
      values: Type.Optional(
        Type.Array(Strict({ key: Type.String(), title: Type.String(), value: Type.Unknown() }), {
          description: 'What the register said; personal values masked unless `clear`',
        }),
      ),
      clear: Type.Boolean(),
    },
    { description: 'A look-up in a shared register (共享数据核验)' },
  ),
)
export type LookupView = Static<typeof LookupView>
