import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { payloadOf, sightOf } from './licence-events.js'
import { hasExpired, lockExpired, updateLicence } from './licence-store.js'

const BATCH = 100

/**
 * Licences whose last day has passed (证照到期), but those that hold on by the law until their renewal is decided: from now on
 * the register says so itself, and tells it. Safe from any number of instances. Gives how many.
 */
export async function expireLicences({ pool }: Pick<Deps, 'pool'>): Promise<number> {
  if (!(await hasExpired(pool))) return 0
  return withTransaction(pool, async (db) => {
    const rows = await lockExpired(db, BATCH)
    for (const row of rows) {
      await updateLicence(db, row.id, {
        ...{ act: 'expire', state: 'expired', code: row.code, caseNo: row.case_no, validTo: row.valid_to },
        ...{ documentNo: null, ground: null, staffNo: undefined },
      })
      await emit(db, {
        type: 'licence.expire',
        no: row.licence_no,
        version: row.version + 1,
        actor: SYSTEM_ACTING,
        sight: sightOf(row),
        caseNo: row.case_no,
        payload: payloadOf({ ...row, state: 'expired' }),
      })
    }
    return rows.length
  })
}
