import type { LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import type { TemplateContent } from './template.js'

/** A line of a paper. `masked`: for who may not read the free words in it; absent: there are none. */
export interface Line {
  text: string
  masked?: string
}

/** Somebody named on a paper: a role in words, and the credit code of a legal entity (统一社会信用代码), which is public. */
export interface Person {
  role: string
  type: 'natural' | 'legal'
  name: string
  creditCode?: string
}

/** Everything that stands on a paper (文书内容), as it is frozen when it is issued: names in clear, so it lies encrypted. */
export interface Sheet {
  v: 1
  /** By which its paper is verified; absent where nothing was kept. */
  code?: string
  kind: string
  title: string
  organ: string
  /** Who did it in the organ's name (受委托机关), where it was entrusted. */
  actedBy?: string
  addressees: { type: 'natural' | 'legal'; name: string }[]
  /** Whom the applicants say it to, of a paper of their own (致). */
  addressedTo?: string
  /** Who stands beside the applicants and in which role, and credit codes (当事人); absent in papers of before. */
  persons?: Person[]
  caseNo: string
  item: string
  /** Of a paper between organs, in the place of applicant, case and item: what is named there, and its value. */
  facts?: [string, string][]
  issuedOn: LegalDate
  paragraphs: Line[]
  /** Where people sign, below the lists (签名栏). */
  signatures?: Line[]
  lists: { title: string; lines: Line[] }[]
  /** Payment codes of what a notice asks for in several cases at once; no part of what is printed. */
  asks?: string[]
  /** Last days. */
  dates: { label: string; date: LegalDate; provisional: boolean }[]
  bases: string[]
  bring: string[]
  remedies: Line[]
  contact: string[]
  seal: string
  head?: string
  foot?: string
}

/** What a paper is made of: the facts of the act, the case as it stood, the organ, and the template that holds. */
export interface SheetSource {
  code?: string
  kind: string
  issuedOn: LegalDate
  content: Record<string, unknown>
  template: TemplateContent
  organ: Letterhead
  actedBy?: string
  parties: Sheet['addressees']
  /** Of a receipt: materials that lay in an earlier case already. */
  reused?: readonly { materialCode: string; caseNo: string }[]
  /** What is paid for several cases together; absent: what the content tells. */
  fees?: Line[]
  asks?: string[]
  persons?: Person[]
  /** What was filled in, without what is sensitive (申请表). */
  form?: Record<string, unknown>
  case: {
    caseNo: string
    itemName: string
    itemType: string
    receivedOn?: LegalDate | undefined
    acceptedOn?: LegalDate | undefined
  }
  item: Pick<
    ItemDocument,
    | 'fees'
    | 'materials'
    | 'legalBases'
    | 'form'
    | 'results'
    | 'consultation'
    | 'complaints'
    | 'specialProcedures'
    | 'parties'
    | 'earlierGrants'
  >
  /** Of a receipt of delivery: the decision that was delivered, and what that paper is called. */
  delivered?: { decision: string; title: string }
  /** Of a grant: licences that come of it, or are renewed or changed by it, with number and validity. */
  licences?: Line[]
  /** Of what is only examined here: the organs of which one decides (转报的上级机关). */
  deciders?: string[]
  /** Of a hearing: who presides, by name and post (听证主持人). */
  presider?: string
}

/** An organ as its papers call it, and the government of its division, which hears who complains of it. */
export interface Letterhead {
  name: string
  government: string
  /** The basic people's court of its division, where the division tells it. */
  court?: string
}
