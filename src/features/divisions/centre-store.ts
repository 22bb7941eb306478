import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf } from '../../database/rows.js'
import { centres, windows } from './division-tables.js'
import { type WindowAuthorityRow, windowOfItem } from './window-of-item.js'

const CENTRE = listed(columnsOf(centres), 'c')
const WINDOW = listed(columnsOf(windows), 'w')

export interface CentreRow extends RowOf<typeof centres> {
  distance?: number
}

export interface WindowRow extends RowOf<typeof windows> {
  authority: { itemCode: string; level: string }[] | null
  /** Not yet confirmed. */
  requested: { itemCode: string; level: string; requestedAt: string }[] | null
}

/** Great-circle distance in metres to ($1 latitude, $2 longitude). */
const DISTANCE = `6371008.8 * 2 * asin(least(1, sqrt(
  power(sin(radians(c.latitude - $1) / 2), 2)
  + cos(radians($1)) * cos(radians(c.latitude)) * power(sin(radians(c.longitude - $2) / 2), 2))))`

export interface CentreFilters {
  division?: string | undefined
  item?: string | undefined
}

const CENTRE_FILTERS = `
  ($3::text is null or d.ancestors @> array[$3::text])
  and ($4::text is null or exists (select 1 from windows w join window_authorities a on a.window_id = w.id
    where w.centre_id = c.id and a.item_code = $4 and a.level in ('decides', 'accepts', 'collects')))`

/** Centres, the oldest first; `near`: the nearest first, with the distance in metres. */
export async function selectCentres(
  db: Queryable,
  filters: CentreFilters,
  near: { latitude: number; longitude: number } | undefined,
  after: { key: string | number; id: string } | undefined,
  limit: number,
): Promise<CentreRow[]> {
  const sort = near === undefined ? 'created_at' : 'distance'
  const type = near === undefined ? 'timestamptz' : 'float8'
  const { rows } = await db.query<CentreRow>({
    text: `select * from (
        select ${CENTRE}, case when $1::float8 is null then null else ${DISTANCE} end as distance
        from centres c join divisions d on d.code = c.division_code where ${CENTRE_FILTERS}) found
      where ($5::${type} is null or (${sort}, id) > ($5::${type}, $6::uuid)) ${near === undefined ? '' : 'and distance is not null'}
      order by ${sort}, id limit $7`,
    values: [
      near?.latitude ?? null,
      near?.longitude ?? null,
      filters.division ?? null,
      filters.item ?? null,
      after?.key ?? null,
      after?.id ?? null,
      limit,
    ],
  })
  return rows
}

export async function selectCentre(db: Queryable, id: string): Promise<CentreRow | undefined> {
  const { rows } = await db.query<CentreRow>({
    name: 'centre',
    text: `select ${CENTRE} from centres c where id = $1`,
    values: [id],
  })
  return rows[0]
}

export type PlacedCentre = CentreRow & { ancestors: string[] }

/** A centre by its code, held until the transaction ends, with its division and all above. */
export async function lockCentreOfCode(db: Queryable, code: string): Promise<PlacedCentre | undefined> {
  return (await lockCentresOfCodes(db, [code]))[0]
}

/** Several, in the order of their codes. */
export async function lockCentresOfCodes(db: Queryable, codes: readonly string[]): Promise<PlacedCentre[]> {
  const { rows } = await db.query<PlacedCentre>({
    name: 'lock-centres',
    text: `select ${CENTRE}, d.ancestors from centres c join divisions d on d.code = c.division_code
      where c.code = any($1::text[]) order by c.code for update of c`,
    values: [codes],
  })
  return rows
}

/** Centres in the order of their codes, those after a code. */
export async function selectCentresAfter(db: Queryable, after: string, limit: number): Promise<CentreRow[]> {
  const { rows } = await db.query<CentreRow>({
    name: 'centres-after',
    text: `select ${CENTRE} from centres c where c.code > $1 order by c.code limit $2`,
    values: [after, limit],
  })
  return rows
}

/** The window of a centre that has a code. */
export async function selectWindowOfCode(
  db: Queryable,
  centreId: string,
  code: string,
): Promise<string | undefined> {
  const { rows } = await db.query<Pick<WindowRow, 'id'>>({
    name: 'window-of-code',
    text: 'select w.id from windows w where w.centre_id = $1 and w.code = $2 order by w.id limit 1',
    values: [centreId, code],
  })
  return rows[0]?.id
}

/** Windows with what each may do, in the order of their centres' codes and their own, those after a pair of codes. */
export async function selectWindowsAfter(
  db: Queryable,
  after: readonly [centre: string, code: string],
  limit: number,
): Promise<(WindowRow & { centre: string })[]> {
  const { rows } = await db.query<WindowRow & { centre: string }>({
    name: 'windows-after',
    text: `${windowsWith(', c.code as centre')} join centres c on c.id = w.centre_id
      where (c.code, w.code) > ($1, $2) order by c.code, w.code limit $3`,
    values: [...after, limit],
  })
  return rows
}

export async function selectRunsCentre(db: Queryable, organisation: string): Promise<boolean> {
  const { rows } = await db.query<{ runs: boolean }>({
    name: 'runs-centre',
    text: 'select exists (select 1 from centres where organisation_code = $1) as runs',
    values: [organisation],
  })
  return rows[0]?.runs === true
}

const windowsWith = (more = '') => `
select ${WINDOW}${more}, (select json_agg(json_build_object('itemCode', a.item_code, 'level', a.level) order by a.item_code)
  from window_authorities a where a.window_id = w.id) as authority,
  (select json_agg(json_build_object('itemCode', q.item_code, 'level', q.level,
      'requestedAt', to_char(q.requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by q.item_code)
    from authority_requests q where q.window_id = w.id) as requested
from windows w`

/** The windows of a centre with what each may do: one query. */
export async function selectWindows(db: Queryable, centreId: string): Promise<WindowRow[]> {
  const { rows } = await db.query<WindowRow>({
    name: 'windows',
    text: `${windowsWith()} where w.centre_id = $1 order by w.position, w.id limit 1000`,
    values: [centreId],
  })
  return rows
}

export async function selectWindow(db: Queryable, id: string): Promise<PlacedWindowRow | undefined> {
  const { rows } = await db.query<PlacedWindowRow>({
    text: `${windowsWith(', c.division_code, c.organisation_code as centre_organisation, d.ancestors')} join centres c on c.id = w.centre_id join divisions d on d.code = c.division_code where w.id = $1`,
    values: [id],
  })
  return rows[0]
}

/** Whether some organs have a window in a centre, or one there takes their item in. */
export async function selectHasWindows(
  db: Queryable,
  centreId: string,
  organisations: readonly string[],
  itemCode: string,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'has-windows-in-centre',
    text: `select 1 from windows w where w.centre_id = $1 and (w.organisation_code = any($2)
      or exists (select 1 from window_authorities a where a.window_id = w.id and a.item_code = $3
        and a.level <> 'advises')) limit 1`,
    values: [centreId, organisations, itemCode],
  })
  return (rowCount ?? 0) > 0
}

/** A window with its centre's division and who runs the centre. */
export interface PlacedWindowRow extends WindowRow {
  division_code: string
  centre_organisation: string
  ancestors: string[]
}

export async function selectWindowAuthority(
  db: Queryable,
  windowId: string,
  itemCode: string,
): Promise<WindowAuthorityRow | undefined> {
  const { rows } = await db.query<WindowAuthorityRow>({
    name: 'window-authority',
    text: windowOfItem('$1', '$2'),
    values: [windowId, itemCode],
  })
  return rows[0]
}

export async function selectAcceptingWindows(db: Queryable, itemCode: string) {
  const { rows } = await db.query<{
    id: string
    name: string
    centre: string
    address: string
    hours: string
    telephone: string | null
    level: string
  }>({
    name: 'accepting-windows',
    text: `select w.id, w.name, c.name as centre, c.address, c.opening_hours as hours, c.telephone, a.level
      from window_authorities a join windows w on w.id = a.window_id join centres c on c.id = w.centre_id
      where a.item_code = $1 order by case a.level when 'decides' then 0 when 'accepts' then 1 when 'collects' then 2 else 3 end, c.created_at, c.id, w.position limit 50`,
    values: [itemCode],
  })
  return rows
}

export interface AcceptingWindowOfItem {
  item_code: string
  id: string
  name: string
  centre: string
  address: string
  level: string
}

/** The windows that take any of several items in, for each item those with most authority first. */
export async function selectAcceptingWindowsOf(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<AcceptingWindowOfItem[]> {
  const { rows } = await db.query<AcceptingWindowOfItem>({
    name: 'accepting-windows-of',
    text: `select a.item_code, w.id, w.name, c.name as centre, c.address, a.level
      from window_authorities a join windows w on w.id = a.window_id join centres c on c.id = w.centre_id
      where a.item_code = any($1::text[]) order by case a.level when 'decides' then 0 when 'accepts' then 1 when 'collects' then 2 else 3 end, c.created_at, c.id, w.position, a.item_code limit 500`,
    values: [itemCodes],
  })
  return rows
}
