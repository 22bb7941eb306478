import type { Queryable } from '../../../database/queryable.js'
import { type Language, say } from '../../../shared/text.js'
import { documentTitle } from '../../documents/titles.js'
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

/** For who hands papers out: those of the case that nobody was handed yet (待送达文书). One query, where there may be one. */
export async function papersOwed(db: Queryable, { record, around }: InHand): Promise<DocumentRow[]> {
  const { grantEnded, grantSuspended } = record.facts
  const mayBe = TURNED_AWAY.has(record.status) || grantEnded === true || grantSuspended !== undefined
  if (!mayBe || !around.actor.standings.some(({ role }) => PAPER_DELIVERERS.includes(role))) return []
  const documents = await selectDocuments(db, record.id)
  const delivered = new Set(
    documents.flatMap(({ content: { delivers }, came_back: back }) => (back ? [] : [delivers])),
  )
  return documents.filter(({ kind, document_no: no }) => OWED.has(kind) && !delivered.has(no))
}

/** 待送达: the door at which a paper is handed out. */
export const deliveryDoor = (
  { record }: InHand,
  { document_no: no, kind }: DocumentRow,
  language: Language,
): Elsewhere => ({
  operationId: 'deliverPaper',
  method: 'POST',
  path: `/v1/cases/${record.caseNo}/documents/${no}/delivery`,
  title: say({ zh: '送达文书', en: 'Deliver a paper' }, language),
  detail: say(
    {
      zh: `《${documentTitle(kind, record.itemType).zh}》尚未送达：当事人的复议、诉讼期限自送达之日起算`,
      en: `${documentTitle(kind, record.itemType).en} was not delivered yet: the days against it run from then`,
    },
    language,
  ),
  roles: [...PAPER_DELIVERERS],
})
