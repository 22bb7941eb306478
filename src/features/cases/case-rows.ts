import type { RowOf, WrittenRow } from '../../database/rows.js'
import type { Organ } from '../../shared/caller.js'
import type { Instant } from '../../shared/time.js'
import type { PartyRole } from '../catalogue/party-rule.js'
import type { ClockState } from '../deadlines/clock.js'
import type { Act, TaskState } from '../workflow/case-state.js'
import type { Status } from '../workflow/statuses.js'
import type { CaseFacts, CaseRecord, Channel, Material, MaterialSource, Party } from './case.js'
import type { caseForms, caseParties, cases } from './case-tables.js'

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

/** An earlier release has written the case last: what was filled in stands in `facts`, whatever the row has. */
export const isOfOldRelease = (facts: unknown): boolean => (facts as Partial<CaseFacts>).form !== undefined

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
