import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Register } from './register.js'
import type { RegisterDocument } from './register-schemas.js'
import type { registers } from './register-tables.js'

/** Told by a trigger on commit, with the register's code. */
export const REGISTER_CHANNEL = 'registers'

export interface RegisterRow extends Pick<RowOf<typeof registers>, 'code' | 'version' | 'organisation_code'> {
  definition: RegisterDocument
}

const REGISTERS = 'select code, version, organisation_code, definition from registers'

/** All registers: a few dozen rows, one query. */
export async function selectRegisters(db: Queryable): Promise<RegisterRow[]> {
  const { rows } = await db.query<RegisterRow>({ name: 'registers', text: `${REGISTERS} order by code` })
  return rows
}

/** One register, locked until the transaction ends. */
export async function lockRegister(db: Queryable, code: string): Promise<RegisterRow | undefined> {
  const { rows } = await db.query<RegisterRow>(`${REGISTERS} where code = $1 for update`, [code])
  return rows[0]
}

/** Writes a register; undefined where it has another version meanwhile. */
export async function saveRegister(
  db: Queryable,
  { code, version, document }: Register,
  organisation: string | null,
): Promise<number | undefined> {
  const { rows } = await db.query<Pick<RegisterRow, 'version'>>(
    `insert into registers (code, organisation_code, definition, version, updated_at)
       select $1, $2, $3, 1, app_now() where $4 = 0
     on conflict (code) do nothing returning version`,
    [code, organisation, JSON.stringify(document), version],
  )
  if (rows[0] !== undefined) return rows[0].version
  const changed = await db.query<Pick<RegisterRow, 'version'>>(
    `update registers set definition = $2, version = version + 1, updated_at = app_now()
      where code = $1 and version = $3 returning version`,
    [code, JSON.stringify(document), version],
  )
  return changed.rows[0]?.version
}
