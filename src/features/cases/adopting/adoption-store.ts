import type { Queryable } from '../../../database/queryable.js'
import { columnsOf, type RowOf } from '../../../database/rows.js'
import type { Reach } from '../../../shared/caller.js'
import type { Text } from '../../../shared/text.js'
import { type AdoptionOrder, RUNNING } from './adoption.js'
import { versionAdoptions } from './adoption-tables.js'

export interface AdoptionRow extends RowOf<typeof versionAdoptions> {
  ordered: AdoptionOrder
}

const COLUMNS = columnsOf(versionAdoptions).join(', ')

/** Where the next page of running cases begins. */
export interface Place {
  organ: string
  createdAt: string
  id: string
}

export interface RunningCase {
  id: string
  case_no: string
  organisation_code: string
  created_at: string
}

/**
 * The next running cases of an item that do not go by the version yet, in the order of their organs: by the index of the
 * item's cases, which has the status in it. `workflow`: key and version that are wanted.
 */
export async function selectRunningCases(
  db: Queryable,
  { itemCode, itemVersion, cases }: Pick<AdoptionOrder, 'itemCode' | 'itemVersion' | 'cases'>,
  workflow: { key: string; version: number } | undefined,
  after: Place | undefined,
  limit: number,
): Promise<RunningCase[]> {
  const { rows } = await db.query<RunningCase>({
    name: 'select-running-cases-of-item',
    text: `select c.id, c.case_no, c.organisation_code, c.created_at from cases c
      where c.item_code = $1 and c.status = any($2::text[])
        and ($3::text is null or (c.organisation_code, c.created_at, c.id) > ($3, $4::timestamptz, $5::uuid))
        and (c.item_version < $6::int
          or ($7::text is not null and c.workflow_key is not null
            and ($6::int is not null or c.workflow_key = $7) and (c.workflow_key <> $7 or c.workflow_version < $8::int)))
        and ($9::text[] is null or c.case_no = any($9))
      order by c.organisation_code, c.created_at, c.id limit $10`,
    values: [
      itemCode,
      RUNNING,
      after?.organ ?? null,
      after?.createdAt ?? null,
      after?.id ?? null,
      itemVersion ?? null,
      workflow?.key ?? null,
      workflow?.version ?? null,
      cases ?? null,
      limit,
    ],
  })
  return rows
}

/** How many running cases an item has, counted to `cap`. */
export async function countRunningCases(db: Queryable, itemCode: string, cap: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    text: `select count(*)::int as count from
      (select from cases where item_code = $1 and status = any($2::text[]) limit $3) few`,
    values: [itemCode, RUNNING, cap],
  })
  return rows[0]?.count ?? 0
}

export async function insertAdoption(
  db: Queryable,
  row: Pick<
    AdoptionRow,
    'id' | 'item_code' | 'ordered' | 'organisation_code' | 'divisions' | 'ordered_by' | 'job_id'
  >,
): Promise<AdoptionRow> {
  const { rows } = await db.query<AdoptionRow>({
    text: `insert into version_adoptions (id, item_code, ordered, organisation_code, divisions, ordered_by, job_id, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, app_now()) returning ${COLUMNS}`,
    values: [
      row.id,
      row.item_code,
      JSON.stringify(row.ordered),
      row.organisation_code,
      row.divisions,
      row.ordered_by,
      row.job_id,
    ],
  })
  if (rows[0] === undefined) throw new Error('an insert gives its row')
  return rows[0]
}

export async function selectAdoption(
  db: Queryable,
  id: string,
  { organs, divisions }: Reach,
): Promise<AdoptionRow | undefined> {
  const { rows } = await db.query<AdoptionRow>({
    text: `select ${COLUMNS} from version_adoptions
      where id = $1 and (organisation_code = any($2::text[]) or divisions && $3::text[])`,
    values: [id, organs, divisions],
  })
  return rows[0]
}

/** What was ordered; undefined: it is not there any more. */
export async function selectOrdered(db: Queryable, id: string): Promise<AdoptionOrder | undefined> {
  const { rows } = await db.query<Pick<AdoptionRow, 'ordered'>>({
    name: 'select-ordered-adoption',
    text: 'select ordered from version_adoptions where id = $1',
    values: [id],
  })
  return rows[0]?.ordered
}

/** What has become of one more case; `done`: nothing is left. */
export async function countOutcome(
  db: Queryable,
  id: string,
  outcome: 'moved' | 'refused' | 'beyond' | 'none',
  done: boolean,
): Promise<void> {
  await db.query({
    name: 'count-adoption-outcome',
    text: `update version_adoptions set moved = moved + ($2 = 'moved')::int, refused = refused + ($2 = 'refused')::int,
        beyond = beyond + ($2 = 'beyond')::int, finished_at = case when $3 then app_now() else finished_at end
      where id = $1`,
    values: [id, outcome, done],
  })
}

export async function insertAdoptionRefusal(
  db: Queryable,
  row: { adoptionId: string; caseNo: string; code: string; reason: Text },
): Promise<void> {
  await db.query({
    name: 'insert-adoption-refusal',
    text: `insert into version_adoption_refusals (adoption_id, case_no, code, reason) values ($1, $2, $3, $4)
      on conflict (adoption_id, case_no) do update set code = excluded.code, reason = excluded.reason`,
    values: [row.adoptionId, row.caseNo, row.code, JSON.stringify(row.reason)],
  })
}

export async function selectAdoptionRefusals(
  db: Queryable,
  id: string,
  after: string | undefined,
  limit: number,
): Promise<{ case_no: string; code: string; reason: Text }[]> {
  const { rows } = await db.query<{ case_no: string; code: string; reason: Text }>({
    text: `select case_no, code, reason from version_adoption_refusals
      where adoption_id = $1 and ($2::text is null or case_no > $2) order by case_no limit $3`,
    values: [id, after ?? null, limit],
  })
  return rows
}

/** One case at a time: what goes wrong with it takes nothing of the others along. */
export async function beginCase(db: Queryable): Promise<void> {
  await db.query('savepoint one_case')
}

export async function takeCaseBack(db: Queryable): Promise<void> {
  await db.query('rollback to savepoint one_case')
}
