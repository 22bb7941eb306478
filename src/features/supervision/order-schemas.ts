import { Type } from 'typebox'
import { dayOf, Instant, LegalDate, listOf, model, openEnum, SAID, Strict } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import { Answerable, viewAnswerable } from '../deadlines/answerable.js'
import { answerableFor, ORDER_STATUSES } from './order.js'
import type { OrderRow } from './order-service.js'

const Words = (description: string) =>
  Type.String({ minLength: 2, maxLength: 2000, pattern: SAID, description })
const ReplyBy = dayOf(
  'When the answer is due; a day off rolls on to the next working day (答复期限)',
  '2030-03-06',
)

export const OrderInput = Strict(
  {
    organisation: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'To which organ; absent: the one that answers for the case or the alert (被督办机构)',
      }),
    ),
    caseNo: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: '办件编号' })),
    alertId: Type.Optional(Type.String({ format: 'uuid', description: 'The alert that led to it (预警)' })),
    demand: Words('What is to be done or explained (督办内容)'),
    replyBy: ReplyBy,
  },
  {
    examples: [
      {
        organisation: COUNTY_MARKET,
        demand: '请说明本月三件超期办件的原因和整改措施',
        replyBy: '2030-03-06',
      },
    ],
  },
)

export const ReplyInput = Strict(
  { text: Words('The answer (答复)') },
  { examples: [{ text: '两件因系统故障，一件因人手不足，均已办结' }] },
)
export const AcceptInput = Strict(
  { text: Type.Optional(Words('Remark (意见)')) },
  { examples: [{ text: '情况属实，同意办结' }] },
)
export const ReturnInput = Strict(
  { text: Words('What is lacking (退回理由)'), replyBy: ReplyBy },
  { examples: [{ text: '未写明整改措施，请补充', replyBy: '2030-03-13' }] },
)
export const WithdrawInput = Strict(
  { text: Words('Why (撤回理由)') },
  { examples: [{ text: '所涉办件已按期办结，系误发' }] },
)

export const SupervisionOrder = model(
  'SupervisionOrder',
  Strict({
    id: Type.String(),
    officialNo: Type.Optional(Type.String({ description: '文号' })),
    organisation: Type.String({ description: 'To whom it goes (被督办机构)' }),
    caseNo: Type.Optional(Type.String()),
    alertId: Type.Optional(Type.String()),
    demand: Type.String({ description: '督办内容' }),
    replyBy: LegalDate,
    answerable: Type.Optional(Answerable),
    status: openEnum([...ORDER_STATUSES]),
    issuedAt: Instant,
    history: Type.Array(
      Strict({
        at: Instant,
        by: Type.String({ description: 'Subject of who did it' }),
        role: Type.String(),
        action: Type.String(),
        text: Type.Optional(Type.String()),
        replyBy: Type.Optional(LegalDate),
      }),
    ),
  }),
)
export const OrderList = listOf(SupervisionOrder)

export function viewOrder(row: OrderRow) {
  const held = answerableFor(row)
  return {
    id: row.id,
    ...(row.official_no === null ? {} : { officialNo: row.official_no }),
    organisation: row.organisation_code,
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    ...(row.alert_id === null ? {} : { alertId: row.alert_id }),
    demand: row.demand,
    replyBy: row.reply_by,
    ...(held === undefined ? {} : { answerable: viewAnswerable(held) }),
    status: row.status,
    issuedAt: row.issued_at,
    history: row.history.map(({ by, ...entry }) => ({ ...entry, by: by.slice(by.indexOf('|') + 1) })),
  }
}
