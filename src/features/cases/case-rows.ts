import { isDeepStrictEqual } from 'node:util'
import type { RowOf, WrittenRow } from '../../database/rows.js'
import type { AuditRow } from '../../http/audit.js'
import type { idempotencyKeys } from '../../http/idempotency-tables.js'
import type { Organ } from '../../shared/caller.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { PartyRole } from '../catalogue/party-rule.js'
import type { ClockState } from '../deadlines/clock.js'
import type { alerts, caseClocks } from '../deadlines/deadline-tables.js'
import { waitedFor } from '../workflow/awaiting.js'
import type { Act, TaskState } from '../workflow/case-state.js'
import { isStatus, STATUSES, type Status } from '../workflow/statuses.js'
import type { CaseFacts, CaseRecord, Channel, Material, MaterialSource, Party } from './case.js'
import type {
  caseDocuments,
  caseEvents,
  caseForms,
  caseMaterials,
  caseParties,
  cases,
  caseTasks,
} from './case-tables.js'

/** A row of `cases`. */
export type CaseRow = RowOf<typeof cases>

/** What a line of the list is made of: a quarter of the time of a page goes into columns that it would not show. */
export interface CaseLine
  extends Pick<
    CaseRow,
    | 'id'
    | 'case_no'
    | 'parent_no'
    | 'version'
    | 'status'
    | 'item_code'
    | 'item_version'
    | 'item_name'
    | 'item_type'
    | 'organisation_code'
    | 'window_id'
    | 'channel'
    | 'situation'
    | 'received_on'
    | 'accepted_on'
    | 'decided_on'
    | 'closed_on'
    | 'result_type'
    | 'due_on'
    | 'lamp'
    | 'created_at'
    | 'updated_at'
  > {
  applicant_type: 'natural' | 'legal'
  applicant_name: string
}

interface StoredAnswerRow {
  requestHash: string
  status: number
  headers: Record<string, string> | null
  body: string | null
}

/** Within the JSON document of a read: bytes as `\\x…`. */
type PartyRow = Omit<WrittenRow<typeof caseParties>, 'case_id'>

interface FilledIn extends Pick<RowOf<typeof caseForms>, 'form' | 'answers'> {
  form: Record<string, unknown>
  answers: Record<string, unknown>
  /** The sensitive fields, encrypted; within the JSON document of a read as `\\x…`. */
  sealed?: string | null
}

/** One row of the read of a case; the columns of the case are null where there is none. */
export interface CaseReadRow extends CaseRow {
  now: Instant
  calendar_revision: number
  stored: StoredAnswerRow | null
  parties: PartyRow[] | null
  materials: MaterialJson[] | null
  clocks: ClockState[] | null
  tasks: TaskState[] | null
  /** What was done, oldest first; as the events tell it. */
  acts: Act[] | null
  document_count: number
  filled_in: FilledIn | null
  window_level: string | null
  window_divisions: string[] | null
  organ: Organ | null
  asked_organs: Organ[] | null
}

interface MaterialJson {
  materialId: string
  materialCode: string
  source: string
  copies: number
  fileId: string | null
  licence: { type: string; number: string } | null
  reference: string | null
  proof?: Material['proof'] | null
  resultOf: string | null
  inspection: Material['inspection'] | null
  returned: Material['returned'] | null
  addedAt: Instant
}

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

export const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`
export const fromHex = (text: string): Buffer => Buffer.from(text.slice(2), 'hex')

/** The record of a read row; undefined where there is no such case. */
export function recordOf(row: CaseReadRow): CaseRecord | undefined {
  if (row.id === null) return undefined
  return {
    id: row.id,
    caseNo: row.case_no,
    version: row.version,
    status: row.status as Status,
    itemCode: row.item_code,
    itemVersion: row.item_version,
    itemName: row.item_name,
    itemType: row.item_type,
    organisationCode: row.organisation_code,
    divisions: row.divisions,
    decidingDivisions: row.deciding_divisions,
    channel: row.channel as Channel,
    ...optional({
      parentNo: row.parent_no,
      windowId: row.window_id,
      windowAuthority: row.window_level,
      windowDivisions: row.window_divisions,
      windowOrganisation: row.window_organisation,
      centreOrganisation: row.centre_organisation,
      createdOrganisation: row.created_organisation,
      copied: row.copied,
      situation: row.situation,
      workflowKey: row.workflow_key,
      workflowVersion: row.workflow_version,
      receivedOn: row.received_on,
      acceptedOn: row.accepted_on,
      decidedOn: row.decided_on,
      closedOn: row.closed_on,
      resultType: row.result_type,
      movedTo: row.moved_to,
    }),
    organ: row.organ ?? { code: row.organisation_code, divisions: row.deciding_divisions },
    askedOrgans: row.asked_organs ?? [],
    facts: factsOf(row),
    queryCodeHash: row.query_code_hash,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    parties: (row.parties ?? []).map(partyOf),
    materials: (row.materials ?? []).map(materialOf),
    clocks: row.clocks ?? [],
    tasks: row.tasks ?? [],
  }
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

/** An earlier release has written the case last: what was filled in stands in `facts`, whatever the row has. */
const isOfOldRelease = (facts: unknown): boolean => (facts as Partial<CaseFacts>).form !== undefined

/** A case of an earlier release keeps in `facts` what has rows of its own since; what stands there is the newest. */
function factsOf(row: CaseReadRow): CaseFacts {
  const facts = row.facts as Omit<CaseFacts, 'form' | 'answers'> & Partial<CaseFacts>
  return {
    ...facts,
    form: facts.form ?? row.filled_in?.form ?? {},
    answers: facts.answers ?? row.filled_in?.answers ?? {},
    acts: (row.acts ?? []).map(({ action, subject }) => ({ action: actionOf(action), subject })),
    documents: row.document_count,
  }
}

/** The name of the act in an event's type, which is `case.accept` or, from earlier releases, `accept`. */
const actionOf = (type: string): Act['action'] => type.replace(/^case\./, '') as Act['action']

function partyOf(row: PartyRow): Party {
  return {
    partyNo: row.party_no,
    role: row.role as PartyRole,
    type: row.type as Party['type'],
    name: row.name,
    idType: row.id_type,
    idNumberEncrypted: fromHex(row.id_number_encrypted),
    idNumberIndex: fromHex(row.id_number_index),
    idNumberMasked: row.id_number_masked,
    ...optional({
      nameIndex: row.name_index == null ? null : fromHex(row.name_index),
      mobileIndex: row.mobile_index == null ? null : fromHex(row.mobile_index),
      mobileEncrypted: row.mobile_encrypted == null ? null : fromHex(row.mobile_encrypted),
      mobileMasked: row.mobile_masked,
      mandateFileId: row.mandate_file_id,
      identityProof: row.identity_proof as object | null,
      mandate: row.mandate as object | null,
      capacity: row.capacity as object | null,
      subject: row.subject,
    }),
  }
}

function materialOf(row: MaterialJson): Material {
  return {
    materialId: row.materialId,
    materialCode: row.materialCode,
    source: row.source as MaterialSource,
    copies: row.copies,
    addedAt: row.addedAt,
    ...optional({
      fileId: row.fileId,
      licence: row.licence,
      reference: row.reference,
      proof: row.proof,
      resultOf: row.resultOf,
      inspection: row.inspection,
      returned: row.returned,
    }),
  }
}

/** Drops what is null: an optional member is left out, never null. */
function optional<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
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
