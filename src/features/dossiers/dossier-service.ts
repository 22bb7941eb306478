import type { FastifyRequest } from 'fastify'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import { subjectOfNumber, writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, covers, subjectOf } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import type { CaseRecord, Party } from '../cases/case.js'
import type { InHand } from '../cases/case-in-hand.js'
import { type ClearRight, clearRight } from '../cases/case-sight.js'
import { type KnownCaseRow, knownCases } from '../cases/known/known-service.js'
import { purposeMissing, seenCase } from '../cases/read-personal.js'
import type { OpenInput } from './dossier-schemas.js'
import { deleteOpenings, type OpeningRow, openDossier, selectOpening } from './dossier-store.js'

export type { OpeningRow } from './dossier-store.js'

/** Openings that count no more are deleted (到期清除): what is known stands with the cases and goes with them. */
export const sweepOpenings = (db: Queryable): Promise<number> => deleteOpenings(db)

/** By what right somebody reads whose dossier, for which case. */
export interface Reading {
  opening: OpeningRow
  hand: InHand
  party: Party
  as: 'staff' | 'applicant' | 'exchange'
}

/** The same before it is opened. */
export interface Looking extends Omit<Reading, 'opening'> {
  purpose: string | undefined
}

/**
 * Whose dossier is to be opened (查阅档案), and by what right: by who handles the case, by a platform whose grant carries
 * personal data, each with a purpose; by applicants for themselves. 404 for a case that is not seen, 403 without a right,
 * 400 without a purpose, 422 for a party that is none. Reads everything, so that nothing is read in the transaction after.
 */
export async function lookInto(
  deps: Deps,
  request: FastifyRequest,
  { caseNo, partyNo, purpose }: OpenInput,
): Promise<Looking> {
  const caller = callerOf(request)
  const hand = await caseFor(deps, caller, caseNo)
  const { right, as } = rightIn(caller, hand.record)
  if (as !== 'applicant' && purpose === undefined) throw purposeMissing()
  const party = right.parties.find((each) =>
    partyNo === undefined ? each.role === 'applicant' : each.partyNo === partyNo,
  )
  if (party === undefined)
    throw ruleViolated('/partyNo', 'PARTY_UNKNOWN', {
      en: 'No such party, or none of yours',
      zh: '没有该当事人，或者不是您本人',
    })
  return { hand, party, as, purpose }
}

/** Opens it, with its record in the audit trail, which is found by the person. */
export async function openFor(
  db: Queryable,
  request: FastifyRequest,
  { hand, party, as, purpose }: Looking,
): Promise<OpeningRow> {
  const opening = await openDossier(db, {
    id: newId(),
    index: party.idNumberIndex,
    openedBy: subjectOf(callerOf(request)),
    caseNo: hand.record.caseNo,
    purpose,
  })
  await audit(db, request, { opening, hand, party, as }, 'openDossier')
  return opening
}

/**
 * The dossier that the caller has opened, with the rights as they are now: 404 where it was not opened, or no longer; 403
 * where the case is no longer the caller's to handle. Each reading stands in the audit trail before the answer goes out.
 */
export async function readAs(
  deps: Deps,
  request: FastifyRequest,
  { dossierId, clear, action }: { dossierId: string; clear: boolean; action: string },
): Promise<{ reading: Reading; known: KnownCaseRow[] }> {
  const caller = callerOf(request)
  const opening = await selectOpening(deps.pool, dossierId, subjectOf(caller))
  if (opening === undefined) throw problem('NOT_FOUND')
  const hand = await caseFor(deps, caller, opening.case_no)
  const { right, as } = rightIn(caller, hand.record)
  const party = right.parties.find(({ idNumberIndex }) => idNumberIndex.equals(opening.id_number_index))
  // Somebody else is named in the draft by now.
  if (party === undefined) throw problem('NOT_FOUND')
  const reading = { opening, hand, party, as }
  await audit(deps.pool, request, reading, clear ? `${action}Clear` : action)
  const known = await knownCases(deps, {
    index: party.idNumberIndex,
    subject: as === 'applicant' ? subjectOf(caller) : undefined,
    except: hand.record.id,
  })
  return { reading, known: as === 'exchange' ? known.filter((row) => reaches(caller, row)) : known }
}

/** A platform reads what its grant with personal data reaches, and no more. */
const reaches = ({ grants }: Caller, row: KnownCaseRow): boolean =>
  grants.some(
    (grant) =>
      grant.role === 'exchange' &&
      grant.personal === true &&
      (grant.items === undefined || grant.items.includes(row.item_code)) &&
      covers(grant, { code: row.organisation_code, divisions: row.deciding_divisions }),
  )

const caseFor = (deps: Deps, caller: Caller, caseNo: string): Promise<InHand> =>
  seenCase(deps, { caller, caseNo, clear: false, purpose: undefined, audit: async () => {} })

function rightIn(caller: Caller, record: CaseRecord): { right: ClearRight; as: Reading['as'] } {
  const right = clearRight(caller, record)
  if (right?.as === 'staff' || right?.as === 'applicant' || right?.as === 'exchange')
    return { right, as: right.as }
  throw outOfReach()
}

async function audit(
  db: Queryable,
  request: FastifyRequest,
  { opening, hand: { record }, party, as }: Reading,
  action: string,
): Promise<void> {
  await writeAudit(db, request, {
    action,
    object: `dossier ${opening.id}`,
    details: { caseNo: record.caseNo, partyNo: party.partyNo, as },
    divisions: record.divisions,
    organisation: record.organ.code,
    purpose: opening.purpose ?? undefined,
    subjects: [...(party.subject === undefined ? [] : [party.subject]), subjectOfNumber(party.idNumberIndex)],
  })
}
