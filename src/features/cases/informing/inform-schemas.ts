import { Type } from 'typebox'
import { Instant, SAID, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import { COUNTY_FIRE } from '../../../shared/sample-codes.js'
import { reason } from '../../workflow/input-fields.js'

const Words = Type.String({ minLength: 1, maxLength: 500, pattern: SAID })
const codesOf = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { minItems: 1, maxItems: 20, description }),
  )

export const CopyBody = Strict(
  {
    organisations: codesOf('Organs that are told (被抄送机构)'),
    staff: codesOf('Staff numbers of people who are told (被抄送人员)'),
    note: Type.Optional(Words),
  },
  { minProperties: 1, examples: [{ organisations: [COUNTY_FIRE], note: '请知悉' }] },
)

export const WithdrawBody = Strict(
  {
    reason: Type.Optional(
      Type.Unsafe<string>({
        ...reason('本机关对该事项无决定权，请转报有权机关', 10),
        description: 'Why; needed where what was forwarded is sent back (退回转报)',
      }),
    ),
  },
  { examples: [{ reason: '抄送对象有误，现予撤回更正' }] },
)

export const Copies = Strict({
  data: Type.Array(
    Strict({
      copyId: Uuid,
      organisation: Type.Optional(Type.String()),
      staffNo: Type.Optional(Type.String()),
      at: Instant,
      by: Type.String({ description: 'Who told them (抄送人)' }),
      note: Type.Optional(Type.String({ description: '`***` for others than who handles or was told' })),
      forwarded: Type.Optional(
        Type.Boolean({ description: 'The file went to this organ, which takes it in (转报)' }),
      ),
      seenAt: Type.Optional(Instant),
      seenBy: Type.Optional(Type.String({ description: '阅知人' })),
      endedAt: Type.Optional(Instant),
      endedBy: Type.Optional(Type.String({ description: 'Who took it back (撤回人)' })),
    }),
  ),
})

export const UrgeBody = Strict(
  { reason: Type.Optional(Words) },
  { examples: [{ reason: '门店装修完毕，等待领证开业' }] },
)

export const AnswerBody = Strict(
  {
    answer: Type.Optional(
      Type.Unsafe<string>({
        ...Words,
        description: 'What the applicant reads in the progress query; absent: it was only seen (已阅)',
      }),
    ),
  },
  { examples: [{ answer: '已安排现场核查，预计本周内作出决定' }] },
)

export const Urges = Strict({
  data: Type.Array(
    Strict({
      urgeId: Uuid,
      at: Instant,
      by: strEnum(['applicant', 'lead'], { description: '申请人、首席代表' }),
      staffNo: Type.Optional(Type.String()),
      reason: Type.Optional(Type.String()),
      seenAt: Type.Optional(Instant),
      answeredAt: Type.Optional(Instant),
      answeredBy: Type.Optional(Type.String()),
      answer: Type.Optional(Type.String()),
    }),
  ),
})
