import { type Language, say, type Text } from '../../../shared/text.js'

/** What the codes of a document are called in a guide (办事指南用语). */
export const WORDS = {
  necessity: {
    required: { zh: '必要', en: 'required' },
    optional: { zh: '非必要', en: 'optional' },
    deferrable: { zh: '可容缺后补', en: 'may follow later' },
  },
  format: {
    paper: { zh: '纸质', en: 'paper' },
    electronic: { zh: '电子', en: 'electronic' },
    paperOrElectronic: { zh: '纸质或电子', en: 'paper or electronic' },
  },
  source: {
    applicant: { zh: '申请人自备', en: 'from the applicant' },
    government: { zh: '政府部门核发', en: 'issued by a public body' },
    intermediary: { zh: '中介机构出具', en: 'from an intermediary' },
    other: { zh: '其他', en: 'other' },
  },
  stage: {
    accept: { zh: '受理', en: 'acceptance' },
    review: { zh: '审查', en: 'review' },
    decide: { zh: '决定', en: 'decision' },
    deliver: { zh: '送达', en: 'delivery' },
    other: { zh: '其他', en: 'other' },
  },
  authority: {
    decides: { zh: '可当场决定', en: 'decides on the spot' },
    accepts: { zh: '受理', en: 'accepts applications' },
    collects: { zh: '代收', en: 'collects applications for the organ' },
    advises: { zh: '咨询', en: 'gives advice' },
  },
  noAuthority: { zh: '未登记窗口权限', en: 'no authority registered' },
  handling: {
    onTheSpot: { zh: '即办件', en: 'handled on the spot' },
    promised: { zh: '承诺件', en: 'handled within a promised limit' },
  },
  limit: {
    promised: { zh: '承诺时限', en: 'Promised' },
    statutory: { zh: '法定时限', en: 'Statutory' },
    none: { zh: '无法定时限', en: 'none set by law' },
  },
  channel: {
    consultation: { zh: '咨询', en: 'Questions' },
    complaint: { zh: '监督投诉', en: 'Complaints' },
  },
} as const satisfies Record<string, Text | Record<string, Text>>

const UNITS: Record<string, Text> = {
  workingDay: { zh: '个工作日', en: ' working days' },
  day: { zh: '日', en: ' days' },
  month: { zh: '个月', en: ' months' },
  year: { zh: '年', en: ' years' },
}

/** A limit in words: 即办 for zero. */
export function limitInWords(limit: { amount: number; unit: string }, language: Language): string {
  if (limit.amount === 0) return language === 'zh' ? '即办（当场办结）' : 'on the spot'
  const words = `${limit.amount}${say(UNITS[limit.unit] ?? { zh: limit.unit, en: limit.unit }, language)}`
  return language === 'en' && limit.amount === 1 ? words.replace(/s$/, '') : words
}

/** How many originals and copies (原件、复印件份数). */
export function countInWords(originals: number, copies: number, language: Language): string {
  const parts =
    language === 'zh'
      ? [originals > 0 ? `原件${originals}份` : '', copies > 0 ? `复印件${copies}份` : '']
      : [
          originals > 0 ? `${originals} original${originals === 1 ? '' : 's'}` : '',
          copies > 0 ? `${copies} ${copies === 1 ? 'copy' : 'copies'}` : '',
        ]
  const said = parts.filter((part) => part !== '').join(comma(language))
  return said === '' ? (language === 'zh' ? '无需递交' : 'nothing on paper') : said
}

export const comma = (language: Language): string => (language === 'zh' ? '，' : ', ')
export const colon = (language: Language): string => (language === 'zh' ? '：' : ': ')
