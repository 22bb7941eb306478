import { type Caller, subjectOf } from '../../../shared/caller.js'
import { typedCaseNo } from '../../../shared/case-number.js'
import { newId } from '../../../shared/ids.js'
import { type LegalDate, legalDateOf } from '../../../shared/time.js'
import { competenceIn } from '../../access/competence.js'
import type { ItemInForce } from '../../catalogue/item-reader.js'
import { type WindowWithAuthority, windowWithAuthority } from '../../divisions/division-service.js'
import { withAuthority } from '../../divisions/window-of-item.js'
import { actingAs } from '../../workflow/acting.js'
import { decide } from '../../workflow/decide.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { CreateCaseBody } from '../application-schemas.js'
import { applyingAs } from '../applying.js'
import type { CaseRecord } from '../case.js'
import { applyDecision, type Surroundings } from '../case-change.js'
import { actorOf, situationOf } from '../case-in-hand.js'
import { applicationOf, filesOf } from '../case-input.js'
import { type CreationRow, readForCreation } from '../creation-store.js'
import { draftRecord } from '../draft-record.js'
import { closedItem } from '../draft-version.js'
import { checkBrought } from '../intake/brought-files.js'
import { allOf, barredPromises, both, historyFor, lookBack } from '../intake/earlier-applications.js'
import { numbersTaken } from '../intake/external-numbers.js'
import { forwardedFrom, linkForwarded, notTakenIn, withForwarded } from '../intake/forwarded-case.js'
import { movesAlong, takeOver } from '../intake/moved-case.js'
import { checkOverrides, overridingOf } from '../intake/overrides.js'
import { precedingOf } from '../intake/preceding.js'
import { checkConfirmed, checkSources, prefilledOf } from '../intake/prefilled.js'
import { fetchShared, withProofs } from '../intake/shared-proofs.js'
import { checkIntake } from '../intake.js'
import { type LicenceLink, linkTo } from '../licensing/linked-case.js'
import { assistanceOf, checkAssistance } from '../parties/assistance.js'
import { checkClaim, checkStaffClaim, isApplicantOnly } from '../parties/identity-proofs.js'
import { checkNamed } from '../parties/named-parties.js'
import { ageOfApplicant, checkParties, provenRoles } from '../parties/party-rules.js'
import { readParties } from '../parties/read-parties.js'
import { refuseInput } from '../refuse-input.js'
import type { SharedReads } from '../table/shared-reads.js'
import { type ActContext, actOnCase, type Done, type Memo, type Outcome } from './act-on-case.js'
import { onlyOne } from './only-one.js'
import { plainDecision } from './plain-decision.js'
import { type Leaving, notSaved, saveAct } from './save-act.js'

export interface Opening {
  caller: Caller
  body: CreateCaseBody
  /** For the progress query; the case keeps its hash. */
  queryCode: string
  memo?: Memo | undefined
  /** How many drafts an applicant may keep at once. */
  draftQuota: number
  /** Materials that another case of the same bundle issues: none of them is missing. */
  awaited?: readonly string[] | undefined
  /** The licence that the case is about. */
  linked?: LicenceLink | undefined
  /** Read for all openings of the same request. */
  shared?: SharedReads | undefined
}

/**
 * Takes a case in (收件), as a draft or handed in at once: the door's entrance. One read, a pure decision, one write
 * through the same save as every act; knows neither HTTP nor a language.
 */
export async function openCase(
  context: ActContext,
  opening: Opening,
): Promise<Exclude<Outcome, { kind: 'stale' | 'overtaken' | 'absent' }>> {
  const read =
    opening.shared?.creation(opening.memo?.key) ??
    (await readForCreation(context.pool, opening.memo, opening.body))
  if (opening.memo !== undefined && read.stored !== null) return { kind: 'remembered', stored: read.stored }
  const begun = await begin(context, opening, read)
  if (begun.kind === 'refusal') return { kind: 'refusal', refusal: begun }
  const { record, around, lower, moved } = begun
  const decision =
    opening.body.submit === true
      ? decide(situationOf({ record, around }), { action: 'submit' })
      : plainDecision(record, around, 'create')
  if (decision.kind === 'refusal') return { kind: 'refusal', refusal: decision }
  const change = applyDecision(record, decision, around)
  const done: Done = { kind: 'done', before: record, after: change.record, events: decision.events, around }
  const answer = opening.memo?.rowOf(done)
  const { parties, materials } = record
  const only = opening.body.submit === true ? onlyOne(record, around, opening.caller) : undefined
  const moving =
    opening.body.submit === true
      ? movesAlong(actOnCase, context, opening.caller, { moved, to: record.caseNo })
      : undefined
  const still = allOf(only, notTakenIn(lower), moving)
  const saved = await saveAct(context, {
    change,
    schema: around.document.form.schema,
    parties,
    materials,
    ...(answer === undefined ? {} : { answer }),
    draftOf: quotaOf(opening),
    ...(still === undefined ? {} : { still }),
  })
  // What was taken in meanwhile is seen now, and refuses.
  if (saved === 'forestalled') return openCase(context, opening)
  return saved === 'saved' ? done : notSaved(saved)
}

/** Clerks and assistants bring in the drafts of others: only who applies alone is counted. */
export function quotaOf({
  caller,
  body,
  draftQuota,
}: Pick<Opening, 'caller' | 'draftQuota'> & { body: { submit?: boolean } }): Leaving['draftOf'] {
  const isApplicant = caller.grants.every(({ role }) => role === 'citizen')
  return body.submit === true || !isApplicant ? undefined : { createdBy: subjectOf(caller), most: draftQuota }
}

/** The case before its first act, and what it stands under. */
export async function begin(
  context: ActContext,
  { caller: whoever, body: sent, queryCode, awaited, linked, shared }: Omit<Opening, 'draftQuota'>,
  read: CreationRow,
): Promise<
  | {
      kind: 'begun'
      record: CaseRecord
      around: Surroundings
      lower?: CaseRecord | undefined
      moved?: CaseRecord | undefined
    }
  | Refusal
> {
  const claimed = checkClaim(whoever, sent)
  if (claimed.length > 0) return refuseInput(claimed)
  const today = legalDateOf(read.now)
  const item = await itemToApplyFor(context, sent.itemCode, { read, today, shared })
  if ('kind' in item) return item
  const window = await windowOf(context, sent, item, { read, shared })
  if (window !== undefined && 'kind' in window) return window
  const { channel, windowId } = sent
  const caller = applyingAs(whoever, { channel, windowId, isClerk: isClerkOf(whoever, item, window) })
  if (caller === undefined) return notYours()
  const definition = await context.workflows.current(item.document.workflow)
  if (definition === undefined)
    throw new Error(`item ${item.itemCode} names a workflow that is not published`)
  const id = newId()
  const parties = await readParties(context, sent.parties, { caseId: id, caller, today, channel })
  const of = { id, caller, itemCode: item.itemCode, parties: parties.parties, now: read.now }
  const forwarded = await forwardedFrom(context, caller, sent, item)
  if (forwarded !== undefined && 'kind' in forwarded) return forwarded
  const body = withForwarded(await withProofs(context, sent, of), forwarded)
  const age = body.submit === true ? ageOfApplicant(parties.judged, today) : undefined
  const application = { ...applicationOf(body), awaited, age }
  const proofs = provenRoles(item.document, parties.judged, application)
  const intake = checkIntake(item.document, { ...application, proofs }, body.submit === true, today)
  const ruled =
    body.submit === true
      ? checkParties(item.document, parties.judged, {
          channel,
          today,
          said: { ...application, answers: intake.answers },
          signedIn: isApplicantOnly(caller),
          assistance: assistanceOf(caller, body.assistance, body.parties)?.kind,
          forwarded: forwarded !== undefined,
        })
      : undefined
  parties.warnings.push(...(ruled?.warnings ?? []))
  const by = overridingOf(caller, body.overrides)
  const named =
    body.submit === true
      ? checkNamed(context.encryption, item.document.form.schema, {
          form: application.form,
          parties: parties.parties,
          by,
        })
      : undefined
  parties.warnings.push(...(named?.warnings ?? []))
  const files = await checkBrought(context, filesOf(body), caller, parties.parties)
  const sources = await checkSources(context, body.prefilled, { ...of, document: item.document })
  // What is wrong with a party itself comes first: its age, say, follows from a number that must be right.
  const ofParties = parties.errors.length > 0 ? parties.errors : (ruled?.errors ?? [])
  const asked = { asked: body.assistance, parties: body.parties, window }
  const errors = [
    ...checkStaffClaim(caller, channel),
    ...checkOverrides(caller, channel, body.overrides),
    ...checkAssistance(caller, asked),
    ...ofParties,
    ...intake.errors,
    ...(named?.errors ?? []),
    ...files,
    ...sources,
    ...(body.submit === true ? checkConfirmed(prefilledOf(body.prefilled, undefined, of).prefilled) : []),
  ]
  if (errors.length > 0) return refuseInput(errors)
  const ingredients = { body, caller, item, window, read, id, queryCode, parties, intake }
  const record = broughtIn(draftRecord(context, ingredients), caller)
  const around: Surroundings = {
    document: item.document,
    definition,
    calendars: await context.calendars.at(read.calendar_revision),
    actor: actorOf(caller, record),
    organs: [],
    now: read.now,
    today,
    newId,
    draftDays: context.config.draftDays,
  }
  if (actingAs(around.actor, 'submit') === undefined) return notYours()
  const moved =
    body.movedFrom === undefined
      ? undefined
      : await takeOver(context, caller, record, typedCaseNo(body.movedFrom))
  if (moved !== undefined && 'kind' in moved) return moved
  const notTheirs = linkForwarded(record, forwarded)
  if (notTheirs.length > 0) return refuseInput(notTheirs)
  const ofOthers = linked === undefined ? [] : linkTo(record, linked, item.document)
  if (ofOthers.length > 0) return refuseInput(ofOthers)
  if (body.submit !== true) return { kind: 'begun', record, around, moved }
  const history = await historyFor(caller, async () =>
    both(
      await lookBack(context.pool, record, item.document, today, by),
      await precedingOf(context.pool, record, around, by),
      await numbersTaken(context.pool, record, item.document),
      await barredPromises(context.pool, record, item.document),
    ),
  )
  if (history.errors.length > 0) return refuseInput(history.errors)
  record.facts.warnings = [...record.facts.warnings, ...history.warnings]
  const fetched = await fetchShared(context, record, around, caller)
  record.materials = [...record.materials, ...fetched]
  return { kind: 'begun', record, around, lower: forwarded?.lower, moved }
}

/** Told before what was sent is looked at: who may not take the item in learns nothing of its rules. */
export function isClerkOf(
  caller: Caller,
  item: ItemInForce,
  window: WindowWithAuthority | undefined,
): boolean {
  const { standings } = competenceIn(caller, {
    itemCode: item.itemCode,
    organ: { code: item.organisationCode, divisions: item.divisions },
    ...(window === undefined
      ? {}
      : {
          window: {
            organisations: [window.organisationCode, window.centreOrganisation],
            divisions: [...item.divisions, ...window.divisions],
            authority: window.level ?? 'none',
          },
        }),
    asked: [],
    askedBefore: [],
    isUnsent: false,
    createdBy: '',
    partySubjects: [],
    partyNumbers: [],
  })
  return standings.some(({ role }) => role === 'clerk')
}

const notYours = (): Refusal =>
  refuse(
    'ROLE',
    'You cannot take this item in: that is for the clerks of its organ, of a window with authority for it, and for the applicant.',
    '您不能收取该事项：应由实施机关或者有权窗口的受理人员收件，或者由申请人本人提交。',
  )

async function itemToApplyFor(
  { items }: ActContext,
  itemCode: string,
  { read, today, shared }: { read: CreationRow; today: LegalDate; shared: SharedReads | undefined },
): Promise<ItemInForce | Refusal> {
  // One read for the case and its item; the members of a bundle are each asked for.
  const item =
    read.item == null ? await (shared ?? items).inForce(itemCode) : await items.inForceBy(read.item)
  const closed = closedItem(item, today)
  if (closed !== undefined) return refuseInput([closed])
  if (item === undefined) throw new Error('an item that takes something in is there')
  return item
}

/** The window that takes the case in: it must have something to do with the item. Whose act it is, is looked at after. */
async function windowOf(
  { pool }: ActContext,
  body: CreateCaseBody,
  item: ItemInForce,
  { read, shared }: { read: CreationRow; shared: SharedReads | undefined },
): Promise<WindowWithAuthority | Refusal | undefined> {
  if (body.windowId === undefined) return undefined
  const { windowId } = body
  const window =
    read.window == null
      ? await (shared?.window(windowId, item.itemCode) ?? windowWithAuthority(pool, windowId, item.itemCode))
      : withAuthority(read.window)
  if (window?.level !== undefined && window.level !== 'advises') return window
  const message = { en: 'This window does not take this item in', zh: '该窗口不收取该事项' }
  return refuseInput([{ pointer: '/windowId', code: 'WINDOW_WITHOUT_AUTHORITY', message }])
}

/**
 * The point of the assistant who brings a case in stays with it: whoever does so is recused as staff for good (回避).
 * That it was as an assistant, the standing says in which it is done, and the channel (帮办代办) as well.
 */
function broughtIn(record: CaseRecord, caller: Caller): CaseRecord {
  const point = caller.grants.find(({ role }) => role === 'assistant')?.organisation
  if (point === undefined) return record
  const actor = actorOf(caller, record)
  const isAssistants =
    record.channel === 'ASSISTANT' ||
    (actingAs(actor, 'submit')?.role === 'assistant' &&
      actor.standings.every(({ role }) => role !== 'citizen'))
  return isAssistants ? { ...record, createdOrganisation: point } : record
}
