import { type Language, say, type Text } from '../../shared/text.js'
import { DISCLOSURES, type Disclosure, type ItemDocument } from './item-document.js'

export interface GuideBlock {
  key: Disclosure
  title: string
  /** Paragraphs in plain words. */
  lines: string[]
}

const UNITS: Record<string, Text> = {
  workingDay: { zh: '个工作日', en: ' working days' },
  day: { zh: '日', en: ' days' },
  month: { zh: '个月', en: ' months' },
  year: { zh: '年', en: ' years' },
}
const ORIGINALITY: Record<string, Text> = {
  original: { zh: '原件', en: 'original' },
  copy: { zh: '复印件', en: 'copy' },
  originalAndCopy: { zh: '原件和复印件', en: 'original and copy' },
}
const NECESSITY: Record<string, Text> = {
  required: { zh: '必要', en: 'required' },
  optional: { zh: '非必要', en: 'optional' },
  deferrable: { zh: '可容缺后补', en: 'may follow later' },
}

/** A limit in words: 即办 for zero. */
export function limitInWords(limit: { amount: number; unit: string }, language: Language): string {
  if (limit.amount === 0) return language === 'zh' ? '即办（当场办结）' : 'on the spot'
  return `${limit.amount}${say(UNITS[limit.unit] ?? { zh: limit.unit, en: limit.unit }, language)}`
}

/** The eight disclosures (项目八公开) of an item version, in their fixed order. */
export function guideBlocks(document: ItemDocument, language: Language): GuideBlock[] {
  const lines: Record<Disclosure, string[]> = {
    name: [document.name, ...(document.nameEn === undefined ? [] : [document.nameEn])],
    legalBasis: document.legalBases.map(
      (basis) =>
        `《${basis.name}》${basis.article ?? ''}${basis.text === undefined ? '' : `：${basis.text}`}`,
    ),
    conditions: document.conditions,
    materials: document.materials.map((material) => {
      const count = [
        material.originals > 0 ? `${say(ORIGINALITY.original as Text, language)}${material.originals}` : '',
        material.copies > 0 ? `${say(ORIGINALITY.copy as Text, language)}${material.copies}` : '',
      ]
      return `${language === 'en' && material.nameEn !== undefined ? material.nameEn : material.name}（${[say(NECESSITY[material.necessity] as Text, language), ...count.filter((part) => part !== '')].join('，')}）${situationsOf(document, material)}`
    }),
    procedure: document.procedure.map(
      (step, index) =>
        `${index + 1}. ${step.title}（${step.role}${step.limit === undefined ? '' : `，${step.limit}`}）：${step.standard}；${step.result}`,
    ),
    limit: [
      `${language === 'zh' ? '承诺时限' : 'Promised'}: ${limitInWords(document.limits.promised, language)}${document.limits.promised.notes === undefined ? '' : `（${document.limits.promised.notes}）`}`,
      `${language === 'zh' ? '法定时限' : 'Statutory'}: ${limitInWords(document.limits.statutory, language)}（${document.limits.statutory.basis}）`,
    ],
    fees: document.fees.charged
      ? document.fees.items.map((fee) => `${fee.name}: ${fee.standard}（${fee.legalBasis}）`)
      : [language === 'zh' ? '不收费' : 'No fee'],
    windowAuthority: [
      document.windowAuthority,
      ...document.consultation.map((line) => `${language === 'zh' ? '咨询' : 'Questions'}: ${line}`),
      ...document.complaints.map((line) => `${language === 'zh' ? '监督投诉' : 'Complaints'}: ${line}`),
    ],
  }
  return (Object.keys(DISCLOSURES) as Disclosure[]).map((key) => ({
    key,
    title: say(DISCLOSURES[key], language),
    lines: lines[key],
  }))
}

function situationsOf(document: ItemDocument, material: ItemDocument['materials'][number]): string {
  if (material.situations === undefined) return ''
  const titles = material.situations.map(
    (key) => document.situations.find((situation) => situation.key === key)?.title ?? key,
  )
  return ` — ${titles.join('、')}`
}

/** The guide as a page to print. */
export function guidePage(document: ItemDocument, language: Language): string {
  const blocks = guideBlocks(document, language).map(
    (block) =>
      `<section><h2>${escapeHtml(block.title)}</h2>${block.lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}</section>`,
  )
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(document.name)}</title>
<style>@page{size:A4;margin:20mm}body{font-family:sans-serif;max-width:170mm;margin:1em auto;line-height:1.5}h2{border-bottom:1px solid;font-size:1.1em}</style>
</head><body><h1>${escapeHtml(document.name)}</h1>${blocks.join('')}</body></html>`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
