import { MASKED, maskPartyName } from '../../shared/masks.js'
import { type Language, say, type Text } from '../../shared/text.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { maskAnswers, maskForm } from '../catalogue/questions/personal-fields.js'
import { variantOf } from '../catalogue/questions/variants.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import {
  type ClockState,
  dueOn,
  isKnownClock,
  isPaused,
  isStopped,
  overBy,
  remainingDays,
  usedDays,
} from '../deadlines/clock.js'
import { lampOn } from '../deadlines/lamps.js'
import { dueAt } from '../deadlines/moments.js'
import { openTasks } from '../workflow/case-state.js'
import type { WorkflowDefinition } from '../workflow/definition.js'
import { isHandedIn } from '../workflow/handed-in.js'
import { specialTitle } from '../workflow/special-procedures.js'
import { statusTitle } from '../workflow/statuses.js'
import { withWhatToConsider } from './breached.js'
import type { CaseRecord, Inspection, Warning } from './case.js'
import { summaryOf } from './case-change.js'
import { OPINION_FILE, VISIT_PICTURE } from './case-input.js'
import type { CaseLine } from './case-rows.js'
import type { CaseSummary, CaseView } from './case-schemas.js'
import type { Sight } from './case-sight.js'
import type { ClockView } from './clock-schemas.js'
import { draftExpiry } from './draft-expiry.js'
import { withoutReason } from './free-words.js'
import { offeredCommitments } from './intake.js'
import { shownProof } from './parties/identity-proofs.js'
import { shownMandate } from './parties/mandates.js'

/** What a representation is made with. Parties are masked whatever the caller's role; of the form `sight` tells. */
export interface ViewContext {
  document: ItemDocument
  definition?: WorkflowDefinition | undefined
  calendars: Awaited<ReturnType<Calendars['at']>>
  today: LegalDate
  language: Language
  sight: Sight
  /** With what a draft says until when it is kept. */
  kept?: { now: Instant; draftDays: number } | undefined
}

/** What acts bring beside the materials of the item. */
const FILE_TITLES: Readonly<Record<string, Text>> = {
  [VISIT_PICTURE]: { zh: '现场核查照片', en: 'picture of the visit' },
  [OPINION_FILE]: { zh: '会审意见附件', en: 'file of an opinion' },
}

/** A case as callers see it: no nulls, personal values masked (脱敏). */
export function viewCase(record: CaseRecord, context: ViewContext): CaseView {
  const { facts } = record
  const nameOf = (code: string) =>
    context.document.materials.find((material) => material.materialCode === code)?.name ??
    (FILE_TITLES[code] === undefined ? code : say(FILE_TITLES[code], context.language))
  const summary = summaryOf(record, context)
  return {
    ...compact({
      caseNo: record.caseNo,
      parentNo: record.parentNo,
      version: record.version,
      status: record.status,
      statusTitle: say(statusTitle(record.status), context.language),
      itemCode: record.itemCode,
      itemVersion: record.itemVersion,
      itemName: record.itemName,
      itemType: record.itemType,
      organisation: record.organisationCode,
      windowId: record.windowId,
      channel: record.channel,
      situation: record.situation,
      variantCode: variantOf(context.document, record.situation)?.variantCode,
      applicantName: maskPartyName(facts.applicantType, facts.applicantName),
      receivedOn: record.receivedOn,
      collected: facts.collected,
      shelf: shelfOf(facts),
      hearing: facts.hearing,
      grant: facts.grant && grantFor(facts.grant, context.sight),
      proofOwed: facts.proofOwed,
      acceptedOn: record.acceptedOn,
      acceptMode: facts.acceptMode,
      decidedOn: record.decidedOn,
      closedOn: record.closedOn,
      resultType: record.resultType,
      due: summary.dueOn,
      lamp: summary.lamp as CaseView['lamp'],
      answers: (context.sight.form === 'clear'
        ? facts.answers
        : maskAnswers(context.document.questions, facts.answers)) as CaseView['answers'],
      form: context.sight.form === 'clear' ? facts.form : maskForm(context.document.form.schema, facts.form),
      correction: facts.correction && {
        requestedOn: facts.correction.requestedOn,
        items: context.sight.words ? facts.correction.items : facts.correction.items.map(withoutReason),
      },
      workflow:
        record.workflowKey === undefined
          ? undefined
          : { key: record.workflowKey, version: record.workflowVersion ?? 1 },
      opinions: context.sight.staff ? opinionsOf(record) : undefined,
      visitId: facts.visitId,
      changedSince: facts.changedSince,
      awaits: facts.awaits?.map((each) => ({ ...each, name: nameOf(each.materialCode) })),
      assistance: facts.assistance?.kind,
      prefilled: facts.prefilled?.map(({ pointer, from, confirmed }) =>
        compact({ pointer, from, confirmedAt: confirmed?.at }),
      ),
      createdAt: record.createdAt,
      updatedAt: record.updatedAt,
      ...(record.status === 'DRAFT' && context.kept !== undefined
        ? draftExpiry(record.updatedAt, context.kept.draftDays, context.kept.now)
        : {}),
    }),
    parties: record.parties.map((party) =>
      compact({
        role: party.role,
        type: party.type,
        name: maskPartyName(party.type, party.name),
        idType: party.idType,
        idNumber: party.idNumberMasked,
        mobile: party.mobileMasked,
        mandateFileId: party.mandateFileId,
        mandate: shownMandate(party),
        identityProof: shownProof(party),
      }),
    ),
    materials: record.materials
      .filter((material) => material.removedAt === undefined)
      .map((material) =>
        compact({
          id: material.materialId,
          materialCode: material.materialCode,
          name: nameOf(material.materialCode),
          source: material.source,
          copies: material.copies,
          fileId: material.fileId,
          resultOf: material.resultOf,
          handedIn: isHandedIn(material, offeredCommitments(context.document)),
          inspection: material.inspection && inspectionFor(material.inspection, context.sight),
          returnedOn: material.returned?.on,
          addedAt: material.addedAt,
        }),
      ),
    missing: facts.missing.map((materialCode) =>
      compact({
        materialCode,
        name: nameOf(materialCode),
        register: registerFor(materialCode, record, context),
      }),
    ),
    deferred: facts.deferred,
    specials: facts.specials.map(({ basis: _basis, ...each }) => ({
      ...each,
      title: say(specialTitle(each.kind), context.language),
    })),
    supplements: (facts.supplements ?? []).slice(),
    related: facts.related ?? [],
    commitments: (facts.pledges ?? []).map(withWhatToConsider),
    clocks: record.clocks.map((clock) => viewClock(clock, record, context)),
    tasks: openTasks(record).map((task) => {
      const step = context.definition?.steps.find((each) => each.key === task.step)
      return compact({
        taskId: task.taskId,
        kind: task.kind,
        step: task.step,
        title: step && say(step.title, context.language),
        phase: task.phase,
        openedAt: task.openedAt,
        organisation: task.organisation,
      })
    }),
    warnings: facts.warnings
      .filter(({ code }) => context.sight.staff || !OF_HISTORY.has(code))
      .map((warning) =>
        compact({
          code: warning.code,
          pointer: warning.pointer,
          ...(context.sight.staff ? overriding(warning, context.sight.words) : {}),
          message: say(WARNINGS[warning.code] ?? { zh: warning.code, en: warning.code }, context.language),
        }),
      ),
    externalNos: facts.externalNos,
    ...(facts.old === undefined ? {} : { broughtIn: facts.old }),
  } as CaseView
}

/** What a register said of a missing material; whether it knows somebody of another name is for staff. */
function registerFor(
  materialCode: string,
  { facts }: Pick<CaseRecord, 'facts'>,
  { sight, language }: Pick<ViewContext, 'sight' | 'language'>,
) {
  const asked = facts.fetched?.find((each) => each.materialCode === materialCode)
  if (asked === undefined) return undefined
  const { register: code, name, nameEn = name, result } = asked
  return {
    code,
    name: say({ zh: name, en: nameEn }, language),
    result: result === 'mismatch' && !sight.staff ? 'notFound' : result,
  }
}

/** Who was asked and who agrees; absent where nobody was. */
function opinionsOf({ tasks }: Pick<CaseRecord, 'tasks'>): CaseView['opinions'] {
  const asked = tasks.filter(({ kind }) => kind === 'opinion')
  if (asked.length === 0) return undefined
  return asked.map(
    ({ taskId, organisation = '', step, openedAt, closedAt, agrees, late, outcome, ...more }) =>
      compact({
        taskId,
        organisation,
        staffNo: more.reviewer,
        after: more.after,
        removed: more.removed,
        deemed: more.deemed,
        step,
        askedAt: openedAt,
        ...(outcome === 'completed' ? { answeredAt: closedAt } : {}),
        agrees,
        late,
        silent: outcome === 'ended' && more.removed !== true && more.deemed !== true ? true : undefined,
      }),
  ) as CaseView['opinions']
}

/** Why something is defective is for whom it is told and who handles the case. */
function inspectionFor({ by: _by, ...inspection }: Inspection, { words }: Sight) {
  return words ? inspection : withoutReason(inspection)
}

const overriding = ({ overriddenBy, reason, proof }: Warning, words: boolean) => ({
  overriddenBy,
  reason: words || reason === undefined ? reason : MASKED,
  proof: words || proof === undefined ? proof : { ...proof, number: MASKED },
})

/** What tells of other applications of a person is for staff: who applies is not always who is named. */
const OF_HISTORY: ReadonlySet<string> = new Set<Warning['code']>([
  'OPEN_APPLICATION',
  'GRANTED_THIS_YEAR',
  'GRANTED_BEFORE_DIFFERS',
  'BARRED_AFTER_FALSE_STATEMENT',
  'ALREADY_MARRIED',
  'PRECEDING_CASE_REQUIRED',
  'PRECEDING_TOO_EARLY',
  'PRECEDING_TOO_LATE',
  'REGISTER_DIFFERS',
])

const WARNINGS: Record<Warning['code'], Text> = {
  REGISTER_UNAVAILABLE: {
    en: 'The shared register gave no answer; the paper may be brought, or it is asked again',
    zh: '共享数据源暂时无法核验，可以提交纸质或者电子材料，也可以稍后再次核验',
  },
  REGISTER_DIFFERS: {
    en: 'The shared register knows this number under another name or number; look at the document',
    zh: '共享数据与申请人填写的姓名（名称）或者证件号码不一致，请核对证件',
  },
  REGISTER_EXPIRED: {
    en: 'What the shared register has of it is no longer valid',
    zh: '共享数据显示该证照已过有效期',
  },
  GRANTED_THIS_YEAR: {
    en: 'This was granted to the same person this year as often as the item allows',
    zh: '同一申请人本年度办理次数已达该事项上限，请核实',
  },
  BARRED_AFTER_FALSE_STATEMENT: {
    en: 'An application of this person was refused for a false statement less than a year ago (Art. 78)',
    zh: '该申请人一年内曾因隐瞒有关情况或者提供虚假材料未获受理（行政许可法第七十八条），请核实',
  },
  GRANTED_BEFORE_DIFFERS: {
    en: 'The applicant states less than what this system has granted before',
    zh: '申请人填写的已办理金额少于本系统此前已办理的合计金额，请核实',
  },
  ALREADY_MARRIED: {
    en: 'Married by what this system has registered; staff saw a paper by which that marriage ended',
    zh: '本系统登记显示已有配偶；工作人员已查验原婚姻关系终止的凭证',
  },
  PRECEDING_CASE_REQUIRED: {
    en: 'This system has no earlier application of the same people; staff saw the receipt of one',
    zh: '本系统没有此前的申请记录；工作人员已查验申请受理回执单',
  },
  OPEN_APPLICATION: {
    en: 'The same person has an application for this item under way',
    zh: '同一申请人已有该事项的在办申请，请核实是否重复',
  },
  PARTY_DIFFERS: {
    en: 'The form names somebody else than the party; look at the documents, then override with a reason',
    zh: '表单填写的姓名与当事人不一致，请核对证件后说明理由确认',
  },
  ATTENDANT_UNNAMED: {
    en: 'Nobody is named who came to the window for this legal entity, with proof; override with a reason where nobody came',
    zh: '未登记到窗口办理的经办人或者法定代表人及其身份核验；无人到场（如邮寄）的，请说明理由确认',
  },
  AGE_UNKNOWN: {
    en: 'The number of this document tells no date of birth; look at the document, then override with a reason',
    zh: '该证件号码不含出生日期，无法核对年龄，请查看证件后说明理由确认',
  },
  CREDIT_CODE_CHECK: {
    en: 'The check character of this credit code does not fit; look at the licence, then override with a reason',
    zh: '统一社会信用代码校验码不符，请核对证照原件后说明理由确认',
  },
}

/** A clock as callers see it, on a date. */
export function viewClock(
  clock: ClockState,
  record: Pick<CaseRecord, 'tasks' | 'organ'>,
  { calendars, today }: Pick<ViewContext, 'calendars' | 'today'>,
): ClockView {
  if (!isKnownClock(clock, calendars)) return viewUnknown(clock)
  const calendar = calendars.calendarOf(clock.calendar)
  const due = dueOn(clock, calendar)
  const paused = isPaused(clock)
  return compact({
    kind: clock.kind,
    state: isStopped(clock) ? 'STOPPED' : paused ? 'PAUSED' : 'RUNNING',
    startedOn: clock.startedOn,
    due: due.dueOn ?? due.provisionalDueOn,
    dueAt: clock.hours === undefined ? undefined : dueAt(clock, calendar),
    hours: clock.hours?.amount,
    provisional: due.provisional,
    limit: clock.limit,
    extended: clock.extensions.length > 0,
    used: usedDays(clock, today, calendar),
    remaining: isStopped(clock) ? undefined : remainingDays(clock, today, calendar),
    overBy: overBy(clock, today, calendar),
    stoppedOn: clock.stoppedOn,
    lamp: lampOn(clock, today, calendar, calendars.rulesFor(record.organ.code)),
    basis: clock.basis,
    step: record.tasks.find((task) => task.taskId === clock.taskId)?.step,
    about: clock.about,
  }) as ClockView
}

/** What can be said of a clock that a newer release started: no day of it is reckoned here. */
function viewUnknown({ kind, startedOn, stoppedOn, limit, frozenLamp, basis }: ClockState): ClockView {
  return compact({
    kind,
    state: stoppedOn === undefined ? 'RUNNING' : 'STOPPED',
    startedOn,
    provisional: true,
    limit: limit ?? { amount: 0, unit: 'unknown' },
    extended: false,
    stoppedOn,
    lamp: frozenLamp ?? 'NONE',
    basis,
  }) as ClockView
}

/** A line of a list, from the row of the case alone; what is undefined is left out by the serialiser. */
export function summariseRow(row: CaseLine, language: Language, draftDays: number): CaseSummary {
  return {
    caseNo: row.case_no,
    parentNo: row.parent_no ?? undefined,
    version: row.version,
    status: row.status,
    statusTitle: say(statusTitle(row.status), language),
    itemCode: row.item_code,
    itemVersion: row.item_version,
    itemName: row.item_name,
    itemType: row.item_type,
    organisation: row.organisation_code,
    windowId: row.window_id ?? undefined,
    channel: row.channel as CaseSummary['channel'],
    situation: row.situation ?? undefined,
    applicantName: maskPartyName(row.applicant_type, row.applicant_name),
    receivedOn: row.received_on ?? undefined,
    acceptedOn: row.accepted_on ?? undefined,
    decidedOn: row.decided_on ?? undefined,
    closedOn: row.closed_on ?? undefined,
    resultType: row.result_type ?? undefined,
    due: row.due_on ?? undefined,
    lamp: row.lamp as CaseSummary['lamp'],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt:
      row.status === 'DRAFT' ? draftExpiry(row.updated_at, draftDays, row.updated_at).expiresAt : undefined,
  } as CaseSummary
}

/** Leaves out what is undefined: the contract knows no nulls. */
function compact<T extends object>(members: T): T {
  const kept: Partial<T> = {}
  for (const name in members) if (members[name] !== undefined) kept[name] = members[name]
  return kept as T
}

/** How it was granted: the sum and the words for who may read them, that there are any for everybody who sees the case. */
function grantFor(
  { conditions, partial, amount, number }: NonNullable<CaseRecord['facts']['grant']>,
  { words }: Sight,
) {
  const said = (text: string) => (words ? text : MASKED)
  return compact({
    conditions: conditions?.map(({ text, until }) => compact({ text: said(text), until })),
    partial: partial && {
      granted: said(partial.granted),
      refused: said(partial.refused),
      reason: said(partial.reason),
    },
    amount: amount === undefined || !words ? undefined : { amount, currency: 'CNY' as const },
    number: number && said(number),
  })
}

/** Where the result lies to be fetched (统一出件). */
function shelfOf({ shelf }: CaseRecord['facts']) {
  if (shelf === undefined) return undefined
  const { days: _days, ...shown } = shelf
  return shown
}
