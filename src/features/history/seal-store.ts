import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { SEALED_COLUMNS, type SealedRecord } from './audit-record.js'
import type { auditHead } from './history-tables.js'

export type AuditHead = Pick<RowOf<typeof auditHead>, 'place' | 'hash'>

/** Whether a record waits for its place. Takes no lock and writes nothing. */
export async function isAnyUnsealed(db: Queryable): Promise<boolean> {
  const { rows } = await db.query({ name: 'audit-any-waiting', text: 'select 1 from audit_waiting limit 1' })
  return rows.length > 0
}

/** Records that wait for their place, counted up to 10,000. */
export async function countUnsealed(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'audit-count-waiting',
    text: 'select count(*)::int as count from (select 1 from audit_waiting limit 10000) w',
  })
  return rows[0]?.count ?? 0
}

/** Locks the end of the chain for the transaction; undefined when another sealer holds it. */
export async function lockAuditHead(db: Queryable): Promise<AuditHead | undefined> {
  const { rows } = await db.query<AuditHead>({
    name: 'audit-lock-head',
    text: 'select place, hash from audit_head for update skip locked',
  })
  return rows[0]
}

/** Takes the first records that wait, in the order of their numbers; one that is gone keeps its place, so that it is missed. */
export async function takeUnsealed(
  db: Queryable,
  limit: number,
  except: readonly string[] = [],
): Promise<SealedRecord[]> {
  const { rows } = await db.query<SealedRecord>({
    name: 'audit-take-waiting',
    text: `with taken as (
        delete from audit_waiting where audit_no = any(array(select audit_no from audit_waiting
          where audit_no <> all($2::bigint[]) order by audit_no limit $1))
        returning audit_no)
      select ${SEALED_COLUMNS.map((name) => (name === 'audit_no' ? 't.audit_no' : `a.${name}`)).join(', ')}
      from taken t left join audit_log a on a.audit_no = t.audit_no order by t.audit_no`,
    values: [limit, except],
  })
  return rows
}

/** Adds records at the places after `head` and moves it. */
export async function appendSeals(
  db: Queryable,
  head: AuditHead,
  auditNos: readonly number[],
  hashes: readonly Buffer[],
): Promise<void> {
  await db.query({
    name: 'audit-append',
    text: `with added as (
        insert into audit_chain (place, audit_no, hash)
        select $1::bigint + r.turn, r.audit_no, r.hash
        from unnest($2::bigint[], $3::bytea[]) with ordinality r(audit_no, hash, turn))
      update audit_head set place = $1::bigint + cardinality($2::bigint[]),
        hash = ($3::bytea[])[cardinality($3::bytea[])], moved_at = app_now()`,
    values: [head.place, auditNos, hashes],
  })
}
