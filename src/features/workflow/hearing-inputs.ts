import { Type } from 'typebox'
import { LegalDate, SAID, Strict, strEnum, Uuid } from '../../shared/schema.js'
import { input, words } from './input-fields.js'
import { SPECIAL_KINDS } from './special-procedures.js'

/** Special procedures, hearings among them (特别程序). */
export const SPECIAL_INPUTS = {
  startSpecial: input('startSpecial', {
    kind: strEnum(Object.keys(SPECIAL_KINDS) as (keyof typeof SPECIAL_KINDS)[], { examples: ['inspection'] }),
    estimatedDays: Type.Integer({
      minimum: 1,
      maximum: 365,
      examples: [5],
      description: 'Working days, as the applicant is told; at most those of the item (预计天数)',
    }),
    basis: words('《中华人民共和国行政许可法》第四十五条'),
    hearing: Type.Optional(
      Strict(
        {
          on: Type.Unsafe<string>({
            ...LegalDate,
            description: 'Seven days’ notice at least (听证日期)',
            examples: ['2030-03-13'],
          }),
          time: Type.Optional(Type.String({ pattern: '^[0-2][0-9]:[0-5][0-9]$', description: '听证时间' })),
          place: words('乐山市市中区政务服务中心二楼听证室'),
          presider: Type.String({
            minLength: 1,
            maxLength: 50,
            description: 'Staff number of who presides; nobody who reviewed the application (听证主持人)',
          }),
        },
        { description: 'Of a hearing, when and where it is held (听证安排)' },
      ),
    ),
    reason: Type.Optional(Type.String({ minLength: 2, maxLength: 2000, pattern: SAID })),
  }),
  endSpecial: input('endSpecial', {
    specialId: Type.Optional(Uuid),
    result: words('检验合格', 2000),
    hearing: Type.Optional(
      Strict(
        {
          record: words('申请人陈述了取水的必要性，利害关系人对取水量提出异议', 20_000),
          signedBy: Type.Array(words('王小民', 100), {
            minItems: 1,
            maxItems: 100,
            description: 'Who took part and signed (签字确认的听证参加人)',
          }),
        },
        { description: 'Record of a hearing that was held; without it, it was put off (听证笔录)' },
      ),
    ),
  }),
}

/** The right to a hearing (听证权利). */
export const HEARING_INPUTS = {
  informOfHearing: input('informOfHearing', {
    interest: words('拟批准的取水量直接关系下游用水户的重大利益', 2000),
    thirdParties: Type.Optional(
      Type.Array(words('示例灌区管理处', 200), {
        minItems: 1,
        maxItems: 50,
        description: 'Who else is concerned and is told (利害关系人)',
      }),
    ),
  }),
  requestHearing: input('requestHearing', {
    by: Type.Optional(
      strEnum(['applicant', 'thirdParty'], {
        description: 'Who asks; the applicant when absent (申请人、利害关系人)',
      }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, pattern: SAID })),
  }),
  waiveHearing: input('waiveHearing', {
    by: Type.Optional(
      strEnum(['applicant', 'thirdParty'], {
        description:
          'Of a hearing that was asked for: who asked, and takes that back (撤回听证申请); the applicant when absent',
      }),
    ),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        pattern: SAID,
        description: 'The applicant’s word, as it was given (放弃听证的声明)',
      }),
    ),
  }),
}
