import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import {
  type Caller,
  reachOf,
  rolesOverOrgan,
  SYSTEM_CALLER,
  subjectOf,
  withoutDelegated,
} from '../../shared/caller.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { maskIdNumber } from '../../shared/masks.js'
import { numberIndex } from '../../shared/number-index.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { Text } from '../../shared/text.js'
import { actOnCase } from '../cases/acts/act-on-case.js'
import { problemOf } from '../cases/acts/answer-act.js'
import type { CaseRecord } from '../cases/case.js'
import { findAtDesk, findInHand } from '../cases/case-in-hand.js'
import type { ExitCommand } from '../cases/exiting/exit-act.js'
import { withLapsed } from '../cases/parties/lapsed-powers.js'
import { EXIT_STEPS, type ExitAct, type ExitState, found, mayStep, takerOf } from './exit.js'
import {
  type ExitChange,
  type ExitFilters,
  type ExitRow,
  selectExit,
  selectExits,
  updateExit,
} from './exit-store.js'

export type { ExitRow } from './exit-store.js'

/** Who hands out. */
export const DESK = ['issuer'] as const satisfies readonly Role[]
/** Who sees what lies at desks of the own organ or centre, or what the own organ decided. */
export const EXIT_READERS = [
  'issuer',
  'clerk',
  'lead',
  'manager',
  'supervisor',
] as const satisfies readonly Role[]

/** A page of what lies, or lay, at exit desks within reach (出件列表), the latest first. */
export async function listExits(
  db: Queryable,
  caller: Caller,
  filters: ExitFilters,
  before: string | undefined,
  limit: number,
): Promise<ExitRow[]> {
  const reach = reachOf(withoutDelegated(caller).grants, EXIT_READERS)
  const caseNo = filters.caseNo === undefined ? {} : { caseNo: typedCaseNo(filters.caseNo) }
  return selectExits(db, reach, { ...filters, ...caseNo }, before, limit)
}

/** One of them; 404 else. */
export async function exitInSight(db: Queryable, caller: Caller, id: string, lock = false): Promise<ExitRow> {
  const row = await selectExit(db, id, lock)
  const sees =
    row?.organs.some((code) => {
      const held = rolesOverOrgan(caller, { code, divisions: row.divisions })
      return EXIT_READERS.some((role) => held.has(role))
    }) ?? false
  if (row === undefined || !sees) throw problem('NOT_FOUND')
  return row
}

/** Reads the case before the transaction, so that what is not in memory yet takes no second connection. */
export const readCaseAhead = (deps: Deps, caseNo: string) =>
  findInHand(deps, SYSTEM_CALLER, typedCaseNo(caseNo))

/** In whose name somebody hands out among these organs; undefined: in nobody's. */
export const deskOf = (caller: Caller, codes: readonly string[], divisions: string[]): string | undefined =>
  codes.find((code) => DESK.some((role) => rolesOverOrgan(caller, { code, divisions }).has(role)))

export interface HandOut {
  receiver: { name: string; idType: string; idNumber: string }
  mandate?: { reference: string; validUntil?: string | undefined } | undefined
  signed: string
  note?: string | undefined
}

/** What is done with one that is there. */
export type ExitInput =
  | ({ act: 'handOut' } & HandOut)
  | { act: 'post'; receiver: string; address: string; trackingNumber: string; note?: string | undefined }
  | { act: 'prove'; deliveredOn: string; signedBy: string; again?: string }
  | { act: 'takeBack'; reason: string; place: string; again?: string }
  | { act: 'giveBack'; reason: string }

/**
 * Hands a result out against proof (凭证领取), posts it, proves that the letter arrived, takes back what did not, or gives it
 * back to the organ when nobody fetches it. 404 unless seen, 409 where it is not there for this, 422 for who has no right to
 * it, 403 unless issuer.
 */
export async function actOnExit(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  id: string,
  input: ExitInput,
  check: (version: number) => void,
): Promise<ExitRow> {
  const caller = callerOf(request)
  const row = await exitInSight(db, caller, id, true)
  check(row.version)
  const { to } = EXIT_STEPS[input.act]
  if (!mayStep(input.act, row.state, 'again' in input ? input.again : undefined))
    throw problem('CONFLICT', {
      detail: (mayStep(input.act, row.state, '') && TOLD_BEFORE[row.state]) || NOT_NOW,
    })
  const desk = deskOf(caller, row.organs, row.divisions)
  const change = await perform(db, deps, { caller, desk }, row, input)
  await updateExit(db, id, { ...change, state: to, by: subjectOf(caller), staffNo: caller.staffNo })
  return audited(db, request, id, AUDITED[input.act])
}

/** Who acts, and in whose name at the desk. */
interface AtDesk {
  caller: Caller
  desk: string | undefined
}

async function perform(
  db: pg.PoolClient,
  deps: Deps,
  at: AtDesk,
  { id: exitId, case_no: caseNo, today, ...row }: ExitRow,
  input: ExitInput,
): Promise<Partial<ExitChange>> {
  switch (input.act) {
    case 'handOut':
      return handOut(db, deps, at, { exitId, caseNo, today }, input)
    case 'post': {
      const { act: _act, note, ...sent } = input
      const more = note === undefined ? {} : { note }
      await act(deps, db, at, caseNo, {
        action: 'handOutResult',
        method: 'post',
        exitId,
        ...sent,
        ...more,
      })
      return {}
    }
    case 'prove': {
      const { act: _act, ...told } = input
      const { deliveredOn, again } = told
      // It was told by mistake that it came back: the letter stands as it was posted, and arrived.
      const restored =
        row.state === 'ON_SHELF' && again !== undefined
          ? await act(deps, db, at, caseNo, { action: 'deliver', method: 'post', again })
          : undefined
      const leftOn = restored?.facts.delivery?.on ?? row.left_on
      if (deliveredOn > today)
        throw problem('RULE_VIOLATED', { errors: [found('/deliveredOn', 'DATE_IN_FUTURE')] })
      if (leftOn !== null && deliveredOn < leftOn)
        throw problem('RULE_VIOLATED', { errors: [found('/deliveredOn', 'DATE_BEFORE_POSTING')] })
      await act(deps, db, at, caseNo, { action: 'proveDelivery', exitId, ...told })
      return { provenOn: deliveredOn, ...(restored === undefined || leftOn === null ? {} : { leftOn }) }
    }
    case 'takeBack': {
      const { reason, again } = input
      const why = again === undefined ? {} : { again }
      await act(deps, db, at, caseNo, { action: 'returnMail', reason, ...why })
      const { window_id: windowId, window_name: windowName, pick_up_no: pickUpNo } = row
      const shelf = { exitId, windowId, windowName, pickUpNo, since: today, days: deps.config.pickUpDays }
      await act(deps, db, at, caseNo, { action: 'shelveResult', shelf })
      return { place: input.place }
    }
    case 'giveBack':
      await act(deps, db, at, caseNo, { action: 'giveBackResult', exitId, reason: input.reason })
      return {}
  }
}

/** By the document that was shown: its number is compared with those of the case, and kept masked only. */
async function handOut(
  db: pg.PoolClient,
  deps: Deps,
  at: AtDesk,
  { exitId, caseNo, today }: { exitId: string; caseNo: string; today: string },
  { receiver, mandate, signed, note }: HandOut,
): Promise<Partial<ExitChange>> {
  const { caller, desk } = at
  const reading = { ...deps, pool: db }
  const hand =
    (await findInHand(reading, caller, caseNo)) ?? (desk && (await findAtDesk(reading, caller, caseNo, desk)))
  if (!hand) throw problem('NOT_FOUND')
  const number = numberIndex(deps.encryption, receiver.idNumber)
  const taker = takerOf(withLapsed(deps.encryption, hand.record, hand.around.today), {
    number,
    mandate,
    today,
  })
  if ('errors' in taker) throw problem('RULE_VIOLATED', { errors: taker.errors })
  const noted = [note, taker.byMandate ? mandate?.reference : undefined].filter((each) => each !== undefined)
  await act(deps, db, at, caseNo, {
    ...{ action: 'handOutResult', method: 'pickup', exitId, receiver: receiver.name },
    ...taker,
    ...(noted.length === 0 ? {} : { note: noted.join('；') }),
  })
  return {
    ...taker,
    idType: receiver.idType,
    idNumberMasked: maskIdNumber(receiver.idType, receiver.idNumber, 'office'),
    signed,
  }
}

/** One act through the door of the case, in the name of the desk. */
export async function act(
  deps: Deps,
  db: Queryable,
  { caller, desk }: AtDesk,
  caseNo: string,
  command:
    | ExitCommand
    | { action: 'returnMail'; reason: string; again?: string }
    | { action: 'deliver'; method: 'post'; again: string },
): Promise<CaseRecord> {
  const outcome = await actOnCase(deps, { caseNo, caller, desk, command, expected: 'any', within: db })
  if (outcome.kind !== 'done') throw problemOf(outcome, 'any')
  return outcome.after
}

/** What was done at the desk as it stands now, told to the audit trail. */
export async function audited(
  db: pg.PoolClient,
  request: FastifyRequest,
  id: string,
  action: string,
): Promise<ExitRow> {
  const row = await exitInSight(db, callerOf(request), id)
  await writeAudit(db, request, {
    action,
    object: `exit ${id}`,
    details: { caseNo: row.case_no, state: row.state },
    organisation: row.organisation_code,
    divisions: row.divisions,
  })
  return row
}

const AUDITED = {
  handOut: 'handOutResult',
  post: 'postResult',
  prove: 'proveDelivery',
  takeBack: 'takeBackMail',
  giveBack: 'giveBackResult',
} as const satisfies Record<ExitAct, string>

/** What stands in the way is what was told before: by mistake it is put right (更正). */
const TOLD_BEFORE: Partial<Record<ExitState, Text>> = {
  DELIVERED: {
    en: 'It was told that the letter arrived: where that was wrong say why (again)',
    zh: '该邮件已登记妥投；登记有误的，请写明更正原因（again）',
  },
  HANDED_OUT: {
    en: 'It was handed over: where it went to the wrong person say how (again)',
    zh: '该结果已登记领取；误交他人的，请写明更正原因（again）',
  },
  ON_SHELF: {
    en: 'The result lies at the desk: where it was told by mistake that the letter came back say why (again)',
    zh: '该结果登记为在出件窗口；误登退件的，请写明更正原因（again）',
  },
}
const NOT_NOW = {
  en: 'The result is not where this could be done with it',
  zh: '该结果当前不在可以办理此项操作的状态',
}
