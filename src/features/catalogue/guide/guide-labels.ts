import { escapeHtml as e } from '../../../shared/html.js'
import { type Language, say, type Text } from '../../../shared/text.js'
import { colon } from './guide-words.js'

export type GuideLayout = 'a4' | 'kiosk'

/** Column heads and labels of the page (页面用语). */
const LABELS = {
  material: { zh: '材料名称', en: 'Material' },
  count: { zh: '份数', en: 'How many' },
  necessity: { zh: '必要性', en: 'Necessity' },
  format: { zh: '形式', en: 'Form' },
  source: { zh: '来源', en: 'Source' },
  standard: { zh: '受理标准', en: 'Accepted when' },
  filling: { zh: '填报须知', en: 'Filling in' },
  basis: { zh: '依据', en: 'Basis' },
  who: { zh: '适用情形', en: 'For whom' },
  reason: { zh: '提供理由', en: 'Why' },
  blankForm: { zh: '空白表格', en: 'Blank form' },
  filledSample: { zh: '示例样表', en: 'Filled sample' },
  step: { zh: '环节', en: 'Step' },
  review: { zh: '审查标准', en: 'Standard' },
  result: { zh: '办理结果', en: 'Result' },
  sample: { zh: '结果样本', en: 'Sample' },
  special: { zh: '特别程序（不计入时限）', en: 'Special procedures (their days do not count)' },
  days: { zh: '天数', en: 'Days' },
  organ: { zh: '办理机构', en: 'Organ' },
  fee: { zh: '收费项目', en: 'Fee' },
  feeStandard: { zh: '收费标准', en: 'Amount' },
  reduction: { zh: '减免', en: 'Reduction' },
  none: { zh: '无', en: 'none' },
  possible: { zh: '可减免', en: 'possible' },
  intermediary: { zh: '中介服务', en: 'Intermediary service' },
  window: { zh: '窗口', en: 'Window' },
  authority: { zh: '权限', en: 'Authority' },
  address: { zh: '地址', en: 'Address' },
  hours: { zh: '办理时间', en: 'Hours' },
  telephone: { zh: '电话', en: 'Telephone' },
  directions: { zh: '交通', en: 'Directions' },
  faqs: { zh: '常见问题', en: 'Questions and answers' },
} as const satisfies Record<string, Text>

type Label = keyof typeof LABELS

/** What the parts of a page have in common. */
export interface PageContext {
  language: Language
  layout: GuideLayout
  label(name: Label): string
  /** The label in front of a text, which is escaped here. */
  labelled(name: Label, text: string): string
}

export function pageContext(language: Language, layout: GuideLayout): PageContext {
  const label = (name: Label) => e(say(LABELS[name], language))
  const labelled = (name: Label, text: string) => `${label(name)}${colon(language)}${e(text)}`
  return { language, layout, label, labelled }
}

/** Rows of cells that are HTML already; the widths of the columns are part of the whole. */
export function table(heads: string[], rows: string[][], name: string): string {
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
  return `<table class="${name}"><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

/** To a file of the item, relative to the page, so that it also holds behind a path of a proxy. */
export function fileLink({ fileId, name }: { fileId: string; name: string }, title: string): string {
  return `<a href="files/${e(encodeURIComponent(fileId))}" download>${title}<span class="print"> ${e(name)}</span></a>`
}
