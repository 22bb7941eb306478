import { isDeepStrictEqual } from 'node:util'
import type { WrittenRow } from '../../database/rows.js'
import type { AuditRow } from '../../http/audit.js'
import type { idempotencyKeys } from '../../http/idempotency-tables.js'
import type { LegalDate } from '../../shared/time.js'
import type { alerts, caseClocks } from '../deadlines/deadline-tables.js'
import { waitedFor } from '../workflow/awaiting.js'
import { isStatus, STATUSES } from '../workflow/statuses.js'
import type { CaseFacts, CaseRecord, Material, Party } from './case.js'
import { type CaseReadRow, hex, isOfOldRelease } from './case-rows.js'
import type {
  caseDocuments,
  caseEvents,
  caseForms,
  caseMaterials,
  caseParties,
  cases,
  caseTasks,
} from './case-tables.js'

/** What one use case writes, as JSON rows with the names of the columns. */
export interface CaseWrite {
  case: WrittenRow<typeof cases>
  parties: WrittenRow<typeof caseParties>[]
  materials: WrittenRow<typeof caseMaterials>[]
  clocks: WrittenRow<typeof caseClocks>[]
  tasks: WrittenRow<typeof caseTasks>[]
  documents: WrittenRow<typeof caseDocuments>[]
  events: WrittenRow<typeof caseEvents, 'event_no'>[]
  /** About acts themselves (行为监察); those of clocks are the monitor's. */
  alerts: WrittenRow<typeof alerts>[]
  answer?: WrittenRow<typeof idempotencyKeys>
  /** Only when it has changed. */
  form?: WrittenRow<typeof caseForms>
  /** Of acts that stand in the audit trail as well. */
  audit?: AuditRow
}

/** What `cases.facts` holds: what has rows of its own, or follows from them, is not kept a second time. */
function keptFacts(facts: CaseFacts): object {
  const { form: _form, answers: _answers, acts: _acts, documents: _documents, ...kept } = facts
  return kept
}

/** What was filled in, where it is not what the case's own row has. */
export function changedForm(
  row: Pick<CaseReadRow, 'filled_in' | 'facts' | 'item_version'> | undefined,
  { id, itemVersion, facts }: Pick<CaseRecord, 'id' | 'itemVersion' | 'facts'>,
): CaseWrite['form'] {
  const { form, answers } = facts
  // Another version may hold other fields for sensitive: what a draft says is sealed anew.
  const isSealed = row !== undefined && row.item_version === itemVersion && !isOfOldRelease(row.facts)
  const kept = isSealed ? row.filled_in : null
  return isDeepStrictEqual(kept, { form, answers })
    ? undefined
    : { case_id: id, form, answers, sealed: undefined, terms: undefined }
}

/** By which number the case is one of its applicant's. */
function applicantIndexOf({ parties }: Pick<CaseRecord, 'parties'>): string | undefined {
  const applicant = parties.find(({ role }) => role === 'applicant')
  return applicant && hex(applicant.idNumberIndex)
}

export function caseRow(
  record: CaseRecord,
  derived: { dueOn: LegalDate | undefined; lamp: string },
): CaseWrite['case'] {
  return {
    id: record.id,
    case_no: record.caseNo,
    parent_no: record.parentNo,
    awaiting: awaitedCases(record),
    version: record.version,
    status: record.status,
    item_code: record.itemCode,
    item_version: record.itemVersion,
    item_name: record.itemName,
    item_type: record.itemType,
    organisation_code: record.organisationCode,
    divisions: record.divisions,
    deciding_divisions: record.decidingDivisions,
    window_id: record.windowId,
    window_organisation: record.windowOrganisation,
    centre_organisation: record.centreOrganisation,
    created_organisation: record.createdOrganisation,
    asked:
      record.askedOrgans.length === 0
        ? undefined
        : [...new Set(record.askedOrgans.flatMap(({ code, divisions }) => [code, ...divisions]))],
    copied: record.copied,
    channel: record.channel,
    situation: record.situation,
    workflow_key: record.workflowKey,
    workflow_version: record.workflowVersion,
    received_on: record.receivedOn,
    accepted_on: record.acceptedOn,
    decided_on: record.decidedOn,
    closed_on: record.closedOn,
    result_type: record.resultType,
    due_on: derived.dueOn,
    lamp: derived.lamp,
    facts: keptFacts(record.facts),
    applicant_index: applicantIndexOf(record),
    moved_to: record.movedTo,
    query_code_hash: hex(record.queryCodeHash),
    created_by: record.createdBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  }
}

/** A case that has ended waits for nothing. */
function awaitedCases({ status, facts }: CaseRecord): string[] | undefined {
  const waiting = isStatus(status) && STATUSES[status].final ? [] : waitedFor(facts)
  return waiting.length === 0 ? undefined : [...new Set(waiting.map(({ caseNo }) => caseNo))]
}

export function partyRow(caseId: string, party: Party): CaseWrite['parties'][number] {
  return {
    case_id: caseId,
    party_no: party.partyNo,
    role: party.role,
    type: party.type,
    name: party.name,
    id_type: party.idType,
    id_number_encrypted: hex(party.idNumberEncrypted),
    id_number_index: hex(party.idNumberIndex),
    id_number_masked: party.idNumberMasked,
    mobile_encrypted: party.mobileEncrypted && hex(party.mobileEncrypted),
    mobile_masked: party.mobileMasked,
    mandate_file_id: party.mandateFileId,
    identity_proof: party.identityProof,
    mandate: party.mandate,
    subject: party.subject,
    capacity: party.capacity,
    name_index: party.nameIndex && hex(party.nameIndex),
    mobile_index: party.mobileIndex && hex(party.mobileIndex),
  }
}

export function materialRow(caseId: string, material: Material): CaseWrite['materials'][number] {
  return {
    case_id: caseId,
    material_id: material.materialId,
    material_code: material.materialCode,
    source: material.source,
    copies: material.copies,
    file_id: material.fileId,
    licence: material.licence,
    reference: material.reference,
    proof: material.proof,
    result_of: material.resultOf,
    inspection: material.inspection,
    returned: material.returned,
    added_at: material.addedAt,
    removed_at: material.removedAt,
  }
}
