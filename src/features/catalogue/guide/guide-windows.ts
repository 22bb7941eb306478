import { type Language, say } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import { factsOf, type Known, type Part, present } from './guide-pieces.js'
import { colon, comma, WORDS } from './guide-words.js'

/** 窗口权限: where one goes, what that window may do, and what spares one the way. */
export function windowsPart(document: ItemDocument, language: Language): Part {
  const windows = document.windows?.map(({ name, address, hours, telephone, directions, authority }) => ({
    name,
    address,
    hours,
    authority,
    authorityTitle: say(WORDS.authority[authority], language),
    ...present({ telephone, directions }),
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
