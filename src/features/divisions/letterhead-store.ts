import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { organisations } from './division-tables.js'

export interface LetterheadRow extends Pick<RowOf<typeof organisations>, 'code' | 'name' | 'kind'> {
  /** The code that was asked for. */
  named: string
  division: string
  divisionCode: string
  above: string | null
}

/** Organs, or who goes on with their cases, with the names of their division and of the one above it. */
export async function selectLetterheads(db: Queryable, codes: readonly string[]): Promise<LetterheadRow[]> {
  const { rows } = await db.query<LetterheadRow>({
    name: 'select-letterheads',
    text: `select n.code as named, o.code, o.name, o.kind, d.name as division,
        d.code as "divisionCode", a.name as above
      from organisations n join organisations o on o.code = coalesce(n.successor_code, n.code)
      join divisions d on d.code = o.division_code left join divisions a on a.code = d.parent_code
      where n.code = any($1::text[])`,
    values: [codes],
  })
  return rows
}
