import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Deps } from '../../deps.js'
import { actingOver } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import type { Caller } from '../../shared/caller.js'
import { makeDocumentNo, newDocumentCode } from '../../shared/ids.js'
import { type Problem, problem, ruleViolated } from '../../shared/problem.js'
import { actOnCase } from '../cases/acts/act-on-case.js'
import { problemOf } from '../cases/acts/answer-act.js'
import { findInHand } from '../cases/case-in-hand.js'
import { linkedCasesOf } from '../cases/granted-cases.js'
import type { Heard, LicenceCommand } from '../cases/licensing/licence-act.js'
import { dayInWords } from '../documents/wording.js'
import { namesStatute } from '../workflow/termination-grounds.js'
import { stateOn } from './licence.js'
import {
  CANCELLATION_PROOFS,
  groundFits,
  LICENCE_STEPS,
  type LicenceAct,
  NAMES_STATUTE,
  type ProofOfGround,
  wrongProof,
} from './licence-acts.js'
import { holderCaseOf, payloadOf, sightOf } from './licence-events.js'
import { lockedInSight, type Registered } from './licence-service.js'
import { hasOtherHolding, holderNumbersOf, updateLicence } from './licence-store.js'

export interface ActAsked {
  licenceId: string
  act: LicenceAct
  ground: string
  reason: string
  heard?: Heard | undefined
  statute?: string | undefined
  until?: string | undefined
  proof?: ProofOfGround | undefined
}

const COMMANDS = {
  revoke: 'revokeLicence',
  withdraw: 'withdrawLicence',
  cancel: 'cancelLicence',
  suspend: 'suspendLicence',
  resume: 'resumeLicence',
  reprint: 'reprintLicence',
} as const satisfies Record<LicenceAct, LicenceCommand['action']>

/** Reads the case of a licence before the transaction, so that what is not in memory yet takes no second connection. */
export const readCaseAhead = (deps: Deps, request: FastifyRequest, caseNo: string) =>
  findInHand(deps, callerOf(request), caseNo)

/**
 * Revokes (撤销), withdraws (撤回), cancels (注销) or re-prints (补证) a licence: a decision of its organ with ground, reason
 * and a paper of its own, in the case that granted it. 404 unless seen, 409 where its state does not allow it, 422 for a
 * ground that its state belies, 403 for who has no standing in that case.
 */
export async function actOnLicence(
  db: pg.PoolClient,
  deps: Deps,
  request: FastifyRequest,
  asked: ActAsked,
  check: (version: number) => void,
): Promise<Registered> {
  const caller = callerOf(request)
  const { licenceId, act, ground, until } = asked
  const row = await lockedInSight(db, caller, licenceId)
  check(row.version)
  checkAsked(asked, row)
  const { to = row.state } = LICENCE_STEPS[act]
  const endsGrant = ENDS.has(to) && !(await hasOtherHolding(db, row.case_no, licenceId))
  const command = commandOf(asked, row, endsGrant)
  const done = await actOnCase(deps, { caseNo: row.case_no, caller, command, expected: 'any', within: db })
  if (done.kind !== 'done') throw problemOf(done, 'any')
  if (endsGrant) await endLinked(db, deps, caller, row, command)
  await updateLicence(db, licenceId, {
    act,
    state: to,
    // Who finds the lost one has nothing that verifies.
    code: act === 'reprint' ? newDocumentCode() : row.code,
    caseNo: row.case_no,
    documentNo: makeDocumentNo(row.case_no, done.after.facts.documents),
    ground,
    staffNo: caller.staffNo,
    validTo: row.valid_to,
    suspendedUntil: act === 'reprint' ? (row.suspended_until ?? undefined) : until,
  })
  const after = await lockedInSight(db, caller, licenceId)
  await record(db, request, asked, after)
  return after
}

/** What the case that granted it is told of the act. */
function commandOf(
  { licenceId, act, ground, reason, heard, statute, until, proof }: ActAsked,
  row: Registered,
  endsGrant: boolean,
): LicenceCommand {
  return {
    action: COMMANDS[act],
    licenceId,
    licenceNo: row.licence_no,
    licenceName: row.name,
    ground,
    reason,
    ...(heard === undefined ? {} : { heard }),
    ...(statute === undefined ? {} : { statute }),
    ...(until === undefined ? {} : { until }),
    ...(proof === undefined
      ? {}
      : {
          proof: `${CANCELLATION_PROOFS[proof.kind]}（${proof.reference}，${dayInWords(proof.on)}）`,
          proofKind: proof.kind,
        }),
    holderCase: holderCaseOf(row),
    endsGrant,
  }
}

/** The event and the line of the audit trail. */
async function record(
  db: pg.PoolClient,
  request: FastifyRequest,
  { act, ground, until, proof }: ActAsked,
  after: Registered,
): Promise<void> {
  const organ = { code: after.organisation_code, divisions: after.divisions }
  await emit(db, {
    type: `licence.${act}`,
    no: after.licence_no,
    version: after.version,
    actor: actingOver(callerOf(request), organ, 'approver', 'issuer'),
    sight: sightOf(after),
    caseNo: after.case_no,
    payload: {
      ...payloadOf(after),
      ground,
      ...(act === 'suspend' && until !== undefined ? { suspendedUntil: until } : {}),
    },
  })
  await writeAudit(db, request, {
    action: COMMANDS[act],
    object: `licence ${after.licence_no}`,
    details: { ground, ...(proof === undefined ? {} : { proof: proof.kind }) },
    organisation: organ.code,
    divisions: organ.divisions,
  })
}

/**
 * What has ended is neither renewed nor changed (Art. 69, 70): in the cases about it nothing is granted any more, and no
 * certificate is handed out. One that is not the caller's to act in stays as it is; its closing alters nothing either.
 */
async function endLinked(
  db: pg.PoolClient,
  deps: Deps,
  caller: Caller,
  { id, case_no: granting }: Registered,
  command: LicenceCommand,
): Promise<void> {
  const linked = await linkedCasesOf(db, granting, await holderNumbersOf(db, id))
  for (const caseNo of linked) {
    const told: LicenceCommand = { ...command, inLinked: true }
    const done = await actOnCase(deps, { caseNo, caller, command: told, expected: 'any', within: db })
    if (done.kind !== 'done' && done.kind !== 'absent' && done.kind !== 'refusal')
      throw problemOf(done, 'any')
  }
}

/** What an act says must be possible at all, in this state: heard before, a statute where the ground names none, days to come. */
function checkAsked(asked: ActAsked, row: Registered): void {
  const { act, ground, statute, proof } = asked
  const state = stateOn(row, row.today)
  if (!LICENCE_STEPS[act].from.includes(state)) throw notNow(state)
  if (!groundFits(ground, state)) throw ruleViolated('/ground', 'GROUND_DOES_NOT_HOLD', BELIED)
  if (statute === undefined ? NAMES_STATUTE.has(ground) : !namesStatute(statute))
    throw ruleViolated('/statute', 'STATUTE_UNNAMED', UNNAMED)
  if (act === 'suspend' && statute?.includes(LICENCE_LAW) === true)
    throw ruleViolated('/statute', 'STATUTE_KNOWS_NONE', KNOWS_NONE)
  checkDays(asked, row)
  const unproven = act === 'cancel' ? wrongProof(ground, proof, row.today) : undefined
  if (unproven !== undefined) throw problem('RULE_VIOLATED', { errors: [unproven] })
}

function checkDays(
  { heard, until }: ActAsked,
  { today, valid_from: validFrom, valid_to: validTo }: Registered,
): void {
  if (heard !== undefined && heard.toldOn > today)
    throw ruleViolated('/heard/toldOn', 'NOT_HEARD_YET', NOT_YET)
  if (heard !== undefined && heard.toldOn < validFrom)
    throw ruleViolated('/heard/toldOn', 'HEARD_BEFORE_ISSUE', TOO_EARLY)
  if (until === undefined) return
  if (until <= today) throw ruleViolated('/until', 'DATE_IN_PAST', PASSED)
  if (validTo !== null && until > validTo) throw ruleViolated('/until', 'AFTER_VALIDITY', TOO_LATE)
}

/** It knows revocation, withdrawal and cancellation (Art. 8, 69, 70), and no suspension. */
const LICENCE_LAW = '行政许可法'

/** Nothing that the case granted holds after these. */
const ENDS: ReadonlySet<string> = new Set(['revoked', 'withdrawn', 'cancelled'])

const TOO_EARLY = {
  en: 'Nobody is heard about a licence before it was issued',
  zh: '告知陈述、申辩权不可能早于证照颁发之日',
}
const UNNAMED = {
  en: 'Name the statute that this rests on',
  zh: '请写明所依据的法律、法规名称和条款',
}
const KNOWS_NONE = {
  en: 'The licence law knows no suspension: name the statute that does',
  zh: '行政许可法没有规定暂停，请写明规定暂停的法律、法规',
}
const TOO_LATE = { en: 'The licence ends before that day', zh: '暂停的截止日晚于证照有效期' }
const PASSED = { en: 'This day is not in the future', zh: '暂停的截止日应当晚于今天' }
const NOT_NOW = {
  en: 'The state of the licence does not allow this',
  zh: '证照的当前状态不能办理此项',
}

/** 409 with what stands in the way, and what to do about it. */
function notNow(state: string): Problem {
  const why = STANDS_IN_THE_WAY[state]
  if (why === undefined) return problem('CONFLICT', { detail: NOT_NOW, extensions: { state } })
  const { code, ...message } = why
  return problem('CONFLICT', {
    detail: NOT_NOW,
    errors: [{ pointer: '/licenceId', code, message }],
    extensions: { state },
  })
}

const ENDED = {
  code: 'LICENCE_ENDED',
  en: 'It has ended: a new licence is applied for',
  zh: '该证照已经终止效力，需要的应当重新申请',
}
const STANDS_IN_THE_WAY: Readonly<Record<string, { code: string; en: string; zh: string }>> = {
  suspended: {
    code: 'LICENCE_SUSPENDED',
    en: 'It is suspended: lift the suspension first (resumption), or wait until it is over',
    zh: '该证照已暂停，请先办理恢复，或者待暂停期满',
  },
  expired: {
    code: 'LICENCE_EXPIRED',
    en: 'It has run out: a new licence is applied for, or it is cancelled',
    zh: '该证照已过有效期，应当重新申请或者办理注销',
  },
  revoked: ENDED,
  withdrawn: ENDED,
  cancelled: ENDED,
  voided: ENDED,
}
const NOT_YET = { en: 'The holder is heard before', zh: '应当事先告知并听取陈述、申辩' }
const BELIED = {
  en: 'The state of the licence does not bear this ground out',
  zh: '该情形与证照的当前状态不符',
}
