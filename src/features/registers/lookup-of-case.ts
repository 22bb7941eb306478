import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { originOf, writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import { MASKED, maskText } from '../../shared/masks.js'
import { type InputError, outOfReach, problem } from '../../shared/problem.js'
import { type Language, say } from '../../shared/text.js'
import { legalDateOf } from '../../shared/time.js'
import { isClerkOf } from '../cases/acts/open-case.js'
import type { CaseRecord, Party } from '../cases/case.js'
import { takeInHand } from '../cases/case-in-hand.js'
import { type ClearRight, clearRight } from '../cases/case-sight.js'
import { readDocument } from '../cases/parties/identity-documents.js'
import { openParty } from '../cases/party-secrets.js'
import { windowWithAuthority } from '../divisions/division-service.js'
import { openAnswer } from './lookup-secrets.js'
import { type LookupRow, lookUp, type Question } from './lookup-service.js'
import { selectLookup, selectNow } from './lookup-store.js'
import { type Register, servedBy } from './register.js'
import type { ToldValue } from './register-answer.js'
import type { LookupInput, LookupView } from './register-schemas.js'
import { registerNamed } from './register-service.js'

type Prepared = Pick<Question, 'subject' | 'itemCode' | 'materials' | 'case' | 'place'>

/**
 * Asks a register for somebody (共享数据核验). Of a case: by who handles it, or by the applicant about himself; of an
 * application that is not there yet: by the item's clerks. 404 for a case that is not seen, 403 without a right, 422 where
 * the register serves no material of the item, or the number is none.
 */
export async function lookUpFor(
  deps: Deps,
  request: FastifyRequest,
  code: string,
  input: LookupInput,
): Promise<LookupRow> {
  const caller = callerOf(request)
  const register = await registerNamed(deps.registers, code)
  const { caseNo } = input
  const prepared =
    caseNo === undefined
      ? await beforeCase(deps, caller, register, input)
      : await ofCase(deps, caller, register, { ...input, caseNo })
  const { purpose } = input
  return lookUp(deps, { register, caller, purpose, origin: originOf(request), ...prepared })
}

async function ofCase(
  deps: Deps,
  caller: Caller,
  register: Register,
  { caseNo, partyNo, materials, itemCode, subject, windowId }: LookupInput & { caseNo: string },
): Promise<Prepared> {
  const { record, around } = await takeInHand(deps, caller, caseNo)
  const right = rightOver(caller, record)
  if (right === undefined) throw outOfReach()
  if (itemCode !== undefined || subject !== undefined || windowId !== undefined)
    throw wrong('/caseNo', 'CASE_SAYS_IT', {
      en: 'With a case its item and its parties count: leave the others out',
      zh: '已指定办件时，事项和查询对象以办件为准，请勿另填',
    })
  const party = partyOf(right.parties, partyNo)
  if (party === undefined)
    throw wrong('/partyNo', 'PARTY_UNKNOWN', { en: 'No such party', zh: '没有该当事人' })
  const listed = around.document.materials.map(({ materialCode }) => materialCode)
  const { idNumber } = openParty(deps.encryption, record.id, party)
  return {
    subject: { idType: party.idType, idNumber, name: party.name },
    itemCode: record.itemCode,
    materials: servedOr422(register, record.itemCode, listed, materials),
    case: { id: record.id, caseNo: record.caseNo },
    place: { organisation: record.organ.code, divisions: record.divisions },
  }
}

/** By what right somebody asks: as who handles the case, or about himself. */
function rightOver(caller: Caller, record: CaseRecord): ClearRight | undefined {
  const right = clearRight(caller, record)
  return right?.as === 'staff' || right?.as === 'applicant' ? right : undefined
}

const partyOf = (parties: readonly Party[], partyNo: number | undefined): Party | undefined =>
  parties.find((party) => (partyNo === undefined ? party.role === 'applicant' : party.partyNo === partyNo))

async function beforeCase(
  deps: Deps,
  caller: Caller,
  register: Register,
  { itemCode, windowId, subject, materials }: LookupInput,
): Promise<Prepared> {
  // Whoever is no clerk anywhere asks by a case: who applies is named there.
  if (!caller.grants.some(({ role }) => role === 'clerk')) throw outOfReach()
  if (itemCode === undefined || subject === undefined)
    throw wrong('/caseNo', 'REQUIRED', {
      en: 'Name the case, or the item and about whom is asked',
      zh: '请指明办件，或者指明事项和查询对象',
    })
  const item = await deps.items.inForce(itemCode)
  if (item === undefined)
    throw wrong('/itemCode', 'ITEM_UNKNOWN', { en: 'No such item in force', zh: '没有该有效事项' })
  const window = windowId === undefined ? undefined : await windowWithAuthority(deps.pool, windowId, itemCode)
  if (!isClerkOf(caller, item, window)) throw outOfReach()
  const today = legalDateOf(await selectNow(deps.pool))
  const { number, error } = readDocument(subject, today, await deps.dictionaries.current())
  if (error !== undefined) throw wrong(`/subject/${error.member}`, error.code, error.message)
  const listed = item.document.materials.map(({ materialCode }) => materialCode)
  return {
    subject: { idType: subject.idType, idNumber: number, name: subject.name },
    itemCode,
    materials: servedOr422(register, itemCode, listed, materials),
    place: { organisation: item.organisationCode, divisions: item.divisions },
  }
}

function servedOr422(
  register: Register,
  itemCode: string,
  listed: readonly string[],
  wanted: readonly string[] | undefined,
): string[] {
  const served = servedBy(register, itemCode, listed).filter((code) => wanted?.includes(code) ?? true)
  if (served.length === 0 || (wanted !== undefined && served.length < new Set(wanted).size))
    throw wrong('/materials', 'NOT_SERVED', {
      en: 'This register does not serve these materials of the item',
      zh: '该数据源不用于核验该事项的这些材料',
    })
  return served
}

const wrong = (pointer: string, code: string, message: InputError['message']) =>
  problem('RULE_VIOLATED', { errors: [{ pointer, code, message }] })

export interface LookupReading {
  code: string
  reference: string
  clear: boolean
  purpose: string | undefined
}

/** A look-up for who made it or handles its case; 404 else. Clear: recorded before it goes out. */
export async function readLookup(
  deps: Deps,
  request: FastifyRequest,
  { code, reference, clear, purpose }: LookupReading,
  language: Language,
): Promise<LookupView> {
  const caller = callerOf(request)
  const register = await registerNamed(deps.registers, code)
  const row = await selectLookup(deps.pool, reference)
  if (row === undefined || row.register_code !== code) throw problem('NOT_FOUND')
  const isMakers = row.asked_by === subjectOf(caller)
  const record =
    row.case_no === null || (isMakers && !clear)
      ? undefined
      : (await takeInHand(deps, caller, row.case_no)).record
  const isHandlers = record !== undefined && clearRight(caller, record)?.as === 'staff'
  if (!isMakers && !isHandlers) throw problem('NOT_FOUND')
  if (clear) {
    if (!isHandlers && (row.case_no !== null || isPrivate(caller))) throw problem('FORBIDDEN')
    await writeAudit(deps.pool, request, {
      action: 'readClearLookup',
      object: `register ${code}`,
      details: { reference },
      purpose,
      divisions: record?.divisions ?? [],
      organisation: record?.organ.code,
      subjects: [`idNumber:${row.id_number_index.toString('hex')}`],
    })
  }
  return viewLookup(deps, { register, row, caller, clear, language })
}

const isPrivate = ({ grants }: Caller): boolean => grants.every(({ role }) => role === 'citizen')

interface Shown {
  register: Register
  row: LookupRow
  caller: Caller
  clear: boolean
  language: Language
}

/**
 * A look-up as it is shown. An applicant, who may have named anybody, learns whether it proves anything and no more: not
 * what the register says, and not that it knows somebody of another name.
 */
export function viewLookup(
  { encryption }: Pick<Deps, 'encryption'>,
  { register, row, caller, clear, language }: Shown,
): LookupView {
  const isApplicants = isPrivate(caller)
  const values = row.sealed === null || isApplicants ? undefined : openAnswer(encryption, row.id, row.sealed)
  const { name, nameEn = name } = register.document
  return {
    reference: row.id,
    register: row.register_code,
    name: say({ zh: name, en: nameEn }, language),
    result: isApplicants && row.result === 'mismatch' ? 'notFound' : row.result,
    ...(row.reason === null ? {} : { reason: row.reason as LookupView['reason'] }),
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    itemCode: row.item_code,
    materials: row.materials,
    purpose: row.purpose,
    askedAt: row.asked_at,
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    fromCache: row.from_cache,
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    ...(values === undefined
      ? {}
      : {
          values: values.map((each) => ({
            key: each.key,
            title: titleOf(each, language),
            value: shown(each, clear),
          })),
        }),
    clear: clear && values !== undefined,
  } as LookupView
}

const titleOf = ({ title, titleEn = title }: ToldValue, language: Language): string =>
  say({ zh: title, en: titleEn }, language)

function shown({ personal, value }: ToldValue, clear: boolean): ToldValue['value'] {
  if (clear || personal === undefined) return value
  return personal === 'plain' && typeof value === 'string' ? maskText(value) : MASKED
}
