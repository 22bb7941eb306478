import type { Queryable } from '../../database/queryable.js'
import type { DivisionWrite } from './division-tree.js'

export type { DivisionWrite } from './division-tree.js'

/** Writes divisions set-wise; existing ones take the new name and place. Gives the version of each. */
export async function importDivisions(
  db: Queryable,
  rows: readonly DivisionWrite[],
): Promise<Map<string, number>> {
  const { rows: written } = await db.query<{ code: string; version: number }>({
    text: `insert into divisions (code, parent_code, level, name, name_en, ancestors)
      select r.code, r.parent_code, r.level, r.name, r.name_en, r.ancestors from jsonb_populate_recordset(null::divisions, $1::jsonb) r
      on conflict (code) do update set parent_code = excluded.parent_code, level = excluded.level, name = excluded.name,
        name_en = excluded.name_en, ancestors = excluded.ancestors, version = divisions.version + 1
      returning code, version`,
    values: [JSON.stringify(rows)],
  })
  return new Map(written.map(({ code, version }) => [code, version]))
}

/** Changes or adds an organisation; undefined when its version is no longer the expected one. */
export async function upsertOrganisation(
  db: Queryable,
  row: {
    code: string
    divisionCode: string
    parentCode?: string | undefined
    name: string
    nameEn?: string | undefined
    kind: string
  },
  expected: number | undefined,
): Promise<number | undefined> {
  const { rows } = await db.query<{ version: number }>({
    text: `insert into organisations (code, division_code, parent_code, name, name_en, kind) values ($1, $2, $3, $4, $5, $6)
      on conflict (code) do update set division_code = excluded.division_code, parent_code = excluded.parent_code, name = excluded.name,
        name_en = excluded.name_en, kind = excluded.kind, version = organisations.version + 1
      where $7::int is null or organisations.version = $7
      returning version`,
    values: [
      row.code,
      row.divisionCode,
      row.parentCode ?? null,
      row.name,
      row.nameEn ?? null,
      row.kind,
      expected ?? null,
    ],
  })
  return rows[0]?.version
}

/** The same for many, whatever their versions; gives the new ones. */
export async function upsertOrganisations(
  db: Queryable,
  organs: readonly {
    code: string
    division_code: string
    parent_code: string | null
    name: string
    name_en: string | null
    kind: string
  }[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ code: string; version: number }>({
    name: 'upsert-organisations',
    text: `insert into organisations (code, division_code, parent_code, name, name_en, kind)
      select r.code, r.division_code, r.parent_code, r.name, r.name_en, r.kind
      from jsonb_populate_recordset(null::organisations, $1::jsonb) r order by r.code
      on conflict (code) do update set division_code = excluded.division_code, parent_code = excluded.parent_code,
        name = excluded.name, name_en = excluded.name_en, kind = excluded.kind, version = organisations.version + 1
      returning code, version`,
    values: [JSON.stringify(organs)],
  })
  return new Map(rows.map(({ code, version }) => [code, version]))
}

/**
 * Ends an organisation. What went into it before goes to the successor too: whoever asks who goes on needs one step only.
 */
export async function endOrganisation(
  db: Queryable,
  code: string,
  successor: string | undefined,
  on: string,
): Promise<{ version: number; ended_on: string; successor_code: string | null }> {
  const { rows } = await db.query<{ version: number; ended_on: string; successor_code: string | null }>({
    text: `with before as (
        update organisations set successor_code = $2 where successor_code = $1 and $2::text is not null)
      update organisations set ended_on = $3, successor_code = $2, version = version + 1 where code = $1
      returning version, ended_on, successor_code`,
    values: [code, successor ?? null, on],
  })
  const [row] = rows
  if (row === undefined) throw new Error('the organisation was locked before')
  return row
}

export interface CentreWrite {
  code: string
  divisionCode: string
  organisationCode: string
  name: string
  nameEn?: string | undefined
  address: string
  openingHours: string
  telephone: string
  latitude?: number | undefined
  longitude?: number | undefined
}

export const insertCentre = (db: Queryable, id: string, row: CentreWrite): Promise<void> =>
  upsertCentres(db, [{ ...row, id }])

/** Writes new centres, and those of known ids anew, each with its next version. None may stand twice. */
export async function upsertCentres(
  db: Queryable,
  rows: readonly (CentreWrite & { id: string })[],
): Promise<void> {
  await db.query({
    name: 'upsert-centres',
    text: `insert into centres (id, code, division_code, organisation_code, name, name_en, address, opening_hours,
        telephone, latitude, longitude, created_at)
      select r.id, r.code, r."divisionCode", r."organisationCode", r.name, r."nameEn", r.address, r."openingHours",
        r.telephone, r.latitude, r.longitude, app_now()
      from jsonb_to_recordset($1::jsonb) r(id uuid, code text, "divisionCode" text, "organisationCode" text, name text,
        "nameEn" text, address text, "openingHours" text, telephone text, latitude float8, longitude float8) order by r.code
      on conflict (id) do update set code = excluded.code, division_code = excluded.division_code,
        organisation_code = excluded.organisation_code, name = excluded.name, name_en = excluded.name_en,
        address = excluded.address, opening_hours = excluded.opening_hours, telephone = excluded.telephone,
        latitude = excluded.latitude, longitude = excluded.longitude, version = centres.version + 1`,
    values: [JSON.stringify(rows)],
  })
}

export async function updateCentre(
  db: Queryable,
  id: string,
  row: CentreWrite,
  expected: number | undefined,
): Promise<number | undefined> {
  const { rows } = await db.query<{ version: number }>({
    text: `update centres set code = $2, division_code = $3, organisation_code = $4, name = $5, name_en = $6, address = $7,
        opening_hours = $8, telephone = $9, latitude = $10, longitude = $11, version = version + 1
      where id = $1 and ($12::int is null or version = $12) returning version`,
    values: [id, ...centreValues(row), expected ?? null],
  })
  return rows[0]?.version
}

function centreValues(row: CentreWrite): unknown[] {
  return [
    row.code,
    row.divisionCode,
    row.organisationCode,
    row.name,
    row.nameEn ?? null,
    row.address,
    row.openingHours,
    row.telephone,
    row.latitude ?? null,
    row.longitude ?? null,
  ]
}

export interface WindowWrite {
  organisationCode: string
  code: string
  name: string
  nameEn?: string | undefined
  kind: string
  position: number
  telephone?: string | undefined
}

export async function insertWindow(
  db: Queryable,
  id: string,
  centreId: string,
  row: WindowWrite,
): Promise<void> {
  await db.query({
    text: `insert into windows (id, centre_id, organisation_code, code, name, name_en, kind, position, telephone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      id,
      centreId,
      row.organisationCode,
      row.code,
      row.name,
      row.nameEn ?? null,
      row.kind,
      row.position,
      row.telephone ?? null,
    ],
  })
}

export async function updateWindow(
  db: Queryable,
  id: string,
  row: WindowWrite,
  expected: number | undefined,
): Promise<number | undefined> {
  const { rows } = await db.query<{ version: number }>({
    text: `update windows set organisation_code = $2, code = $3, name = $4, name_en = $5, kind = $6, position = $7, telephone = $8, version = version + 1
      where id = $1 and ($9::int is null or version = $9) returning version`,
    values: [
      id,
      row.organisationCode,
      row.code,
      row.name,
      row.nameEn ?? null,
      row.kind,
      row.position,
      row.telephone ?? null,
      expected ?? null,
    ],
  })
  return rows[0]?.version
}
