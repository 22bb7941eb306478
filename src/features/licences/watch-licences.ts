import type pg from 'pg'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { kindOf } from './deem-renewals.js'
import { renewBy } from './licence.js'
import { PERIOD_OVER } from './licence-acts.js'
import { holderCaseOf, payloadOf, sightOf } from './licence-events.js'
import { type LicenceRow, updateLicence } from './licence-store.js'
import { hasDayCome, hasExpired, lockExpired, lockLifted, takeReminders } from './licence-watch-store.js'

const BATCH = 100

/**
 * What the days make of licences: those whose last day has passed (证照到期), but those that hold on by the law until their
 * renewal is decided; suspensions that are over (暂停期满); and holders who are reminded that theirs ends (到期提醒). Safe from
 * any number of instances. Gives how many.
 */
export async function watchLicences(deps: Pick<Deps, 'pool' | 'items'>): Promise<number> {
  const { pool } = deps
  let done = 0
  if (await hasExpired(pool))
    done += await withTransaction(pool, async (db) => {
      const rows = [
        ...(await lockExpired(db, 'current', BATCH)),
        ...(await lockExpired(db, 'suspended', BATCH)),
      ]
      for (const row of rows) await becomes(db, row, 'expire', 'expired')
      return rows.length
    })
  if (await hasDayCome(pool))
    done += await withTransaction(pool, async (db) => {
      const lifted = await lockLifted(db, BATCH)
      for (const row of lifted) await becomes(db, row, 'resume', 'current')
      const ending = await takeReminders(db, BATCH)
      for (const row of ending) await remind(deps, db, row)
      return lifted.length + ending.length
    })
  return done
}

async function becomes(
  db: pg.PoolClient,
  row: LicenceRow,
  act: 'expire' | 'resume',
  state: 'expired' | 'current',
): Promise<void> {
  const ground = act === 'resume' ? PERIOD_OVER : null
  await updateLicence(db, row.id, {
    ...{ act, state, code: row.code, caseNo: row.case_no, validTo: row.valid_to },
    ...{ documentNo: null, ground, staffNo: undefined },
  })
  const payload = payloadOf({ ...row, state })
  const told = toldOf(row)
  await (act === 'resume'
    ? emit(db, { ...told, type: 'licence.resume', payload: { ...payload, ground: PERIOD_OVER } })
    : emit(db, { ...told, type: 'licence.expire', payload }))
}

/** Only whom it concerns: what has ended otherwise, or is being renewed, needs no reminder. */
async function remind(deps: Pick<Deps, 'items'>, db: pg.PoolClient, row: LicenceRow): Promise<void> {
  if (!['current', 'suspended'].includes(row.state) || row.renewal_case_no !== null) return
  const kind = await kindOf(deps, row)
  if (kind === undefined || row.valid_to === null) return
  await emit(db, {
    ...toldOf(row),
    type: 'licence.remind',
    payload: { ...payloadOf(row), renewBy: renewBy(kind, row.valid_to) },
  })
}

/** Of the case in which its holder stands now. */
const toldOf = (row: LicenceRow) => ({
  no: row.licence_no,
  version: row.version + 1,
  actor: SYSTEM_ACTING,
  sight: sightOf(row),
  caseNo: holderCaseOf(row),
})
