import { type Language, say } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import { factsOf, type Known, type Part, present } from './guide-pieces.js'
import { colon, comma, WORDS } from './guide-words.js'

/** A window that has authority for an item, as the register of windows knows it (窗口权限登记). */
export interface AuthorisedWindow {
  id: string
  name: string
  address: string
  hours: string
  telephone: string | null
  level: string
}

type Place = NonNullable<ItemDocument['windows']>[number]

/** 窗口权限: where one goes, what that window may do, and what spares one the way. */
export function windowsPart(
  document: ItemDocument,
  language: Language,
  authorised: readonly AuthorisedWindow[] | undefined,
): Part {
  const windows = placesOf(document, authorised)?.map(({ authority, ...place }) => ({
    ...place,
    ...(authority === undefined ? {} : { authority }),
    authorityTitle: say(authority === undefined ? WORDS.noAuthority : WORDS.authority[authority], language),
  }))
  const channels = (['consultation', 'complaint'] as const).flatMap((kind) =>
    (kind === 'consultation' ? document.consultation : document.complaints).map((text) => ({
      kind,
      title: say(WORDS.channel[kind], language),
      text,
    })),
  )
  const ways = waysIn(document, language)
  return {
    lines: [
      document.windowAuthority,
      ...(windows ?? []).map((each) =>
        [each.name, each.authorityTitle, each.address, each.hours, each.telephone]
          .filter((part) => part !== undefined)
          .join(comma(language)),
      ),
      ...ways.map(({ title, text }) => `${title}${colon(language)}${text}`),
      ...channels.map(({ title, text }) => `${title}${colon(language)}${text}`),
    ],
    facts: ways,
    channels,
    ...present({ windows, faqs: document.faqs }),
  }
}

/**
 * The windows of the register, with what the record tells of them beside: what a window may do stands in one place, which
 * checklist and cases ask as well. A place that only the record knows is told without an authority.
 */
function placesOf({ windows: told }: ItemDocument, authorised: readonly AuthorisedWindow[] | undefined) {
  if (authorised === undefined) return told?.map((each) => placeOf(each, each.authority))
  const known = authorised.map(({ id, name, address, hours, telephone, level }) => {
    const own = told?.find(({ windowId }) => windowId === id)
    const place = own ?? { name, address, hours, ...(telephone === null ? {} : { telephone }) }
    return placeOf(place, isAuthority(level) ? level : undefined)
  })
  const others = (told ?? []).filter(({ windowId }) => !authorised.some(({ id }) => id === windowId))
  const all = [...known, ...others.map((each) => placeOf(each, undefined))]
  return all.length === 0 ? undefined : all
}

const placeOf = (
  { name, address, hours, telephone, directions }: Omit<Place, 'authority'>,
  authority: Place['authority'] | undefined,
) => ({ name, address, hours, authority, ...present({ telephone, directions }) })

const isAuthority = (level: string): level is Place['authority'] => Object.hasOwn(WORDS.authority, level)

/** How often one must come and why (到办事现场次数), and what spares one the way (网办、预约、快递、自助终端). */
function waysIn({ visits, visitReason, services = {} }: ItemDocument, language: Language) {
  const why = visitReason === undefined ? '' : `（${visitReason}）`
  const yes = (isSo: boolean | undefined) =>
    isSo === true ? say({ zh: '支持', en: 'yes' }, language) : undefined
  const known: Known = [
    ['visits', { zh: '到现场次数', en: 'Visits needed' }, `${visits}${why}`],
    ['onlineUrl', { zh: '网上办理', en: 'Online' }, services.onlineUrl],
    ['mobileUrl', { zh: '移动端办理', en: 'On a phone' }, services.mobileUrl],
    ['appointment', { zh: '预约办理', en: 'By appointment' }, yes(services.appointment)],
    ['express', { zh: '物流快递', en: 'By courier' }, yes(services.express)],
    ['selfService', { zh: '自助终端办理', en: 'On a kiosk' }, yes(services.selfService)],
  ]
  return factsOf(known, language)
}
