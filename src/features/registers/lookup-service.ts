import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import {
  type AuditRecord,
  type AuditRow,
  auditRowOf,
  type Origin,
  subjectOfNumber,
} from '../../http/audit.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { numberIndex } from '../../shared/number-index.js'
import { openAnswer, sealAnswer } from './lookup-secrets.js'
import {
  completeLookup,
  insertLookup,
  type LookupRow,
  type NewLookup,
  selectFresh,
  selectLookups,
  selectToWipe,
  tie,
  wipe,
} from './lookup-store.js'
import type { Register } from './register.js'
import { questionOf, type ReadAnswer, type Subject } from './register-answer.js'

export type { LookupRow } from './lookup-store.js'

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`

type LookupDeps = Pick<Deps, 'encryption' | 'registers'> & { pool: Queryable }

/** A question about one person for one purpose, by somebody who may ask it. */
export interface Question {
  register: Register
  subject: Subject
  itemCode: string
  materials: readonly string[]
  purpose: string
  case?: { id: string; caseNo: string } | undefined
  caller: Caller
  /** Of the request; what the service asks by itself has none. */
  origin?: Origin | undefined
  /** Whose the thing is, for the audit trail. */
  place: Pick<AuditRecord, 'divisions' | 'organisation'>
}

/**
 * Asks a shared register (共享数据核验): written down and audited before the question goes out, answered from before where the
 * same was asked a moment ago. Never throws for what the register does: `unavailable` says why. Holds no connection while
 * it waits.
 */
export async function lookUp(deps: LookupDeps, question: Question): Promise<LookupRow> {
  const index = indexOf(deps, question)
  const found = await selectFresh(deps.pool, index, question.register.document.cacheSeconds)
  return answered(deps, question, index, found)
}

/** For how long an answer is good for the transaction for which it was asked. */
const AHEAD_SECONDS = 120

/** The same within a transaction, which waits for nobody: what was asked just before it; undefined where nothing was. */
export async function lookUpAgain(deps: LookupDeps, question: Question): Promise<LookupRow | undefined> {
  const index = indexOf(deps, question)
  const { cacheSeconds } = question.register.document
  const found = await selectFresh(deps.pool, index, Math.max(cacheSeconds, AHEAD_SECONDS))
  return found.fresh === undefined ? undefined : answered(deps, question, index, found)
}

const indexOf = ({ encryption }: LookupDeps, { register: { code, version }, subject }: Question): Buffer =>
  encryption.blindIndex('registerQuestion', questionOf(code, version, subject))

async function answered(
  deps: LookupDeps,
  question: Question,
  index: Buffer,
  { today, now, fresh }: Awaited<ReturnType<typeof selectFresh>>,
): Promise<LookupRow> {
  const { pool, encryption, registers } = deps
  const { register, subject } = question
  const { code, version, document } = register
  const id = newId()
  const row: NewLookup = {
    id,
    register_code: code,
    register_version: version,
    item_code: question.itemCode,
    materials: [...question.materials],
    case_id: question.case?.id,
    case_no: question.case?.caseNo,
    id_number_index: hex(numberIndex(encryption, subject.idNumber)),
    question: hex(index),
    purpose: question.purpose,
    result: 'asking',
    reason: undefined,
    sealed: undefined,
    from_cache: fresh !== undefined,
    asked_by: subjectOf(question.caller),
    asked_at: now,
    answered_at: undefined,
    valid_until: undefined,
  }
  await insertLookup(pool, row, auditOf(encryption, question, id, fresh !== undefined))
  const { validDays } = document
  const answer: ReadAnswer =
    fresh?.sealed == null
      ? await registers.ask(register, askedOf(question, id), today)
      : { result: 'found', values: openAnswer(encryption, fresh.id, fresh.sealed) }
  const done = await completeLookup(pool, id, {
    result: answer.result,
    ...('reason' in answer ? { reason: answer.reason } : {}),
    ...('values' in answer ? { sealed: sealAnswer(encryption, id, answer.values) } : {}),
    validDays,
    answeredAt: fresh?.answered_at ?? undefined,
  })
  if (done === undefined) throw new Error('a look-up that was written down is there')
  return done
}

const askedOf = ({ subject, itemCode, purpose, case: of }: Question, reference: string) => ({
  ...subject,
  itemCode,
  purpose,
  caseNo: of?.caseNo ?? '',
  reference,
})

function auditOf(
  encryption: LookupDeps['encryption'],
  question: Question,
  id: string,
  fromCache: boolean,
): AuditRow {
  const { register, subject, itemCode, materials, purpose, caller, origin, place } = question
  return auditRowOf(caller, origin ?? { traceId: '', address: '' }, {
    action: 'lookUpRegister',
    object: `register ${register.code}`,
    details: {
      reference: id,
      itemCode,
      materials,
      fromCache,
      ...(question.case === undefined ? {} : { caseNo: question.case.caseNo }),
      ...(origin === undefined ? { atSubmit: true } : {}),
    },
    purpose,
    subjects: [subjectOfNumber(numberIndex(encryption, subject.idNumber))],
    ...place,
  })
}

/** A look-up that proves something: found, about whom, for which materials of which item, until when. */
export interface ProvingLookup {
  id: string
  register: string
  itemCode: string
  materials: readonly string[]
  caseId: string | undefined
  idNumberIndex: Buffer
  answeredAt: string
  validUntil: string
}

/** Those of the references that are of look-ups which found what was asked. One query; none where none is a reference. */
export async function provingLookups(db: Queryable, references: readonly string[]): Promise<ProvingLookup[]> {
  const ids = references.filter((reference) => UUID.test(reference))
  if (ids.length === 0) return []
  return (await selectLookups(db, ids)).flatMap((row) =>
    row.result !== 'found' || row.answered_at === null || row.valid_until === null
      ? []
      : [
          {
            id: row.id,
            register: row.register_code,
            itemCode: row.item_code,
            materials: row.materials,
            caseId: row.case_id ?? undefined,
            idNumberIndex: row.id_number_index,
            answeredAt: row.answered_at,
            validUntil: row.valid_until,
          },
        ],
  )
}

/** Look-ups without a case whose answers count no more. */
export const lookupsPastUse = selectToWipe
/** Wipes what registers said; that they were asked stays. */
export const wipeLookups = wipe
/** Ties look-ups to the cases that took them for proof. */
export const tieLookups = tie

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
