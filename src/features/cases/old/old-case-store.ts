import type { Queryable } from '../../../database/queryable.js'
import { columnsOf, insertRows, listed, type RowOf, type WrittenRow } from '../../../database/rows.js'
import type { EventRow } from '../../../events/make-event.js'
import type { Instant } from '../../../shared/time.js'
import { BOOK_REVISION } from '../../deadlines/calendar-cache.js'
import { caseClocks } from '../../deadlines/deadline-tables.js'
import { caseForms, caseMaterials, caseParties, cases } from '../case-tables.js'
import type { CaseWrite } from '../case-writes.js'
import { oldCases } from './old-case-tables.js'

export interface OldKey {
  number: string
  system: string
}

export type OldCaseRow = Pick<
  RowOf<typeof oldCases>,
  'number' | 'system' | 'organisation_code' | 'line_index'
>

/** Which of these cases of earlier systems are here. One query. */
export async function selectOldCases(db: Queryable, keys: readonly OldKey[]): Promise<OldCaseRow[]> {
  const { rows } = await db.query<OldCaseRow>({
    name: 'old-cases',
    text: `select o.number, o.system, o.organisation_code, o.line_index from old_cases o
      join unnest($1::text[], $2::text[]) k(number, system) on k.number = o.number and k.system = o.system`,
    values: [keys.map(({ number }) => number), keys.map(({ system }) => system)],
  })
  return rows
}

/** The database's instant, the revision of the calendars and so many serial numbers. One query. */
export async function readForOldCases(
  db: Queryable,
  count: number,
): Promise<{ now: Instant; calendar_revision: number; serials: number[] }> {
  const { rows } = await db.query<{ now: Instant; calendar_revision: number; serials: number[] }>({
    name: 'read-for-old-cases',
    text: `select app_now() as now, (${BOOK_REVISION}) as calendar_revision,
      (select json_agg(nextval('case_serial')) from generate_series(1, $1)) as serials`,
    values: [count],
  })
  const [row] = rows
  if (row === undefined) throw new Error('the read for old cases gives one row')
  return row
}

/** What cases of an earlier system become, as rows. */
export interface OldCaseWrite extends Pick<CaseWrite, 'parties' | 'materials' | 'clocks'> {
  cases: CaseWrite['case'][]
  forms: NonNullable<CaseWrite['form']>[]
  events: EventRow[]
  known: WrittenRow<typeof oldCases>[]
}

const CASE_COLUMNS = columnsOf(cases)
const EVENT_COLUMNS = [
  'case_id',
  'version',
  'event_id',
  'type',
  'subject_kind',
  'occurred_at',
  'actor',
  'divisions',
  'organs',
  'document',
  'salt',
  'remarks',
] as const

const INSERT = `
with known as (${insertRows(oldCases, '$1')}),
written as (
  insert into cases (${CASE_COLUMNS.join(', ')}) select ${listed(CASE_COLUMNS, 'r')}
  from jsonb_populate_recordset(null::cases, $2) r),
parties as (${insertRows(caseParties, '$3')}),
materials as (${insertRows(caseMaterials, '$4')}),
clocks as (${insertRows(caseClocks, '$5')}),
forms as (${insertRows(caseForms, '$6')}),
events as (
  insert into case_events (${EVENT_COLUMNS.join(', ')}) select ${listed(EVENT_COLUMNS, 'r')}
  from jsonb_populate_recordset(null::case_events, $7) r returning event_no, case_id, event_id)
insert into outbox (event_no, case_id, event_id) select event_no, case_id, event_id from events`

/** Writes cases of an earlier system with parties, limits and events: one statement, however many they are. */
export async function insertOldCases(db: Queryable, write: OldCaseWrite): Promise<void> {
  const { known, cases: rows, parties, materials, clocks, forms, events } = write
  await db.query({
    name: 'insert-old-cases',
    text: INSERT,
    values: [known, rows, parties, materials, clocks, forms, events].map((part) => JSON.stringify(part)),
  })
}
