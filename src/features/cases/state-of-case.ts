import { handlingIn } from '../catalogue/questions/variants.js'
import { dueOn, isKnownClock, isStopped } from '../deadlines/clock.js'
import { assessFees } from '../fees/assessment.js'
import type { CaseState } from '../workflow/case-state.js'
import { isStatus } from '../workflow/statuses.js'
import type { CaseFacts, CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import { defectiveAmong } from './intake/inspection.js'
import { deferredUntil, hearingFrom } from './intake/owed-clocks.js'
import { offeredCommitments, pledgedAmong } from './intake.js'
import { deferralEndsBy, extensionOf, grantable, hearingDutyOf, specialsOf } from './item-rules.js'
import { warningWords } from './view-warnings.js'

/** The workflow's view of a case. */
export function stateOf(
  record: CaseRecord,
  around: Pick<Surroundings, 'document' | 'calendars' | 'today'>,
): CaseState {
  const { document, calendars } = around
  const { status, version, itemType, tasks, facts } = record
  const optional = {
    ...(record.windowId === undefined ? {} : { windowAuthority: record.windowAuthority ?? 'none' }),
    ...(collectsForOthers(record) ? { collects: true } : {}),
    ...(record.receivedOn === undefined ? {} : { receivedOn: record.receivedOn }),
    ...(record.acceptedOn === undefined ? {} : { acceptedOn: record.acceptedOn }),
    ...(record.decidedOn === undefined ? {} : { decidedOn: record.decidedOn }),
    ...(record.resultType === undefined ? {} : { resultType: record.resultType }),
    ...(record.goesOnAs === undefined ? {} : { goesOnAs: record.goesOnAs }),
    ...(record.licenceOver === undefined ? {} : { licenceOver: record.licenceOver }),
    ...(record.endedAs === undefined ? {} : { endedAs: record.endedAs }),
    ...(document.correctionDays === undefined ? {} : { correctionDays: document.correctionDays }),
    ...(deferralEndsBy(document) === undefined ? {} : { deferralEndsBy: deferralEndsBy(document) ?? '' }),
    ...(document.forwardsTo === undefined
      ? {}
      : { forwardsTo: document.forwardsTo.map(({ organisation }) => organisation) }),
  }
  const fields = document.form.schema.properties as Record<string, { examples?: unknown[] }> | undefined
  const unknown = unknownIn(record, calendars)
  const extension = extensionOf(document, record.situation)
  const until = unknown === undefined ? deferredUntil(record, around) : undefined
  const duty = hearingDutyOf(document)
  const hears = unknown === undefined && specialsOf(document).some(({ kind }) => kind === 'hearing')
  const first = hears ? hearingFrom(record, around) : undefined
  const { missing, deferred, correctionsGiven, specials, acts } = facts
  return {
    status,
    version,
    itemType,
    organisation: record.organ.successor ?? record.organ.code,
    handling: handlingIn(document, record.situation),
    materialCodes: document.materials.map((material) => material.materialCode),
    deferrable: document.materials
      .filter((material) => material.necessity === 'deferrable')
      .map((material) => material.materialCode),
    commitments: offeredCommitments(document),
    defective: defectiveAmong(record.materials, document),
    pledged: pledgedAmong(record.materials, document),
    missing,
    deferred,
    correctionsGiven,
    specials,
    acts,
    tasks,
    clocks: record.clocks.map((clock) => {
      const { dueOn: due, provisional } = isKnownClock(clock, calendars)
        ? dueOn(clock, calendars.calendarOf(clock.calendar))
        : {}
      return {
        kind: clock.kind,
        ...(clock.taskId === undefined ? {} : { taskId: clock.taskId }),
        stopped: isStopped(clock),
        extended: (clock.extensions ?? []).length > 0,
        ...(due === undefined ? {} : { due }),
        ...(provisional === true ? { provisional } : {}),
      }
    }),
    listedSpecials: specialsOf(document),
    ...(extension === undefined ? {} : { extension }),
    ...(until === undefined ? {} : { deferredUntil: until }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(duty === undefined ? {} : { hearingDuty: duty }),
    ...(first === undefined ? {} : { hearingFrom: first }),
    ...doubtsOf(facts),
    ...optionalFacts(facts),
    ...(facts.receivedFirst === undefined ? {} : { receivedFirst: facts.receivedFirst }),
    ...assessed(record, around),
    ...grantable(record, document),
    ...(fields === undefined ? {} : { formFields: exampleFields(fields) }),
    materialNames: Object.fromEntries(
      document.materials.map(({ materialCode, name, nameEn = name }) => [
        materialCode,
        { zh: name, en: nameEn },
      ]),
    ),
    ...optional,
  }
}

/** Warnings that somebody must look into before a case is accepted; others are for information. */
const DOUBTS = new Set([
  'AGE_UNKNOWN',
  'ATTENDANT_UNNAMED',
  'CREDIT_CODE_CHECK',
  'IDENTITY_UNPROVEN',
  'PARTY_DIFFERS',
])

function doubtsOf({ warnings }: CaseFacts): Pick<CaseState, 'doubts'> {
  const doubts = warnings.filter(({ code, overriddenBy }) => DOUBTS.has(code) && overriddenBy === undefined)
  return doubts.length === 0
    ? {}
    : { doubts: doubts.map(({ code, pointer }) => ({ code, pointer, words: warningWords(code) })) }
}

/** The window only collects (代收), and who sits there is not of the organ itself. */
const collectsForOthers = ({ windowAuthority, windowOrganisation, organ }: CaseRecord): boolean =>
  windowAuthority === 'collects' &&
  windowOrganisation !== organ.code &&
  windowOrganisation !== organ.successor

/** The first thing in a case that this build does not know, by its code. */
function unknownIn(
  { status, clocks, tasks }: CaseRecord,
  calendars: Surroundings['calendars'],
): string | undefined {
  if (!isStatus(status)) return status
  const clock = clocks.find((each) => !isKnownClock(each, calendars))
  if (clock !== undefined) return `${clock.kind} (${clock.calendar})`
  const task = tasks.find((each) => !TASK_KINDS.has(`${each.kind} ${each.phase}`))
  return task === undefined ? undefined : `${task.kind} (${task.phase})`
}

/** What the item charges this applicant (收费核定), as answers and form are now. */
function assessed(
  { caseNo, facts, receivedOn }: CaseRecord,
  { document, today }: Pick<Surroundings, 'document' | 'today'>,
): Pick<CaseState, 'fees'> {
  const { answers, form, applicantType } = facts
  const applicationYear = Number((receivedOn ?? today).slice(0, 4))
  const charges = assessFees(document, { answers, form, applicant: { type: applicantType }, applicationYear })
  return charges.length === 0 ? {} : { fees: { caseNo, charges } }
}

const TASK_KINDS = new Set(['step review', 'step decide', 'opinion review'])

const exampleFields = (fields: Record<string, { examples?: unknown[] }>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, schema.examples?.[0]]))

/** What a case need not have: left out where it has not. */
export function optionalFacts({
  statusLeft,
  acceptMode,
  correction,
  corrected,
  pledges,
  related,
  awaits,
  collected,
  supplements,
  delivery,
  cameBack,
  shelf,
  grantEnded,
  renewedByLaw,
  published,
  hearing,
  proofOwed,
  grant,
  grantSuspended,
  bill,
  visits,
}: Pick<
  CaseFacts,
  | 'statusLeft'
  | 'acceptMode'
  | 'correction'
  | 'corrected'
  | 'pledges'
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
  | 'bill'
  | 'visits'
>) {
  return {
    ...(statusLeft === undefined ? {} : { statusLeft }),
    ...(acceptMode === undefined ? {} : { acceptMode }),
    ...(correction === undefined ? {} : { correction }),
    ...(corrected === undefined ? {} : { corrected }),
    ...(pledges === undefined ? {} : { pledges }),
    ...(related === undefined ? {} : { related }),
    ...(awaits === undefined ? {} : { awaits }),
    ...(collected === undefined ? {} : { collected }),
    ...(supplements === undefined ? {} : { supplements }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(cameBack === undefined ? {} : { cameBack }),
    ...(shelf === undefined ? {} : { shelf }),
    ...(published === undefined ? {} : { published }),
    ...(grantEnded === undefined ? {} : { grantEnded }),
    ...(renewedByLaw === undefined ? {} : { renewedByLaw }),
    ...(hearing === undefined ? {} : { hearing }),
    ...(proofOwed === undefined ? {} : { proofOwed }),
    ...(grant === undefined ? {} : { grant }),
    ...(grantSuspended === undefined ? {} : { grantSuspended }),
    ...(bill === undefined ? {} : { bill }),
    ...(visits === undefined ? {} : { visits }),
  }
}
