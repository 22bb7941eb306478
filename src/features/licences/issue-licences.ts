import type pg from 'pg'
import { withTransaction } from '../../database/transaction.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { clearAside, putAside, selectAsideRefs } from '../../jobs/aside-service.js'
import { describeFailure } from '../../jobs/failure.js'
import type { Pulse } from '../../jobs/pulse.js'
import { newDocumentCode, newId } from '../../shared/ids.js'
import { type GrantedCase, grantedCases } from '../cases/granted-cases.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { grantedLines } from '../documents/granted.js'
import { typedNumber } from '../documents/sealed-sheet.js'
import { type Deeming, deemRenewals } from './deem-renewals.js'
import { type LicenceKind, lastDayOf, remindOn, renewedFrom } from './licence.js'
import { payloadOf, sightOf } from './licence-events.js'
import {
  countWaitingCases,
  insertLicence,
  type LicenceRow,
  lockLicencesOf,
  type NewLicence,
  selectWaitingCases,
  setHolderCase,
  takeWaiting,
  updateLicence,
} from './licence-store.js'
import { licensedResults, numbersFor } from './licences-on-paper.js'
import { clearRenewal } from './renewal-store.js'
import { watchLicences } from './watch-licences.js'

/** What licences are made with. */
export type Issuing = Deeming

const BATCH = 100
/** What cases are called where things are put aside. */
const LICENCES = 'licences'

/**
 * Enters what closed cases granted into the register (证照登记): after the act, so that no act waits for a number, and before
 * anybody looks; and renews what the law renews. Gives how many cases were looked at; safe from any number of instances at once. One of which nothing can
 * be made is put aside.
 */
export async function issueLicences(issuing: Issuing): Promise<number> {
  const { pool } = issuing
  await deemRenewals(issuing)
  await watchLicences(issuing)
  const first = await selectWaitingCases(pool, 1, [])
  if (first.length === 0) return 0
  const aside = await selectAsideRefs(pool, LICENCES)
  const waiting = await selectWaitingCases(pool, BATCH, aside.waiting)
  const done: string[] = []
  for (const granted of await grantedCases(pool, waiting)) {
    try {
      await enter(issuing, granted)
      done.push(granted.id)
    } catch (failure) {
      await putAside(pool, LICENCES, [
        { ref: granted.id, error: describeFailure(failure), about: granted.case_no },
      ])
    }
  }
  if (aside.all.length > 0) await clearAside(pool, LICENCES, done)
  return done.length
}

async function enter({ pool, items }: Issuing, { id, ...known }: GrantedCase): Promise<void> {
  const { item_code: itemCode, item_version: itemVersion } = known
  const item = await items.version(itemCode, itemVersion)
  if (item === undefined) throw new Error(`version ${itemVersion} of item ${itemCode} is not there`)
  await withTransaction(pool, async (db) => {
    if (!(await takeWaiting(db, id))) return
    // As it is now that it is taken: the closing may have been taken back meanwhile, and whoever does so lays it here anew.
    const [granted] = await grantedCases(db, [id])
    if (granted?.result_type !== 'issued') return takeBack(db, known.case_no)
    if (await issueAgain(db, granted)) return
    const inPart = granted.grant?.partial !== undefined
    const lines = grantedLines(item, granted.item_type, granted.form ?? {}, { inPart }).map(
      ({ text }) => text,
    )
    const link = granted.related?.find(({ relation }) => relation === 'renewalOf' || relation === 'changeOf')
    if (link !== undefined) return alter(db, granted, link, item, lines)
    const results = licensedResults(item, granted)
    const numbers = await numbersFor(db, granted, decidedOn(granted), results)
    for (const { result, name, kind } of results) {
      const made = licenceOf(granted, {
        result,
        name,
        kind,
        lines,
        licenceNo: numbers.get(result) ?? '',
      })
      await insertLicence(db, made, {
        licence_id: made.id,
        version: 1,
        act: 'issue',
        done_on: made.granted_on,
        case_no: made.case_no,
        document_no: null,
        ground: null,
        staff_no: null,
        valid_to: made.valid_to,
      })
      await emit(db, {
        type: 'licence.issue',
        no: made.licence_no,
        version: 1,
        actor: SYSTEM_ACTING,
        sight: sightOf(made),
        caseNo: made.case_no,
        payload: payloadOf(made),
      })
    }
  })
}

/** 撤销办结: the closing was a slip and is taken back, and so is what it brought into the register; its number stays its own. */
async function takeBack(db: pg.PoolClient, caseNo: string): Promise<void> {
  for (const row of await lockLicencesOf(db, caseNo))
    if (HOLDING.has(row.state)) {
      await restate(db, row, { act: 'void', state: 'voided', code: row.code })
      const payload = { ...payloadOf(row), state: 'voided' as const }
      await emit(db, { ...restated(row), type: 'licence.void', payload })
    }
}

/** Closed again: what was taken back holds, under its number and another code. */
async function issueAgain(db: pg.PoolClient, granted: GrantedCase): Promise<boolean> {
  const rows = await lockLicencesOf(db, granted.case_no)
  for (const row of rows)
    if (row.state === 'voided') {
      await restate(db, row, { act: 'issue', state: 'current', code: newDocumentCode() })
      const payload = payloadOf({ ...row, state: 'current' })
      await emit(db, { ...restated(row), type: 'licence.issue', payload })
    }
  return rows.length > 0
}

const restate = (db: pg.PoolClient, row: LicenceRow, after: { act: string; state: string; code: string }) =>
  updateLicence(db, row.id, {
    ...after,
    ...{ caseNo: row.case_no, validTo: row.valid_to, documentNo: null, ground: null, staffNo: undefined },
  })

const restated = (row: LicenceRow) => ({
  no: row.licence_no,
  caseNo: row.case_no,
  version: row.version + 1,
  actor: SYSTEM_ACTING,
  sight: sightOf(row),
})

/** States in which there is a licence to renew or change: a renewal that came too late may be granted after its end. */
const HOLDING: ReadonlySet<string> = new Set(['current', 'suspended', 'expired'])

/** What the case renewed or changed: the licence stays what it is, with a later end or another content. */
async function alter(
  db: pg.PoolClient,
  granted: GrantedCase,
  { relation, caseNo }: { relation: string; caseNo: string },
  item: ItemDocument,
  lines: string[],
): Promise<void> {
  for (const row of await lockLicencesOf(db, caseNo)) {
    const kind = item.results[row.result]?.licence
    const isRenewal = relation === 'renewalOf'
    // Renewed by law already (视为准予延续): what was granted late adds nothing.
    if (kind === undefined || (isRenewal && row.renewal_case_no !== granted.case_no)) continue
    // Revoked, withdrawn or cancelled meanwhile: what has ended is neither renewed nor changed (Art. 69, 70).
    if (!HOLDING.has(row.state)) continue
    const from = row.valid_to === null ? decidedOn(granted) : renewedFrom(row.valid_to, decidedOn(granted))
    const validTo = isRenewal ? (lastDayOf(kind, from) ?? null) : row.valid_to
    const act = isRenewal ? 'renew' : 'change'
    await updateLicence(db, row.id, {
      ...{ act, state: isRenewal && row.state === 'expired' ? 'current' : row.state, code: row.code },
      caseNo: granted.case_no,
      ...{ documentNo: null, ground: null, staffNo: undefined, validTo },
      ...(isRenewal ? { remindOn: remindOn(kind, decidedOn(granted), validTo) } : {}),
      ...(row.suspended_until === null ? {} : { suspendedUntil: row.suspended_until }),
    })
    if (isRenewal) await clearRenewal(db, row.id)
    await setHolderCase(db, row.id, {
      caseId: granted.id,
      content: granted.grant?.partial === undefined ? lines : [...lines, ...keptOf(row.content, lines)],
      numbers: granted.numbers,
      terms: granted.grant,
    })
    const after = { ...row, valid_to: validTo }
    await emit(db, {
      type: `licence.${act}`,
      no: row.licence_no,
      version: row.version + 1,
      actor: SYSTEM_ACTING,
      sight: sightOf(after),
      caseNo: granted.case_no,
      payload: payloadOf(after),
    })
  }
}

/** What a licence said and a change in part (部分准予变更) says nothing of: it stays. */
function keptOf(before: readonly string[], lines: readonly string[]): string[] {
  const titleOf = (text: string) => text.slice(0, text.indexOf('：') + 1)
  const said = new Set(lines.map(titleOf))
  return before.filter((text) => !said.has(titleOf(text)))
}

const decidedOn = ({ decided_on: on, case_no: caseNo }: GrantedCase): string => {
  if (on === null) throw new Error(`case ${caseNo} was not decided`)
  return on
}

function licenceOf(
  granted: GrantedCase,
  given: { result: number; name: string; kind: LicenceKind; lines: string[]; licenceNo: string },
): NewLicence {
  const { result, name, kind, lines, licenceNo } = given
  return {
    id: newId(),
    licence_no: licenceNo,
    found_by: typedNumber(licenceNo),
    name,
    case_id: granted.id,
    case_no: granted.case_no,
    holder_case_id: granted.id,
    result,
    organisation_code: granted.organisation_code,
    divisions: granted.deciding_divisions,
    item_code: granted.item_code,
    item_version: granted.item_version,
    item_name: granted.item_name,
    item_type: granted.item_type,
    content: lines,
    terms: granted.grant,
    granted_on: decidedOn(granted),
    valid_from: decidedOn(granted),
    valid_to: lastDayOf(kind, decidedOn(granted)) ?? null,
    state: 'current',
    suspended_until: null,
    remind_on: remindOn(kind, decidedOn(granted), lastDayOf(kind, decidedOn(granted)) ?? null),
    code: newDocumentCode(),
    renewal_case_no: null,
    renewal_in_time: null,
    renewal_basis: null,
    holder_numbers: granted.numbers.map((number) => `\\x${number.toString('hex')}`),
    version: 1,
  }
}

/** The pulse that enters what no reader has asked for yet. */
export const licencePulse = (issuing: Issuing): Pulse => ({
  name: 'licences',
  everyMs: 1000,
  async beat(signal) {
    let done = 0
    for (let entered = -1; entered !== 0 && !signal.aborted; done += Math.max(0, entered))
      entered = await issueLicences(issuing)
    return done
  },
  backlog: () => countWaitingCases(issuing.pool),
})
