import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import type { ExitState } from './exit.js'
import { exits } from './exit-tables.js'

const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

export interface ExitRow extends RowOf<typeof exits> {
  state: ExitState
  /** The legal date of the database. */
  today: string
  /** Days that it has lain there, or lay. */
  days: number
}

const EXITS = `select ${listed(columnsOf(exits), 'e')}, ${TODAY} as today,
  coalesce(e.left_on, ${TODAY}) - e.arrived_on as days from exits e`

export async function selectExit(db: Queryable, id: string, lock = false): Promise<ExitRow | undefined> {
  const { rows } = await db.query<ExitRow>({
    name: lock ? 'lock-exit' : 'select-exit',
    text: `${EXITS} where e.id = $1${lock ? ' for update of e' : ''}`,
    values: [id],
  })
  return rows[0]
}

export interface ExitFilters {
  window?: string | undefined
  organisation?: string | undefined
  state?: string | undefined
  caseNo?: string | undefined
  pickUpNo?: string | undefined
  waitingDays?: number | undefined
}

/** A page of results at desks within reach, the latest first. One query. */
export async function selectExits(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: ExitFilters,
  before: string | undefined,
  limit: number,
): Promise<ExitRow[]> {
  const { rows } = await db.query<ExitRow>({
    name: 'select-exits',
    text: `${EXITS}
      where (e.organs && $1::text[] or e.divisions && $2::text[])
        and ($3::uuid is null or e.window_id = $3)
        and ($4::text is null or e.organisation_code = $4)
        and ($5::text is null or e.state = $5)
        and ($6::text is null or e.case_no = $6)
        and ($7::text is null or e.pick_up_no = $7)
        and ($8::int is null or (e.state = 'ON_SHELF' and e.arrived_on <= ${TODAY} - $8::int))
        and ($9::uuid is null or e.id < $9)
      order by e.id desc limit $10`,
    values: [
      organs,
      divisions,
      filters.window ?? null,
      filters.organisation ?? null,
      filters.state ?? null,
      filters.caseNo ?? null,
      filters.pickUpNo ?? null,
      filters.waitingDays ?? null,
      before ?? null,
      limit,
    ],
  })
  return rows
}

/** The next number of a desk today; who asks at the same time waits until this one is written. */
export async function nextSerial(db: Queryable, windowId: string): Promise<number> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('exit ' || $1, 0))`, [windowId])
  const { rows } = await db.query<{ serial: number }>({
    name: 'next-exit-serial',
    text: `select coalesce(max(serial), 0) + 1 as serial from exits where window_id = $1 and arrived_on = ${TODAY}`,
    values: [windowId],
  })
  return rows[0]?.serial ?? 1
}

const LEFT = [
  'left_on',
  'proven_on',
  'received_as',
  'by_mandate',
  'id_type',
  'id_number_masked',
  'signed',
] as const
type Left = (typeof LEFT)[number] | 'version' | 'created_at'
export type NewExit = WrittenRow<typeof exits, Left>

export async function insertExit(db: Queryable, exit: NewExit): Promise<void> {
  const columns = columnsOf(exits, ...LEFT, 'version', 'created_at')
  await db.query({
    name: 'insert-exit',
    text: `insert into exits (${columns.join(', ')}, created_at)
      select ${listed(columns, 'r')}, app_now() from jsonb_populate_record(null::exits, $1) r`,
    values: [JSON.stringify(exit)],
  })
}

/** What was posted from a desk, and came back by another door before such was followed: it is there no more. */
export async function settlePosted(db: Queryable, caseId: string): Promise<void> {
  await db.query({
    name: 'settle-posted-exits',
    text: `update exits set state = 'GIVEN_BACK', version = version + 1 where case_id = $1 and state = 'POSTED'`,
    values: [caseId],
  })
}

/**
 * What became of what a desk posted or handed out, as it was told elsewhere than there; it left on its day, also where it was
 * told to have come back meanwhile. One posted by an earlier release does not say from which desk: it is the one of that day.
 */
export async function settleLetter(
  db: Queryable,
  { caseNo, exitId, postedOn }: { caseNo: string; exitId: string | undefined; postedOn: string },
  { state, provenOn, by, staffNo }: Pick<ExitChange, 'state' | 'provenOn' | 'by' | 'staffNo'>,
): Promise<void> {
  await db.query({
    name: 'settle-letter',
    text: `update exits set state = $4, proven_on = $5, left_on = $3, done_by = $6, done_staff_no = $7, version = version + 1
      where case_no = $1
        and case when $2::uuid is null then state in ('POSTED', 'DELIVERED') and left_on = $3 else id = $2 end`,
    values: [caseNo, exitId ?? null, postedOn, state, provenOn ?? null, by, staffNo ?? null],
  })
}

/** What became of a locked one; what is not told stays, but for when it left: back on the shelf it has not. */
export interface ExitChange {
  state: ExitState
  place?: string
  provenOn?: string
  /** Absent: as it stands; leaving the shelf, today. */
  leftOn?: string
  receivedAs?: string
  byMandate?: boolean
  idType?: string
  idNumberMasked?: string
  signed?: string
  by: string
  staffNo: string | undefined
}

/** Who took it away: back on the shelf nobody has. */
const TAKEN = (told: string, column: string) =>
  `case when $2 = 'ON_SHELF' then null else coalesce(${told}, ${column}) end`

export async function updateExit(db: Queryable, id: string, after: ExitChange): Promise<void> {
  await db.query({
    name: 'update-exit',
    text: `update exits set state = $2, place = coalesce($3, place),
        left_on = case when $2 = 'ON_SHELF' then null when $12::date is not null then $12 when state = 'ON_SHELF' then ${TODAY} else left_on end,
        proven_on = case when $2 = 'ON_SHELF' then null else coalesce($4, proven_on) end, received_as = ${TAKEN('$5', 'received_as')},
        by_mandate = ${TAKEN('$6', 'by_mandate')}, id_type = ${TAKEN('$7', 'id_type')},
        id_number_masked = ${TAKEN('$8', 'id_number_masked')}, signed = ${TAKEN('$9', 'signed')},
        done_by = $10, done_staff_no = $11, version = version + 1
      where id = $1`,
    values: [
      id,
      after.state,
      after.place ?? null,
      after.provenOn ?? null,
      after.receivedAs ?? null,
      after.byMandate ?? null,
      after.idType ?? null,
      after.idNumberMasked ?? null,
      after.signed ?? null,
      after.by,
      after.staffNo ?? null,
      after.leftOn ?? null,
    ],
  })
}
