import { Type } from 'typebox'
import { Instant, LegalDate, model, openEnum, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { exampleId } from '../../shared/sample-codes.js'
import { Answerable } from '../deadlines/answerable.js'
import { RECTIFICATION_STATUSES } from './voice.js'

/** Free words of people, in which anything may stand. */
export const Words = (description: string, example: string, most = 2000) =>
  Type.String({ minLength: 2, maxLength: most, pattern: SAID, description, examples: [example] })

export const QueryCode = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 20,
    description: 'Needed from who is not signed in (查询密码)',
    examples: ['402917'],
  }),
)

/** Closed: nothing else gets into an answer. */
export const members = (statuses: readonly string[]) => ({
  id: Uuid,
  organisation: Type.String({ description: 'Who answers (承办单位)' }),
  status: openEnum([...statuses]),
  raisedOn: LegalDate,
  dueOn: Type.Optional(LegalDate),
  caseNo: Type.Optional(Type.String()),
  itemCode: Type.Optional(Type.String()),
  windowId: Type.Optional(Uuid),
  history: Type.Array(
    Strict({
      at: Instant,
      by: Type.Optional(Type.String({ description: 'Subject of who did it; absent: who raised it' })),
      role: Type.Optional(Type.String()),
      action: Type.String(),
      text: Type.Optional(Type.String()),
      outcome: Type.Optional(Type.String({ description: 'fixed, explained or disputed (整改结果)' })),
      satisfied: Type.Optional(Type.Boolean({ description: 'What the rater said when called back (回访)' })),
      organisation: Type.Optional(Type.String({ description: 'To whom it was referred (转办单位)' })),
      dueOn: Type.Optional(LegalDate),
    }),
  ),
})
/** Of one as staff see it. */
export const answerable = { answerable: Type.Optional(Answerable) }
export const Rectification = model(
  'Rectification',
  Strict({ ...members(RECTIFICATION_STATUSES), ...answerable, ratingId: Type.Optional(Uuid) }),
)
export const reply = (description: string, example: string) =>
  Strict({ text: Words(description, example) }, { examples: [{ text: example }] })
export const RectifiedInput = Strict(
  {
    outcome: strEnum(['fixed', 'explained', 'disputed'], {
      description: 'Mended, explained, or disputed as mistaken or malicious (已整改、已解释、申诉)',
      examples: ['fixed'],
    }),
    text: Words('What was done; the rater reads it (整改情况)', '已补充样表，并就等候时间致歉'),
  },
  {
    examples: [{ outcome: 'fixed', text: '已补充样表，并就等候时间致歉' }],
  },
)
export const ConfirmedInput = Strict(
  {
    text: Type.Optional(Words('Remark (意见)', '回访满意')),
    satisfied: Type.Optional(
      Type.Boolean({ description: 'What the rater said when called back (回访结果)', examples: [true] }),
    ),
  },
  { examples: [{ text: '回访满意', satisfied: true }] },
)
export const ReturnedInput = reply('What is lacking (退回理由)', '未说明整改措施，请补充')
export const DismissedInput = reply('Why the rating does not count (申诉成立理由)', '经查，该评价与办件无关')

export const voiceParam = (name: string, ordinal: number) =>
  Strict({ [name]: Type.Unsafe<string>({ ...Uuid, examples: [exampleId(ordinal)] }) })
