import { escapeHtml as e } from '../../shared/html.js'
import type { Language } from '../../shared/text.js'
import { type GuideLayout, pageContext, table } from '../catalogue/guide/guide-labels.js'
import { type GuidePage, pageAround } from '../catalogue/guide/guide-page.js'
import type { BundleGuide } from './bundle-schemas.js'

type Block = BundleGuide['blocks'][number]

/** The guide of a bundle as a page to print on A4 or to show on a kiosk (可打印的一件事办事指南). */
export const bundleGuidePage = (guide: BundleGuide, page: GuidePage): string =>
  pageAround(
    guide.name,
    page,
    `<p>${e(guide.description)}</p>${guide.blocks.map((block) => section(block, page)).join('\n')}`,
  )

const section = (block: Block, { language, layout }: GuidePage): string =>
  `<section id="${block.key}"><h2>${e(block.title)}</h2>${
    block.materials === undefined ? list(block.lines) : materialsTable(block.materials, language, layout)
  }</section>`

const list = (lines: readonly string[]): string =>
  `<ul>${lines.map((line) => `<li>${e(line)}</li>`).join('')}</ul>`

function materialsTable(
  materials: NonNullable<Block['materials']>,
  language: Language,
  layout: GuideLayout,
): string {
  const { label } = pageContext(language, layout)
  const rows = materials.map((each, index) => [
    `${index + 1}. ${e(each.name)}<small>${e(each.neededBy.join('、'))}</small>${each.fetched === undefined ? '' : `<small><strong>${e(each.fetched)}</strong></small>`}`,
    e(each.count),
    e(each.necessityTitle),
    e(each.forWhom),
  ])
  return table([label('material'), label('count'), label('necessity'), label('who')], rows, 'quarters')
}
