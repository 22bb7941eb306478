import type { Queryable } from '../../database/queryable.js'
import { columnsOf, insertRows, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import { type auditLog, insertAudit } from '../../http/audit-tables.js'
import type { LegalDate } from '../../shared/time.js'
import type { LookupResult } from './register-answer.js'
import { registerLookups } from './register-tables.js'

export interface LookupRow extends RowOf<typeof registerLookups> {
  result: LookupResult
}

const COLUMNS = columnsOf(registerLookups)

/** One look-up. */
export async function selectLookup(db: Queryable, id: string): Promise<LookupRow | undefined> {
  return (await selectLookups(db, [id]))[0]
}

/** Look-ups by their references. One query. */
export async function selectLookups(db: Queryable, ids: readonly string[]): Promise<LookupRow[]> {
  const { rows } = await db.query<LookupRow>({
    name: 'register-lookups',
    text: `select ${listed(COLUMNS, 'l')} from register_lookups l where l.id = any($1::uuid[])`,
    values: [ids],
  })
  return rows
}

type Answered = Pick<LookupRow, 'id' | 'answered_at' | 'sealed'>

interface Fresh {
  today: LegalDate
  now: string
  fresh: Answered | undefined
}

/** The latest answer to the same question that is no older, beside the day and instant of the service's clock. */
export async function selectFresh(db: Queryable, question: Buffer, cacheSeconds: number): Promise<Fresh> {
  const { rows } = await db.query<
    Omit<Fresh, 'fresh'> & Omit<Answered, 'id'> & { id: LookupRow['id'] | null }
  >({
    name: 'fresh-register-answer',
    text: `select (app_now() at time zone 'Asia/Shanghai')::date as today, app_now() as now, l.id, l.answered_at, l.sealed
      from (select 1) one left join lateral (
        select id, answered_at, sealed from register_lookups
        where question = $1 and result = 'found' and sealed is not null
          and answered_at > app_now() - make_interval(secs => $2) and $2 > 0 order by answered_at desc limit 1) l on true`,
    values: [question, cacheSeconds],
  })
  const [row] = rows
  if (row === undefined) throw new Error('the clock of the database gave no answer')
  const { today, now, id, answered_at, sealed } = row
  return { today, now, fresh: id === null ? undefined : { id, answered_at, sealed } }
}

export type NewLookup = WrittenRow<typeof registerLookups>

/** Writes down what is asked, with its record in the audit trail: one statement, before the question goes out. */
export async function insertLookup(
  db: Queryable,
  row: NewLookup,
  audit: WrittenRow<typeof auditLog, 'audit_no' | 'at'>,
): Promise<void> {
  await db.query({
    name: 'insert-register-lookup',
    text: `with lookup as (${insertRows(registerLookups, '$1')} returning id)
      ${insertAudit('$2', 'lookup')}`,
    values: [JSON.stringify([row]), JSON.stringify([audit])],
  })
}

/** Writes down what the register said. Gives the whole. */
export async function completeLookup(
  db: Queryable,
  id: string,
  {
    result,
    reason,
    sealed,
    validDays,
    answeredAt,
  }: {
    result: LookupResult
    reason?: string | undefined
    sealed?: Buffer | undefined
    validDays: number
    /** Of an answer from before. */
    answeredAt?: string | undefined
  },
): Promise<LookupRow | undefined> {
  const { rows } = await db.query<LookupRow>({
    name: 'complete-register-lookup',
    text: `update register_lookups l set result = $2, reason = $3, sealed = $4,
        answered_at = case when $2 = 'unavailable' then null else coalesce($6, app_now()) end,
        valid_until = case when $2 = 'found' then app_now() + make_interval(days => $5) end
      where l.id = $1 returning ${listed(COLUMNS, 'l')}`,
    values: [id, result, reason ?? null, sealed ?? null, validDays, answeredAt ?? null],
  })
  return rows[0]
}

/** Look-ups without a case whose answers count no more, in the order of their end. */
export async function selectToWipe(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<Pick<LookupRow, 'id'>>(
    `select id from register_lookups where sealed is not null and case_id is null and valid_until < app_now()
      order by valid_until, id limit $1`,
    [limit],
  )
  return rows.map(({ id }) => id)
}

/** Wipes what registers said; what was asked, by whom and for what stays. */
export async function wipe(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query('update register_lookups set sealed = null where id = any($1::uuid[])', [ids])
}

/** Ties look-ups to the case that took them for proof. */
export async function tie(db: Queryable, lookups: readonly { id: string; caseId: string }[]): Promise<void> {
  await db.query(
    `update register_lookups l set case_id = r.case_id from unnest($1::uuid[], $2::uuid[]) r(id, case_id)
      where l.id = r.id and l.case_id is null`,
    [lookups.map(({ id }) => id), lookups.map(({ caseId }) => caseId)],
  )
}

/** The instant of the service's clock. */
export async function selectNow(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ now: LookupRow['asked_at'] }>('select app_now() as now')
  return rows[0]?.now ?? ''
}
