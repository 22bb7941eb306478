import type { Text } from '../../shared/text.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { Bill, Charge } from '../fees/bill.js'
import type { AwaitedResult } from './awaiting.js'
import type { Collected } from './collecting.js'
import type { ExtensionRule } from './extension-acts.js'
import type { Grant, MoneyAsked } from './grant.js'
import type { HearingDuty, HearingState } from './hearing-acts.js'
import type { ListedSpecial } from './special-procedures.js'
import type { Action, Status } from './statuses.js'

/** A step that is open or was done (任务). `opinion` tasks belong to a joint review (会审). */
export interface TaskState {
  taskId: string
  kind: 'step' | 'opinion'
  step: string
  phase: 'review' | 'decide'
  openedAt: Instant
  /** Who holds it (领取、分派): the staff number, or `issuer|subject` of who stands in no register. */
  assignee?: string
  heldSince?: Instant
  /** Who assigned it; absent: the holder claimed it. */
  assignedBy?: string
  /** When who asked after it (催办); absent: nobody. */
  reminders?: readonly Reminder[]
  /** Organ asked for an opinion; of a step the organ that does it, where that is not the case's. */
  organisation?: string
  /** Asked by the procedure itself (eachOf). */
  each?: true
  /** Its silence counts as agreement by the basis that the procedure cites (视为同意). */
  deemed?: true
  /** Steps to which it led, where branches join, without the joins that have taken it in (see openNext). */
  led?: string[]
  /** What was filled in (环节填报). */
  input?: Record<string, string | number | boolean>
  /** Staff number of the one person who was added (加签) and answers for the organ. */
  reviewer?: string
  /** Added after the opinion of who holds the step, which it reads (后加签). */
  after?: true
  /** Taken out again before it spoke (减签). */
  removed?: true
  /** The asking says that this organ may read personal data clear while it answers. */
  personal?: boolean
  closedAt?: Instant
  closedBy?: string
  /** The organ for which it was done, where the procedure asks for it. */
  closedFor?: string
  outcome?: 'completed' | 'returned' | 'ended'
  /** What the organ that was asked said. */
  agrees?: boolean
  /** The act that opened it was taken back. */
  undone?: true
  /** It came after its days (逾期意见). */
  late?: boolean
  /** How long the organ that was asked has. */
  limit?: { amount: number; unit: 'workingDay' | 'day' }
}

/** Somebody of the own side asks after a task (催办). */
export interface Reminder {
  at: Instant
  by: string
  note?: string
}

/** A special procedure (特别程序, 行政许可法 Art. 45): while one is open the limits stand still. */
export interface SpecialState {
  specialId: string
  kind: string
  startedOn: LegalDate
  estimatedDays: number
  basis: string
  endedOn?: LegalDate
}

/** One act, for four-eyes; who closed which step stands in its task. `subject` is `issuer|subject`. */
export interface Act {
  action: Action
  subject: string
}

/** A correction notice (补正告知), given once with everything in it (Art. 32(4)). */
export interface CorrectionNotice {
  requestedOn: LegalDate
  items: CorrectionItem[]
  /** Materials of the notice that have not come since. */
  openMaterials: string[]
  /** Fields of the form of the notice that have not come since. */
  openFields: string[]
  expiresOn?: LegalDate
}

/** What came in answer to the last notice (补正一轮): only of that may another one speak. */
export interface CorrectedRound {
  materials: string[]
  fields: string[]
  /** It came when the days to correct were over. */
  late: boolean
}

/** A material that was looked at and found wanting (材料有缺陷), with what was found. */
export interface DefectiveMaterial {
  materialCode: string
  reason?: string
}

/** A doubt by what it is and where, e.g. a credit code whose check character does not fit. */
export interface Doubt {
  code: string
  pointer: string
  /** What is doubtful, and how it is settled; absent: the code alone is known. */
  words?: Text
}

/** The applicant's word in the place of a material (告知承诺), given at acceptance and looked into after the decision. */
export interface Pledge {
  materialCode: string
  givenOn: LegalDate
  checkedOn?: LegalDate
  /** What the check found: false is a breach (承诺不实). */
  kept?: boolean
  /** No other promise is taken from who broke it (不适用告知承诺), since when, by which rule, until it was repaired (信用修复). */
  bar?: { since: LegalDate; basis: string; repairedOn?: LegalDate }
}

/** Another case with which this one hangs together (关联办件). */
export interface RelatedCase {
  relation:
    | 'supersededBy'
    | 'movedTo'
    | 'movedFrom'
    | 'forwardedTo'
    | 'forwardedFrom'
    | 'renewalOf'
    | 'changeOf'
  caseNo: string
  /** Of what a lower organ forwarded: codes of the materials that came with it, and are asked for no more (行政许可法 Art. 35). */
  materials?: string[]
  /** Of a renewal in time: it is to be decided by then, since the licence ends. */
  decideBy?: LegalDate
  /** And the law by which it is deemed renewed where it is not, as its item cites it; absent: type 01 has Art. 50, others none. */
  basis?: string
  /** Of a renewal: the last day of the licence when it was applied for. */
  validTo?: LegalDate
  /** Of a renewal or a change: number of the licence that it is about. */
  licenceNo?: string
}

/** A material that the review asked for after acceptance (补充材料). */
export interface Supplement {
  materialCode: string
  requestedOn: LegalDate
  suppliedOn?: LegalDate
}

export interface SiteVisit {
  step: string
  /** Staff numbers. */
  officers: string[]
  on: LegalDate
}

export interface Delivery {
  method: 'pickup' | 'post' | 'electronic' | 'announcement'
  on: LegalDate
  /** When the letter was handed over (妥投); absent: nobody has shown it. */
  provenOn?: LegalDate
  /** Of a copy that went to somebody while the decision is being announced: since when (公告送达). */
  announcedOn?: LegalDate
  /** Of the exit desk that posted it (出件窗口), its record there. */
  exitId?: string
}

export interface Shelf {
  exitId: string
  windowId: string
  windowName: string
  pickUpNo: string
  since: LegalDate
  days: number
}

export interface CorrectionItem {
  materialCode?: string
  field?: string
  reason: string
}

export interface DeferredMaterial {
  materialCode: string
  dueOn: LegalDate
  suppliedOn?: LegalDate
}

/** What `decide()` must know of a clock. */
export interface ClockSummary {
  kind: string
  /** The task of a STEP or OPINION clock. */
  taskId?: string
  due?: LegalDate
  /** Reckoned over a year without its notice: no legal consequence is drawn on such a day (预估日期). */
  provisional?: boolean
  stopped: boolean
  extended: boolean
}

/** The part of a case that the workflow works with. */
export interface CaseState {
  status: Status
  /** The code of something in the case that this build does not know (a newer release wrote it): nobody acts on it. */
  unknown?: string
  version: number
  itemType: string
  /** Code of the deciding organ. */
  organisation: string
  /** What it is called; absent: nobody asked. */
  organisationName?: string
  handling: 'onTheSpot' | 'promised'
  windowAuthority?: string
  /** The window only collects for an organ that is not its own (代收); absent: it does not. */
  collects?: boolean
  /** Papers that a window collected; absent: the organ took them in itself. */
  collected?: Collected
  /** Results of other cases of the same bundle that are materials here (前置结果); absent: none. */
  awaits?: readonly AwaitedResult[]
  /** Where a special procedure interrupted the case. */
  statusLeft?: 'REVIEWING' | 'DECIDING'
  /** Receipt date of the current, complete submission. */
  receivedOn?: LegalDate
  /** Receipt date of the case that this one was opened in the place of, at the same organ (分办更正): its own as well. */
  receivedFirst?: LegalDate
  /** The case in which the application goes on since this one was moved (分办更正); absent: in this one. */
  goesOnAs?: string
  /** The case in which the application ended after this one was moved; absent: nowhere else. */
  endedAs?: string
  /** The case that the act names was opened to take this one's place. */
  takenOver?: boolean
  acceptedOn?: LegalDate
  acceptMode?: 'NORMAL' | 'DEFERRED' | 'DEEMED'
  decidedOn?: LegalDate
  resultType?: string
  /** With what, how much and how far it was granted; absent: a plain yes, or none (附条件、部分准予、金额). */
  grant?: Grant
  /** The item grants money; absent: it does not. */
  money?: MoneyAsked
  /** What it grants has its number from the register of licences. */
  numbered?: true
  /** How it was delivered (送达), until a letter comes back. */
  delivery?: Delivery
  /** How it was delivered before that was told to be none (退件、误交): what puts such a telling right (更正). */
  cameBack?: Delivery
  /** Where the result lies to be fetched (统一出件), from when on, and in how many days it should be; absent: at no desk. */
  shelf?: Shelf
  /** All that was granted has been revoked, withdrawn or cancelled since (撤销、撤回、注销): nothing is left to hand out. */
  grantEnded?: true
  /** Last day of the licence that is to be changed (变更), which has ended and does not hold on; absent: it holds, or nothing is changed. */
  licenceOver?: LegalDate
  /** What was granted is suspended (暂停), until when, where that is known: nothing is handed out meanwhile. */
  grantSuspended?: { until?: LegalDate }
  /** The office took the case back, and the applicant's word is not on record yet (撤回凭据欠缺). */
  proofOwed?: true
  /** The licence ended undecided and was renewed by law (视为准予延续): since when, until when, and by which; absent: 行政许可法第五十条第二款. */
  renewedByLaw?: { since: LegalDate; validTo?: LegalDate; basis?: string }
  /** Where and when the decision was made public (决定公开); absent: not yet. */
  published?: { publicationId: string; on: LegalDate }
  /** What the item asks as to hearings (听证); absent: nothing. */
  hearingDuty?: HearingDuty
  /** The first day of which notice given now is early enough. */
  hearingFrom?: LegalDate
  /** Absent: nobody was told of a hearing. */
  hearing?: HearingState
  /** Visits of the premises (现场核查), by whom; absent: none. */
  visits?: readonly SiteVisit[]
  /** Special procedures of the item version whose time is not counted; absent: none. */
  listedSpecials?: readonly ListedSpecial[]
  /** Organs above, one of which decides what is only examined here (初审转报, 行政许可法 Art. 35); absent: it is decided here. */
  forwardsTo?: readonly string[]
  /** By how much the legal limit may be extended; absent: not at all. */
  extension?: ExtensionRule
  /** The item is not in use any more (事项取消); absent: it is, or nobody asked. */
  itemAbolished?: boolean
  /** Codes of all materials of the item version, of the required ones that are absent, and of those that may come later. */
  materialCodes: string[]
  /** What they are called, for what people are told; absent: by their codes. */
  materialNames?: Readonly<Record<string, Text>>
  missing: string[]
  /** Materials that are there and were found wanting; absent: none. */
  defective?: readonly DefectiveMaterial[]
  deferrable: string[]
  /** By which rule of the item a case ends when what was promised does not come (容缺逾期终止依据); absent: people decide. */
  deferralEndsBy?: string
  /** Doubts about a party that nobody has taken upon themselves yet (待确认的疑点); absent: none. */
  doubts?: readonly Doubt[]
  /** The last day of the legal limit if the case were accepted now: no promise goes beyond it. Absent: no limit. */
  deferredUntil?: LegalDate
  /** Codes of the materials in whose place the version takes the applicant's word (告知承诺). */
  commitments?: readonly string[]
  /** Fields of the item's form, each with a value that it accepts; absent: the form names none. */
  formFields?: Record<string, unknown>
  deferred: DeferredMaterial[]
  /** What the review asked for; absent: nothing. */
  supplements?: readonly Supplement[]
  /** Materials that are there by the applicant's word; what is accepted becomes a pledge. */
  pledged?: readonly string[]
  /** Absent: none. */
  pledges?: readonly Pledge[]
  /** Absent: none. */
  related?: readonly RelatedCase[]
  /** The bill of the case; absent: none was made. */
  bill?: Bill
  /** What the item charges this applicant, on the bill or not yet; absent: nothing that is assessed. */
  fees?: { caseNo: string; charges: readonly Charge[] }
  correction?: CorrectionNotice
  correctionsGiven: number
  /** What the last round brought; absent: there was none. */
  corrected?: CorrectedRound
  /** Calendar days that the item gives to correct; absent: no end. */
  correctionDays?: number
  tasks: TaskState[]
  specials: SpecialState[]
  acts: Act[]
  clocks: ClockSummary[]
}

export const openTasks = (state: Pick<CaseState, 'tasks'>): TaskState[] =>
  state.tasks.filter((task) => task.closedAt === undefined)
export const openSpecials = (state: CaseState): SpecialState[] =>
  state.specials.filter((special) => special.endedOn === undefined)

/** A material as people are told of it: its name with its code. */
export function calledIn({ materialNames = {} }: Pick<CaseState, 'materialNames'>, code: string): Text {
  const name = Object.hasOwn(materialNames, code) ? materialNames[code] : undefined
  return name === undefined
    ? { zh: code, en: code }
    : { zh: `${name.zh}（${code}）`, en: `${name.en} (${code})` }
}

/** What a lower organ forwarded and is in order: the organ above asks nobody for it again (行政许可法 Art. 35). */
export function forwardedIn({
  related = [],
  defective = [],
}: Pick<CaseState, 'related' | 'defective'>): string[] {
  const wanting = new Set(defective.map(({ materialCode }) => materialCode))
  return related
    .flatMap(({ relation, materials = [] }) => (relation === 'forwardedFrom' ? materials : []))
    .filter((code) => !wanting.has(code))
}
