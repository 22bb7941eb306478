import type { Queryable } from '../../../database/queryable.js'
import type { Deps } from '../../../deps.js'
import { type Caller, subjectOf } from '../../../shared/caller.js'
import type { Instant } from '../../../shared/time.js'
import {
  type LookupRow,
  lookUp,
  lookUpAgain,
  provingLookups,
  type Question,
} from '../../registers/lookup-service.js'
import { type Register, servedBy } from '../../registers/register.js'
import type { MaterialInput } from '../../workflow/material-input.js'
import type { CaseRecord, Material, MaterialProof, Party, Warning } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { reusableMaterials } from '../known/known-service.js'
import { isApplicantOnly } from '../parties/identity-proofs.js'
import { openParty } from '../party-secrets.js'
import { selectTaken } from './earlier-store.js'

type ProofDeps = Pick<Deps, 'files' | 'config' | 'encryption' | 'registers'> & {
  pool: Queryable
  inTransaction?: true
}

/** For whom and what something is to prove anything. */
interface ProofOf {
  /** Of the case. */
  id: string
  caller: Caller
  itemCode: string
  parties: readonly Pick<Party, 'role' | 'idNumberIndex'>[]
  now: Instant
}

type Sent = Pick<MaterialInput, 'materialCode' | 'source' | 'reference' | 'fileId'>

/** What was found of a reference; of an earlier case the file that comes along. */
interface Found {
  proof: MaterialProof
  fileId?: string
}

/**
 * What is sent, each reference with what it proves (凭据核实): a look-up that found this very person, for this material of
 * this item, still valid, and taken by no other case; or the clean file that the same applicant brought for the same
 * material of an earlier case, which is used again. Whatever else it is stays without, and counts as missing. No query where
 * nothing refers to anything.
 */
export async function withProofs<T extends object>(deps: ProofDeps, sent: T, of: ProofOf): Promise<T> {
  const { materials = [] } = sent as { materials?: readonly Sent[] }
  const proofs = await proofsOf(deps, materials, of)
  if (proofs.size === 0) return sent
  return {
    ...sent,
    materials: materials.map((each) => {
      const found = proofs.get(each)
      return found === undefined ? each : { ...each, ...found }
    }),
  }
}

/** The same of what a draft has kept: another person may be named by now, and what was valid may be no longer. */
export async function provenAnew(
  deps: ProofDeps,
  { materials }: Pick<CaseRecord, 'materials'>,
  of: ProofOf,
): Promise<Material[]> {
  const proofs = await proofsOf(deps, materials, of)
  return materials.flatMap((material) => {
    const { proof: before, fileId, ...rest } = material
    const found = proofs.get(material)
    if (before === undefined && found === undefined) return []
    return [{ ...rest, ...found }]
  })
}

async function proofsOf<M extends Sent>(
  deps: ProofDeps,
  materials: readonly M[],
  of: ProofOf,
): Promise<Map<M, Found>> {
  const named = materials.filter(({ reference }) => reference !== undefined)
  if (named.length === 0) return new Map()
  return new Map([...(await lookedUp(deps, named, of)), ...(await broughtBefore(deps, named, of))])
}

/** An applicant, who may name anybody, uses again what he signed in for himself. */
async function broughtBefore<M extends Sent>(
  deps: ProofDeps,
  materials: readonly M[],
  { id, parties, caller }: ProofOf,
): Promise<Map<M, Found>> {
  const wanted = materials.filter(({ source }) => source === 'dossier')
  const index = parties.find(({ role }) => role === 'applicant')?.idNumberIndex
  if (wanted.length === 0 || index === undefined) return new Map()
  const references = wanted.map(({ reference = '' }) => reference)
  const subject = isApplicantOnly(caller) ? subjectOf(caller) : undefined
  const found = await reusableMaterials(deps, references, { index, subject, except: id })
  return new Map(
    wanted.flatMap((each): [M, Found][] => {
      const known = found.find(
        ({ reference, materialCode }) =>
          reference.toLowerCase() === each.reference?.toLowerCase() && materialCode === each.materialCode,
      )
      if (known === undefined) return []
      const { caseNo: from, at, until, fileId } = known
      return [[each, { proof: { kind: 'dossier', from, at, until }, fileId }]]
    }),
  )
}

async function lookedUp<M extends Sent>(
  { pool }: ProofDeps,
  materials: readonly M[],
  { id, itemCode, parties, now }: ProofOf,
): Promise<Map<M, Found>> {
  const proofs = new Map<M, Found>()
  const looked = materials.filter(({ source }) => source === 'register')
  if (looked.length === 0) return proofs
  const references = looked.map(({ reference = '' }) => reference.toLowerCase())
  const lookups = new Map((await provingLookups(pool, references)).map((lookup) => [lookup.id, lookup]))
  if (lookups.size === 0) return proofs
  const taken = await selectTaken(pool, [...lookups.keys()], id)
  for (const each of looked) {
    const lookup = lookups.get((each.reference ?? '').toLowerCase())
    if (lookup === undefined || taken.has(lookup.id)) continue
    const { register: from, answeredAt: at, validUntil: until, caseId = id } = lookup
    const isAbout = parties.some(({ idNumberIndex }) => idNumberIndex.equals(lookup.idNumberIndex))
    const isFor = caseId === id && lookup.itemCode === itemCode
    if (isAbout && isFor && until > now && lookup.materials.includes(each.materialCode))
      proofs.set(each, { proof: { kind: 'register', from, at, until } })
  }
  return proofs
}

/**
 * What is missing and a shared register has is fetched, not asked for (免提交): by who hands in, for the applicant, each
 * look-up in the audit trail. What does not come stays missing, with what the register said; nothing blocks the submit, and
 * the paper may be brought. Changes `facts` of the record, which is not saved yet; gives the materials that came.
 */
export async function fetchShared(
  deps: ProofDeps,
  record: CaseRecord,
  { now, newId }: Pick<Surroundings, 'now' | 'newId'>,
  caller: Caller,
): Promise<Material[]> {
  const { facts } = record
  const asked: { register: Register; row: LookupRow }[] = []
  const questions = await questionsOf(deps, record, facts.missing, caller)
  // A transaction has one connection and waits for nobody.
  if (deps.inTransaction === true)
    for (const question of questions) {
      const row = await lookUpAgain(deps, question)
      if (row !== undefined) asked.push({ register: question.register, row })
    }
  else
    asked.push(
      ...(await Promise.all(
        questions.map(async (question) => ({
          register: question.register,
          row: await lookUp(deps, question),
        })),
      )),
    )
  if (asked.length === 0) return []
  const came = asked.flatMap(({ row }) => (row.result === 'found' ? materialsOf(row, { now, newId }) : []))
  const there = new Set(came.map(({ materialCode }) => materialCode))
  facts.missing = facts.missing.filter((code) => !there.has(code))
  const others = asked.filter(({ row }) => row.result !== 'found')
  facts.fetched = others.flatMap(({ register, row }) =>
    row.materials.map((code) => told(register, row, code)),
  )
  facts.warnings = [...facts.warnings, ...others.flatMap(({ row }) => warningsOf(row))]
  return came
}

/**
 * Asks before a transaction what will be missing in it (整件提交前核验): within, the answers are at hand. `brought`: what
 * comes along.
 */
export async function lookAhead(
  deps: ProofDeps,
  record: CaseRecord,
  brought: readonly Pick<MaterialInput, 'materialCode'>[],
  caller: Caller,
): Promise<void> {
  const codes = new Set(brought.map(({ materialCode }) => materialCode))
  const missing = record.facts.missing.filter((code) => !codes.has(code))
  await Promise.all(
    (await questionsOf(deps, record, missing, caller)).map((question) => lookUp(deps, question)),
  )
}

/** What registers that are connected are to be asked, for the applicant, in place of what is missing. */
async function questionsOf(
  deps: ProofDeps,
  record: CaseRecord,
  missing: readonly string[],
  caller: Caller,
): Promise<Question[]> {
  const applicant = record.parties.find(({ role }) => role === 'applicant')
  if (missing.length === 0 || applicant === undefined) return []
  const connected = (await deps.registers.current()).filter(
    (each) => each.document.active && deps.registers.isConnected(each),
  )
  const wanted = servingOf(connected, record.itemCode, missing)
  if (wanted.length === 0) return []
  const { idNumber } = openParty(deps.encryption, record.id, applicant)
  return wanted.map(({ register, materials }) => ({
    register,
    materials,
    caller,
    subject: { idType: applicant.idType, idNumber, name: applicant.name },
    itemCode: record.itemCode,
    purpose: `办理“${record.itemName}”，免提交材料`,
    case: { id: record.id, caseNo: record.caseNo },
    place: { organisation: record.organ.code, divisions: record.divisions },
  }))
}

/** Which register is asked for which of the materials: the first that serves each. */
function servingOf(registers: readonly Register[], itemCode: string, missing: readonly string[]) {
  const open = new Set(missing)
  return registers.flatMap((register) => {
    const materials = servedBy(register, itemCode, [...open])
    for (const code of materials) open.delete(code)
    return materials.length === 0 ? [] : [{ register, materials }]
  })
}

const materialsOf = (row: LookupRow, { now, newId }: Pick<Surroundings, 'now' | 'newId'>): Material[] =>
  row.materials.map((materialCode) => ({
    materialId: newId(),
    materialCode,
    source: 'register',
    copies: 0,
    reference: row.id,
    proof: {
      kind: 'register',
      from: row.register_code,
      at: row.answered_at ?? now,
      until: row.valid_until ?? now,
    },
    addedAt: now,
  }))

const told = (
  { code, document: { name, nameEn } }: Register,
  { result }: LookupRow,
  materialCode: string,
) => ({
  materialCode,
  register: code,
  name,
  ...(nameEn === undefined ? {} : { nameEn }),
  result,
})

const WARNED: Readonly<Record<string, Warning['code']>> = {
  unavailable: 'REGISTER_UNAVAILABLE',
  mismatch: 'REGISTER_DIFFERS',
  expired: 'REGISTER_EXPIRED',
}

const warningsOf = ({ result, materials }: LookupRow): Warning[] => {
  const code = WARNED[result]
  return code === undefined
    ? []
    : materials.map((materialCode) => ({ code, pointer: `/materials/${materialCode}` }))
}

/** For whom a case's materials are to prove something. */
export const proofOf = (record: CaseRecord, caller: Caller, now: Instant): ProofOf => ({
  id: record.id,
  caller,
  itemCode: record.itemCode,
  parties: record.parties,
  now,
})
