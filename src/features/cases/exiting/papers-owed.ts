import type { Queryable } from '../../../database/queryable.js'
import { type Language, say } from '../../../shared/text.js'
import { documentTitle } from '../../documents/titles.js'
import { isDeciding } from '../../workflow/grant.js'
import type { InHand } from '../case-in-hand.js'
import { type DocumentRow, selectDocuments } from '../document-rows-store.js'
import type { Elsewhere } from '../informing/receiving.js'
import { PAPER_DELIVERERS } from './deliver-paper.js'

/** Papers that turn away or end something, whose days against them run from their delivery (救济期限自送达之日起算). */
const OWED: ReadonlySet<string> = new Set([
  ...['notAcceptedNotice', 'notRequiredNotice', 'terminationNotice'],
  ...['licenceRevocation', 'licenceWithdrawal', 'licenceCancellation', 'licenceSuspension'],
])
const TURNED_AWAY: ReadonlySet<string> = new Set(['NOT_ACCEPTED', 'NOT_REQUIRED', 'TERMINATED'])

/** A paper that somebody must still see to its addressee: never handed out, or posted with no return receipt yet. */
export interface PaperOwed {
  paper: DocumentRow
  isOnItsWay: boolean
}

/** For who hands papers out: those of the case that did not reach whom they are for (待送达文书). One query, where there may be one. */
export async function papersOwed(db: Queryable, { record, around }: InHand): Promise<PaperOwed[]> {
  const { grantEnded, grantSuspended, delivery } = record.facts
  const isPosted =
    record.status === 'DELIVERED' && delivery?.method === 'post' && delivery.provenOn === undefined
  const mayBe =
    isPosted || TURNED_AWAY.has(record.status) || grantEnded === true || grantSuspended !== undefined
  if (!mayBe || !around.actor.standings.some(({ role }) => PAPER_DELIVERERS.includes(role))) return []
  const documents = await selectDocuments(db, record.id)
  // Oldest first: the last receipt of a paper says how it stands.
  const receipts = new Map(documents.map((receipt) => [receipt.content.delivers, receipt]))
  return documents.flatMap((paper): PaperOwed[] => {
    const receipt = receipts.get(paper.document_no)
    if (OWED.has(paper.kind) && (receipt === undefined || receipt.came_back))
      return [{ paper, isOnItsWay: false }]
    const isUnproven = receipt?.content.method === 'post' && !receipt.came_back && receipt.arrived_on === null
    return isUnproven || (isPosted && isDeciding(paper.kind)) ? [{ paper, isOnItsWay: true }] : []
  })
}

/** 待送达、待登记妥投: the door at which a paper is handed out, and at which its return receipt is told. */
export const deliveryDoor = (
  { record }: InHand,
  { paper: { document_no: no, kind }, isOnItsWay }: PaperOwed,
  language: Language,
): Elsewhere => {
  const { zh, en } = documentTitle(kind, record.itemType)
  return {
    operationId: 'deliverPaper',
    method: 'POST',
    path: `/v1/cases/${record.caseNo}/documents/${no}/delivery`,
    title: say(
      isOnItsWay
        ? { zh: '登记妥投或者退件', en: 'Tell that the letter arrived, or came back' }
        : { zh: '送达文书', en: 'Deliver a paper' },
      language,
    ),
    detail: say(
      isOnItsWay
        ? {
            zh: `《${zh}》已经寄出：收到回执后登记妥投日期（arrivedOn），当事人的复议、诉讼期限自该日起算`,
            en: `${en} was posted: tell the day of its return receipt (arrivedOn), from which the days against it run`,
          }
        : {
            zh: `《${zh}》尚未送达：当事人的复议、诉讼期限自送达之日起算`,
            en: `${en} was not delivered yet: the days against it run from then`,
          },
      language,
    ),
    roles: [...PAPER_DELIVERERS],
  }
}
