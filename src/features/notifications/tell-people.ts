import type { Queryable } from '../../database/queryable.js'
import { newId } from '../../shared/ids.js'
import { legalDateOf } from '../../shared/time.js'
import { casesToTell, type ToldCase } from '../cases/telling/telling-service.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { superiorsOf } from '../divisions/superiors.js'
import type { Consumer } from '../exchange/consumer.js'
import { workersOf } from '../staff/told-staff.js'
import { orderNumbers } from '../supervision/order-service.js'
import { type Addressee, addresseesOf, assigneeOf } from './addressees.js'
import { insertMessages, type NewMessage, withdrawMessages } from './message-store.js'
import { type MessageTemplate, speak, templateOf } from './message-template.js'
import { selectTemplatesOf } from './message-template-store.js'
import { type Notice, noticesOf, type ToldEvent, toldEvent } from './notice.js'
import { textOf } from './notice-facts.js'
import { NOTICE_KINDS } from './notice-kinds.js'
import { languagesOf } from './preferences.js'
import { spokenFacts } from './spoken-facts.js'

interface Order {
  event: ToldEvent
  notice: Notice
}

/**
 * Tells people what happened (通知), from the log of events: each event once for each addressee, by key, whatever is killed
 * and whoever reads the log anew. Writes what is to be told; it leaves the house later (send-messages.ts).
 */
export const TELL_PEOPLE: Consumer = {
  name: 'tellPeople',
  async apply(db, _generation, entries) {
    const events = entries.flatMap(({ document }) => toldEvent(document) ?? [])
    const orders = lastOfEachAct(
      events.flatMap((event) => noticesOf(event).map((notice) => ({ event, notice }))),
    )
    if (orders.length > 0) await tell(db, orders)
    const undone = events.flatMap(undoneAct)
    if (undone.length > 0) await withdrawMessages(db, undone)
  },
  // What was told was told: a log that is read anew finds every key there.
  drop: async () => 0,
}

/** An act of several events (当场办结) tells the parties of its last one: nobody wants four messages of one minute. */
function lastOfEachAct(orders: readonly Order[]): Order[] {
  const actOf = ({ event, notice }: Order): string | undefined =>
    notice.whom.to === 'parties' && event.type.startsWith('case.')
      ? `${event.caseNo} ${event.occurredAt}`
      : undefined
  const last = new Map<string, Order>()
  for (const order of orders) {
    const act = actOf(order)
    if (act !== undefined && order.notice.kind !== 'feeDue') last.set(act, order)
  }
  return orders.filter((order) => {
    const act = actOf(order)
    return act === undefined || order.notice.kind === 'feeDue' || last.get(act) === order
  })
}

function undoneAct({ type, caseNo, payload }: ToldEvent): { caseNo: string; version: number }[] {
  const version = payload.undoneVersion
  return type === 'case.undo' && caseNo !== undefined && typeof version === 'number'
    ? [{ caseNo, version }]
    : []
}

async function tell(db: Queryable, orders: readonly Order[]): Promise<void> {
  const caseNos = [
    ...new Set(orders.flatMap(({ event }) => [event.caseNo ?? [], otherCaseOf(event) ?? []].flat())),
  ]
  const cases = new Map((await casesToTell(db, caseNos)).map((each) => [each.case_no, each]))
  const told = orders.map((order) => ({ ...order, told: cases.get(order.event.caseNo ?? '') }))
  const workers = await workersOf(db, [
    ...new Set(
      told.flatMap(({ notice: { whom }, told: ofCase }) =>
        whom.to === 'work' ? (whom.issuer ?? (ofCase && assigneeOf(whom, ofCase)) ?? []) : [],
      ),
    ),
  ])
  const superiors = await superiorsOf(db, [
    ...new Set(
      told.flatMap(({ notice: { whom }, told: ofCase }) =>
        whom.to === 'work' && whom.above === true
          ? (whom.organisation ?? ofCase?.organisation_code ?? [])
          : [],
      ),
    ),
  ])
  const addressed = onceOfAlerts(
    told.flatMap((order) =>
      addresseesOf(order.notice, order.told, workers, superiors).map((addressee) => ({
        ...order,
        addressee,
      })),
    ),
  )
  const organs = [...new Set(addressed.flatMap(({ told: ofCase, event }) => organOf(ofCase, event) ?? []))]
  const templates = await selectTemplatesOf(db, organs)
  const above = ({ event }: Order): string[] => {
    const one = forwardedOrganOf(event) ?? cases.get(otherCaseOf(event) ?? '')?.organisation_code
    return one === undefined ? decidersOf(event) : [one]
  }
  const heads = await letterheadsOf(db, [...new Set([...organs, ...addressed.flatMap(above)])])
  const numbers = await orderNumbers(db, [...new Set(orders.flatMap(({ event }) => orderOf(event) ?? []))])
  const languages = await languagesOf(
    db,
    addressed.flatMap(({ addressee }) => addressee.persons),
  )
  await insertMessages(
    db,
    addressed.map((each) => {
      const organ = organOf(each.told, each.event)
      const organName = organ === undefined ? undefined : heads.get(organ)?.name
      const language = each.addressee.persons.map((person) => languages.get(person)).find(Boolean) ?? 'zh'
      const names = above(each).flatMap((code) => heads.get(code)?.name ?? [])
      const toOrgan = names.length === 0 ? undefined : names.join(language === 'zh' ? '或者' : ' or ')
      const toItem = isMove(each.event)
        ? itemNamed(cases.get(otherCaseOf(each.event) ?? ''), language)
        : undefined
      return messageOf({ ...each, organ, organName, toOrgan, toItem, language, templates, numbers })
    }),
  )
}

/** Of one alert nobody is told twice, in however many parts a rule names them (本机关、上级为同一人的). */
function onceOfAlerts<O extends Order & { addressee: Addressee }>(orders: readonly O[]): O[] {
  const seen = new Set<string>()
  return orders.filter(({ event, notice, addressee }) => {
    if (!event.type.startsWith('alert.')) return true
    const key = [event.id, notice.kind, addressee.audience, addressee.key].join(' ')
    return !seen.has(key) && seen.add(key)
  })
}

const organOf = (told: ToldCase | undefined, { payload }: ToldEvent): string | undefined =>
  told?.organisation_code ?? (typeof payload.organisation === 'string' ? payload.organisation : undefined)

const isMove = ({ type }: ToldEvent): boolean => type === 'case.moveCase'
/** Another case that an act names: where the application goes on (改办), or the one above (转报); or the organ above. */
const otherCaseOf = (event: ToldEvent): string | undefined =>
  textOf(isMove(event) ? event.payload.to : event.payload.forwardedTo)
const forwardedOrganOf = ({ payload: { forwardedOrganisation } }: ToldEvent): string | undefined =>
  typeof forwardedOrganisation === 'string' ? forwardedOrganisation : undefined

/** 初审: the organs above of which one decides (行政许可法 Art. 35). */
const decidersOf = ({ payload: { forwardsTo } }: ToldEvent): string[] =>
  Array.isArray(forwardsTo) ? forwardsTo.filter((each) => typeof each === 'string') : []

interface Writing extends Order {
  told: ToldCase | undefined
  addressee: Addressee
  organ: string | undefined
  organName: string | undefined
  /** Where it was forwarded (转报), or moved (改办). */
  toOrgan: string | undefined
  /** As what it goes on (改办). */
  toItem: string | undefined
  language: 'zh' | 'en'
  templates: readonly MessageTemplate[]
  /** Of supervision orders, by their ids. */
  numbers: ReadonlyMap<string, string>
}

function messageOf({
  event,
  notice,
  told,
  addressee,
  organ,
  organName,
  toOrgan,
  toItem,
  language,
  templates,
  numbers,
}: Writing): NewMessage {
  const { kind, part } = notice
  const template = templateOf(templates, organ, kind)
  const facts: Record<string, string> = {
    ...notice.facts,
    on: legalDateOf(event.occurredAt),
    ...(told === undefined
      ? ownerFacts(event, numbers)
      : { caseNo: told.case_no, itemName: itemNamed(told, language) }),
    ...(organName === undefined ? {} : { organName }),
    ...(toOrgan === undefined ? {} : { toOrgan }),
    ...(toItem === undefined ? {} : { toItem }),
  }
  const isToParty = NOTICE_KINDS[kind].audience === 'party'
  const masked = {
    ...facts,
    ...(isToParty && addressee.masked !== undefined ? { applicantName: addressee.masked } : {}),
  }
  const spoken = spokenFacts(masked, language, told?.step_titles)
  const { title, body } = speak(template.content, language, spoken)
  return {
    id: newId(),
    told_key: [event.id, kind, part, addressee.audience, addressee.key].join(' '),
    kind,
    case_id: told?.id,
    case_no: told?.case_no,
    case_version: event.type.startsWith('case.') ? event.version : undefined,
    organisation_code: addressee.organisation ?? organ,
    audience: addressee.audience,
    party_no: addressee.partyNo,
    subject: addressee.subject,
    staff_no: addressee.staffNo,
    role: addressee.role,
    deputy_for: addressee.deputyFor,
    persons: addressee.persons,
    recipient_masked: addressee.masked,
    language,
    template_key: template.key,
    template_version: template.version,
    facts,
    title,
    body,
  }
}

/** The item as its version calls it in the language of the message; without an English name as it is called here. */
const itemNamed = <T extends ToldCase | undefined>(told: T, language: 'zh' | 'en') =>
  ((language === 'en' ? told?.item_name_en : undefined) ?? told?.item_name) as T extends ToldCase
    ? string
    : string | undefined

interface ToldOwner {
  kind: string
  no: string
}
const ownerOf = ({ payload }: ToldEvent): ToldOwner | undefined => payload.owner as ToldOwner | undefined

/** The order that an alert is about. */
function orderOf(event: ToldEvent): string | undefined {
  const owner = ownerOf(event)
  return owner?.kind === 'supervisionOrder' ? owner.no : undefined
}

/** What a clock belongs to that is no case's (时限归属), by the number that people know it by. */
function ownerFacts(event: ToldEvent, numbers: ReadonlyMap<string, string>): Record<string, string> {
  const owner = ownerOf(event)
  return owner === undefined ? {} : { caseNo: numbers.get(owner.no) ?? owner.no, itemName: owner.kind }
}
