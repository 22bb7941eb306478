import type { InputError } from '../../../shared/problem.js'
import type { ItemDocument } from '../../catalogue/item-document.js'
import type { CaseRecord } from '../case.js'

/** A case about a licence that is there (延续、变更): the case that granted it, and whose it is. */
export interface LicenceLink {
  relation: 'renewalOf' | 'changeOf'
  /** The case that granted the licence. */
  caseNo: string
  licenceNo: string
  /** Of a renewal that came in time: the last working day on which the licence holds. */
  decideBy?: string
  /** Of a renewal: the last day of the licence (原有效期至). */
  validTo?: string
  /** Blind indexes of the holders' numbers. */
  holders: readonly Buffer[]
}

/** The case says to what it belongs; who applies must be who holds the licence. Gives what is wrong. */
export function linkTo(
  record: CaseRecord,
  { relation, caseNo, licenceNo, decideBy, validTo, holders }: LicenceLink,
  { type, citedClocks }: Pick<ItemDocument, 'type' | 'citedClocks'>,
): InputError[] {
  const isHolder = record.parties.some(
    ({ role, idNumberIndex }) =>
      role === 'applicant' && holders.some((holder) => holder.equals(idNumberIndex)),
  )
  if (!isHolder) return [{ pointer: '/parties', code: 'NOT_THE_HOLDER', message: NOT_THE_HOLDER }]
  // As its item says it now: what a later version of it cites, or no more, changes nothing for who has applied.
  const basis = type === '01' ? undefined : citedClocks?.renewal
  const inTime = decideBy === undefined ? {} : { decideBy, ...(basis === undefined ? {} : { basis }) }
  record.facts.related = [
    { relation, caseNo, licenceNo, ...inTime, ...(validTo === undefined ? {} : { validTo }) },
  ]
  return []
}

const NOT_THE_HOLDER = { en: 'The licence is somebody else’s', zh: '申请人不是该证照的持证主体' }
