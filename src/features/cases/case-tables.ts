import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, instant, legalDate, textC } from '../../database/columns.js'

/** Serial part of case numbers; gaps are allowed, numbers are never used again. */
export const caseSerial = pgSequence('case_serial', { startWith: 1, increment: 1 })

/** Cases (办件). The rows that belong to a case carry its id first in their key, so that a store spread by case needs no rewrite. */
export const cases = pgTable(
  'cases',
  {
    id: uuid('id').primaryKey(),
    caseNo: textC('case_no').notNull(),
    /** Number of the bundle's case (一件事主件, bundle_cases) of which this is one member's. */
    parentNo: textC('parent_no'),
    /** Numbers of the cases for whose results it waits (前置结果); null: it waits for none. */
    awaiting: text('awaiting').array(),
    version: integer('version').notNull(),
    status: text('status').notNull(),
    itemCode: text('item_code').notNull(),
    /** Pinned at the first submit. */
    itemVersion: integer('item_version').notNull(),
    itemName: text('item_name').notNull(),
    itemType: text('item_type').notNull(),
    organisationCode: text('organisation_code').notNull(),
    /** Divisions (with all above) of the deciding organ and of the accepting window: who has a grant on one of them may see the case. */
    divisions: text('divisions').array().notNull(),
    /** The same for the deciding organ alone: who may review and decide. */
    decidingDivisions: text('deciding_divisions').array().notNull(),
    windowId: uuid('window_id'),
    /** Whose staff sit at that window, and who runs its centre, when the case came in. */
    windowOrganisation: text('window_organisation'),
    centreOrganisation: text('centre_organisation'),
    /** The organ in whose staff the case was brought in: an assistant's own point. */
    createdOrganisation: text('created_organisation'),
    /** Organs asked for an opinion (会审), and their divisions with all above: who is of them sees the case. */
    asked: text('asked').array(),
    /** Who was told of it (抄送): organs with their divisions, and people (`n:` and the number); all of them see it. */
    copied: text('copied').array(),
    channel: text('channel').notNull(),
    situation: text('situation'),
    /** Pinned at acceptance. */
    workflowKey: text('workflow_key'),
    workflowVersion: integer('workflow_version'),
    receivedOn: legalDate('received_on'),
    acceptedOn: legalDate('accepted_on'),
    decidedOn: legalDate('decided_on'),
    closedOn: legalDate('closed_on'),
    resultType: text('result_type'),
    /** Earliest due date of the running clocks, for lists. */
    dueOn: legalDate('due_on'),
    lamp: text('lamp').notNull().default('NONE'),
    /** Everything else of the case's state (case.ts, CaseFacts): missing, correction, deferred, specials … */
    facts: jsonb('facts').notNull(),
    /**
     * Of the applicant's number (盲索引), beside the party that it belongs to: what somebody applied for before is found by
     * person and item at once. Null: written by an earlier release.
     */
    applicantIndex: bytea('applicant_index'),
    /** Number of the case that goes on in its place, at the right item (分办更正); null: it goes on itself. */
    movedTo: textC('moved_to'),
    queryCodeHash: bytea('query_code_hash').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('cases_case_no').on(table.caseNo),
    index('cases_created').on(table.createdAt, table.id),
    index('cases_created_by').on(table.createdBy, table.createdAt),
    index('cases_item_organ_due')
      .on(
        table.itemCode,
        table.organisationCode,
        table.dueOn,
        table.createdAt,
        table.id,
        table.status,
        table.lamp,
        table.windowId,
      )
      .concurrently()
      .where(sql`due_on is not null`),
    index('cases_item_organ')
      .on(
        table.itemCode,
        table.organisationCode,
        table.createdAt,
        table.id,
        table.status,
        table.dueOn,
        table.lamp,
        table.windowId,
      )
      .concurrently(),
    index('cases_organisation').on(table.organisationCode, table.createdAt),
    index('cases_due').on(table.dueOn).where(sql`due_on is not null`),
    index('cases_centre_organisation')
      .on(table.centreOrganisation, table.createdAt)
      .concurrently()
      .where(sql`centre_organisation is not null`),
    // Who brought many in would else have each of them looked at for his drafts.
    index('cases_unsent')
      .on(table.createdBy, table.createdAt, table.id)
      .concurrently()
      .where(sql`received_on is null and status in ('DRAFT', 'WITHDRAWN')`),
    index('cases_drafts').on(table.createdBy).concurrently().where(sql`status = 'DRAFT'`),
    index('cases_drafts_left').on(table.updatedAt, table.id).concurrently().where(sql`status = 'DRAFT'`),
    index('cases_parent').on(table.parentNo).concurrently().where(sql`parent_no is not null`),
    index('cases_awaiting').on(table.id).concurrently().where(sql`awaiting is not null`),
    index('cases_applicant')
      .on(table.applicantIndex, table.itemCode, table.status, table.createdAt)
      .concurrently()
      .where(sql`applicant_index is not null`),
    index('cases_without_applicant')
      .on(table.itemCode)
      .concurrently()
      .where(sql`applicant_index is null and status <> 'DRAFT'`),
    // Few cases bear a number of another system, and hardly ever another one later: no act on the rest writes here.
    index('cases_external_nos')
      .using('gin', sql`(facts->'externalNos') jsonb_path_ops`)
      .concurrently()
      .where(sql`facts->'externalNos' <> '[]'::jsonb`),
    index('cases_broken_promises')
      .on(table.applicantIndex)
      .concurrently()
      .where(sql`facts->'pledges' @> '[{"kept": false}]'::jsonb`),
    index('cases_asked').using('gin', table.asked).concurrently().where(sql`asked is not null`),
    // One application runs once: what was moved may end, and is never accepted.
    check(
      'cases_moved_runs_elsewhere',
      sql`moved_to is null or status in ('SUBMITTED', 'AWAITING_CORRECTION', 'WITHDRAWN', 'TERMINATED', 'VOIDED')`,
    ),
  ],
)

/**
 * What was filled in (表单、情形答案): beside the case, since it is by far the largest part and hardly ever changes. Written
 * when it does. A case of an earlier release has it in `cases.facts` until its next act.
 */
export const caseForms = pgTable(
  'case_forms',
  {
    caseId: uuid('case_id').primaryKey(),
    form: jsonb('form').notNull(),
    answers: jsonb('answers').notNull(),
    /** Fields that the item marks as sensitive (敏感个人信息), encrypted; they do not stand in `form`. */
    sealed: bytea('sealed'),
    /** Blind indexes of what the item lets be looked for (form-terms.ts). */
    terms: bytea('terms').array(),
  },
  (table) => [
    index('case_forms_terms').using('gin', table.terms).concurrently().where(sql`terms is not null`),
  ],
)

/** People and legal entities in a case; numbers and telephones encrypted, found through the blind index. */
export const caseParties = pgTable(
  'case_parties',
  {
    caseId: uuid('case_id').notNull(),
    partyNo: smallint('party_no').notNull(),
    role: text('role').notNull(),
    type: text('type').notNull(),
    name: text('name').notNull(),
    idType: text('id_type').notNull(),
    idNumberEncrypted: bytea('id_number_encrypted').notNull(),
    idNumberIndex: bytea('id_number_index').notNull(),
    /** Masked forms are stored beside, so that a read need not decrypt. */
    idNumberMasked: text('id_number_masked').notNull(),
    mobileEncrypted: bytea('mobile_encrypted'),
    mobileMasked: text('mobile_masked'),
    mandateFileId: uuid('mandate_file_id'),
    identityProof: jsonb('identity_proof'),
    /** What the agent may do and until when (parties/mandates.ts, KeptMandate). */
    mandate: jsonb('mandate'),
    /** issuer|subject of the signed-in person, when known. */
    subject: text('subject'),
    /** A KeptCapacity (parties/capacity.ts): why somebody under age acts alone. */
    capacity: jsonb('capacity'),
    /** Blind indexes of name and telephone (party-search.ts); null: the party is from before there were such. */
    nameIndex: bytea('name_index'),
    mobileIndex: bytea('mobile_index'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.partyNo] }),
    index('case_parties_id_number').on(table.idNumberIndex),
    index('case_parties_beside').on(table.idNumberIndex).concurrently().where(sql`role = 'coApplicant'`),
    index('case_parties_newest_beside')
      .on(table.idNumberIndex, table.caseId)
      .concurrently()
      .where(sql`role = 'coApplicant'`),
    index('case_parties_subject').on(table.subject).where(sql`subject is not null`),
    index('case_parties_name').on(table.nameIndex).concurrently().where(sql`name_index is not null`),
    index('case_parties_mobile').on(table.mobileIndex).concurrently().where(sql`mobile_index is not null`),
    index('case_parties_unindexed')
      .on(table.caseId, table.partyNo)
      .concurrently()
      .where(sql`name_index is null`),
    index('case_parties_mandate')
      .on(table.mandateFileId)
      .concurrently()
      .where(sql`mandate_file_id is not null`),
  ],
)

/** Materials (申请材料) handed in. */
export const caseMaterials = pgTable(
  'case_materials',
  {
    caseId: uuid('case_id').notNull(),
    materialId: uuid('material_id').notNull(),
    materialCode: text('material_code').notNull(),
    source: text('source').notNull(),
    copies: integer('copies').notNull().default(1),
    fileId: uuid('file_id'),
    licence: jsonb('licence'),
    /** Of the look-up by which it came (核验编号). */
    reference: text('reference'),
    /** What that look-up or earlier case proves (intake/shared-proofs.ts); without it the reference is a word. */
    proof: jsonb('proof'),
    /** Number of the case of the same bundle whose result it is (前置结果). */
    resultOf: text('result_of'),
    /** What who looked at it found (材料审核): ok or defective, why, when, by whom. */
    inspection: jsonb('inspection'),
    /** When it was given back, to whom in which role (材料退还). */
    returned: jsonb('returned'),
    addedAt: instant('added_at').notNull(),
    removedAt: instant('removed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.materialId] }),
    index('case_materials_file').on(table.fileId).concurrently().where(sql`file_id is not null`),
    index('case_materials_reference').on(table.reference).concurrently().where(sql`reference is not null`),
  ],
)

/** Active and finished steps (任务). */
export const caseTasks = pgTable(
  'case_tasks',
  {
    caseId: uuid('case_id').notNull(),
    taskId: uuid('task_id').notNull(),
    kind: text('kind').notNull(),
    step: text('step').notNull(),
    phase: text('phase').notNull(),
    /** The pure task state of case-state.ts. */
    state: jsonb('state').notNull(),
    divisions: text('divisions').array().notNull(),
    assignee: text('assignee'),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.taskId] }),
    index('case_tasks_task').on(table.taskId).concurrently(),
    index('case_tasks_open').on(table.openedAt, table.taskId).where(sql`closed_at is null`),
    index('case_tasks_assignee')
      .on(table.assignee, table.openedAt, table.caseId)
      .concurrently()
      .where(sql`closed_at is null and assignee is not null`),
  ],
)

/** From which status what leads where (状态变迁表): the table of the code (status-edges.ts), brought in at each start. */
export const statusEdges = pgTable(
  'status_edges',
  {
    statusBefore: text('status_before').notNull(),
    type: text('type').notNull(),
    statusAfter: text('status_after').notNull(),
  },
  (table) => [primaryKey({ columns: [table.statusBefore, table.type, table.statusAfter] })],
)

/**
 * What happened (办件过程), append only: the log of all events. `document` is the ready feed document, without personal
 * data. Events of other subjects stand here too (src/events/emit.ts): their `case_id` is the event's own id.
 */
export const caseEvents = pgTable(
  'case_events',
  {
    caseId: uuid('case_id').notNull(),
    version: integer('version').notNull(),
    eventId: uuid('event_id').notNull(),
    eventNo: bigint('event_no', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    type: text('type').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    actor: text('actor').notNull(),
    divisions: text('divisions').array().notNull(),
    document: text('document').notNull(),
    /** Free words of the actor (reasons, opinions): for staff, never in the feed. */
    remarks: text('remarks'),
    /** case, alert, calendar … */
    subjectKind: text('subject_kind').notNull().default('case'),
    /** Organs that the event concerns: who has a grant on one of them may read it in the feed. */
    organs: text('organs').array(),
    /** Of the hashes in `document` that bind what stands beside; null: from before there were such. */
    salt: text('salt'),
    /** Of an act on a case: one of the edges below, or nothing is written. */
    statusBefore: text('status_before'),
    statusAfter: text('status_after'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.version] }),
    foreignKey({
      name: 'case_events_edge',
      columns: [table.statusBefore, table.type, table.statusAfter],
      foreignColumns: [statusEdges.statusBefore, statusEdges.type, statusEdges.statusAfter],
    }),
  ],
)

/** Documents (文书) issued in a case, append only. */
export const caseDocuments = pgTable(
  'case_documents',
  {
    caseId: uuid('case_id').notNull(),
    documentNo: textC('document_no').notNull(),
    kind: text('kind').notNull(),
    issuedOn: legalDate('issued_on').notNull(),
    content: jsonb('content').notNull(),
    createdAt: instant('created_at').notNull(),
    sealed: boolean('sealed').notNull().default(true),
  },
  (table) => [primaryKey({ columns: [table.caseId, table.documentNo] })],
)
