import type { Queryable } from '../../database/queryable.js'
import { columnsOf, listed } from '../../database/rows.js'
import type { Instant } from '../../shared/time.js'
import type { AlertRow } from './alert-store.js'
import { alerts } from './deadline-tables.js'
import type { RaisedMeasures } from './measures.js'

const COLUMNS = listed(columnsOf(alerts), 'a')

/** Takes alerts that are open and go further now; whoever else does, leaves these. */
export async function claimEscalations(
  db: Queryable,
  limit: number,
): Promise<(Pick<AlertRow, 'case_id' | 'alert_id' | 'measures'> & { now: Instant })[]> {
  const { rows } = await db.query<Pick<AlertRow, 'case_id' | 'alert_id' | 'measures'> & { now: Instant }>({
    name: 'claim-escalations',
    text: `select case_id, alert_id, measures, app_now() as now from alerts
      where escalate_at is not null and status = 'OPEN' and escalate_at <= app_now()
      order by escalate_at limit $1 for update skip locked`,
    values: [limit],
  })
  return rows
}

export interface EscalationWrite extends Pick<AlertRow, 'case_id' | 'alert_id'> {
  measures: RaisedMeasures
  escalate_at: Instant | null
  /** Who is told, for the history. */
  to: string
}

/** Writes that alerts went further, and when they do next. */
export async function saveEscalations(db: Queryable, rows: readonly EscalationWrite[]): Promise<AlertRow[]> {
  if (rows.length === 0) return []
  const { rows: saved } = await db.query<AlertRow>({
    name: 'save-escalations',
    text: `update alerts a set measures = r.measures, escalate_at = r.escalate_at, version = a.version + 1,
        history = a.history || jsonb_build_object('at', to_char(app_now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          'by', 'system', 'action', 'escalate', 'text', r."to")
      from jsonb_to_recordset($1::jsonb) as r(case_id uuid, alert_id uuid, measures jsonb, escalate_at timestamptz, "to" text)
      where a.case_id = r.case_id and a.alert_id = r.alert_id and a.status = 'OPEN' returning ${COLUMNS}`,
    values: [JSON.stringify(rows)],
  })
  return saved
}
