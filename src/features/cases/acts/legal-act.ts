import type { Caller } from '../../../shared/caller.js'
import { typedCaseNo } from '../../../shared/case-number.js'
import type { Command } from '../../workflow/action-inputs.js'
import { decide, refuseByTable } from '../../workflow/decide.js'
import type { Refusal } from '../../workflow/decision.js'
import type { CaseRecord } from '../case.js'
import { type InHand, situationOf } from '../case-in-hand.js'
import { withInput } from '../command-input.js'
import {
  allOf,
  barredPromises,
  both,
  type HistoryFindings,
  historyFor,
  lookBack,
  looksBackAgain,
  type StillLawful,
  toldOf,
} from '../intake/earlier-applications.js'
import { numbersTaken } from '../intake/external-numbers.js'
import { movedWith } from '../intake/moved-case.js'
import { checkNamedCase } from '../intake/named-case.js'
import { overridingOf } from '../intake/overrides.js'
import { precedingOf } from '../intake/preceding.js'
import { fetchShared, proofOf, withProofs } from '../intake/shared-proofs.js'
import { itemFacts } from '../item-facts.js'
import { lookWhereItCameFrom, stillStands } from '../moved-store.js'
import { refuseUnmandated } from '../parties/assistance.js'
import { refuseInput } from '../refuse-input.js'
import type { LookContext, Prepared } from './act-on-case.js'
import { onlyOne } from './only-one.js'

/** A legal act (流转): what it brings along is taken into the case, then `decide()` has the word. */
export async function doLegalAct(
  context: LookContext,
  hand: InHand,
  caller: Caller,
  sent: Command,
): Promise<Prepared | Refusal> {
  const barred = refuseByTable(situationOf(hand), sent.action)
  if (barred !== undefined) return barred
  const { record: before, around: at } = hand
  const unmandated = refuseUnmandated(before, at.actor, sent.action, {
    ...{ today: at.today, encryption: context.encryption },
  })
  if (unmandated !== undefined) return unmandated
  if (hand.closed !== undefined && sent.action === 'submit') return refuseInput([hand.closed])
  const isFirst = before.status === 'DRAFT' && sent.action === 'submit'
  const moved = isFirst ? await movedWith(context, before) : undefined
  if (moved !== undefined && 'kind' in moved) return moved
  const command = await withProofs(context, spelt(sent), proofOf(before, caller, at.now))
  const place = namedIn(command)
  let takenOver = false
  if (place !== undefined) {
    const checked = await checkNamedCase(context, caller, hand.record, place, at.document.forwardsTo)
    if (checked.errors.length > 0) return refuseInput(checked.errors)
    takenOver = checked.takenOver
  }
  const brought = await withInput(context, hand, { command, caller })
  if ('kind' in brought) return brought
  const history = await historyFor(caller, () => historyOf(context, brought, command, caller))
  if (history.errors.length > 0) return refuseInput(history.errors)
  brought.record.facts.warnings = [...brought.record.facts.warnings, ...history.warnings]
  if (isFirst) {
    const fetched = await fetchShared(context, brought.record, brought.around, caller)
    brought.record.materials = [...brought.record.materials, ...fetched]
    brought.materials = [...brought.materials, ...fetched]
  }
  const situation = situationOf(brought)
  // What was found wanting before: what is brought now takes its place only if the act may.
  const { defective = [] } = situationOf(hand).state
  const facts = { defective, takenOver, ...(await itemFacts(context, brought.record, command)) }
  const decision = decide({ ...situation, state: { ...situation.state, ...facts } }, command)
  if (decision.kind === 'refusal') return decision
  const { record, around, materials } = brought
  const successor = command.action === 'void' ? command.supersededBy : undefined
  const standing: StillLawful | undefined =
    successor === undefined ? undefined : (db) => stillStands(db, successor)
  return {
    kind: 'prepared',
    record,
    around,
    decision,
    materials,
    still: allOf(standing, history.still, givesBack(command, record)),
    moved,
  }
}

/** 作废 gives the application back to the case that it was moved from: the days there run again. */
const givesBack = ({ action }: Command, record: CaseRecord): StillLawful | undefined =>
  action !== 'void' || record.facts.related?.some(({ relation }) => relation === 'movedFrom') !== true
    ? undefined
    : async (db) => {
        await lookWhereItCameFrom(db, record)
        return true
      }

/** Another case is kept by its number as it stands there, however somebody typed it. */
function spelt(command: Command): Command {
  if (command.action === 'void' && command.supersededBy !== undefined)
    return { ...command, supersededBy: typedCaseNo(command.supersededBy) }
  return command.action === 'close' && command.forwardedTo !== undefined
    ? { ...command, forwardedTo: typedCaseNo(command.forwardedTo) }
    : command
}

/** Another case that an act names. */
function namedIn(command: Command): { pointer: string; caseNo: string } | undefined {
  if (command.action === 'void' && command.supersededBy !== undefined)
    return { pointer: '/supersededBy', caseNo: command.supersededBy }
  if (command.action === 'close' && command.forwardedTo !== undefined)
    return { pointer: '/forwardedTo', caseNo: command.forwardedTo }
  return undefined
}

interface History extends HistoryFindings {
  still?: StillLawful | undefined
}

/** With these a promise in a material's stead comes in, or is taken for it (告知承诺). */
const TAKES_PROMISES: ReadonlySet<string> = new Set([
  ...['submit', 'correctOnTheSpot', 'supplyMaterials'],
  ...['accept', 'acceptWithDeferral', 'handleOnTheSpot'],
])

/** What was granted before is looked at where a case is handed in, and where it is granted: two may have been under way. */
async function historyOf(
  { pool }: LookContext,
  { record, around }: InHand,
  command: Command,
  caller: Caller,
): Promise<History> {
  const { document, today } = around
  const { action } = command
  const by = overridingOf(caller, 'overrides' in command ? command.overrides : undefined)
  if (action === 'submit' && record.status === 'DRAFT') {
    const found = both(
      await lookBack(pool, record, document, today, by),
      await precedingOf(pool, record, around, by),
      await numbersTaken(pool, record, document),
      await barredPromises(pool, record, document),
    )
    const { warnings } = record.facts
    const seen = [...warnings, ...toldOf(found)]
    const told = { ...record, facts: { ...record.facts, warnings: seen } }
    return { ...found, still: onlyOne(told, around, caller) }
  }
  if (TAKES_PROMISES.has(action)) {
    const barred = await barredPromises(pool, record, document)
    if (barred.errors.length > 0) return barred
  }
  const { earlierGrants, marriage, precededBy } = document
  const grants = action === 'handleOnTheSpot' || action === 'approve'
  if (!grants || (earlierGrants ?? marriage ?? precededBy) === undefined) return { errors: [], warnings: [] }
  const rules = { ...document, duplicates: 'allow' as const, barAfterFalseStatement: false }
  const found = both(
    await lookBack(pool, record, rules, today, by),
    await precedingOf(pool, record, around, by),
  )
  return { ...found, still: looksBackAgain(record, rules, today) }
}
