import { escapeHtml } from '../../shared/html.js'
import { MASKED, maskPartyName } from '../../shared/masks.js'
import { qrCode } from '../catalogue/guide/qr-code.js'
import type { Line, Person, Sheet } from './sheet-parts.js'
import type { Standing } from './standing.js'
import { dayInWords } from './wording.js'

/** A paper as one reader gets it: names and words as he may read them, with what became of it since. */
export interface Printed {
  sheet: Omit<
    Sheet,
    'code' | 'asks' | 'addressees' | 'persons' | 'paragraphs' | 'signatures' | 'lists' | 'remedies'
  > & {
    addressees: string
    paragraphs: string[]
    signatures?: string[]
    lists: { title: string; lines: string[] }[]
    remedies: string[]
  }
  /** 文号; absent: from before papers had one. */
  officialNo?: string
  documentNo: string
  code?: string
  /** Where its QR code leads: the page that says whether it is genuine. */
  verifyAt?: string
  /** Nothing that was issued: a template tried out. */
  specimen?: true
  standing: Standing
}

/** The names of those to whom a paper goes, as a reader may see them (称呼). */
export const addresseesOf = (sheet: Pick<Sheet, 'addressees'>, clear: boolean): string =>
  sheet.addressees.map(({ type, name }) => (clear ? name : maskPartyName(type, name))).join('、')

/** 法定代表人：王*人; 申请人：某公司（统一社会信用代码：…）. */
const personLine = ({ role, type, name, creditCode }: Person, clear: boolean): string =>
  `${role}：${clear ? name : maskPartyName(type, name)}${creditCode === undefined ? '' : `（统一社会信用代码：${creditCode}）`}`

/** What a reader gets of a sheet; without `words` free words are left out. */
export function sheetFor(sheet: Sheet, reader: { names: boolean; words: boolean }): Printed['sheet'] {
  const said = ({ text, masked }: Line) => (reader.words ? text : (masked ?? text))
  const { code: _code, asks: _asks, persons = [], signatures, ...shown } = sheet
  return {
    ...shown,
    addressees: addresseesOf(sheet, reader.names),
    paragraphs: sheet.paragraphs.map(said),
    ...(signatures === undefined ? {} : { signatures: signatures.map(said) }),
    lists: [
      ...(persons.length === 0
        ? []
        : [{ title: '当事人', lines: persons.map((each) => personLine(each, reader.names)) }]),
      ...sheet.lists.map(({ title, lines }) => ({ title, lines: lines.map(said) })),
    ],
    remedies: sheet.remedies.map(said).filter((line) => line !== MASKED),
  }
}

const STYLE = `@page{size:A4;margin:25mm 27mm}
body{font-family:"FangSong","仿宋","Noto Serif CJK SC","Songti SC",serif;max-width:156mm;margin:2em auto;line-height:1.8;font-size:12pt;color:#000;background:#fff}
header{text-align:center}.organ{font-size:20pt;color:#b00;letter-spacing:.1em;border-bottom:2px solid #b00;padding-bottom:.3em}
h1{font-size:18pt;margin:.8em 0 .2em}.no{margin:0 0 1em}.state{border:2px solid #b00;color:#b00;padding:.3em .8em;text-align:center;font-weight:bold}
.body p{text-indent:2em;margin:.3em 0}h2{font-size:12pt;margin:.8em 0 0}ol,ul{margin:.2em 0 .2em 1.5em;padding:0}
.signed{margin-top:1.5em}.sign{text-align:right;margin:2.5em 0 1em}.seal{color:#777}footer{border-top:1px solid #999;font-size:9.5pt;padding-top:.5em}figure{margin:.5em 0;width:22mm;text-align:center}.qr{width:22mm;height:22mm;display:block}`

/** To whom it goes and what it is about. */
function heading({ facts, addressedTo, addressees, caseNo, item }: Printed['sheet']): string {
  const e = escapeHtml
  if (facts !== undefined)
    return [`${e(addressees)}：`, ...facts.map(([name, value]) => `${e(name)}：${e(value)}`)].join('<br>')
  const to = addressedTo === undefined ? '' : `致：${e(addressedTo)}<br>`
  return `${to}申请人：${e(addressees)}<br>办件编号：${e(caseNo)}<br>事项：${e(item)}`
}

/** A paper as a page to print (A4). It needs nothing but itself. */
export function printPage({ sheet, officialNo, documentNo, code, verifyAt, standing }: Printed): string {
  const e = escapeHtml
  const list = (title: string, lines: readonly string[], tag = 'ol') =>
    lines.length === 0
      ? ''
      : `<h2>${e(title)}</h2><${tag}>${lines.map((line) => `<li>${e(line)}</li>`).join('')}</${tag}>`
  const dates = sheet.dates.map(
    ({ label, date, provisional }) => `${label}：${dayInWords(date)}${provisional ? '（暂定）' : ''}`,
  )
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${e(sheet.title)} ${e(officialNo ?? documentNo)}</title>
<style>${STYLE}</style></head><body>
<header><div class="organ">${e(sheet.organ)}</div><h1>${e(sheet.title)}</h1><p class="no">${e(officialNo ?? documentNo)}</p></header>
${standing.words === undefined ? '' : `<p class="state">${e(standing.words)}</p>`}
<p>${heading(sheet)}</p>
<div class="body">${sheet.paragraphs.map((line) => `<p>${e(line)}</p>`).join('')}</div>
${sheet.lists.map(({ title, lines }) => list(title, lines)).join('')}
${list('期限', dates, 'ul')}${list('办理依据', sheet.bases, 'ul')}${list('请携带', sheet.bring, 'ul')}${list('救济途径', sheet.remedies, 'ul')}
${sheet.signatures === undefined ? '' : `<div class="body signed">${sheet.signatures.map((line) => `<p>${e(line)}</p>`).join('')}</div>`}
<div class="sign">${e(sheet.organ)}<br>${sheet.actedBy === undefined ? '' : `<span class="by">（由受委托的${e(sheet.actedBy)}办理）</span><br>`}<span class="seal">（${e(sheet.seal)}）</span><br>${e(dayInWords(sheet.issuedOn))}</div>
<footer>${sheet.contact.map((line) => `${e(line)}　`).join('')}${code === undefined ? '' : `<br>文书编号：${e(documentNo)}　验证码：${e(code)}`}${verifyAt === undefined ? '' : `<figure>${qrCode(verifyAt, '扫码核验')}<figcaption>扫码核验</figcaption></figure>`}</footer>
</body></html>`
}
