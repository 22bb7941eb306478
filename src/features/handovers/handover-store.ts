import type { Queryable } from '../../database/queryable.js'
import { columnsOf, insertRows, listed, type RowOf, type WrittenRow } from '../../database/rows.js'
import type { Reach } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import type { HandedCaseStatus, HandoverStatus, SheetState } from './handover.js'
import { handoverCases, handoverSheets, handovers } from './handover-tables.js'

interface SheetRow extends SheetState {
  answeredBy?: string
  answeredStaffNo?: string
  answeredAt?: string
}

/** A list with its cases and sheets, and the day by the service's clock. */
export interface HandoverRow extends RowOf<typeof handovers> {
  status: HandoverStatus
  cases: { caseNo: string; status: HandedCaseStatus }[]
  sheets: SheetRow[]
  today: LegalDate
  /** Who goes on with the receiving organ today (承继机构). */
  to_living: string | null
}

const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`
const INSTANT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const HANDOVERS = `select ${listed(columnsOf(handovers), 'h')}, ${TODAY} as today,
    (select coalesce(o.successor_code, o.code) from organisations o where o.code = h.to_organisation) as to_living,
    (select jsonb_agg(jsonb_build_object('caseNo', c.case_no, 'status', c.status) order by c.case_no)
      from handover_cases c where c.handover_id = h.id) as cases,
    coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('caseNo', c.case_no, 'materialCode', s.material_code,
        'count', s.count, 'received', s.received, 'refused', s.refused, 'lost', s.lost, 'reason', s.reason,
        'answeredBy', s.answered_by, 'answeredStaffNo', s.answered_staff_no,
        'answeredAt', ${INSTANT('s.answered_at')})) order by c.case_no, s.material_code)
      from handover_sheets s join handover_cases c on c.case_id = s.case_id and c.handover_id = s.handover_id
      where s.handover_id = h.id), '[]'::jsonb) as sheets
  from handovers h`

export async function selectHandover(
  db: Queryable,
  id: string,
  lock = false,
): Promise<HandoverRow | undefined> {
  // Locked by a statement of its own: what stands beside the list is then read as the one before left it.
  if (lock) await db.query('select from handovers where id = $1 for update', [id])
  const { rows } = await db.query<HandoverRow>(`${HANDOVERS} where h.id = $1`, [id])
  return rows[0]
}

export interface HandoverFilters {
  /** A window or an organ. */
  from?: string | undefined
  to?: string | undefined
  status?: string | undefined
  caseNo?: string | undefined
  overdue?: boolean | undefined
}

/** A page of lists from or to organs within reach, the latest first. One query. */
export async function selectHandovers(
  db: Queryable,
  { organs, divisions }: Reach,
  filters: HandoverFilters,
  before: string | undefined,
  limit: number,
): Promise<HandoverRow[]> {
  const { rows } = await db.query<HandoverRow>({
    name: 'select-handovers',
    text: `${HANDOVERS}
      where (h.from_organs && $1::text[] or h.to_organs && $1::text[] or h.from_divisions && $2::text[] or h.to_divisions && $2::text[])
        and ($3::text is null or $3 = h.from_window::text or $3 = any(h.from_organs))
        and ($4::text is null or $4 = h.to_window::text or $4 = any(h.to_organs))
        and ($5::text is null or h.status = $5)
        and ($6::text is null or exists (select from handover_cases c where c.handover_id = h.id and c.case_no = $6))
        and ($7::boolean is null or $7 = (h.status = 'ON_THE_WAY' and h.due_on < ${TODAY}))
        and ($8::uuid is null or h.id < $8)
      order by h.id desc limit $9`,
    values: [
      organs,
      divisions,
      filters.from ?? null,
      filters.to ?? null,
      filters.status ?? null,
      filters.caseNo ?? null,
      filters.overdue ?? null,
      before ?? null,
      limit,
    ],
  })
  return rows
}

/** What earlier lists say of some cases: on the way still, and which papers the organ has received. */
export interface EarlierRow extends Pick<RowOf<typeof handoverCases>, 'case_id'> {
  on_the_way: boolean
  received: { materialCode: string; at: string }[]
}

export async function selectEarlier(db: Queryable, caseIds: readonly string[]): Promise<EarlierRow[]> {
  const { rows } = await db.query<EarlierRow>({
    name: 'earlier-handovers',
    text: `select c.case_id, bool_or(c.status = 'ON_THE_WAY') as on_the_way,
        coalesce(jsonb_agg(jsonb_build_object('materialCode', s.material_code, 'at', ${INSTANT('s.answered_at')}))
          filter (where s.received > 0), '[]'::jsonb) as received
      from handover_cases c left join handover_sheets s on s.case_id = c.case_id and s.handover_id = c.handover_id
      where c.case_id = any($1::uuid[]) group by c.case_id`,
    values: [caseIds],
  })
  return rows
}

export interface NewHandover {
  list: WrittenRow<typeof handovers, 'given_at' | 'finished_at' | 'version'>
  cases: WrittenRow<typeof handoverCases>[]
  sheets: Pick<WrittenRow<typeof handoverSheets>, 'case_id' | 'handover_id' | 'material_code' | 'count'>[]
}

/** Writes a list with its cases and sheets: one statement. */
export async function insertHandover(db: Queryable, { list, cases, sheets }: NewHandover): Promise<void> {
  const columns = columnsOf(handovers, 'given_at', 'finished_at', 'version')
  await db.query({
    name: 'insert-handover',
    text: `with list as (
        insert into handovers (${columns.join(', ')}, given_at)
        select ${listed(columns, 'r')}, app_now() from jsonb_populate_record(null::handovers, $1) r returning id),
      cases as (${insertRows(handoverCases, '$2', { from: 'list' })})
      ${insertRows(handoverSheets, '$3', { from: 'list' })}`,
    values: [JSON.stringify(list), JSON.stringify(cases), JSON.stringify(sheets)],
  })
}

export interface AnsweredRow {
  caseNo: string
  materialCode: string
  received: number
  refused: number
  lost: number
  reason?: string | undefined
}

/** What became of sheets and cases of a locked list, who signed for it, and what the list is now: one statement. */
export async function updateHandover(
  db: Queryable,
  id: string,
  after: {
    status: HandoverStatus
    cases: readonly { caseNo: string; status: HandedCaseStatus }[]
    sheets: readonly AnsweredRow[]
    by: string
    staffNo: string | undefined
  },
): Promise<void> {
  await db.query({
    name: 'update-handover',
    text: `with cases as (
        update handover_cases c set status = r.status
        from jsonb_to_recordset($2::jsonb) as r("caseNo" text, status text)
        where c.handover_id = $1 and c.case_no = r."caseNo"),
      sheets as (
        update handover_sheets s set received = r.received, refused = r.refused, lost = r.lost, reason = r.reason,
          answered_by = $4, answered_staff_no = $5, answered_at = app_now()
        from jsonb_to_recordset($3::jsonb) as r("caseNo" text, "materialCode" text, received int, refused int, lost int, reason text)
          join handover_cases c on c.handover_id = $1 and c.case_no = r."caseNo"
        where s.handover_id = $1 and s.case_id = c.case_id and s.material_code = r."materialCode")
      update handovers h set status = $6, version = h.version + 1,
        finished_at = case when $6 = 'ON_THE_WAY' then null else app_now() end
      where h.id = $1`,
    values: [
      id,
      JSON.stringify(after.cases),
      JSON.stringify(after.sheets),
      after.by,
      after.staffNo ?? null,
      after.status,
    ],
  })
}

/** A list as what two clocks belong to: one of who gave it, one of who waits for it. */
export type ClockedRow = Pick<
  RowOf<typeof handovers>,
  | 'id'
  | 'receiver_subject'
  | 'from_window'
  | 'from_organisation'
  | 'to_window'
  | 'to_organisation'
  | 'from_organs'
  | 'to_organs'
  | 'from_divisions'
  | 'to_divisions'
  | 'status'
  | 'due_on'
  | 'given_by'
  | 'version'
> & { cases: string[] }

/** Of some clocks' subjects the lists; with `lock` they wait for whoever answers them. */
export async function selectClocked(
  db: Queryable,
  ids: readonly string[],
  lock = false,
): Promise<ClockedRow[]> {
  const { rows } = await db.query<ClockedRow>(
    `select h.id, h.receiver_subject, h.from_window, h.from_organisation, h.to_window, h.to_organisation, h.from_organs,
        h.to_organs, h.from_divisions, h.to_divisions, h.status, h.due_on, h.given_by, h.version,
        array(select c.case_no from handover_cases c where c.handover_id = h.id order by c.case_no) as cases
      from handovers h where h.id = any($1::uuid[]) or h.receiver_subject = any($1::uuid[])
      order by h.id${lock ? ' for update of h' : ''}`,
    [ids],
  )
  return rows
}

/** The day on which lists should arrive, after the calendar moved it; raises their versions, and gives them. */
export async function moveDueDays(
  db: Queryable,
  moved: readonly { id: string; dueOn: LegalDate }[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<Pick<RowOf<typeof handovers>, 'id' | 'version'>>(
    `update handovers h set due_on = r."dueOn", version = h.version + 1
      from jsonb_to_recordset($1::jsonb) as r(id uuid, "dueOn" date) where h.id = r.id returning h.id, h.version`,
    [JSON.stringify(moved)],
  )
  return new Map(rows.map(({ id, version }) => [id, version]))
}
