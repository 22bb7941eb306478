import { divisionPath } from '../src/features/search/division-path.js'
import { ANSWER, divisions, groups, publication } from './search-data.js'

/** One statement as the owner of the tables. */
type Run = (text: string, values?: unknown[]) => Promise<unknown>

/** Of all entries: how many are of which kind; the rest is public content. */
const SHARES = [
  { kind: 0, share: 0.4, slots: 3 },
  { kind: 1, share: 0.3, slots: 3 },
  { kind: 2, share: 0.15, slots: 5 },
]
const BATCH = 2000
const CHUNK = 50_000
const MOST_NAMES = 3000

/** A million entries have three thousand names; a small run has few, and is loaded in seconds. */
const namesOf = (entries: number): number => Math.min(MOST_NAMES, Math.max(30, Math.round(entries / 333)))

/** Fills the search with so many entries: names repeat in five thousand divisions as in a province. Deterministic. */
export async function loadSearch(run: Run, entries: number, say: (line: string) => void): Promise<void> {
  const places = divisions()
  const names = namesOf(entries)
  await run(
    `insert into divisions (code, parent_code, level, name, ancestors)
     select r.code, r.parent_code, r.level, r.name, r.ancestors from jsonb_populate_recordset(null::divisions, $1::jsonb) r on conflict do nothing`,
    [
      JSON.stringify(
        places.map(({ code, parent, name, ancestors }) => ({
          code,
          parent_code: parent,
          level: ancestors.length + 1,
          name,
          ancestors,
        })),
      ),
    ],
  )
  await run('create table bench_places (n int primary key, code text, path text collate "C")')
  await run(
    'insert into bench_places select r.* from jsonb_populate_recordset(null::bench_places, $1::jsonb) r',
    [JSON.stringify(places.map(({ code, ancestors }, n) => ({ n, code, path: divisionPath(ancestors) })))],
  )
  await loadGroups(run, names, say)
  for (const { kind, share, slots } of SHARES)
    await loadEntries(run, kind, Math.round(entries * share), slots, { places: places.length, names }, say)
  await run(`update search_groups g set entries = c.number from (select group_id, count(*)::int as number from search_entries group by 1) c
    where c.group_id = g.group_id and g.entries <> c.number`)
  const contents = entries - SHARES.reduce((sum, { share }) => sum + Math.round(entries * share), 0)
  for (let start = 0; start < contents; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, contents - start) }, (_, n) =>
      publication(start + n, places),
    )
    await run(
      'insert into publications select r.* from jsonb_populate_recordset(null::publications, $1::jsonb) r',
      [JSON.stringify(rows)],
    )
  }
  say(`${contents} publications`)
  for (const table of ['bench_places', 'bench_groups']) await run(`drop table ${table}`)
  for (const table of ['search_groups', 'search_entries', 'publications', 'divisions'])
    await run(`vacuum analyze ${table}`)
}

async function loadGroups(run: Run, names: number, say: (line: string) => void): Promise<void> {
  await run(
    'create table bench_groups (kind int, idx int, slot int, group_id int, primary key (kind, idx, slot))',
  )
  let batch: { index: number; slot: number; row: object }[] = []
  let total = 0
  const flush = async () => {
    await run(
      `with given as (select value from jsonb_array_elements($1::jsonb)),
        made as (insert into search_groups (group_key, kind, name, name_key, length, aliases, type, handling, audiences, themes, initials, syllables, tokens, entries)
          select r.group_key, r.kind, r.name, r.name_key, r.length, r.aliases, r.type, r.handling, r.audiences, r.themes, r.initials, r.syllables, r.tokens, r.entries
          from given, jsonb_populate_record(null::search_groups, given.value->'row') r returning group_id, group_key)
       insert into bench_groups select (given.value->'row'->>'kind')::int, (given.value->>'index')::int, (given.value->>'slot')::int, made.group_id
       from given join made on made.group_key = given.value->'row'->>'group_key'`,
      [JSON.stringify(batch)],
    )
    total += batch.length
    batch = []
  }
  for (const group of groups(names)) {
    batch.push(group)
    if (batch.length === BATCH) await flush()
  }
  if (batch.length > 0) await flush()
  say(`${total} distinct names with their kinds`)
}

/** The n-th entry: another name each, places scattered, so that a name stands in many divisions and a division has many. */
async function loadEntries(
  run: Run,
  kind: number,
  count: number,
  slots: number,
  { places, names }: { places: number; names: number },
  say: (line: string) => void,
): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    await run(
      `insert into search_entries (item_code, kind, number, version, code, group_id, suspended, organisation_code, division_code, path, valid_from, valid_to, excerpt)
       select 'BENCH' || to_char(s / ${slots}, 'FM000000000'), $1, s % ${slots}, 1,
         case when $1 < 2 then 'bench' || to_char(s / ${slots}, 'FM000000000') || $1 || s % ${slots} end, g.group_id, s % 50 = 0,
         'ORG' || p.code || '-' || s % 20, p.code, p.path, '2024-01-01', 'infinity', case when $1 = 2 then '${ANSWER}' end
       from generate_series($2::int, $3::int) s
       join bench_groups g on g.kind = $1 and g.idx = (s / ${slots}) % ${names} and g.slot = s % ${slots}
       join bench_places p on p.n = (s::bigint * 7919) % ${places}`,
      [kind, from, Math.min(count, from + CHUNK) - 1],
    )
  }
  say(`${count} entries of kind ${kind}`)
}
