import { type Language, say, type Text } from '../../../shared/text.js'
import type { LegalDate } from '../../../shared/time.js'
import { documentTitle } from '../../documents/titles.js'
import { ADVERSE_PAPERS } from '../../workflow/delivery-righted.js'
import { isDeciding } from '../../workflow/grant.js'
import type { InHand } from '../case-in-hand.js'
import type { DocumentRow } from '../document-rows-store.js'
import type { Elsewhere } from '../informing/receiving.js'
import { PAPER_DELIVERERS } from './deliver-paper.js'
import { copyBack } from './letter-told.js'

/**
 * 更正送达登记: what was told of a delivery is put right with its reason (`again`) where it was told. Whoever may do so is
 * shown the door, also when everything has gone out and nothing else is left to do. Pure.
 */
export function rightingDoors(
  hand: InHand,
  documents: readonly DocumentRow[],
  language: Language,
): Elsewhere[] {
  const { standings } = hand.around.actor
  const doors = standings.some(({ role }) => role === 'issuer') ? resultDoors(hand) : []
  const ofPapers = standings.some(({ role }) => PAPER_DELIVERERS.includes(role))
    ? paperDoors(hand, documents)
    : []
  return [...ofPapers, ...doors].map(({ title, detail, ...door }) => ({
    ...{ ...door, method: 'POST' as const },
    ...{ title: say(title, language), detail: say(detail, language) },
  }))
}

type Door = Omit<Elsewhere, 'title' | 'detail' | 'method'> & { title: Text; detail: Text }

/** Of the result of the case: told to have arrived, to have been handed over, to have come back. */
function resultDoors({ record }: InHand): Door[] {
  const { delivery, cameBack, shelf } = record.facts
  const roles: Door['roles'] = ['issuer']
  const atDesk = (
    exitId: string,
    operationId: string,
    path: string,
  ): Pick<Door, 'operationId' | 'path' | 'roles'> => ({
    ...{ operationId, path: `/v1/exits/${exitId}/${path}`, roles },
  })
  const atCase = { operationId: 'transitionCase', path: `/v1/cases/${record.caseNo}/transitions`, roles }
  if (record.status === 'DELIVERED' && delivery !== undefined && delivery.announcedOn === undefined) {
    const isHanded = delivery.method === 'pickup'
    if (!isHanded && delivery.provenOn === undefined) return []
    const told = isHanded ? HANDED : ARRIVED
    return delivery.exitId === undefined
      ? [{ ...atCase, title: told.title, detail: byAction(told.detail, 'returnMail') }]
      : [{ ...atDesk(delivery.exitId, 'takeBackMail', 'returned'), ...told }]
  }
  if (record.status !== 'CLOSED' || cameBack === undefined) return []
  if (shelf !== undefined && shelf.exitId !== cameBack.exitId) return []
  if (shelf !== undefined && cameBack.method === 'post')
    return [{ ...atDesk(shelf.exitId, 'proveDelivery', 'proof'), ...CAME_BACK_AND_ARRIVED }]
  const detail = byAction(CAME_BACK.detail, `deliver (method ${cameBack.method})`)
  return [{ ...atCase, title: CAME_BACK.title, detail }]
}

/** Of papers: the day of a return receipt, and what was told to have come back. */
function paperDoors({ record }: InHand, documents: readonly DocumentRow[]): Door[] {
  const { status, facts } = record
  const { delivery } = facts
  const provenOn = status === 'DELIVERED' && delivery?.method === 'post' ? delivery.provenOn : undefined
  // Oldest first: the last receipt of a paper says how it stands.
  const receipts = new Map(documents.map((receipt) => [receipt.content.delivers, receipt]))
  return documents.flatMap(({ document_no: no, kind }): Door[] => {
    const receipt = receipts.get(no)
    const arrivedOn = isDeciding(kind)
      ? provenOn
      : ((receipt?.arrived_on ?? undefined) as LegalDate | undefined)
    // What is owed anew is shown as that, and how it is put right beside.
    const isBack = isDeciding(kind)
      ? copyBack(record) !== undefined
      : !ADVERSE_PAPERS.has(kind) && receipt?.came_back === true && isSent(receipt)
    const told = isBack ? PAPER_BACK : arrivedOn === undefined ? undefined : PAPER_ARRIVED(arrivedOn)
    if (told === undefined) return []
    const { zh, en } = documentTitle(kind, record.itemType)
    return [
      {
        operationId: 'deliverPaper',
        path: `/v1/cases/${record.caseNo}/documents/${no}/delivery`,
        roles: [...PAPER_DELIVERERS],
        title: told.title,
        detail: { zh: `《${zh}》${told.detail.zh}`, en: `${en} ${told.detail.en}` },
      },
    ]
  })
}

const isSent = ({ content: { method } }: DocumentRow): boolean => method === 'post' || method === 'electronic'

const byAction = ({ zh, en }: Text, action: string): Text => ({
  zh: `以 ${action} 办理：${zh}`,
  en: `By ${action}: ${en}`,
})

const HANDED = {
  title: { zh: '更正领取登记', en: 'Put right that it was handed over' },
  detail: {
    zh: '结果已登记领取：误交他人的，写明经过（again）予以更正',
    en: 'The result was handed over: where it went to the wrong person say how (again)',
  },
} as const satisfies Record<string, Text>
const ARRIVED = {
  title: { zh: '更正妥投登记', en: 'Put right that it arrived' },
  detail: {
    zh: '结果已登记妥投：实际被退回的，写明登记有误的原因（again）予以更正',
    en: 'It was told that the result arrived: where it came back say why that was told (again)',
  },
} as const satisfies Record<string, Text>
const CAME_BACK = {
  title: { zh: '更正退件登记', en: 'Put right that it came back' },
  detail: {
    zh: '结果登记为退回或者未交付：登记有误的，写明更正原因（again），原送达登记恢复',
    en: 'It was told that the result came back or was not handed over: where that was wrong say why (again), and its delivery stands as it was',
  },
} as const satisfies Record<string, Text>
const CAME_BACK_AND_ARRIVED = {
  title: CAME_BACK.title,
  detail: {
    zh: '结果登记为退件：登记有误、邮件实际妥投的，写明更正原因（again）和妥投日期',
    en: 'It was told that the letter came back: where that was wrong and it arrived, say why (again) and when',
  },
} as const satisfies Record<string, Text>
const PAPER_BACK = {
  title: CAME_BACK.title,
  detail: {
    zh: '登记为退件：登记有误的，写明更正原因（again），更正为妥投（arrivedOn）或者在途（onItsWay）',
    en: 'was told to have come back: where that was wrong say why (again), and that it arrived (arrivedOn) or is on its way (onItsWay)',
  },
} as const satisfies Record<string, Text>
const PAPER_ARRIVED = (on: LegalDate) =>
  ({
    title: ARRIVED.title,
    detail: {
      zh: `登记于${on}妥投：登记有误的，写明更正原因（again），更正日期（arrivedOn）或者更正为在途（onItsWay）`,
      en: `was told to have arrived on ${on}: where that was wrong say why (again), and the day (arrivedOn), or that it is on its way (onItsWay)`,
    },
  }) as const satisfies Record<string, Text>
