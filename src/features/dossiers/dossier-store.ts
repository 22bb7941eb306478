import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { dossierOpenings, dossiers } from './dossier-tables.js'

/** Days for which an opening counts: the rights are looked at with each reading all the same. */
const OPEN_DAYS = 7

export interface OpeningRow
  extends Pick<RowOf<typeof dossiers>, 'id' | 'id_number_index'>,
    Pick<RowOf<typeof dossierOpenings>, 'case_no' | 'purpose' | 'opened_at'> {}

/** Opens the dossier of a number for somebody and a case; `id`: of a new one. One statement. */
export async function openDossier(
  db: Queryable,
  {
    id,
    index,
    openedBy,
    caseNo,
    purpose,
  }: { id: string; index: Buffer; openedBy: string; caseNo: string; purpose: string | undefined },
): Promise<OpeningRow> {
  const { rows } = await db.query<OpeningRow>({
    name: 'open-dossier',
    text: `with dossier as (
        insert into dossiers (id, id_number_index, opened_at) values ($1, $2, app_now())
        on conflict (id_number_index) do update set id_number_index = excluded.id_number_index
        returning id, id_number_index)
      insert into dossier_openings as o (dossier_id, opened_by, case_no, purpose, opened_at)
      select id, $3, $4, $5, app_now() from dossier
      on conflict (dossier_id, opened_by) do update set case_no = excluded.case_no, purpose = excluded.purpose,
        opened_at = excluded.opened_at
      returning o.dossier_id as id, $2::bytea as id_number_index, o.case_no, o.purpose, o.opened_at`,
    values: [id, index, openedBy, caseNo, purpose ?? null],
  })
  const [row] = rows
  if (row === undefined) throw new Error('a dossier that was opened is there')
  return row
}

/** The opening by which somebody may read a dossier now. */
export async function selectOpening(
  db: Queryable,
  id: string,
  openedBy: string,
): Promise<OpeningRow | undefined> {
  const { rows } = await db.query<OpeningRow>({
    name: 'dossier-opening',
    text: `select d.id, d.id_number_index, o.case_no, o.purpose, o.opened_at
      from dossiers d join dossier_openings o on o.dossier_id = d.id
      where d.id = $1 and o.opened_by = $2 and o.opened_at > app_now() - make_interval(days => ${OPEN_DAYS})`,
    values: [id, openedBy],
  })
  return rows[0]
}

/** Deletes openings that count no more; a thousand at a time. */
export async function deleteOpenings(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `delete from dossier_openings where ctid in (select ctid from dossier_openings
      where opened_at < app_now() - make_interval(days => ${OPEN_DAYS}) order by opened_at limit 1000)`,
  )
  return rowCount ?? 0
}
