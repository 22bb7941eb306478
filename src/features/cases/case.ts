import type { Organ } from '../../shared/caller.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { PartyRole } from '../catalogue/party-rule.js'
import type { ClockState } from '../deadlines/clock.js'
import type { CaseState, TaskState } from '../workflow/case-state.js'
import type { OverrideProof } from '../workflow/override-proof.js'
import type { Status } from '../workflow/statuses.js'
import type { Copy, Urge } from './informing/informed.js'

export const CHANNELS = {
  WINDOW: { code: '1', zh: '窗口', en: 'window' },
  WEB: { code: '2', zh: '网站', en: 'website' },
  MOBILE: { code: '3', zh: '移动端', en: 'mobile' },
  KIOSK: { code: '4', zh: '自助终端', en: 'kiosk' },
  ASSISTANT: { code: '5', zh: '帮办代办', en: 'assistant' },
  EXCHANGE: { code: '6', zh: '数据交换', en: 'data exchange' },
} as const

export type Channel = keyof typeof CHANNELS

export const MATERIAL_SOURCES = [
  'upload',
  'paper',
  'licence',
  'register',
  'dossier',
  'commitment',
  'deferred',
] as const
export type MaterialSource = (typeof MATERIAL_SOURCES)[number]

/** A party (当事人) as the case keeps it: numbers encrypted, a masked form beside. */
export interface Party {
  partyNo: number
  role: PartyRole
  type: 'natural' | 'legal'
  name: string
  idType: string
  idNumberEncrypted: Buffer
  idNumberIndex: Buffer
  idNumberMasked: string
  nameIndex?: Buffer
  mobileIndex?: Buffer
  mobileEncrypted?: Buffer
  mobileMasked?: string
  mandateFileId?: string
  identityProof?: object
  /** A KeptMandate (parties/mandates.ts). */
  mandate?: object
  /** A KeptCapacity (parties/capacity.ts). */
  capacity?: object
  /** `issuer|subject` of the signed-in person. */
  subject?: string
}

/** A material (申请材料) that was handed in. */
export interface Material {
  materialId: string
  materialCode: string
  source: MaterialSource
  copies: number
  fileId?: string
  licence?: { type: string; number: string }
  /** Of the look-up in a register or a dossier by which it came. */
  reference?: string
  /** What that look-up, or the earlier case, proves; without it the reference is a word. */
  proof?: MaterialProof
  /** Number of the case of the same bundle whose result it is (前置结果). */
  resultOf?: string
  /** What the last look at it found (材料审核). */
  inspection?: Inspection
  returned?: { on: LegalDate; by: string }
  addedAt: Instant
  removedAt?: Instant
}

/** By what a material counts that nobody brought (免提交材料): the register or the earlier case, and how long. */
export interface MaterialProof {
  kind: 'register' | 'dossier'
  /** Code of the register, number of the case. */
  from: string
  /** When it was found there. */
  at: Instant
  until: Instant
}

/** A field that was filled from what is known, and by whom and when it was confirmed (预填确认). */
export interface Prefilled {
  pointer: string
  from: string
  confirmed?: { by: string; at: Instant }
}

/** What a shared register said, or did not say, of a material when the case was handed in. */
export interface FetchedMaterial {
  materialCode: string
  register: string
  name: string
  nameEn?: string
  /** found, notFound, mismatch, expired or unavailable. */
  result: string
}

/** 材料审核: `standard` is one of the version's acceptance standards, `reason` words of who looked. */
export interface Inspection {
  result: 'ok' | 'defective'
  standard?: string
  reason?: string
  on: LegalDate
  by: string
}

/** What an earlier system says of a case: its past before `importedOn` is claimed, and nothing follows by itself from it. */
export interface OldCase {
  system: string
  /** Where it stood there. */
  status: string
  granted: boolean
  importedOn: LegalDate
}

/** A warning of the intake that staff took upon themselves, e.g. a credit code whose check character is wrong. */
export interface Warning {
  code: string
  pointer: string
  overriddenBy?: string
  reason?: string
  /** The paper that staff saw. */
  proof?: OverrideProof
}

/** Which parts of the workflow's state are kept in `cases.facts`; the rest has columns or rows of its own. */
export type WorkflowFacts = Pick<
  CaseState,
  | 'statusLeft'
  | 'acceptMode'
  | 'missing'
  | 'correction'
  | 'correctionsGiven'
  | 'corrected'
  | 'pledges'
  | 'bill'
  | 'related'
  | 'awaits'
  | 'collected'
  | 'supplements'
  | 'delivery'
  | 'cameBack'
  | 'shelf'
  | 'grantEnded'
  | 'renewedByLaw'
  | 'published'
  | 'hearing'
  | 'proofOwed'
  | 'grantSuspended'
  | 'grant'
  | 'visits'
  | 'deferred'
  | 'specials'
  | 'acts'
>

/** What an act changed, as it stood before: what undoing it brings back (撤销上一步). */
export interface Undoable {
  /** Of the case after the act. */
  version: number
  at: Instant
  action: string
  status: Status
  decidedOn?: LegalDate
  closedOn?: LegalDate
  resultType?: string
  facts: Partial<WorkflowFacts>
  /** Clocks and tasks that it changed, as they were. */
  clocks: ClockState[]
  tasks: TaskState[]
  /** Those that it began, and organs that it was the first to ask. */
  begun: string[]
  asked: string[]
  /** Organs that it took out again (减签). */
  dropped?: Organ[]
}

/** What the version in force changes for a draft that was begun under an earlier one (草稿期间事项变更). */
export interface ChangedSince {
  version: number
  materials: string[]
  fields: string[]
  /** What the draft had and the version in force asks for no longer; absent: nothing. */
  droppedMaterials?: string[]
  droppedFields?: string[]
}

/** `cases.facts`: what no list is filtered by. */
export interface CaseFacts extends WorkflowFacts {
  /** Who was told of it (抄送), and who asked how it stands (催办); absent: nobody. */
  copies?: Copy[]
  urges?: Urge[]
  /** How it stood before the last act, where that may be taken back. */
  undoable?: Undoable
  applicantName: string
  applicantType: 'natural' | 'legal'
  answers: Record<string, unknown>
  form: Record<string, unknown>
  /** Numbers of other systems as they were sent; `plain`, where that differs, is how they are compared. */
  externalNos: { system: string; number: string; plain?: { system: string; number: string } }[]
  visitId?: string
  /** The draft was begun under another version: what the one in force wants beyond it, and no more (草稿期间事项变更). */
  changedSince?: ChangedSince
  /** Who helped or acted (帮办、代办); see parties/assistance.ts. */
  assistance?: { kind: 'helps' | 'acts'; by: string; staffNo?: string }
  warnings: Warning[]
  /** What was taken from the dossier and not typed (档案预填). */
  prefilled?: Prefilled[]
  /** What was asked of shared registers in place of papers, and did not come (共享数据获取结果). */
  fetched?: FetchedMaterial[]
  /** It came in from an earlier system (历史办件): what that says of it, and the day on which it came. */
  old?: OldCase
  /** Of a case moved to another item of the same organ (分办更正): when it first came. */
  receivedFirst?: LegalDate
  documents: number
}

/** A case (办件) with everything that belongs to it, as one read gives it. */
export interface CaseRecord {
  id: string
  caseNo: string
  /** Number of the bundle's case (一件事主件) of which this is one member's. */
  parentNo?: string
  version: number
  status: Status
  itemCode: string
  itemVersion: number
  itemName: string
  itemType: string
  organisationCode: string
  divisions: string[]
  decidingDivisions: string[]
  windowId?: string
  windowAuthority?: string
  /** Whose staff sit at that window, and who runs its centre, when the case came in. */
  windowOrganisation?: string
  centreOrganisation?: string
  /** The division in which the window's hall stands today, with all above it. */
  windowDivisions?: string[]
  /** The point of the assistant who brought it in. */
  createdOrganisation?: string
  /** The organ as it is today: the deciding one, or who goes on with its cases. */
  organ: Organ
  /** Organs asked for an opinion, as they are today. */
  askedOrgans: Organ[]
  /** Places of those who were told of it (informing/informed.ts). */
  copied?: string[]
  channel: Channel
  situation?: string
  workflowKey?: string
  workflowVersion?: number
  receivedOn?: LegalDate
  acceptedOn?: LegalDate
  decidedOn?: LegalDate
  closedOn?: LegalDate
  resultType?: string
  /** Number of the case to which it was moved (分办更正), while the application has not come back to this one. */
  movedTo?: string
  /** The case in which the application goes on: that one, or another at the end of the way from there. */
  goesOnAs?: string
  /** Last day of the licence that is to be changed, which has ended and does not hold on; absent: it holds, or nothing is changed. */
  licenceOver?: LegalDate
  /** The case in which the application ended after it was moved (撤回、不予受理 …): nothing is read into silence here. */
  endedAs?: string
  facts: CaseFacts
  queryCodeHash: Buffer
  createdBy: string
  createdAt: Instant
  updatedAt: Instant
  parties: Party[]
  materials: Material[]
  clocks: ClockState[]
  tasks: TaskState[]
}
