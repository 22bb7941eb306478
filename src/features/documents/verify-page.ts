import { escapeHtml } from '../../shared/html.js'
import type { verifyPaper } from './paper-service.js'
import { dayInWords } from './wording.js'

const STYLE = `body{font-family:sans-serif;max-width:34em;margin:2em auto;padding:0 1em;line-height:1.7;color:#111}
h1{font-size:1.3em}th{text-align:left;font-weight:normal;color:#555;padding-right:1em;white-space:nowrap;vertical-align:top}
.state{border:2px solid #0a6b2b;color:#0a6b2b;padding:.5em .8em;font-weight:bold}.bad{border-color:#b00;color:#b00}`

const page = (body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>文书核验</title><style>${STYLE}</style></head><body><h1>文书核验</h1>${body}</body></html>`

/** Whether it may still be relied upon. */
const GOOD = new Set(['valid', 'delivered', 'paid'])

/** What whoever scans a paper sees (文书核验结果); pure. */
export function verifiedPage(paper: Awaited<ReturnType<typeof verifyPaper>>): string {
  const { standing, title, officialNo, documentNo, organisation, item, applicants, issuedOn } = paper
  const row = (name: string, value: string) =>
    `<tr><th scope="row">${name}</th><td>${escapeHtml(value)}</td></tr>`
  const rows = [
    row('文书名称', title),
    row('文号', officialNo ?? documentNo),
    row('出具机关', organisation),
    row('事项', item),
    row('申请人', applicants),
    row('出具日期', dayInWords(issuedOn)),
  ]
  const isGood = GOOD.has(standing.state)
  const words = standing.words === undefined ? '' : `：${standing.words}`
  const state = `${isGood ? '本文书真实有效' : '本文书真实，但已不再有效'}${words}`
  return page(
    `<p class="state${isGood ? '' : ' bad'}">${escapeHtml(state)}</p><table>${rows.join('')}</table>`,
  )
}

/** The same of a wrong code and of an unknown number. */
export const unverifiedPage = (): string =>
  page('<p class="state bad">没有与该编号和验证码相符的文书，请核对；如有疑问，请向出具机关查询。</p>')
