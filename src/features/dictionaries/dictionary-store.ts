import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { LegalDate } from '../../shared/time.js'
import type { Dictionary, DictionaryEntry, Mapping } from './dictionary.js'
import type { dictionaries } from './dictionary-tables.js'

/** Told by a trigger on commit, with the dictionary's key. */
export const DICTIONARY_CHANNEL = 'dictionaries'

export interface DictionaryRow
  extends Pick<
    RowOf<typeof dictionaries>,
    'key' | 'revision' | 'title_zh' | 'title_en' | 'organisation_code'
  > {
  entries: DictionaryEntry[]
  mappings: Mapping[]
}

const DICTIONARIES = `
select d.key, d.revision, d.title_zh, d.title_en, d.organisation_code,
  (select coalesce(json_agg(json_strip_nulls(json_build_object('code', e.code,
      'title', json_build_object('zh', e.title_zh, 'en', e.title_en),
      'validFrom', e.valid_from, 'validTo', e.valid_to)) order by e.position, e.code), '[]')
    from dictionary_entries e where e.dictionary = d.key) as entries,
  (select coalesce(json_agg(json_build_object('target', m.target, 'code', m.code, 'targetCode', m.target_code,
      'direction', m.direction) order by m.target, m.code, m.target_code), '[]')
    from dictionary_mappings m where m.dictionary = d.key) as mappings
from dictionaries d`

/** All dictionaries with entries and mappings: a few hundred rows, in one query. */
export async function selectDictionaries(db: Queryable): Promise<DictionaryRow[]> {
  const { rows } = await db.query<DictionaryRow>({
    name: 'dictionaries',
    text: `${DICTIONARIES} order by d.key`,
  })
  return rows
}

/** One dictionary, locked until the transaction ends. */
export async function lockDictionary(db: Queryable, key: string): Promise<DictionaryRow | undefined> {
  await db.query('select 1 from dictionaries where key = $1 for update', [key])
  const { rows } = await db.query<DictionaryRow>(`${DICTIONARIES} where d.key = $1`, [key])
  return rows[0]
}

/** The day before today by the service's clock in Shanghai. */
export async function selectYesterday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ day: LegalDate }>(
    `select (app_now() at time zone 'Asia/Shanghai')::date - 1 as day`,
  )
  return rows[0]?.day ?? ''
}

/** Another was quicker: a dictionary of this key is there meanwhile. */
export async function insertDictionary(
  db: Queryable,
  { key, title, organisation }: Dictionary,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into dictionaries (key, title_zh, title_en, organisation_code, revision, updated_at)
      values ($1, $2, $3, $4, 0, app_now()) on conflict do nothing`,
    [key, title.zh, title.en, organisation ?? null],
  )
  return rowCount === 1
}

/** Writes a whole dictionary that is there, and raises its revision; entries are added or changed, never deleted. */
export async function saveDictionary(db: Queryable, dictionary: Dictionary): Promise<number> {
  const { key, title, entries, mappings } = dictionary
  await db.query({
    text: `insert into dictionary_entries (dictionary, code, position, title_zh, title_en, valid_from, valid_to)
      select $1, e.code, e.position, e.title->>'zh', e.title->>'en', e."validFrom", e."validTo"
      from jsonb_to_recordset($2::jsonb) as e(code text, position int, title jsonb, "validFrom" date, "validTo" date)
      on conflict (dictionary, code) do update set position = excluded.position, title_zh = excluded.title_zh,
        title_en = excluded.title_en, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
    values: [key, JSON.stringify(entries.map((entry, position) => ({ ...entry, position })))],
  })
  await db.query('delete from dictionary_mappings where dictionary = $1', [key])
  await db.query({
    text: `insert into dictionary_mappings (dictionary, target, code, target_code, direction)
      select $1, m.target, m.code, m."targetCode", m.direction
      from jsonb_to_recordset($2::jsonb) as m(target text, code text, "targetCode" text, direction text)`,
    values: [key, JSON.stringify(mappings)],
  })
  const { rows } = await db.query<Pick<RowOf<typeof dictionaries>, 'revision'>>(
    `update dictionaries set title_zh = $2, title_en = $3, revision = revision + 1, updated_at = app_now()
      where key = $1 returning revision`,
    [key, title.zh, title.en],
  )
  return rows[0]?.revision ?? 0
}
