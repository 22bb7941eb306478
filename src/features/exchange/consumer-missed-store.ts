import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { FeedEntry } from './consumer.js'
import type { consumerMissed } from './exchange-tables.js'

type MissedRow = RowOf<typeof consumerMissed>

/** Which of these subjects are put aside: their events have to wait for those before them. */
export async function selectMissedAmong(
  db: Queryable,
  name: string,
  generation: number,
  subjectIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<Pick<MissedRow, 'subject_id'>>({
    name: 'consumer-missed-among',
    text: `select distinct subject_id from consumer_missed
      where subject_id = any($3::uuid[]) and name = $1 and generation = $2`,
    values: [name, generation, subjectIds],
  })
  return new Set(rows.map((row) => row.subject_id))
}

/** Remembers events that were passed over. */
export async function insertMissed(
  db: Queryable,
  name: string,
  generation: number,
  entries: readonly FeedEntry[],
): Promise<void> {
  await db.query({
    name: 'consumer-missed-insert',
    text: `insert into consumer_missed (subject_id, name, generation, position)
      select r.subject_id, $1, $2, r.position from unnest($3::uuid[], $4::bigint[]) r(subject_id, position)`,
    values: [
      name,
      generation,
      entries.map(({ subjectId }) => subjectId),
      entries.map(({ position }) => position),
    ],
  })
}

/** The events of a subject that were passed over, in their order. */
export async function selectMissed(
  db: Queryable,
  name: string,
  generation: number,
  subjectId: string,
): Promise<FeedEntry[]> {
  const { rows } = await db.query<FeedEntry>({
    name: 'consumer-missed',
    text: `select f.position, f.case_id as "subjectId", e.document, e.divisions from consumer_missed m
      join feed f on f.position = m.position
      join case_events e on e.case_id = f.case_id and e.event_id = f.event_id
      where m.subject_id = $3 and m.name = $1 and m.generation = $2 order by f.position`,
    values: [name, generation, subjectId],
  })
  return rows
}

export async function deleteMissed(
  db: Queryable,
  name: string,
  generation: number,
  subjectId: string,
): Promise<void> {
  await db.query({
    name: 'consumer-missed-delete',
    text: 'delete from consumer_missed where subject_id = $3 and name = $1 and generation = $2',
    values: [name, generation, subjectId],
  })
}
