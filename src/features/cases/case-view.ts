import { MASKED, maskPartyName } from '../../shared/masks.js'
import { type Language, say, type Text } from '../../shared/text.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { maskAnswers, maskForm } from '../catalogue/questions/personal-fields.js'
import { variantOf } from '../catalogue/questions/variants.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { openTasks } from '../workflow/case-state.js'
import type { WorkflowDefinition } from '../workflow/definition.js'
import { stepTitle } from '../workflow/grant.js'
import { isHandedIn } from '../workflow/handed-in.js'
import { specialTitle } from '../workflow/special-procedures.js'
import { statusTitle } from '../workflow/statuses.js'
import { withWhatToConsider } from './breached.js'
import type { CaseRecord, Inspection } from './case.js'
import { OPINION_FILE, VISIT_PICTURE } from './case-input.js'
import type { CaseLine } from './case-rows.js'
import type { CaseSummary, CaseView } from './case-schemas.js'
import type { Sight } from './case-sight.js'
import { summaryOf } from './clocks-of-case.js'
import { compact } from './compact.js'
import { draftExpiry } from './draft-expiry.js'
import { withoutReason } from './free-words.js'
import { offeredCommitments } from './intake.js'
import { shownProof } from './parties/identity-proofs.js'
import { shownMandate } from './parties/mandates.js'
import { renewedView } from './renewed-words.js'
import { viewClock } from './view-clock.js'
import { viewWarnings } from './view-warnings.js'

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
      statusTitle: say(
        statusTitle(record.status, context.document.forwardsTo !== undefined),
        context.language,
      ),
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
      renewedByLaw: renewedView(facts),
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
    parties: record.parties.map(viewParty),
    materials: record.materials
      .filter((material) => material.removedAt === undefined)
      .map((material) => viewMaterial(material, nameOf(material.materialCode), context)),
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
    tasks: openTasks(record).map((task) => viewTask(task, context)),
    warnings: viewWarnings(facts.warnings, context.sight, context.language),
    externalNos: facts.externalNos.map(({ system, number }) => ({ system, number })),
    ...(facts.old === undefined ? {} : { broughtIn: facts.old }),
  } as CaseView
}

/** Masked whatever the caller's role. */
const viewParty = (party: CaseRecord['parties'][number]) =>
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
  })

const viewMaterial = (
  material: CaseRecord['materials'][number],
  name: string,
  { document, sight }: Pick<ViewContext, 'document' | 'sight'>,
) =>
  compact({
    id: material.materialId,
    materialCode: material.materialCode,
    name,
    source: material.source,
    copies: material.copies,
    fileId: material.fileId,
    resultOf: material.resultOf,
    handedIn: isHandedIn(material, offeredCommitments(document)),
    inspection: material.inspection && inspectionFor(material.inspection, sight),
    returnedOn: material.returned?.on,
    addedAt: material.addedAt,
  })

/** An open step, under its title in the procedure. */
function viewTask(
  task: CaseRecord['tasks'][number],
  { definition, document, language }: Pick<ViewContext, 'definition' | 'document' | 'language'>,
) {
  const step = definition?.steps.find((each) => each.key === task.step)
  return compact({
    taskId: task.taskId,
    kind: task.kind,
    step: task.step,
    title: step && say(stepTitle(step, document), language),
    phase: task.phase,
    openedAt: task.openedAt,
    organisation: task.organisation,
  })
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

/** A line of a list, from the row of the case alone; what is undefined is left out by the serialiser. */
export function summariseRow(
  row: CaseLine,
  language: Language,
  { draftDays, isExaminedOnly = false }: { draftDays: number; isExaminedOnly?: boolean },
): CaseSummary {
  return {
    caseNo: row.case_no,
    parentNo: row.parent_no ?? undefined,
    version: row.version,
    status: row.status,
    statusTitle: say(statusTitle(row.status, isExaminedOnly), language),
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
