import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import type { RatingGroup } from './rating.js'
import { ratings } from './rating-tables.js'

export type RatingRow = RowOf<typeof ratings>

const COLUMNS = columnsOf(ratings).join(', ')
const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

export async function selectRating(db: Queryable, id: string): Promise<RatingRow | undefined> {
  const { rows } = await db.query<RatingRow>({
    name: 'select-rating',
    text: `select ${COLUMNS} from ratings where id = $1`,
    values: [id],
  })
  return rows[0]
}

/** The rating that a party of a case gave. */
export async function selectRatingOf(
  db: Queryable,
  caseId: string,
  partyNo: number,
): Promise<RatingRow | undefined> {
  const { rows } = await db.query<RatingRow>({
    name: 'select-rating-of-party',
    text: `select ${COLUMNS} from ratings where case_id = $1 and party_no = $2`,
    values: [caseId, partyNo],
  })
  return rows[0]
}

const FILLED = ['counted', 'rated_on', 'rated_at', 'version'] as const
export type NewRating = WrittenRow<typeof ratings, (typeof FILLED)[number]>

/** Writes one; undefined where the party has rated the case already. */
export async function insertRating(db: Queryable, rating: NewRating): Promise<RatingRow | undefined> {
  const columns = columnsOf(ratings, ...FILLED)
  const { rows } = await db.query<RatingRow>({
    name: 'insert-rating',
    text: `insert into ratings (${columns.join(', ')}, rated_on, rated_at)
      select ${listed(columns, 'r')}, ${TODAY}, app_now() from jsonb_populate_record(null::ratings, $1) r
      on conflict (case_id, party_no) do nothing returning ${COLUMNS}`,
    values: [JSON.stringify(rating)],
  })
  return rows[0]
}

/** It does not count (不计入). */
export async function discountRating(db: Queryable, id: string): Promise<void> {
  await db.query('update ratings set counted = false, version = version + 1 where id = $1', [id])
}

export interface RatingFilters {
  satisfaction?: string | undefined
  bad?: boolean | undefined
  organisation?: string | undefined
  window?: string | undefined
  item?: string | undefined
  caseNo?: string | undefined
  from?: LegalDate | undefined
  to?: LegalDate | undefined
}

/**
 * A page of ratings within reach, the latest first. Those that are about the caller (`names`) are found by no case and no
 * day: by these it could be told who gave them. One query.
 */
export async function selectRatings(
  db: Queryable,
  { organs, divisions }: Reach,
  names: readonly string[],
  filters: RatingFilters,
  before: string | undefined,
  limit: number,
): Promise<RatingRow[]> {
  const { rows } = await db.query<RatingRow>({
    name: 'select-ratings',
    text: `select ${COLUMNS} from ratings
      where (organs && $1::text[] or divisions && $2::text[])
        and ($3::text is null or satisfaction = $3)
        and ($4::boolean is null or $4 = (satisfaction in ('4', '5')))
        and ($5::text is null or organisation_code = $5) and ($6::uuid is null or window_id = $6)
        and ($7::text is null or item_code = $7)
        and ($8::text is null or case_no = $8 and not officers && $9::text[])
        and ($10::date is null or rated_on >= $10 and not officers && $9::text[])
        and ($11::date is null or rated_on <= $11 and not officers && $9::text[])
        and ($12::uuid is null or id < $12)
      order by id desc limit $13`,
    values: [
      organs,
      divisions,
      filters.satisfaction ?? null,
      filters.bad ?? null,
      filters.organisation ?? null,
      filters.window ?? null,
      filters.item ?? null,
      filters.caseNo ?? null,
      names,
      filters.from ?? null,
      filters.to ?? null,
      before ?? null,
      limit,
    ],
  })
  return rows
}

export interface RatingSums {
  key: string
  counts: number[]
}

const KEYS: Readonly<Record<RatingGroup | 'all', string>> = {
  all: `''`,
  organisation: 'organisation_code',
  window: 'window_id::text',
  item: 'item_code',
  month: `to_char(rated_on, 'YYYY-MM')`,
}

/** How many ratings of each level there are in a period, by key; what does not count is left out. */
export async function sumRatings(
  db: Queryable,
  { organs, divisions }: Reach,
  by: RatingGroup | 'all',
  { from, to, after, limit }: { from: LegalDate; to: LegalDate; after: string; limit: number },
): Promise<RatingSums[]> {
  const { rows } = await db.query<Pick<RatingRow, never> & RatingSums>({
    name: `sum-ratings-${by}`,
    text: `select ${KEYS[by]} as key, array[${['1', '2', '3', '4', '5']
      .map((level) => `count(*) filter (where satisfaction = '${level}')::int`)
      .join(', ')}] as counts
      from ratings
      where (organs && $1::text[] or divisions && $2::text[]) and counted and rated_on between $3 and $4
        and ${KEYS[by]} is not null and ($5 = '' or ${KEYS[by]} > $5)
      group by 1 order by 1 limit $6`,
    values: [organs, divisions, from, to, after, limit],
  })
  return rows
}

/** How many rated, and how many of them were satisfied (非常满意、满意、基本满意), at one organ or in one division with all below. */
export async function sumSatisfied(
  db: Queryable,
  place: { organ: string | null; division: string | null },
  by: RatingGroup | 'level',
  { keys, from, to }: { keys: readonly string[]; from: LegalDate; to: LegalDate },
): Promise<{ key: string | null; satisfied: number; rated: number }[]> {
  const key = by === 'level' ? 'divisions[1]' : KEYS[by]
  const wanted = by === 'level' ? '$5::text[] is not null' : `${key} = any($5::text[])`
  const { rows } = await db.query<
    Pick<RatingRow, never> & { key: string | null; satisfied: number; rated: number }
  >({
    name: `sum-satisfied-${by}`,
    text: `select case when ${wanted} then ${key} end as key,
        count(*) filter (where satisfaction in ('1', '2', '3'))::int as satisfied, count(*)::int as rated
      from ratings
      where (organisation_code = $1 or divisions && array[$2::text]) and counted and rated_on between $3 and $4
      group by 1`,
    values: [place.organ, place.division, from, to, keys],
  })
  return rows
}
