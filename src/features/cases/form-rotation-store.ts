import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { caseForms } from './case-tables.js'

/** A form with a sensitive part; its box is null where it is current. */
export type StaleForm = Pick<RowOf<typeof caseForms>, 'case_id' | 'sealed'>

const PAGE = `
select case_id, case when substring(sealed for $2) <> $3 then sealed end as sealed
from case_forms where case_id > $1::uuid and sealed is not null order by case_id limit $4`

/** The next forms with a sensitive part, in the order of their cases. */
export async function pageOfForms(
  db: Queryable,
  after: string,
  currentPrefix: Buffer,
  limit: number,
): Promise<StaleForm[]> {
  const { rows } = await db.query<StaleForm>({
    name: 'page-of-forms',
    text: PAGE,
    values: [after, currentPrefix.length, currentPrefix, limit],
  })
  return rows
}

export interface RewrittenForm extends Pick<StaleForm, 'case_id'> {
  before: Buffer
  now: Buffer
}

// Rows that somebody holds are left for the next pass, as with parties.
const REWRITE = `
with r as (select * from unnest($1::uuid[], $2::bytea[], $3::bytea[]) r(case_id, before, now)),
held as (
  select f.case_id from case_forms f join r using (case_id) where f.sealed = r.before for update of f skip locked)
update case_forms f set sealed = r.now from held join r using (case_id) where f.case_id = held.case_id`

/** Writes boxes that are still what they were; returns how many. */
export async function rewriteForms(db: Queryable, forms: RewrittenForm[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'rewrite-forms',
    text: REWRITE,
    values: [
      forms.map(({ case_id }) => case_id),
      forms.map(({ before }) => before),
      forms.map(({ now }) => now),
    ],
  })
  return rowCount ?? 0
}
