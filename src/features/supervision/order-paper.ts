import type { LegalDate } from '../../shared/time.js'
import { type Printed, sheetFor } from '../documents/page.js'
import type { Sheet } from '../documents/sheet-parts.js'
import { dayInWords } from '../documents/wording.js'
import type { OrderStatus } from './order.js'

/** What a supervision order says on paper, as it was issued. */
export interface OrderWords {
  /** Who supervises, and who is asked. */
  issuer: string
  organ: string
  caseNo?: string | undefined
  demand: string
  replyBy: LegalDate
  issuedOn: LegalDate
}

/** The paper of an order (督办单), frozen when it is issued; pure. */
export function orderSheet({ issuer, organ, caseNo, demand, replyBy, issuedOn }: OrderWords): Sheet {
  return {
    v: 1,
    kind: 'supervisionOrder',
    title: '督办单',
    organ: issuer,
    addressees: [{ type: 'legal', name: organ }],
    caseNo: caseNo ?? '',
    item: '',
    facts: [
      ['督办机关', issuer],
      ...(caseNo === undefined ? [] : [['办件编号', caseNo] as [string, string]]),
      ['答复期限', dayInWords(replyBy)],
    ],
    issuedOn,
    paragraphs: [
      { text: '根据监督检查情况，现就下列事项进行督办：' },
      { text: demand },
      {
        text: `请于${dayInWords(replyBy)}前书面答复办理情况、原因及整改措施。逾期未答复的，将予以预警。`,
      },
    ],
    lists: [],
    dates: [{ label: '答复截止日', date: replyBy, provisional: false }],
    bases: ['《中华人民共和国行政许可法》第六十条'],
    bring: [],
    remedies: [],
    contact: [],
    seal: '印章',
  }
}

/** What became of it since. */
const STATES: Partial<Record<OrderStatus, { state: 'ended' | 'void' | 'superseded'; words: string }>> = {
  REPLIED: { state: 'ended', words: '已答复，待审核' },
  RETURNED: { state: 'superseded', words: '答复已退回，另定答复期限' },
  ACCEPTED: { state: 'ended', words: '已办结' },
  WITHDRAWN: { state: 'void', words: '已撤回' },
}

/** An order as it is printed today. */
export const printedOrder = (
  sheet: Sheet,
  { id, officialNo, status }: { id: string; officialNo: string; status: OrderStatus },
): Printed => ({
  sheet: sheetFor(sheet, { names: true, words: true }),
  officialNo,
  documentNo: id,
  standing: STATES[status] ?? { state: 'valid' },
})
