import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import { describeFailure, isPassing } from '../../jobs/failure.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { type ActContext, actOnCase } from '../cases/acts/act-on-case.js'
import { findInHand } from '../cases/case-in-hand.js'
import { type GrantedCase, grantedCasesOf } from '../cases/granted-cases.js'
import { shiftDate } from '../deadlines/day-number.js'
import { ART_50, deemingLawOf } from '../workflow/renewed.js'
import { type LicenceKind, lastDayOf, remindOn } from './licence.js'
import { payloadOf, sightOf } from './licence-events.js'
import { type LicenceRow, updateLicence } from './licence-store.js'
import {
  clearRenewal,
  type DueRenewal,
  lockDueRenewal,
  selectDueRenewalOf,
  selectDueRenewals,
} from './renewal-store.js'

/** Ends without a new licence. */
const LOST = new Set(['DENIED', 'WITHDRAWN', 'TERMINATED', 'VOIDED', 'NOT_ACCEPTED', 'NOT_REQUIRED'])

/** Whether a case renews nothing any more: refused, given up, or closed with another result. */
export const isLost = ({
  status,
  result_type: result,
}: Pick<GrantedCase, 'status' | 'result_type'>): boolean =>
  LOST.has(status) || (result !== null && result !== 'issued')

/** What the version of its item says of a licence. */
export async function kindOf(
  { items }: Pick<Deps, 'items'>,
  row: LicenceRow,
): Promise<LicenceKind | undefined> {
  const item = await items.version(row.item_code, row.item_version)
  return item?.results[row.result]?.licence
}

/**
 * A procedure that leaves to people what the law attaches to time (不自动处理): its RENEWAL clock burns red instead. That
 * under which the renewal was accepted; before its acceptance the newest, as for whatever else follows by itself.
 */
async function isForbidden(deeming: Deeming, renewal: GrantedCase): Promise<boolean> {
  return (await procedureOf(deeming, renewal))?.automaticConsequences === false
}

async function procedureOf({ items, workflows }: Deeming, renewal: GrantedCase) {
  const { item_code, item_version, workflow_key: key, workflow_version: version } = renewal
  if (key !== null && version !== null) return workflows.version(key, version)
  const named = item_version === null ? undefined : (await items.version(item_code, item_version))?.workflow
  return named === undefined ? undefined : workflows.current(named)
}

export type Deeming = ActContext

const BATCH = 100
/** What licences are called where their renewals are put aside. */
const RENEWALS = 'renewals'

/**
 * What the law says of renewals that were asked for in time and are not decided when the licence ends (视为准予延续, Art. 50; of
 * other types than 01 what the item cites):
 * it is renewed. One that was refused or given up meanwhile renews nothing, and where the procedure of the renewal forbids
 * automatic consequences people decide, late as it is. Safe from any number of instances. One that cannot be seen to is put
 * aside (搁置): the others are renewed, and whoever looks into the register is shown it. Gives how many.
 */
export async function deemRenewals(deps: Deeming): Promise<number> {
  if ((await selectDueRenewals(deps.pool, 1, [])).length === 0) return 0
  const aside = await selectAsideRefs(deps.pool, RENEWALS)
  const left = [...aside.waiting]
  let done = 0
  for (;;) {
    const due = await selectDueRenewals(deps.pool, BATCH, left)
    for (const row of due) {
      const outcome = await deemOrPutAside(deps, row)
      if (outcome === 'deemed') done += 1
      if (outcome === 'left' || outcome === 'failed') left.push(row.id)
      // It could be looked at, and waits for people alone.
      if (outcome === 'left' && aside.all.includes(row.id)) await clearAside(deps.pool, RENEWALS, [row.id])
    }
    if (due.length < BATCH) return done
  }
}

/** What fails only because the database is busy is done again at once; anything else waits its time, and those who run it are told. */
async function deemOrPutAside(
  deps: Deeming,
  row: DueRenewal,
): Promise<Awaited<ReturnType<typeof deemRenewal>> | 'failed'> {
  try {
    return await deemRenewal(deps, row)
  } catch (failure) {
    if (isPassing(failure)) return 'failed'
    const { organisation_code: organisation, divisions } = row
    const error = describeFailure(failure)
    const about = row.renewal_case_no ?? undefined
    await putAside(deps.pool, RENEWALS, [{ ref: row.id, error, about, organisation, divisions }])
    return 'failed'
  }
}

/**
 * The same for the renewal of one case, before somebody acts in it: whoever refuses at 0:00 finds that the law was faster, however
 * far behind the workers are. Whether it was.
 */
export async function deemRenewalOf(deps: Deeming, caseNo: string): Promise<boolean> {
  const due = await selectDueRenewalOf(deps.pool, caseNo)
  return due !== undefined && (await deemRenewal(deps, due)) === 'deemed'
}

/** `left`: it stays as it is, and is looked at again another time. */
async function deemRenewal(
  deps: Deeming,
  { id, renewal_case_no: caseNo }: Pick<DueRenewal, 'id' | 'renewal_case_no'>,
): Promise<'deemed' | 'cleared' | 'left'> {
  const [renewal] = await grantedCasesOf(deps.pool, [caseNo ?? ''])
  // Read before the transaction, so that what is not in memory yet takes no second connection.
  if (renewal !== undefined) await findInHand(deps, SYSTEM_CALLER, renewal.case_no)
  return withTransaction(deps.pool, async (db) => {
    const row = await lockDueRenewal(db, id, caseNo ?? '')
    if (row === undefined) return 'left'
    if (renewal === undefined || isLost(renewal)) {
      await clearRenewal(db, id)
      await clearAside(db, RENEWALS, [id])
      return 'cleared'
    }
    // Granted, and only not closed yet: it holds on, and the closing renews it.
    if (renewal.decided_on !== null || (await isForbidden(deps, renewal))) return 'left'
    const kind = await kindOf(deps, row)
    const law = deemingLawOf(renewal.related ?? [], row.item_type)
    if (law === undefined || kind === undefined || row.valid_to === null) return 'left'
    const since = shiftDate(row.valid_to, 1)
    const validTo = lastDayOf(kind, since) ?? null
    const told = {
      ...({ action: 'deemRenewal', licenceId: id, licenceNo: row.licence_no, since } as const),
      ...(validTo === null ? {} : { validTo }),
      ...(law === ART_50 ? {} : { basis: law }),
    }
    // Whoever decides at this instant was faster, and his decision renews it or does not.
    const act = {
      caseNo: renewal.case_no,
      caller: SYSTEM_CALLER,
      command: told,
      expected: 'any',
      within: db,
    } as const
    if ((await actOnCase(deps, act)).kind !== 'done') return 'left'
    await updateLicence(db, id, {
      ...{ act: 'deemRenewal', state: row.state, code: row.code, caseNo: renewal.case_no },
      ...{ documentNo: null, ground: null, staffNo: undefined, validTo },
      remindOn: remindOn(kind, row.valid_to, validTo),
      ...(row.suspended_until === null ? {} : { suspendedUntil: row.suspended_until }),
    })
    await clearRenewal(db, id)
    await clearAside(db, RENEWALS, [id])
    const after = { ...row, valid_to: validTo }
    await emit(db, {
      type: 'licence.deemRenewal',
      no: row.licence_no,
      version: row.version + 1,
      actor: SYSTEM_ACTING,
      sight: sightOf(after),
      caseNo: renewal.case_no,
      payload: payloadOf(after),
    })
    return 'deemed'
  })
}
