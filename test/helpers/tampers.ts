import type pg from 'pg'

/** An alteration of what is kept for ever, at a place that the dice choose. */
export interface Tamper {
  name: string
  /** False: there was nothing to alter. */
  apply(db: pg.Client, roll: (sides: number) => number): Promise<boolean>
}

/** Changes the row of a table that the dice choose among those that fit; `set` is SQL. */
const change = (name: string, table: string, set: string, where = 'true'): Tamper => ({
  name,
  async apply(db, roll) {
    const ctid = await chosen(db, table, where, roll)
    if (ctid === undefined) return false
    const { rowCount } = await db.query(`update ${table} t set ${set} where t.ctid = $1::tid`, [ctid])
    return rowCount === 1
  },
})

const remove = (name: string, table: string, where = 'true'): Tamper => ({
  name,
  async apply(db, roll) {
    const ctid = await chosen(db, table, where, roll)
    if (ctid === undefined) return false
    return (await db.query(`delete from ${table} where ctid = $1::tid`, [ctid])).rowCount === 1
  },
})

async function chosen(
  db: pg.Client,
  table: string,
  where: string,
  roll: (sides: number) => number,
): Promise<string | undefined> {
  const { rows } = await db.query<{ ctid: string }>(
    `select t.ctid::text as ctid from ${table} t where ${where} order by t.ctid`,
  )
  return rows.length === 0 ? undefined : rows[roll(rows.length)]?.ctid
}

/** Several statements as one alteration. */
const several = (name: string, ...statements: string[]): Tamper => ({
  name,
  async apply(db) {
    let changed = 0
    for (const statement of statements) changed += (await db.query(statement)).rowCount ?? 0
    return changed > 0
  },
})

const FED = 'exists (select from feed f where f.event_id = t.event_id)'
const WITH_WORDS = `t.remarks is not null and ${FED}`

const RUNS = `t.due_on is not null and t.stopped_on is null`
/** What an authority request has asked for in time no event tells (docs/operations.md). */
const OF_A_CASE = `t.owner_kind = 'case'`
const GIVEN = "t.granted_by <> 'sample'"
const toldOf = (kind: string, no: string): string =>
  `exists (select from case_events e where e.subject_kind = '${kind}' and e.document::jsonb->'subject'->>'no' = ${no})`
const TOLD_DELEGATION = toldOf('delegation', 't.id::text')
const CHANGED_PERSON = toldOf('staff', 't.staff_no')
const CONFIRMED = toldOf('windowAuthority', "t.window_id || '/' || t.item_code")

export const TAMPERS: readonly Tamper[] = [
  change('another actor', 'case_events', "actor = t.actor || 'x'", FED),
  change('an actor of another issuer', 'case_events', "actor = replace(t.actor, '|', '||')", FED),
  change('other words', 'case_events', "remarks = replace(t.remarks, '}', ',\"more\":1}')", WITH_WORDS),
  change('words removed', 'case_events', 'remarks = null', WITH_WORDS),
  change('words put in', 'case_events', `remarks = '{"reason":"伪造"}'`, `t.remarks is null and ${FED}`),
  change('seen by others', 'case_events', "divisions = t.divisions || '{110000000000}'", FED),
  change('seen by nobody', 'case_events', "divisions = '{}', organs = '{}'", FED),
  change('another organ', 'case_events', "organs = array['X']", FED),
  change('another salt', 'case_events', "salt = t.salt || '0'", FED),
  change('the salt removed', 'case_events', 'salt = null', FED),
  change('an earlier instant', 'case_events', "occurred_at = t.occurred_at - interval '1 day'", FED),
  change('another type', 'case_events', "type = t.type || 'x'", FED),
  change(
    'another instant in the document',
    'case_events',
    `document = replace(t.document, '"occurredAt":"2026', '"occurredAt":"2025')`,
    FED,
  ),
  change(
    'another person in the document',
    'case_events',
    `document = replace(t.document, '"actor":{', '"actor":{"deputyFor":"A1",')`,
    FED,
  ),
  change(
    'another status in the document',
    'case_events',
    `document = replace(t.document, '"status":"', '"status":"X')`,
    `t.subject_kind = 'case' and ${FED}`,
  ),
  change('a document that is none', 'case_events', "document = 'gone'", FED),
  remove('an event deleted', 'case_events', FED),
  remove('a position deleted', 'feed'),
  several(
    'an event and its position deleted',
    'delete from case_events where event_id = (select event_id from feed where position = 3)',
    'delete from feed where position = 3',
  ),
  several(
    'the last events deleted',
    'delete from case_events where event_id in (select event_id from feed order by position desc limit 2)',
  ),
  several(
    'the tail of the feed cut',
    'delete from case_events where event_id in (select event_id from feed order by position desc limit 3)',
    'delete from feed where position in (select position from feed order by position desc limit 3)',
    'update feed_head set position = f.position, hash = f.hash from (select * from feed order by position desc limit 1) f',
  ),
  several('the whole feed emptied', 'delete from feed'),
  several(
    'two positions exchanged',
    `update feed t set case_id = o.case_id, event_id = o.event_id
     from feed o where (t.position, o.position) in ((2, 5), (5, 2))`,
  ),
  several('positions moved', 'update feed set position = position + 1000 where position > 4'),
  change('another hash in the feed', 'feed', "hash = sha256('x')"),
  several('another head of the feed', "update feed_head set hash = sha256('x')"),
  several('an earlier head of the feed', 'update feed_head set position = position - 1'),
  several(
    'an event put in beside the feed',
    `insert into case_events (case_id, version, event_id, type, occurred_at, actor, divisions, document)
     select case_id, version + 100, gen_random_uuid(), type, occurred_at, actor, divisions, document
     from case_events where type = 'approve'`,
  ),
  change(
    'another status of a case',
    'cases',
    "status = case t.status when 'APPROVED' then 'DENIED' else 'APPROVED' end",
  ),
  change('another version of a case', 'cases', 'version = t.version + 1'),
  change('another organ of a case', 'cases', "organisation_code = 'X'", "t.status <> 'DRAFT'"),
  change('another item version of a case', 'cases', 'item_version = t.item_version + 1'),
  change('accepted on another day', 'cases', 'accepted_on = t.accepted_on - 30', 't.accepted_on is not null'),
  remove('a case deleted', 'cases'),
  change('decided on another day', 'cases', 'decided_on = t.decided_on - 1', 't.decided_on is not null'),
  change('a step that is open', 'case_tasks', 'closed_at = null', 't.closed_at is not null'),
  change('another step', 'case_tasks', "step = 'X'"),
  remove('a step deleted', 'case_tasks'),
  change('another content of a document', 'case_documents', `content = t.content || '{"reason":"伪造"}'`),
  change('a document without content', 'case_documents', "content = '{}'", "t.content <> '{}'"),
  change('another kind of document', 'case_documents', "kind = t.kind || 'x'"),
  change('a document of an earlier day', 'case_documents', 'issued_on = t.issued_on - 1'),
  remove('a document deleted', 'case_documents'),
  several(
    'a document put in',
    `insert into case_documents (case_id, document_no, kind, issued_on, content, created_at)
     select case_id, document_no || '9', 'approval', issued_on, content, created_at from case_documents limit 1`,
  ),
  change('another due day of a clock', 'case_clocks', 'due_on = t.due_on + 30', `${RUNS} and ${OF_A_CASE}`),
  change('a clock begun later', 'case_clocks', 'started_on = t.started_on + 3', OF_A_CASE),
  change(
    'a clock begun later in its state',
    'case_clocks',
    `state = jsonb_set(t.state, '{startedOn}', '"2026-04-01"')`,
    OF_A_CASE,
  ),
  change('a longer limit', 'case_clocks', `state = jsonb_set(t.state, '{limit,amount}', '90')`, OF_A_CASE),
  change(
    'a clock stopped early',
    'case_clocks',
    `state = t.state || '{"stoppedOn":"2026-03-02"}', stopped_on = '2026-03-02'`,
    `t.stopped_on is null and ${OF_A_CASE}`,
  ),
  change('a clock of no event', 'case_clocks', 'clock_id = gen_random_uuid()', OF_A_CASE),
  remove('a clock deleted', 'case_clocks', OF_A_CASE),
  change('another applicant', 'case_parties', "name = t.name || 'x'"),
  change('another identity number', 'case_parties', "id_number_index = '\\x00'"),
  change('another login of a party', 'case_parties', "subject = 'urn:x|intruder'"),
  remove('a party deleted', 'case_parties'),
  change('another kind of material', 'case_materials', "material_code = t.material_code || 'x'"),
  change('more copies', 'case_materials', 'copies = t.copies + 1'),
  change('a material said to be in order', 'case_materials', `inspection = '{"result":"ok"}'`),
  change('a material taken away', 'case_materials', 'removed_at = now()', 't.removed_at is null'),
  remove('a material deleted', 'case_materials', 't.removed_at is null'),
  change('another role in a grant', 'grants', "role = 'operator'", GIVEN),
  change('a grant over all below', 'grants', "scope = 'subtree'", GIVEN),
  change('a grant for longer', 'grants', "valid_until = '2099-12-31'", GIVEN),
  change('a grant for some items', 'grants', "items = '{X}'", GIVEN),
  remove('a grant deleted', 'grants', GIVEN),
  several(
    'a grant put in',
    `insert into grants (issuer, subject, role, organisation_code, granted_by, granted_at)
     select issuer, 'intruder', role, organisation_code, granted_by, granted_at from grants where granted_by <> 'sample' limit 1`,
  ),
  several(
    'a grant that was taken away put back',
    `insert into grants (id, issuer, subject, role, organisation_code, granted_by, granted_at)
     select (document::jsonb->'payload'->>'grantId')::uuid, 'x', 'x', 'lead', document::jsonb->'payload'->>'organisation', 'x', now()
     from case_events where type = 'grant.revoke' limit 1`,
  ),
  change('a delegation for longer', 'delegations', "valid_to = '2099-12-31'", TOLD_DELEGATION),
  change('a delegation to another', 'delegations', 'to_code = t.from_code', TOLD_DELEGATION),
  change('a delegation ended', 'delegations', 'ended_at = now()', TOLD_DELEGATION),
  remove('a delegation deleted', 'delegations', TOLD_DELEGATION),
  change('a person of another organ', 'staff', "organisation_code = 'X'", CHANGED_PERSON),
  change('other posts', 'staff', "posts = '{负责人}'", CHANGED_PERSON),
  change('a person who ends never', 'staff', "valid_until = '2099-12-31'", CHANGED_PERSON),
  remove('a person deleted', 'staff', CHANGED_PERSON),
  change('another level of a window', 'window_authorities', "level = 'advises'", CONFIRMED),
  remove('the authority of a window deleted', 'window_authorities', CONFIRMED),
  change('another actor in the audit trail', 'audit_log', "actor = t.actor || 'x'"),
  change('another action in the audit trail', 'audit_log', "action = 'readCase'"),
  change('another object in the audit trail', 'audit_log', "object = t.object || 'x'"),
  change('other details in the audit trail', 'audit_log', `details = t.details || '{"role":"citizen"}'`),
  change('another instant in the audit trail', 'audit_log', "at = t.at - interval '1 hour'"),
  change('another address in the audit trail', 'audit_log', "address = '10.0.0.1'"),
  change('a purpose put into the audit trail', 'audit_log', "purpose = '核验'"),
  change('seen by another auditor', 'audit_log', "divisions = '{}'", "t.divisions <> '{}'"),
  remove('an audit record deleted', 'audit_log'),
  remove('a place of the audit chain deleted', 'audit_chain'),
  several(
    'an audit record and its place deleted',
    'delete from audit_log where audit_no = (select audit_no from audit_chain where place = 2)',
    'delete from audit_chain where place = 2',
  ),
  several(
    'the last audit records deleted',
    'delete from audit_log where audit_no in (select audit_no from audit_chain order by place desc limit 2)',
    'delete from audit_chain where place in (select place from audit_chain order by place desc limit 2)',
  ),
  several('the audit trail emptied', 'delete from audit_log', 'delete from audit_chain'),
  several(
    'two audit records exchanged',
    'update audit_chain set audit_no = -audit_no where place in (1, 2)',
    `update audit_chain t set audit_no = -o.audit_no
     from audit_chain o where (t.place, o.place) in ((1, 2), (2, 1))`,
  ),
  change('another hash in the audit chain', 'audit_chain', "hash = sha256('x')"),
  several('another head of the audit trail', "update audit_head set hash = sha256('x')"),
  several(
    'an audit record put in beside its chain',
    `insert into audit_log (at, actor, action, object, details, divisions, trace_id, address)
     select at, 'somebody', action, object, details, divisions, trace_id, address from audit_log limit 1`,
  ),
]
