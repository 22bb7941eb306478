import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { Instant } from '../../../shared/time.js'
import { waitedFor } from '../../workflow/awaiting.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import { handedIn } from '../../workflow/handed-in.js'
import type { PatchCaseBody } from '../application-schemas.js'
import { writingAs } from '../applying.js'
import type { CaseRecord, Material, Party } from '../case.js'
import type { Surroundings } from '../case-change.js'
import type { InHand } from '../case-in-hand.js'
import { applicationOf, bindSubject, filesOf, materialOf, overrideWarnings } from '../case-input.js'
import { WINDOW_FIXED } from '../command-input.js'
import { unlistedIn } from '../draft-version.js'
import { checkBrought } from '../intake/brought-files.js'
import { keptNumbers } from '../intake/external-store.js'
import { checkOverrides } from '../intake/overrides.js'
import { checkSources, prefilledOf } from '../intake/prefilled.js'
import { withProofs } from '../intake/shared-proofs.js'
import { checkIntake, offeredCommitments } from '../intake.js'
import { assistanceOf, checkAssistance } from '../parties/assistance.js'
import { checkClaim, checkStaffClaim } from '../parties/identity-proofs.js'
import { standing } from '../parties/judged-parties.js'
import { provenRoles, type Said } from '../parties/party-rules.js'
import { type ReadParties, readParties } from '../parties/read-parties.js'
import { refuseInput } from '../refuse-input.js'
import type { LookContext, Prepared } from './act-on-case.js'
import { plainDecision } from './plain-decision.js'

/** Changes a draft (修改草稿): the members that are sent replace those that are there. */
export async function changeDraft(
  context: LookContext,
  hand: InHand,
  whoever: Caller,
  sent: PatchCaseBody,
): Promise<Prepared | Refusal> {
  const { record, around } = hand
  const caller = writingAs(whoever, record, around.actor)
  const { channel } = sent
  if (channel !== record.channel) {
    const claimed = [...checkClaim(caller, { channel }), ...checkStaffClaim(caller, channel)]
    if (claimed.length > 0) return refuseInput(claimed)
  }
  if (record.status !== 'DRAFT') return refuse('STATE', 'Only a draft can be changed', '只有草稿可以修改')
  const parties =
    sent.parties === undefined
      ? undefined
      : await readParties(context, sent.parties, {
          caseId: record.id,
          caller,
          today: around.today,
          channel: channel ?? record.channel,
        })
  const body = await withProofs(context, sent, {
    id: record.id,
    caller,
    itemCode: record.itemCode,
    parties: parties?.parties ?? record.parties,
    now: around.now,
  })
  const files = await checkBrought(context, filesOf(body, record), caller, parties?.parties ?? record.parties)
  const fixed = checkFixed(record, body, parties)
  // Whoever is named by now may be another than the one of whom it was known.
  const prefilled = body.prefilled ?? (parties === undefined ? undefined : record.facts.prefilled)
  const sources = await checkSources(context, prefilled, {
    id: record.id,
    caller,
    itemCode: record.itemCode,
    document: around.document,
    parties: parties?.parties ?? record.parties,
    kept: body.prefilled === undefined,
  })
  const overriding = checkOverrides(caller, channel ?? record.channel, body.overrides)
  const unfit = [...files, ...fixed, ...sources, ...overriding]
  if (unfit.length > 0) return refuseInput(unfit)
  const materials = changedMaterials(record, body, around)
  const next: CaseRecord = {
    ...record,
    channel: body.channel ?? record.channel,
    parties:
      parties === undefined
        ? record.parties
        : boundParties(record, parties, body, { caller, now: around.now }),
    materials: materials.after,
  }
  const after = applicationAfter(next, body)
  const proofs = provenRoles(around.document, next.parties.map(standing), after as Said)
  const awaits = awaitedAfter(next, around)
  const awaited = waitedFor({ awaits }).map(({ materialCode }) => materialCode)
  const application = { ...after, proofs, awaited }
  const intake = checkIntake(around.document, application, false, around.today)
  const asked = { asked: body.assistance, parties: body.parties ?? record.parties }
  const errors = [...checkAssistance(caller, asked), ...(parties?.errors ?? []), ...intake.errors]
  if (errors.length > 0) return refuseInput(errors)
  const applicant = parties?.parties.find((party) => party.role === 'applicant')
  const assistance = assistanceOf(caller, body.assistance, body.parties ?? record.parties)
  next.facts = {
    ...record.facts,
    ...(applicant === undefined ? {} : { applicantName: applicant.name, applicantType: applicant.type }),
    answers: intake.answers,
    form: application.form,
    missing: intake.missing,
    ...(awaits === undefined ? {} : { awaits }),
    externalNos: body.externalNos === undefined ? record.facts.externalNos : keptNumbers(body.externalNos),
    ...(body.visitId === undefined ? {} : { visitId: body.visitId }),
    ...(assistance === undefined ? {} : { assistance }),
    ...prefilledOf(body.prefilled, record.facts.prefilled, { caller, now: around.now }),
    warnings: overrideWarnings(parties?.warnings ?? record.facts.warnings, body.overrides ?? [], caller),
  }
  if (intake.situation === undefined) delete next.situation
  else next.situation = intake.situation
  return {
    kind: 'prepared',
    record: next,
    around,
    decision: plainDecision(next, around, 'change'),
    parties: parties === undefined ? [] : next.parties,
    materials: materials.written,
  }
}

/** Nobody waits for what the draft brings along; what it no longer brings is waited for again. */
function awaitedAfter({ facts, materials }: CaseRecord, { document, today }: Surroundings) {
  const there = new Set(handedIn(materials, offeredCommitments(document)))
  return facts.awaits?.map(({ on: _on, ...each }) => {
    if (each.state !== 'waiting' && each.state !== 'otherwise') return { ...each, on: today }
    return there.has(each.materialCode)
      ? { ...each, state: 'otherwise' as const, on: today }
      : { ...each, state: 'waiting' as const }
  })
}

/** What a draft keeps from its beginning. */
function checkFixed(
  record: CaseRecord,
  { windowId, parties }: PatchCaseBody,
  read: ReadParties | undefined,
): InputError[] {
  const errors: InputError[] = []
  if (windowId !== undefined && windowId !== record.windowId)
    errors.push({ pointer: '/windowId', code: 'WINDOW_FIXED', message: WINDOW_FIXED })
  if (parties !== undefined && parties.length < record.parties.length) {
    const message = {
      en: 'Parties are changed or added, not removed: make a new draft',
      zh: '当事人只能修改或增加，如需减少请新建草稿',
    }
    errors.push({ pointer: '/parties', code: 'PARTY_REMOVED', message })
  }
  if (read !== undefined && takesOverAnothers(record, read)) {
    const message = {
      en: 'The draft takes over the case of its applicant: somebody else makes a draft of his own',
      zh: '本草稿由申请人的原办件改办而来，申请人不能更换为他人，请另建草稿',
    }
    errors.push({ pointer: '/parties', code: 'OTHER_APPLICANT', message })
  }
  return errors
}

/** Whose application a draft takes over (分办更正) was looked at when it was opened: somebody else’s it does not become. */
function takesOverAnothers({ facts, parties }: CaseRecord, read: ReadParties): boolean {
  const applicantIn = (all: readonly Party[]) => all.find(({ role }) => role === 'applicant')
  const [before, now] = [applicantIn(parties), applicantIn(read.parties)]
  return (
    facts.related?.some(({ relation }) => relation === 'movedFrom') === true &&
    before !== undefined &&
    now?.idNumberIndex.equals(before.idNumberIndex) !== true
  )
}

/** A party that stays the same person stays bound to who signed in, whoever writes it down. */
function boundParties(
  before: CaseRecord,
  { parties }: ReadParties,
  body: PatchCaseBody,
  by: { caller: Caller; now: Instant },
): Party[] {
  return parties.map((party) => {
    const same = before.parties.find(
      (each) => each.partyNo === party.partyNo && each.idNumberIndex.equals(party.idNumberIndex),
    )
    // How it was proved who somebody is stays true whoever writes the draft on.
    const proof = party.identityProof ?? same?.identityProof
    const kept = {
      ...party,
      ...(same?.subject === undefined ? {} : { subject: same.subject }),
      ...(proof === undefined ? {} : { identityProof: proof }),
    }
    return bindSubject(kept, body.parties ?? [], by)
  })
}

function changedMaterials(
  { materials }: CaseRecord,
  body: PatchCaseBody,
  { document, now }: Surroundings,
): { after: Material[]; written: Material[] } {
  if (body.materials === undefined) {
    const written = unlistedIn({ document, now }, materials)
    const gone = new Set(written.map(({ materialId }) => materialId))
    return { after: materials.filter(({ materialId }) => !gone.has(materialId)), written }
  }
  const added = body.materials.map((input) => materialOf(input, now))
  const removed = materials.map((material) => ({ ...material, removedAt: now }))
  return { after: added, written: [...removed, ...added] }
}

function applicationAfter(next: CaseRecord, body: PatchCaseBody) {
  const { facts, parties, materials } = next
  const who =
    body.parties === undefined
      ? {
          applicantType: facts.applicantType,
          represented: parties.some((party) => party.role === 'representative'),
        }
      : applicationOf({ parties: body.parties })
  return {
    ...who,
    answers: body.answers ?? facts.answers,
    form: body.form ?? facts.form,
    materials,
    situation: body.situation,
  }
}
