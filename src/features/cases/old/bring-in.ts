import type { Deps } from '../../../deps.js'
import { actingOver } from '../../../events/acting.js'
import { makeEvent } from '../../../events/make-event.js'
import { type Caller, type Organ, SYSTEM_CALLER, subjectOf } from '../../../shared/caller.js'
import { makeCaseNo, newId, newQueryCode } from '../../../shared/ids.js'
import type { InputError } from '../../../shared/problem.js'
import type { Instant, LegalDate } from '../../../shared/time.js'
import { concernedIn } from '../../access/competence.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import { type CalendarBook, placeOfOrgan } from '../../deadlines/calendar-book.js'
import { toldClock } from '../../deadlines/told-clock.js'
import { type CaseFacts, type CaseRecord, CHANNELS } from '../case.js'
import { hex } from '../case-rows.js'
import { organsOf } from '../case-visibility.js'
import { caseRow, materialRow, partyRow } from '../case-writes.js'
import { clockRow, limitsOf, summaryOf } from '../clocks-of-case.js'
import { sealForm } from '../form-secrets.js'
import { keptNumbers } from '../intake/external-store.js'
import { checkIntake, type IntakeFindings } from '../intake.js'
import { type ReadParties, readParties } from '../parties/read-parties.js'
import { hashQueryCode } from '../query-code.js'
import { isGranted, isRunning, runningClocks, standsAs } from './old-case.js'
import type { OldCaseLine } from './old-case-schemas.js'
import type { OldCaseWrite } from './old-case-store.js'

/** What a line is brought in with. */
export interface Bringing extends Pick<Deps, 'encryption' | 'items' | 'dictionaries' | 'workflows'> {
  caller: Caller
  calendars: CalendarBook
  now: Instant
  today: LegalDate
  serial: number
  place: { organ: Organ; divisionCode: string; version: number }
}

/**
 * A line as a case (历史办件): its rows, or what speaks against it. Parties are read and sealed as at a window; of the form
 * only fields that the version knows are kept. A case that runs on says in which situation it is, or else nobody here could
 * tell what is missing; what the line does not say came in is owed before anything is issued.
 */
export async function bringIn(
  bringing: Bringing,
  line: OldCaseLine,
  lineIndex: Buffer,
): Promise<OldCaseWrite | { errors: InputError[] }> {
  const { items, place, caller, today } = bringing
  const document = await items.version(line.itemCode, place.version)
  if (document === undefined) return { errors: [VERSION_UNKNOWN] }
  const channel = line.channel ?? 'WINDOW'
  const id = newId()
  const parties = await readParties(bringing, line.parties, { caseId: id, caller, today, channel })
  const intake = intakeOf(line, document, today)
  const open = isRunning(line.status) && intake.errors.length === 0 && intake.situation === undefined
  const errors = [...parties.errors, ...intake.errors, ...(open ? [SITUATION_OPEN] : [])]
  if (errors.length > 0) return { errors }
  const record = recordOf({ ...bringing, id, document, parties, intake }, line)
  const pinned = await pinnedTo(bringing, document, line)
  return rowsOf(bringing, { record: { ...record, ...pinned }, document, line, lineIndex })
}

function intakeOf(line: OldCaseLine, document: ItemDocument, today: LegalDate): IntakeFindings {
  const { parties, answers = {}, form = {}, materials = [] } = line
  const found = checkIntake(
    document,
    {
      applicantType: parties.find(({ role }) => role === 'applicant')?.type ?? 'natural',
      represented: parties.some(({ role }) => role === 'representative'),
      answers,
      form,
      materials: materials.map(({ materialCode, copies = 1 }) => ({ materialCode, source: 'paper', copies })),
    },
    false,
    today,
  )
  return found
}

interface Ingredients extends Bringing {
  id: string
  document: ItemDocument
  parties: ReadParties
  intake: IntakeFindings
}

function recordOf(
  { id, document, parties, intake, encryption, place, now, today, serial }: Ingredients,
  line: OldCaseLine,
): CaseRecord {
  const { organ, divisionCode, version } = place
  const channel = line.channel ?? 'WINDOW'
  const status = standsAs(line.status)
  const caseNo = makeCaseNo(divisionCode, now, CHANNELS[channel].code, serial)
  const applicant = parties.parties.find(({ role }) => role === 'applicant')
  const granted = isGranted(line)
  const isDecided = line.decidedOn !== undefined
  const facts: CaseFacts = {
    applicantName: applicant?.name ?? '',
    applicantType: applicant?.type ?? 'natural',
    answers: intake.answers,
    form: line.form ?? {},
    externalNos: keptNumbers([{ system: line.system, number: line.number }]),
    warnings: parties.warnings,
    documents: 0,
    missing: isRunning(line.status) && !isDecided ? intake.missing : [],
    correctionsGiven: line.correction === undefined ? 0 : 1,
    ...(line.correction === undefined ? {} : { correction: noticeOf(line.correction) }),
    deferred: [],
    specials: [],
    acts: [],
    old: { system: line.system, status: line.status, granted, importedOn: today },
  }
  const { receivedOn, acceptedOn, decidedOn, closedOn } = line
  const isClosed = status === 'CLOSED' || status === 'DELIVERED'
  return {
    id,
    caseNo,
    version: 1,
    status,
    itemCode: line.itemCode,
    itemVersion: version,
    itemName: line.itemName ?? document.name,
    itemType: document.type,
    organisationCode: organ.code,
    divisions: [...organ.divisions],
    decidingDivisions: [...organ.divisions],
    organ,
    askedOrgans: [],
    channel,
    ...(intake.situation === undefined ? {} : { situation: intake.situation }),
    receivedOn,
    ...(acceptedOn === undefined ? {} : { acceptedOn }),
    ...(decidedOn === undefined ? {} : { decidedOn }),
    ...(closedOn === undefined ? {} : { closedOn }),
    ...(isClosed ? { resultType: granted ? 'issued' : 'returned' } : {}),
    facts,
    // Nobody knows this code: who asks for progress is given a new one.
    queryCodeHash: hashQueryCode({ encryption }, caseNo, newQueryCode()),
    // Nobody here began it: who brings a file in gets no sight of its cases by that.
    createdBy: subjectOf(SYSTEM_CALLER),
    createdAt: now,
    updatedAt: now,
    parties: parties.parties,
    materials: (line.materials ?? []).map(({ materialCode, copies = 1 }) => ({
      materialId: newId(),
      materialCode,
      source: 'paper',
      copies,
      addedAt: now,
    })),
    clocks: [],
    tasks: [],
  }
}

const noticeOf = ({ requestedOn, items }: NonNullable<OldCaseLine['correction']>) => ({
  requestedOn,
  items: items.map(({ materialCode, field, reason }) => ({
    reason,
    ...(materialCode === undefined ? {} : { materialCode }),
    ...(field === undefined ? {} : { field }),
  })),
  openMaterials: items.flatMap(({ materialCode }) => materialCode ?? []),
  openFields: items.flatMap(({ field }) => field ?? []),
})

/** What was accepted goes on by the procedure of this day, as one that is accepted today. */
async function pinnedTo(
  { workflows }: Bringing,
  document: ItemDocument,
  line: OldCaseLine,
): Promise<Pick<CaseRecord, 'workflowKey' | 'workflowVersion'>> {
  if (!isRunning(line.status) || line.acceptedOn === undefined) return {}
  const definition = await workflows.current(document.workflow)
  return definition === undefined ? {} : { workflowKey: definition.key, workflowVersion: definition.version }
}

function rowsOf(
  { encryption, calendars, caller, now, today, place }: Bringing,
  {
    record: begun,
    document,
    line,
    lineIndex,
  }: { record: CaseRecord; document: ItemDocument; line: OldCaseLine; lineIndex: Buffer },
): OldCaseWrite {
  const { organ } = place
  const clocks = runningClocks(line, {
    calendar: calendars.calendarFor(placeOfOrgan(organ)),
    limits: limitsOf(document, begun.situation),
    calendarOf: calendars.calendarOf,
    rules: calendars.rulesFor(organ.code),
    newClockId: newId,
  })
  const record = { ...begun, clocks }
  const around = { calendars, today, now }
  const { id, facts } = record
  const filled = {
    case_id: id,
    form: facts.form,
    answers: facts.answers,
    sealed: undefined,
    terms: undefined,
  }
  return {
    cases: [caseRow(record, summaryOf(record, around))],
    parties: record.parties.map((party) => partyRow(id, party)),
    materials: record.materials.map((material) => materialRow(id, material)),
    clocks: clocks.map((clock) => clockRow(record, clock, around)),
    forms: [sealForm(encryption, { schema: document.form.schema, itemCode: record.itemCode }, filled)],
    events: [makeEvent(eventOf(record, line, { calendars, caller, now }), newId)],
    known: [
      {
        number: line.number,
        system: line.system,
        case_id: id,
        organisation_code: record.organisationCode,
        line_index: hex(lineIndex),
        imported_at: now,
      },
    ],
  }
}

function eventOf(
  record: CaseRecord,
  line: OldCaseLine,
  { calendars, caller, now }: Pick<Bringing, 'calendars' | 'caller' | 'now'>,
) {
  const { status, itemCode, itemVersion, itemType, organisationCode, channel, situation } = record
  const { receivedOn = line.receivedOn, acceptedOn, decidedOn, closedOn } = record
  return {
    type: 'case.imported' as const,
    no: record.caseNo,
    version: record.version,
    caseNo: record.caseNo,
    caseId: record.id,
    occurredAt: now,
    actor: actingOver(caller, record.organ, 'operator', 'manager'),
    sight: concernedIn(organsOf(record)),
    clocks: record.clocks.map((clock) => toldClock(clock, calendars.calendarOf(clock.calendar))),
    payload: {
      status,
      statusBefore: status,
      ...{ itemCode, itemVersion, itemType, organisation: organisationCode, channel },
      ...(situation === undefined ? {} : { situation }),
      system: line.system,
      claimed: line.status,
      granted: isGranted(line),
      receivedOn,
      ...(acceptedOn === undefined ? {} : { acceptedOn }),
      ...(decidedOn === undefined ? {} : { decidedOn }),
      ...(closedOn === undefined ? {} : { closedOn }),
    },
  }
}

const VERSION_UNKNOWN: InputError = {
  pointer: '/itemVersion',
  code: 'VERSION_UNKNOWN',
  message: { en: 'The item has no such version', zh: '事项没有该版本' },
}
const SITUATION_OPEN: InputError = {
  pointer: '/answers',
  code: 'ANSWER_REQUIRED',
  message: {
    en: 'A case that runs on answers the questions of its item: they say what is asked for',
    zh: '在办件须填写事项情形的全部答案，否则无法确定应交材料',
  },
}
