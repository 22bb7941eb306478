import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { EventDraft } from '../../events/make-event.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { type DelegationRow, endDelegationsTo } from './delegation-ends-store.js'

/**
 * Ends the delegations (委托、授权) that end with an organ: those given to it, since a trust is given to this organ alone
 * and is not passed on (行政许可法 Art. 24), and those between it and its successor, who needs none to itself. What it had
 * delegated to others goes on in the name of the successor until its term, or until that takes it back. Gives their ids.
 */
export async function endDelegationsWith(
  db: Queryable,
  caller: Caller,
  ended: string,
  successor: string | undefined,
  divisions: readonly string[],
): Promise<string[]> {
  const rows = await endDelegationsTo(db, ended, successor, subjectOf(caller))
  await emit(db, ...rows.map((row) => revokeEvent(row, caller, divisions)))
  return rows.map(({ id }) => id)
}

function revokeEvent(row: DelegationRow, caller: Caller, divisions: readonly string[]): EventDraft {
  return {
    type: 'delegation.revoke',
    no: row.id,
    version: row.version,
    payload: {
      delegationId: row.id,
      from: row.from_code,
      to: row.to_code,
      items: row.items,
      kind: row.kind,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    },
    actor: actingCaller(caller, 'operator'),
    sight: { organs: [row.from_code, row.to_code], divisions },
  }
}
