import type { Deps } from '../../deps.js'
import { type Caller, SYSTEM_CALLER } from '../../shared/caller.js'
import { sha256 } from '../../shared/canonical-json.js'
import { sameBytes } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { orOfBundle } from '../cases/bundled/answer-parent.js'
import { billedMembers } from '../cases/bundled/billed-members.js'
import { seenMembers } from '../cases/bundled/parent-parts.js'
import type { InHand } from '../cases/case-in-hand.js'
import { sightOf } from '../cases/case-sight.js'
import { type DocumentRow, readDocuments, withoutWords } from '../cases/read-case.js'
import { namesOnPaper, type PersonalReading } from '../cases/read-personal.js'
import type { Bill } from '../fees/bill.js'
import { isGranting } from '../workflow/grant.js'
import { noticeNow } from './notice-now.js'
import { addresseesOf, type Printed, sheetFor } from './page.js'
import {
  type PaperRow,
  selectLastPaper,
  selectOnLicence,
  selectPapers,
  selectPapersByNo,
} from './paper-store.js'
import { openSheet, typedCode, typedNumber } from './sealed-sheet.js'
import type { Sheet } from './sheet-parts.js'
import { sheetNow, stampDocuments } from './stamp.js'
import { forwardedStanding, ON_LICENCE, type Standing, standingOf } from './standing.js'
import { documentTitle } from './titles.js'

/** What documents are read with. */
export type Papers = Pick<
  Deps,
  'pool' | 'items' | 'workflows' | 'calendars' | 'encryption' | 'templates' | 'config'
>

/** A document with its paper; none where it is from before papers were kept. */
interface Filed {
  row: DocumentRow
  paper?: PaperRow | undefined
  sheet?: Sheet | undefined
  standing: Standing
}

/** The documents of a case with their papers, oldest first; each has its number before anybody sees it. */
async function filedDocuments(
  deps: Papers,
  caller: Caller,
  caseNo: string,
): Promise<{ hand: InHand; filed: Filed[] }> {
  const { hand, rows } = await readDocuments(deps, caller, caseNo)
  const { id, status, resultType } = hand.record
  let papers = await selectPapers(deps.pool, id)
  if (papers.length < rows.length) {
    // Whoever stamps the same at this moment, a reader or the pulse, is waited for: then the number is his, and none was given here.
    await stampDocuments(deps, id)
    papers = await selectPapers(deps.pool, id)
  }
  const paperOf = new Map(papers.map((paper) => [paper.document_no, paper]))
  const { delivery } = hand.record.facts
  const issued = rows.map(({ document_no, kind, content, came_back: cameBack, arrived_on: arrived }) => ({
    documentNo: document_no,
    no: paperOf.get(document_no)?.official_no ?? document_no,
    kind,
    content,
    // Announced still: whatever copy went out meanwhile has come back.
    cameBack: cameBack || (delivery?.method === 'announcement' && isCopy({ kind, content })),
    stillRuns: content.method === 'announcement' && String(content.deliveredOn) > hand.around.today,
    ...arrivedOf(arrived ?? (content.delivers === undefined ? delivery?.provenOn : undefined)),
  }))
  const { last, bills } = await moneyOf(deps, hand.record, rows)
  const onLicence = rows.some(({ kind }) => isGranting(kind)) ? await actsOnLicence(deps, hand.record) : []
  const filed = rows.map((row, at): Filed => {
    const paper = paperOf.get(row.document_no)
    const own = issued[at]
    const sheet = paper && openSheet(deps.encryption, paper)
    const now = row.kind === 'paymentNotice' ? noticeNow(askedBy(row, sheet), bills) : undefined
    return {
      row,
      paper,
      sheet,
      standing:
        forwardedStanding(row.kind, resultType) ??
        (own === undefined
          ? { state: 'valid' }
          : standingOf(own, issued, status, { notice: last, now, onLicence })),
    }
  })
  return { hand, filed }
}

/** Every grant on a licence ends with it (延续、变更的决定): what was decided on it stands in the case that granted it. */
async function actsOnLicence({ pool }: Papers, { facts: { related = [] } }: InHand['record']) {
  const link = related.find(({ relation }) => relation === 'renewalOf' || relation === 'changeOf')
  if (link === undefined) return []
  const rows = await selectOnLicence(pool, link, ON_LICENCE)
  return rows.map(({ document_no: documentNo, ...row }) => ({ documentNo, ...row }))
}

/** Of the decision, and no announcement: a receipt that names no other paper. */
const isCopy = ({ kind, content }: Pick<DocumentRow, 'kind' | 'content'>): boolean =>
  kind === 'deliveryReceipt' && content.delivers === undefined && content.method !== 'announcement'

const arrivedOf = (arrivedOn: string | undefined) => (arrivedOn === undefined ? {} : { arrivedOn })

/** The payment codes that a notice asked for: its own, or those of all the cases that it asks for (一单式收费). */
function askedBy({ content }: DocumentRow, sheet: Sheet | undefined): string[] {
  if (sheet?.asks !== undefined) return sheet.asks
  return typeof content.paymentCode === 'string' ? [content.paymentCode] : []
}

/**
 * What notices of payment are judged by: the bills, those of all members of a bundle's case, and the notice that asks for all
 * that it owes (一单式收费), wherever among its members it was issued last; without that where the case is no member, or nothing
 * was asked for in it.
 */
async function moneyOf(
  deps: Papers,
  { id, parentNo, facts: { bill } }: InHand['record'],
  rows: readonly DocumentRow[],
): Promise<{ bills: Bill[]; last?: { documentNo: string; no: string } }> {
  const own = bill === undefined ? [] : [bill]
  if (parentNo === undefined || rows.every(({ kind }) => kind !== 'paymentNotice')) return { bills: own }
  const members = await billedMembers(deps.pool, parentNo)
  for (const member of members) if (member.id !== id) await stampDocuments(deps, member.id)
  const ids = members.map((each) => each.id)
  const last = await selectLastPaper(deps.pool, 'paymentNotice', ids)
  return {
    bills: members.map((each) => each.bill),
    ...(last === undefined ? {} : { last: { documentNo: last.document_no, no: last.official_no } }),
  }
}

/** The documents of a case for somebody: their words are for who handles it, and for whom they are addressed to. */
export async function listPapers(deps: Papers, caller: Caller, caseNo: string, language: Language) {
  const papers = await orOfBundle(deps, { caller, caseNo }, () => papersOf(deps, caller, caseNo, language))
  if (papers !== 'bundle') return papers
  const data: (Awaited<ReturnType<typeof papersOf>>['data'][number] & { caseNo: string })[] = []
  for (const member of await seenMembers(deps, caller, caseNo)) {
    const own = await papersOf(deps, caller, member, language)
    data.push(...own.data.map((each) => ({ ...each, caseNo: member })))
  }
  return { data }
}

async function papersOf(deps: Papers, caller: Caller, caseNo: string, language: Language) {
  const { hand, filed } = await filedDocuments(deps, caller, caseNo)
  const { words } = sightOf(hand.record, hand.around.actor)
  return { data: filed.map((each) => viewDocument(each, hand, words, language)) }
}

function viewDocument(
  { row, paper, sheet, standing }: Filed,
  { record }: InHand,
  words: boolean,
  language: Language,
) {
  const title = documentTitle(row.kind, record.itemType)
  return {
    documentNo: row.document_no,
    ...(paper === undefined ? {} : { officialNo: paper.official_no }),
    kind: row.kind,
    title: language === 'zh' ? (sheet?.title ?? title.zh) : say(title, language),
    issuedOn: row.issued_on,
    standing,
    content: (words ? row : withoutWords(row)).content,
  }
}

/** What is asked for: a document as data, or as a paper to be printed. */
export interface PaperAsked extends PersonalReading {
  documentNo: string
  print: boolean
}

/** A document as its reader may see it, as data and as a paper. */
export async function readPaper(deps: Papers, asked: PaperAsked, language: Language) {
  const { hand, filed } = await filedDocuments(deps, asked.caller, asked.caseNo)
  const found = filed.find(({ row }) => row.document_no === asked.documentNo)
  if (found === undefined) throw problem('NOT_FOUND')
  const { record, around } = hand
  const names = await namesOnPaper({ ...asked, record })
  const words = names.clear || sightOf(record, around.actor).words
  const sheet = found.sheet ?? (await sheetNow(deps, { case_id: record.id, document_no: asked.documentNo }))
  const printed: Printed = {
    sheet: sheetFor(sheet, { names: names.clear, words }),
    documentNo: asked.documentNo,
    ...(found.paper === undefined ? {} : { officialNo: found.paper.official_no }),
    ...(sheet.code === undefined || !words ? {} : { code: sheet.code }),
    standing: found.standing,
  }
  const { addressees, head: _head, foot: _foot, v: _v, kind: _kind, ...paper } = printed.sheet
  const view = {
    ...viewDocument(found, hand, words, language),
    applicants: addressees,
    ...(printed.code === undefined ? {} : { verificationCode: printed.code }),
    ...(found.paper === undefined
      ? {}
      : { hash: found.paper.sheet_hash.toString('hex'), templates: found.paper.templates }),
    paper,
  }
  return { view, printed }
}

/**
 * Whether a paper is what it claims to be, and whether it still stands (文书核验). A wrong code and an unknown number get the
 * same answer. Throws NOT_FOUND.
 */
export async function verifyPaper(
  deps: Papers,
  { documentNo, code }: { documentNo: string; code: string },
  language: Language,
) {
  const typed = sha256(typedCode(code))
  const papers = await selectPapersByNo(deps.pool, typedNumber(documentNo))
  const opened = papers.map((paper) => ({ paper, sheet: openSheet(deps.encryption, paper) }))
  const fits = opened.filter(({ sheet }) => sameBytes(sha256(sheet.code ?? ''), typed))
  const [genuine] = fits
  if (genuine === undefined) throw problem('NOT_FOUND')
  const { paper, sheet } = genuine
  const { hand, filed } = await filedDocuments(deps, SYSTEM_CALLER, sheet.caseNo)
  const found = filed.find(({ row }) => row.document_no === paper.document_no)
  if (found === undefined) throw problem('NOT_FOUND')
  const { content: _content, ...view } = viewDocument(found, hand, false, language)
  return {
    ...view,
    organisation: sheet.organ,
    item: sheet.item,
    applicants: addresseesOf(sheet, false),
    hash: paper.sheet_hash.toString('hex'),
  }
}
