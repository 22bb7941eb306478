import type { Queryable } from '../database/queryable.js'
import { columnsOf, type RowOf } from '../database/rows.js'
import { pulses } from './job-tables.js'

export type PulseRow = RowOf<typeof pulses>

const COLUMNS = columnsOf(pulses).join(', ')

/** Whether this instance does it in this interval: no other has, and none does now. */
export async function claimPulse(db: Queryable, name: string, everyMs: number): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'claim-pulse',
    text: `insert into pulses as p (name, every_ms, last_run_at, last_duration_ms) values ($1, $2, clock_timestamp(), 0)
      on conflict (name) do update set last_run_at = excluded.last_run_at
      where p.last_run_at <= clock_timestamp() - $2 * interval '1 ms'`,
    values: [name, everyMs],
  })
  return rowCount === 1
}

export interface PulseBeat {
  name: string
  everyMs: number
  durationMs: number
  /** Done since the row was written last, by this instance. */
  done: number
  backlog: number | undefined
  error: string | undefined
}

/** Keeps how a pulse stands. The last error stays after it went well again, with its instant. */
export async function savePulse(db: Queryable, beat: PulseBeat): Promise<void> {
  await db.query({
    name: 'save-pulse',
    text: `insert into pulses as p (name, every_ms, last_run_at, last_duration_ms, done, backlog, failures, failing_since, failed_at, error)
      values ($1, $2, clock_timestamp(), $3, $4, $5, case when $6::text is null then 0 else 1 end,
        case when $6 is not null then clock_timestamp() end, case when $6 is not null then clock_timestamp() end, $6)
      on conflict (name) do update set every_ms = excluded.every_ms, last_run_at = excluded.last_run_at,
        last_duration_ms = excluded.last_duration_ms, done = p.done + excluded.done,
        backlog = coalesce(excluded.backlog, p.backlog),
        failures = case when excluded.failures = 0 then 0 else p.failures + 1 end,
        failing_since = case when excluded.failures > 0 then coalesce(p.failing_since, excluded.failing_since) end,
        failed_at = coalesce(excluded.failed_at, p.failed_at), error = coalesce(excluded.error, p.error)`,
    values: [beat.name, beat.everyMs, beat.durationMs, beat.done, beat.backlog ?? null, beat.error ?? null],
  })
}

/** All pulses that have ever beaten, by name. */
export async function selectPulses(db: Queryable): Promise<PulseRow[]> {
  const { rows } = await db.query<PulseRow>({
    name: 'select-pulses',
    text: `select ${COLUMNS} from pulses order by name`,
  })
  return rows
}

/** How long ago each pulse ran, and how often it failed since. */
export async function selectPulseAges(
  db: Queryable,
): Promise<(Pick<PulseRow, 'name' | 'failures'> & { age: number })[]> {
  const { rows } = await db.query<Pick<PulseRow, 'name' | 'failures'> & { age: number }>({
    name: 'pulse-ages',
    text: `select name, failures, extract(epoch from clock_timestamp() - last_run_at)::float8 as age
      from pulses order by name`,
  })
  return rows
}

/** Where a pulse that goes round is. */
export async function selectPulseState(db: Queryable, name: string): Promise<unknown> {
  const { rows } = await db.query<Pick<PulseRow, 'state'>>({
    name: 'pulse-state',
    text: 'select state from pulses where name = $1',
    values: [name],
  })
  return rows[0]?.state ?? undefined
}

export async function savePulseState(db: Queryable, name: string, state: object): Promise<void> {
  await db.query({
    name: 'save-pulse-state',
    text: 'update pulses set state = $2 where name = $1',
    values: [name, state],
  })
}
