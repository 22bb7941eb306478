import { escapeHtml } from '../../shared/html.js'
import type { Text } from '../../shared/text.js'
import type { DocumentKind } from '../workflow/decision.js'
import type { CaseRecord } from './case.js'

/** Titles of documents (文书); approval and denial follow the law's words. */
const DOCUMENT_TITLES: Record<DocumentKind, Text> = {
  receipt: { zh: '收件回执', en: 'Receipt' },
  acceptanceNotice: { zh: '受理通知书', en: 'Notice of acceptance' },
  correctionNotice: { zh: '补正告知书', en: 'Notice of correction' },
  notAcceptedNotice: { zh: '不予受理通知书', en: 'Notice of refusal of acceptance' },
  notRequiredNotice: { zh: '不受理告知书', en: 'Notice that no licence is required' },
  specialNotice: { zh: '特别程序期限告知书', en: 'Notice of a special procedure' },
  extensionNotice: { zh: '延长办理期限通知书', en: 'Notice of extension' },
  approval: { zh: '准予决定书', en: 'Decision of approval' },
  denial: { zh: '不予决定书', en: 'Decision of refusal' },
  deliveryReceipt: { zh: '送达回执', en: 'Receipt of delivery' },
  withdrawalConfirmation: { zh: '撤回确认书', en: 'Confirmation of withdrawal' },
  terminationNotice: { zh: '终止办理通知书', en: 'Notice of termination' },
}

/** A kind that this build does not know is shown by its code. */
export const documentTitle = (kind: string): Text =>
  (DOCUMENT_TITLES as Record<string, Text | undefined>)[kind] ?? { zh: kind, en: kind }

const FACT_TITLES: Record<string, string> = {
  acceptedOn: '受理日期',
  decidedOn: '决定日期',
  deliveredOn: '送达日期',
  expiresOn: '补正期限',
  reason: '理由',
  remedy: '救济途径',
  competentAuthority: '有权机关',
  kind: '特别程序',
  estimatedDays: '预计工作日',
  basis: '依据',
  days: '延长工作日',
  method: '送达方式',
  promise: '承诺',
  items: '补正内容',
  deferred: '容缺材料',
  missing: '缺少的材料',
  deemed: '视为受理',
  reasonCode: '理由类别',
}

interface Printed {
  document_no: string
  kind: string
  issued_on: string
  content: Record<string, unknown>
}

/** A document as a page to print (A4): number, date, applicants as the reader may see them, what it says. */
export function printDocument(record: CaseRecord, row: Printed, applicants: string): string {
  const rows = Object.entries(row.content)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) =>
        `<tr><th>${escapeHtml(FACT_TITLES[name] ?? name)}</th><td>${escapeHtml(words(value))}</td></tr>`,
    )
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(documentTitle(row.kind).zh)} ${row.document_no}</title>
<style>@page{size:A4;margin:25mm}body{font-family:serif;max-width:160mm;margin:2em auto}h1{text-align:center}th{text-align:left;padding-right:2em;vertical-align:top}</style>
</head><body><h1>${escapeHtml(documentTitle(row.kind).zh)}</h1>
<p>文书编号：${escapeHtml(row.document_no)}<br>办件编号：${escapeHtml(record.caseNo)}<br>事项：${escapeHtml(record.itemName)}<br>申请人：${escapeHtml(applicants)}</p>
<table>${rows.join('')}</table>
<p>日期：${escapeHtml(row.issued_on)}<br>（盖章）</p></body></html>`
}

function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join('；')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(words).join(' ')
  return String(value)
}
