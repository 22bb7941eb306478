import { type Caller, isOfOwn, isOwn } from '../../../shared/caller.js'
import type { Role } from '../../../shared/roles.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import { holderKey } from '../../workflow/held-tasks.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import { lockForwarded, selectTakenIn, wasTakenBack } from '../forwarded-store.js'
import { refuseInput } from '../refuse-input.js'
import { type Copy, placesOfCopies } from './informed.js'

export const RECEIVERS: readonly Role[] = ['clerk', 'lead']

/** Who takes in for the organ to which the file went, or leads it. */
export const mayReturn = (caller: Caller, copy: Copy): boolean => mayAs(caller, copy, RECEIVERS)

/** Who has one of these roles at the organ to which the file went, or at the one that goes on for it. */
export const mayAs = (
  { grants }: Pick<Caller, 'grants'>,
  { organisation }: Copy,
  roles: readonly Role[],
): boolean =>
  grants.some((grant) => roles.includes(grant.role) && isOfOwn(grant) && isOwn(grant, organisation))

/**
 * 退回转报 (行政许可法 Art. 22, 35): the organ to which a file came by mistake sends it back, with why, while it has not taken it
 * in. The lower case is examined and not forwarded again, as before its closing, so that it can be sent to the organ that
 * decides; the sight of the other ends, and that it had it stays on record.
 */
export async function returnForwarded(
  { pool }: LookContext,
  { record: before, around }: InHand,
  { copyId, reason }: { copyId: string; reason?: string },
): Promise<Prepared | Refusal> {
  if (reason === undefined) return refuseInput([{ pointer: '/reason', code: 'REQUIRED', message: WHY }])
  const taken = await selectTakenIn(pool, before)
  if (taken !== undefined && wasTakenBack(taken))
    return refuse(
      'STATE',
      'Its applicant took it back in your own case: nothing goes up anew, there is nothing to send back',
      '申请人已在本机关撤回申请，办理已经终结，不得退回后再次转报',
    )
  if (taken !== undefined)
    return refuse(
      'STATE',
      'It was taken in: refuse it in your own case, or withdraw that with the applicant',
      '本机关已经收件，请在本机关的办件中依法处理',
    )
  const { copies = [] } = before.facts
  const returned = { endedAt: around.now, endedBy: holderKey(around.actor) }
  const left = copies.map((each) => (each.copyId === copyId ? { ...each, ...returned } : each))
  const { closedOn: _closed, resultType: _result, ...kept } = before
  const record = { ...kept, facts: { ...before.facts, copies: left }, copied: placesOfCopies(left) }
  const by = copies.find((each) => each.copyId === copyId)?.organisation
  return {
    kind: 'prepared',
    record,
    base: before,
    around,
    decision: plainDecision(record, around, 'returnForwarded', {
      facts: { copyId, by, reason },
      statusAfter: 'APPROVED',
    }),
    still: async (db) => {
      await lockForwarded(db, before.caseNo)
      return (await selectTakenIn(db, before)) === undefined
    },
  }
}

const WHY = {
  en: 'Say why it is sent back, in ten characters at least',
  zh: '退回转报须写明理由，不少于十个字',
}
