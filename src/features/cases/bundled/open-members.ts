import { withTransaction } from '../../../database/transaction.js'
import { type Caller, subjectOf } from '../../../shared/caller.js'
import { makeCaseNo } from '../../../shared/ids.js'
import type { InputError } from '../../../shared/problem.js'
import { type Instant, type LegalDate, legalDateOf } from '../../../shared/time.js'
import type { AwaitedResult } from '../../workflow/awaiting.js'
import { decide } from '../../workflow/decide.js'
import type { Refusal } from '../../workflow/decision.js'
import { handedIn } from '../../workflow/handed-in.js'
import type { ActContext, Done, Memo, Outcome } from '../acts/act-on-case.js'
import { onlyOne } from '../acts/only-one.js'
import { begin, quotaOf } from '../acts/open-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import { NotSaved, notSaved, type Saved, saveAct } from '../acts/save-act.js'
import type { CreateCaseBody } from '../application-schemas.js'
import { CHANNELS } from '../case.js'
import { applyDecision, type Change, type Surroundings } from '../case-change.js'
import { situationOf } from '../case-in-hand.js'
import { hex } from '../case-rows.js'
import { countDrafts, lockDrafts } from '../case-store.js'
import { type CreationRow, nextSerials, readForCreation } from '../creation-store.js'
import { offeredCommitments } from '../intake.js'
import { isApplicantOnly } from '../parties/identity-proofs.js'
import { hashQueryCode } from '../query-code.js'
import { refuseInput } from '../refuse-input.js'
import { type BundleCaseRow, insertBundleCase } from './bundled-store.js'

/** One member's application, as `POST /v1/cases` would take it. */
export interface MemberOpening {
  body: CreateCaseBody
  /** What of its materials another member issues, by the code of that item. */
  awaits: readonly { materialCode: string; from: string }[]
  /** What is wrong with it, at the places of the bundle's own request. */
  told(errors: readonly InputError[]): InputError[]
}

export interface BundleOpening {
  caller: Caller
  bundle: Pick<BundleCaseRow, 'bundle_code' | 'bundle_version' | 'name' | 'name_en' | 'organisation_code'>
  /** Who issues stands before who needs it; asked for where the request was not answered before. */
  members(today: LegalDate): readonly MemberOpening[]
  /** Of the bundle's case, and of each member's. */
  queryCode: string
  draftQuota: number
  memo: Omit<Memo, 'rowOf'> & { rowOf(done: BundleDone): ReturnType<Memo['rowOf']> }
}

export interface BundleDone {
  kind: 'done'
  parent: BundleCaseRow
  members: Done[]
}

type BundleOutcome = BundleDone | Exclude<Outcome, Done | { kind: 'stale' | 'overtaken' | 'absent' }>

/**
 * Takes the cases of a bundle in (一件事收件): the bundle's case and one case a member, all of them or none, with the answer in
 * the same transaction. Everything is looked at before: what is wrong with any member is told together.
 */
export async function openMembers(context: ActContext, opening: BundleOpening): Promise<BundleOutcome> {
  const { memo } = opening
  const read = await readForCreation(context.pool, memo)
  if (read.stored !== null) return { kind: 'remembered', stored: read.stored }
  const members = opening.members(legalDateOf(read.now))
  const serials = await nextSerials(context.pool, members.length)
  const begun = await beginAll(context, opening, members, { read, serials })
  if ('kind' in begun) return { kind: 'refusal', refusal: begun }
  const parentNo = parentNoOf(begun, read)
  const submit = members[0]?.body.submit === true
  const made: Made[] = []
  for (const { record: own, around } of begun) {
    const record = { ...own, parentNo }
    const decision = submit
      ? decide(situationOf({ record, around }), { action: 'submit' })
      : plainDecision(record, around, 'create')
    if (decision.kind === 'refusal') return { kind: 'refusal', refusal: decision }
    const change = applyDecision(record, decision, around)
    made.push({
      change,
      done: { kind: 'done', before: record, after: change.record, events: decision.events, around },
    })
  }
  const parent = parentRow(context, opening, members[0]?.body, { caseNo: parentNo, now: read.now })
  const done: BundleDone = { kind: 'done', parent, members: made.map((each) => each.done) }
  const saved = await writeAll(context, opening, done, { made, submit })
  // What was taken in meanwhile is seen now, and refuses.
  if (saved === 'forestalled') return openMembers(context, opening)
  return saved === 'saved' ? done : notSaved(saved)
}

interface Made {
  change: Change
  done: Done
}

type Begun = Extract<Awaited<ReturnType<typeof begin>>, { kind: 'begun' }>

/** Each member before its first act; a refusal with everything that is wrong with any of them, whose act it is first. */
async function beginAll(
  context: ActContext,
  { caller, queryCode }: BundleOpening,
  members: readonly MemberOpening[],
  { read, serials }: { read: CreationRow; serials: readonly number[] },
): Promise<Begun[] | Refusal> {
  const begun: Begun[] = []
  const errors: InputError[] = []
  for (const [index, member] of members.entries()) {
    const { body, awaits } = member
    const awaited = awaits.map(({ materialCode }) => materialCode)
    const serial = serials[index] ?? read.serial
    const one = await begin(context, { caller, body, queryCode, awaited }, { ...read, serial })
    if (one.kind === 'begun') {
      one.record.facts = { ...one.record.facts, ...awaitsOf(member, one.around, begun) }
      begun.push(one)
    } else if (one.code === 'RULE') errors.push(...member.told(one.errors))
    else return one
  }
  return errors.length > 0 ? refuseInput(onceEach(errors)) : begun
}

/** What it waits for, of the cases that come before it; nobody waits for what was brought. */
function awaitsOf(
  { awaits, body }: MemberOpening,
  { document }: Surroundings,
  before: readonly Begun[],
): { awaits?: AwaitedResult[] } {
  const there = new Set(handedIn(body.materials ?? [], offeredCommitments(document)))
  const waiting = awaits.flatMap(({ materialCode, from }): AwaitedResult[] => {
    const issuer = before.find(({ record }) => record.itemCode === from)?.record
    if (issuer === undefined || there.has(materialCode)) return []
    const { caseNo, itemCode, itemName } = issuer
    return [{ materialCode, caseNo, itemCode, itemName, state: 'waiting' }]
  })
  return waiting.length === 0 ? {} : { awaits: waiting }
}

/** What is wrong with a party is so in every member. */
const onceEach = (errors: readonly InputError[]): InputError[] => [
  ...new Map(errors.map((each) => [`${each.pointer} ${each.code} ${each.message.zh}`, each])).values(),
]

/** Of the same sequence and place as the members' numbers. */
function parentNoOf([first]: readonly Begun[], { now, serial }: CreationRow): string {
  if (first === undefined) throw new Error('a bundle has members')
  const { caseNo, channel } = first.record
  return makeCaseNo(caseNo.slice(0, 6), now, CHANNELS[channel].code, serial)
}

function parentRow(
  context: ActContext,
  { bundle, queryCode, caller }: BundleOpening,
  { channel = 'WEB', windowId }: Partial<CreateCaseBody> = {},
  { caseNo, now }: { caseNo: string; now: Instant },
): BundleCaseRow {
  return {
    ...bundle,
    case_no: caseNo,
    channel,
    window_id: windowId ?? null,
    query_code_hash: hashQueryCode(context, caseNo, queryCode),
    created_by: subjectOf(caller),
    created_at: now,
  }
}

async function writeAll(
  context: ActContext,
  opening: BundleOpening,
  done: BundleDone,
  { made, submit }: { made: readonly Made[]; submit: boolean },
): Promise<Saved> {
  const { caller, draftQuota, memo } = opening
  const quota = quotaOf({ caller, draftQuota, body: { submit } })
  const answer = memo.rowOf(done)
  try {
    await withTransaction(context.pool, async (db) => {
      if (quota !== undefined) {
        await lockDrafts(db, quota.createdBy)
        if ((await countDrafts(db, quota.createdBy, quota.most)) + made.length > quota.most)
          throw new NotSaved('full')
      }
      for (const [index, { change, done: one }] of made.entries()) {
        const saved = await saveAct(context, {
          change,
          schema: one.around.document.form.schema,
          parties: one.before.parties,
          materials: one.before.materials,
          // With the first, so that who asks the same again waits at once.
          ...(index === 0 ? { answer } : {}),
          within: db,
          ...(submit && !isApplicantOnly(caller) ? { still: onlyOne(one.before, one.around, caller) } : {}),
        })
        if (saved !== 'saved') throw new NotSaved(saved)
      }
      const { query_code_hash, window_id, name_en, ...row } = done.parent
      await insertBundleCase(db, {
        ...row,
        query_code_hash: hex(query_code_hash),
        window_id: window_id ?? undefined,
        name_en: name_en ?? undefined,
      })
    })
  } catch (error) {
    if (error instanceof NotSaved) return error.how
    throw error
  }
  context.sequencer.wake()
  return 'saved'
}
