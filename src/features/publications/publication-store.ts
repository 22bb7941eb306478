import { pageSize, preparedPage } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { binder, hidden, padded, type Statement } from '../../database/statement.js'
import type { publications } from './publication-tables.js'

export type PublicationRow = Pick<
  RowOf<typeof publications>,
  | 'id'
  | 'kind'
  | 'class'
  | 'title'
  | 'text'
  | 'organisation_code'
  | 'division_code'
  | 'divisions'
  | 'published_at'
  | 'version'
>

export interface PublicationPosition {
  publishedAt: string
  id: string
}

const COLUMNS =
  'id, kind, class, title, text, organisation_code, division_code, divisions, published_at, version'

/** With all the tokens of one of the ways, the newest first; none given: all. */
export async function selectPublications(
  db: Queryable,
  ways: readonly (readonly string[])[],
  after: PublicationPosition | undefined,
  limit: number,
): Promise<PublicationRow[]> {
  const statement = publicationsStatement(ways, after, limit)
  const { rows } = await db.query<PublicationRow>(preparedPage('publications', statement, limit))
  return rows.slice(0, limit)
}

/** How many have all the tokens of one of the ways, up to the cap. */
export async function countPublications(
  db: Queryable,
  ways: readonly (readonly string[])[],
  cap: number,
): Promise<number> {
  const tokens = ways.map((_, index) => `tokens @> $${index + 2}::text[]`).join(' or ')
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from (select from publications where ${tokens} limit $1) found`,
    [cap, ...ways],
  )
  return rows[0]?.count ?? 0
}

/**
 * Month after month from the newest on, each a look into the GIN index with the month as one more token: what many
 * have in common is never sorted as a whole. The months stand in their order and are left as soon as the page is full.
 */
export function publicationsStatement(
  ways: readonly (readonly string[])[],
  after: PublicationPosition | undefined,
  limit: number,
): Statement {
  const { bound: values, bind } = binder()
  const next =
    after === undefined
      ? 'true'
      : `(p.published_at, p.id) < (${bind(after.publishedAt)}::timestamptz, ${bind(after.id)}::uuid)`
  const [first = []] = ways
  const count = pageSize(limit)
  if (ways.length <= 1 && first.length === 0)
    return {
      text: `select ${COLUMNS} from publications p where ${next} order by published_at desc nulls last, id desc nulls last limit ${count}`,
      values,
    }
  const tokens = padded(ways)
    .map((way) => `p.tokens @> (${hidden(bind, way, 'text[]')} || ('=month:' || m.month))`)
    .join(' or ')
  const newest = after === undefined ? 'newest.at' : `${bind(after.publishedAt)}::timestamptz`
  // Only the month of the last page is cut. Said so, or else each month would read all that is older from the index.
  const cut = after === undefined ? 'true' : `(m.month < ${monthSql(newest)} or ${next})`
  return {
    text: `select ${COLUMNS} from (
        select month from (select max(published_at) as at from publications) newest, (select min(published_at) as at from publications) oldest,
          generate_series(${monthSql(newest)}, ${monthSql('oldest.at')}, -1) month
        order by month desc) m
      cross join lateral (select p.* from publications p where (${tokens}) and ${cut}
        order by p.published_at desc, p.id desc limit ${count}) p
      order by m.month desc, p.published_at desc, p.id desc limit ${count}`,
    values,
  }
}

const monthSql = (instant: string): string =>
  `(extract(year from ${instant} at time zone 'UTC') * 12 + extract(month from ${instant} at time zone 'UTC') - 1)::int`

export async function selectPublication(db: Queryable, id: string): Promise<PublicationRow | undefined> {
  const { rows } = await db.query<PublicationRow>({
    name: 'publication',
    text: `select ${COLUMNS} from publications where id = $1`,
    values: [id],
  })
  return rows[0]
}

/** Public content in the order of its ids, after one. */
export async function selectPublicationsAfter(
  db: Queryable,
  after: string | undefined,
  limit: number,
): Promise<PublicationRow[]> {
  const { rows } = await db.query<PublicationRow>({
    name: 'publications-after',
    text: `select ${COLUMNS} from publications where $1::uuid is null or id > $1 order by id limit $2`,
    values: [after ?? null, limit],
  })
  return rows
}

export interface PublicationWrite extends Omit<PublicationRow, 'version'> {
  tokens: string[]
}

export const insertPublication = (db: Queryable, row: PublicationWrite): Promise<void> =>
  upsertPublications(db, [row])

/** Writes new ones, and those of known ids anew, each with its next version. None may stand twice. */
export async function upsertPublications(db: Queryable, rows: readonly PublicationWrite[]): Promise<void> {
  await db.query({
    name: 'upsert-publications',
    text: `insert into publications (id, kind, class, title, text, organisation_code, division_code, divisions, published_at, tokens)
      select r.id, r.kind, r.class, r.title, r.text, r.organisation_code, r.division_code, r.divisions, r.published_at, r.tokens
      from jsonb_populate_recordset(null::publications, $1::jsonb) r order by r.id
      on conflict (id) do update set kind = excluded.kind, class = excluded.class, title = excluded.title,
        text = excluded.text, organisation_code = excluded.organisation_code, division_code = excluded.division_code,
        divisions = excluded.divisions, published_at = excluded.published_at, tokens = excluded.tokens,
        version = publications.version + 1`,
    values: [JSON.stringify(rows)],
  })
}

/** Undefined when its version is no longer the expected one. */
export async function updatePublication(
  db: Queryable,
  row: PublicationWrite,
  expected: number | undefined,
): Promise<number | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof publications>, 'version'>>({
    text: `update publications p set kind = r.kind, class = r.class, title = r.title, text = r.text, organisation_code = r.organisation_code,
        division_code = r.division_code, divisions = r.divisions, published_at = r.published_at, tokens = r.tokens, version = p.version + 1
      from jsonb_populate_record(null::publications, $1::jsonb) r
      where p.id = r.id and ($2::int is null or p.version = $2) returning p.version`,
    values: [JSON.stringify(row), expected ?? null],
  })
  return rows[0]?.version
}

/** Some publications, held until the transaction ends. */
export async function lockPublications(db: Queryable, ids: readonly string[]): Promise<PublicationRow[]> {
  const { rows } = await db.query<PublicationRow>({
    name: 'lock-publications',
    text: `select ${COLUMNS} from publications where id = any($1::uuid[]) order by id for update`,
    values: [ids],
  })
  return rows
}
