import type { Queryable } from '../../../database/queryable.js'
import { type Language, say, type Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import { documentTitle } from '../../documents/titles.js'
import { announcedUntil } from '../../workflow/delivery-acts.js'
import { ADVERSE_PAPERS } from '../../workflow/delivery-righted.js'
import { isDeciding } from '../../workflow/grant.js'
import type { InHand } from '../case-in-hand.js'
import { type DocumentRow, selectDocuments } from '../document-rows-store.js'
import type { Elsewhere } from '../informing/receiving.js'
import { isBeingAnnounced, PAPER_DELIVERERS } from './deliver-paper.js'

const TURNED_AWAY: ReadonlySet<string> = new Set(['NOT_ACCEPTED', 'NOT_REQUIRED', 'TERMINATED'])

/** A paper that somebody must still see to its addressee: never handed out, or posted with no return receipt yet. */
export interface PaperOwed {
  paper: DocumentRow
  isOnItsWay: boolean
  /** It was told to have come back (退件): it is owed anew, or that was told by mistake. */
  isBack?: boolean
  /** Announced (公告送达): whoever appears before its thirty days have passed is handed it. */
  isAnnounced?: boolean
}

/** Whether papers of the case may not have reached whom they are for, or something was told of one that may be wrong. */
const mayConcern = ({ status, facts: { grantEnded, grantSuspended, delivery } }: InHand['record']): boolean =>
  TURNED_AWAY.has(status) ||
  grantEnded === true ||
  grantSuspended !== undefined ||
  (status === 'DELIVERED' && (delivery?.method === 'post' || delivery?.method === 'announcement'))

/** For who hands papers out: the papers of the case, where any may be owed or put right. One query, where there may be one. */
export async function papersToDeliver(db: Queryable, { record, around }: InHand): Promise<DocumentRow[]> {
  const isTheirs = around.actor.standings.some(({ role }) => PAPER_DELIVERERS.includes(role))
  return isTheirs && mayConcern(record) ? selectDocuments(db, record.id) : []
}

/** Those that did not reach whom they are for (待送达文书). Pure. */
export function papersOwed({ record, around }: InHand, documents: readonly DocumentRow[]): PaperOwed[] {
  const { delivery } = record.facts
  const isPosted =
    record.status === 'DELIVERED' && delivery?.method === 'post' && delivery.provenOn === undefined
  const isAnnounced = isBeingAnnounced(record) && !isPast(delivery, around.today)
  // Oldest first: the last receipt of a paper says how it stands.
  const receipts = new Map(documents.map((receipt) => [receipt.content.delivers, receipt]))
  return documents.flatMap((paper): PaperOwed[] => {
    const receipt = receipts.get(paper.document_no)
    if (isAnnounced && isDeciding(paper.kind)) return [{ paper, isOnItsWay: false, isAnnounced }]
    if (ADVERSE_PAPERS.has(paper.kind) && (receipt === undefined || receipt.came_back))
      return [{ paper, isOnItsWay: false, ...(receipt === undefined ? {} : { isBack: true }) }]
    const isUnproven = receipt?.content.method === 'post' && !receipt.came_back && receipt.arrived_on === null
    return isUnproven || (isPosted && isDeciding(paper.kind)) ? [{ paper, isOnItsWay: true }] : []
  })
}

const isPast = (delivery: { on: LegalDate } | undefined, today: LegalDate): boolean =>
  delivery === undefined || announcedUntil(delivery.on) < today

const WORDS = {
  onItsWay: { zh: '登记妥投或者退件', en: 'Tell that the letter arrived, or came back' },
  announced: { zh: '公告期内送达', en: 'Hand it to whoever appears' },
  owed: { zh: '送达文书', en: 'Deliver a paper' },
} as const
/** What came back of the decision that `deliver` posted is told by returnMail, unless a copy of it went out beside an announcement. */
const ARRIVED: Text = { zh: '登记妥投', en: 'Tell that the letter arrived' }
const BY_RETURN_MAIL: Text = {
  zh: '；退件请以 returnMail 登记',
  en: '; what came back is told by returnMail',
}
/** What was told to have come back, and did not. */
const OR_RIGHTED: Text = {
  zh: '；误登退件的，写明更正原因（again），更正为妥投（arrivedOn）或者在途（onItsWay）',
  en: '; where it was told by mistake that it came back say why (again), and that it arrived (arrivedOn) or is on its way (onItsWay)',
}
const DETAILS = {
  onItsWay: (zh: string, en: string): Text => ({
    zh: `《${zh}》已经寄出：收到回执后登记妥投日期（arrivedOn），当事人的复议、诉讼期限自该日起算`,
    en: `${en} was posted: tell the day of its return receipt (arrivedOn), from which the days against it run`,
  }),
  announced: (zh: string, en: string): Text => ({
    zh: `《${zh}》正在公告：当事人到场的，直接送达并写明原因（again），复议、诉讼期限自送达之日起算`,
    en: `${en} is being announced: whoever appears is handed it, with the reason (again); the days against it run from then`,
  }),
  owed: (zh: string, en: string): Text => ({
    zh: `《${zh}》尚未送达：当事人的复议、诉讼期限自送达之日起算`,
    en: `${en} was not delivered yet: the days against it run from then`,
  }),
} as const

/** 结果在出件窗口: what `deliver` refuses while it lies there is handed out, or posted, at the desk. */
export function deskDoors({ record, around }: InHand, language: Language): Elsewhere[] {
  const { shelf } = record.facts
  const isDesk = around.actor.standings.some(({ role }) => role === 'issuer')
  if (record.status !== 'CLOSED' || shelf === undefined || !isDesk) return []
  const detail = say(
    {
      zh: `结果在${shelf.windowName}，取件号${shelf.pickUpNo}`,
      en: `The result lies at ${shelf.windowName}, pick-up number ${shelf.pickUpNo}`,
    },
    language,
  )
  const door = (operationId: string, path: string, title: Text): Elsewhere => ({
    ...{ operationId, method: 'POST', path: `/v1/exits/${shelf.exitId}/${path}` },
    ...{ title: say(title, language), detail, roles: ['issuer'] },
  })
  return [
    door('handOutResult', 'hand-out', { zh: '凭证领取', en: 'Hand the result out' }),
    door('postResult', 'mailing', { zh: '邮寄结果', en: 'Post the result' }),
  ]
}

/** 待送达、待登记妥投: the door at which a paper is handed out, and at which its return receipt is told. */
export const deliveryDoor = (
  { record }: InHand,
  { paper: { document_no: no, kind }, isOnItsWay, isBack = false, isAnnounced = false }: PaperOwed,
  language: Language,
): Elsewhere => {
  const { zh, en } = documentTitle(kind, record.itemType)
  const state = isOnItsWay ? 'onItsWay' : isAnnounced ? 'announced' : 'owed'
  const byReturnMail = isOnItsWay && isDeciding(kind) && record.facts.delivery?.announcedOn === undefined
  const more = [byReturnMail ? BY_RETURN_MAIL : [], isBack ? OR_RIGHTED : []].flat()
  return {
    operationId: 'deliverPaper',
    method: 'POST',
    path: `/v1/cases/${record.caseNo}/documents/${no}/delivery`,
    title: say(byReturnMail ? ARRIVED : WORDS[state], language),
    detail: [DETAILS[state](zh, en), ...more].map((text) => say(text, language)).join(''),
    roles: [...PAPER_DELIVERERS],
  }
}
