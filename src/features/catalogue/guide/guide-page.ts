import { escapeHtml as e } from '../../../shared/html.js'
import { type Language, say, type Text } from '../../../shared/text.js'
import type { GuideLayout } from './guide-labels.js'
import type { Guide } from './guide-schemas.js'
import { guideSection } from './guide-sections.js'
import { guideStyle } from './guide-style.js'
import { qrCode } from './qr-code.js'

export interface GuidePage {
  language: Language
  layout: GuideLayout
  /** Where everybody finds the newest guide; undefined: the page shows no code. */
  address: string | undefined
  /** The name in Chinese, which stands under an English one. */
  chineseName: string
}

const SCAN = { zh: '扫码查看最新指南', en: 'Scan for the current guide' }
const KIND = { zh: '办事指南', en: 'Guide' }
const NOTICES: Partial<Record<NonNullable<Guide['state']>, Text>> = {
  SUSPENDED: {
    zh: '本事项已暂停办理，恢复前不受理新的申请。',
    en: 'This item is suspended: nobody can apply for now.',
  },
  EXPIRED: {
    zh: '本事项有效期已过，不再受理申请。',
    en: 'This item has expired: nobody can apply.',
  },
  RETIRED: { zh: '本事项已取消，不再受理申请。', en: 'This item is no longer offered: nobody can apply.' },
}
const OTHER = { zh: { language: 'en', title: 'English' }, en: { language: 'zh', title: '中文' } }

/** The page asks nobody for anything, and runs nothing. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

/** The guide as a page to print or to show on a kiosk (可打印办事指南). It needs nothing from elsewhere. */
export function guidePage(guide: Guide, page: GuidePage): string {
  const { language, layout } = page
  const sections = guide.blocks.map((block) => guideSection(block, language, layout)).join('\n')
  return pageAround(guide.name, page, sections, { organ: guide.organ, notice: notice(guide, language) })
}

/** The page around what a guide says: title, language, code to scan. `main` is HTML already. */
export function pageAround(
  name: string,
  { language, layout, address, chineseName }: GuidePage,
  main: string,
  { organ, notice: above = '' }: { organ?: string | undefined; notice?: string } = {},
): string {
  const other = OTHER[language]
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(name)} · ${say(KIND, language)}</title><link rel="icon" href="data:,">
<style>${guideStyle(layout)}</style></head>
<body class="${layout}"><header><div><h1>${e(name)}</h1>${chineseName === name ? '' : `<p lang="zh-CN">${e(chineseName)}</p>`}<p>${[say(KIND, language), ...(organ === undefined ? [] : [e(organ)])].join(' · ')}</p>
<nav><a href="?language=${other.language}&amp;layout=${layout}" hreflang="${other.language}">${other.title}</a></nav></div>${scan(address, language)}</header>
${above}<main>${main}</main></body></html>`
}

function notice({ state }: Guide, language: Language): string {
  const text = state === undefined ? undefined : NOTICES[state]
  return text === undefined ? '' : `<p class="notice" role="status">${say(text, language)}</p>`
}

function scan(address: string | undefined, language: Language): string {
  if (address === undefined) return ''
  const title = say(SCAN, language)
  return `<figure>${qrCode(address, `${title}: ${address}`)}<figcaption>${title}</figcaption></figure>`
}
