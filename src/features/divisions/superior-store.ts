import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { organisations } from './division-tables.js'

export interface SuperiorRow extends Pick<RowOf<typeof organisations>, 'code'> {
  /** The organisation above it in the tree (上级机构). */
  parent: string | null
  /** Where it has none: the administration that supervises its division, or the nearest above (效能监督机构). */
  supervision: string | null
}

/** What stands above organs, or above who goes on with their work. */
export async function selectSuperiors(db: Queryable, codes: readonly string[]): Promise<SuperiorRow[]> {
  const { rows } = await db.query<SuperiorRow>({
    name: 'select-superiors',
    text: `select n.code, p.code as parent,
        (with recursive up as (
            select d.code, d.parent_code, 0 as height from divisions d where d.code = o.division_code
            union all select d.code, d.parent_code, up.height + 1 from divisions d join up on d.code = up.parent_code)
          select s.code from up join organisations s on s.division_code = up.code
          where s.kind = 'administration' and s.code <> o.code and s.ended_on is null
          order by up.height, s.code limit 1) as supervision
      from organisations n join organisations o on o.code = coalesce(n.successor_code, n.code)
      left join organisations p on p.code = o.parent_code and p.ended_on is null
      where n.code = any($1::text[])`,
    values: [codes],
  })
  return rows
}
