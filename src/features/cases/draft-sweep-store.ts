import type { Queryable } from '../../database/queryable.js'
import type { CaseRow } from './case-rows.js'

/** Drafts that were changed last before so many days, those that wait longest first. */
export async function selectLeftDrafts(
  db: Queryable,
  days: number,
  limit: number,
): Promise<Pick<CaseRow, 'id' | 'case_no'>[]> {
  const { rows } = await db.query<Pick<CaseRow, 'id' | 'case_no'>>({
    name: 'left-drafts',
    text: `select c.id, c.case_no from cases c
      where c.status = 'DRAFT' and c.updated_at < app_now() - $1 * interval '1 day'
      order by c.updated_at, c.id limit $2`,
    values: [days, limit],
  })
  return rows
}

/** Everything that tells whose an ended draft was; it must have ended in the same transaction. */
export async function wipeDraft(db: Queryable, id: string): Promise<void> {
  await db.query({
    name: 'wipe-draft',
    text: `with parties as (delete from case_parties where case_id = $1::uuid),
      forms as (delete from case_forms where case_id = $1::uuid),
      materials as (delete from case_materials where case_id = $1::uuid)
      update cases set created_by = 'urn:yichuang:system|system' where id = $1::uuid and status = 'WITHDRAWN'`,
    values: [id],
  })
}
