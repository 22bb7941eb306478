import type { Deps } from '../../deps.js'
import { escapeHtml } from '../../shared/html.js'
import { type Language, say } from '../../shared/text.js'
import { choiceTitle, fieldTitle } from '../catalogue/questions/field-titles.js'
import { CHANNELS } from './case.js'
import type { PartyDetail } from './parties/party-schemas.js'
import { type PersonalReading, readForm, readParties, seenCase } from './read-personal.js'
import { sourceTitle } from './source-titles.js'

/** One thing that was said: how the form calls it, and what was filled in. */
interface Said {
  key: string
  title: string
  value: unknown
  /** A choice as the form calls it. */
  valueTitle?: string
}

/** Everything that was handed in with a case (申请内容), as its reader may see it. */
export interface Submission {
  caseNo: string
  itemCode: string
  itemVersion: number
  itemName: string
  channel: string
  receivedOn?: string
  parties: PartyDetail[]
  answers: Said[]
  form: Said[]
  materials: { materialCode: string; name: string; source: string; sourceTitle: string; copies: number }[]
  /** Nothing of form and answers is masked. */
  clear: boolean
}

/** A copy of the whole submission; personal values by the rules of parties and form, each clear reading recorded. */
export async function readSubmission(
  deps: Deps,
  reading: PersonalReading,
  language: Language,
): Promise<Submission> {
  const { record, around } = await seenCase(deps, reading)
  const { data: parties } = await readParties(deps, reading)
  const { form, answers, clear } = await readForm(deps, reading)
  const { document } = around
  const questionTitle = (key: string) => {
    const { title = key, titleEn } = document.questions.find((each) => each.key === key) ?? {}
    return language === 'en' ? (titleEn ?? title) : title
  }
  return {
    caseNo: record.caseNo,
    itemCode: record.itemCode,
    itemVersion: record.itemVersion,
    itemName: record.itemName,
    channel: record.channel,
    ...(record.receivedOn === undefined ? {} : { receivedOn: record.receivedOn }),
    parties,
    answers: Object.entries(answers).map(([key, value]) => ({ key, title: questionTitle(key), value })),
    form: Object.entries(form).map(([key, value]) => saidInForm(document.form.schema, key, value)),
    materials: record.materials
      .filter(({ removedAt }) => removedAt === undefined)
      .map(({ materialCode, source, copies }) => ({
        materialCode,
        name: document.materials.find((each) => each.materialCode === materialCode)?.name ?? materialCode,
        source,
        sourceTitle: say(sourceTitle(source), language),
        copies,
      })),
    clear,
  }
}

function saidInForm(schema: { properties?: Record<string, object> }, key: string, value: unknown): Said {
  const valueTitle = choiceTitle(schema.properties?.[key], value)
  const title = fieldTitle(schema, [key]) ?? key
  return { key, title, value, ...(valueTitle === undefined ? {} : { valueTitle }) }
}

/** The same as a page to print (申请内容打印件). */
export function submissionPage(submission: Submission): string {
  const { caseNo, itemName, channel, receivedOn, parties, answers, form, materials } = submission
  const row = (title: string, value: unknown) =>
    `<tr><th scope="row">${escapeHtml(title)}</th><td>${escapeHtml(inWords(value))}</td></tr>`
  const table = (title: string, rows: string[]) =>
    rows.length === 0 ? '' : `<h2>${title}</h2><table>${rows.join('')}</table>`
  const kind = Object.hasOwn(CHANNELS, channel) ? CHANNELS[channel as keyof typeof CHANNELS].zh : channel
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(caseNo)}</title>
<style>body{font-family:serif;margin:2cm}table{border-collapse:collapse;width:100%}th,td{border:1px solid #000;padding:4px 8px;text-align:left}th{width:35%;font-weight:normal}</style></head>
<body><h1>申请内容</h1>
${table('办件', [row('办件编号', caseNo), row('事项', itemName), row('申请渠道', kind), ...(receivedOn === undefined ? [] : [row('收件日期', receivedOn)])])}
${table(
  '当事人',
  parties.map(({ name, idNumber, mobile }) => row(name, [idNumber, mobile].filter(Boolean).join('，'))),
)}
${table(
  '情形',
  answers.map(({ title, value }) => row(title, value)),
)}
${table(
  '申请表',
  form.map(({ title, value, valueTitle }) => row(title, valueTitle ?? value)),
)}
${table(
  '材料',
  materials.map(({ name, sourceTitle: from, copies }) => row(name, `${from}，${copies} 份`)),
)}
</body></html>`
}

/** A value as people read it: yes and no, lists and groups in one line. */
function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.map(inWords).join('、')
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const { amount, currency } = value as { amount?: unknown; currency?: unknown }
  if (typeof amount === 'number' && currency === 'CNY') return `${(amount / 100).toFixed(2)} 元`
  return Object.entries(value)
    .map(([name, part]) => `${name} ${inWords(part)}`)
    .join('，')
}
