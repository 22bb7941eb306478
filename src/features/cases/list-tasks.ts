import type { FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Statement } from '../../database/statement.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, filtersOf, page } from '../../http/cursors.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import type { openTasks } from './case-listing-tables.js'
import {
  holdersFor,
  type TaskFilters,
  type TaskOrder,
  type TaskPosition,
  taskCountStatement,
  taskStatement,
} from './task-statement.js'

export type TaskRow = Pick<
  RowOf<typeof openTasks>,
  | 'task_id'
  | 'case_no'
  | 'item_code'
  | 'item_name'
  | 'organisation_code'
  | 'asked'
  | 'window_id'
  | 'kind'
  | 'step'
  | 'phase'
  | 'opened_at'
  | 'due_on'
  | 'lamp'
  | 'assignee'
  | 'reminders'
  | 'reminded_at'
  | 'urges'
>

interface TaskQuery extends TaskFilters {
  sort?: TaskOrder
  cursor?: string
  limit?: number
  count?: boolean
}

const COUNT_CAP = 10_000
export const TASK_COLUMNS = `o.task_id, o.case_no, o.item_code, o.item_name, o.organisation_code, o.asked, o.window_id, o.kind, o.step,
  o.phase, o.opened_at, o.due_on, o.lamp, o.assignee, o.reminders, o.reminded_at, o.urges`

/** A page of open steps: of the own organ's cases, and the questions asked of it. One query, two with ?count=true. */
export async function listTasks(
  deps: Deps,
  request: FastifyRequest<{ Querystring: TaskQuery }>,
  reply: FastifyReply,
  caller: Caller,
) {
  const { query } = request
  const { limit = 20, count = false } = query
  const { sort: order = 'opened', ...filters } = filtersOf(query)
  const after = decodeCursor<TaskPosition>(deps.cursorKey, request)
  const statement = taskStatement(
    caller,
    { filters, order },
    { after, limit: limit + 1, columns: TASK_COLUMNS },
  )
  const rows = await read<TaskRow>(deps.pool, 'list-tasks', statement)
  const counting = count ? taskCountStatement(caller, { filters, order }, COUNT_CAP) : undefined
  const [counted] = await read<{ count: number }>(deps.pool, 'count-tasks', counting)
  const own = [caller.staffNo, subjectOf(caller)]
  const holders = holdersFor(caller)
  return page(request, reply, {
    rows,
    limit,
    key: deps.cursorKey,
    positionOf: (row): TaskPosition => ({
      openedAt: row.opened_at,
      id: row.task_id,
      ...(order === 'due' && row.due_on !== null ? { dueOn: row.due_on } : {}),
    }),
    view: (row) => ({
      taskId: row.task_id,
      caseNo: row.case_no,
      itemCode: row.item_code,
      itemName: row.item_name,
      organisation: row.asked ?? row.organisation_code,
      ...(row.window_id === null ? {} : { windowId: row.window_id }),
      kind: row.kind,
      step: row.step,
      phase: row.phase,
      openedAt: row.opened_at,
      ...(row.due_on === null ? {} : { due: row.due_on }),
      lamp: row.lamp,
      ...(row.assignee === null ? {} : heldAs(row.assignee, own, holders)),
      ...askedAfter(row),
    }),
    ...(count ? { count: counted?.count ?? 0 } : {}),
  })
}

/** Whose the task is: the caller's, or that of somebody who is away and has the caller for a deputy. */
function heldAs(assignee: string, own: readonly (string | undefined)[], holders: readonly string[]) {
  const mine = own.includes(assignee)
  return { assignee, mine, ...(!mine && holders.includes(assignee) ? { deputyFor: assignee } : {}) }
}

/** How often it was asked after and is not answered yet (催办): by the own side, and by the applicant or lead. */
function askedAfter({ reminders, reminded_at: remindedAt, urges }: TaskRow) {
  return {
    ...(reminders === 0 || remindedAt === null ? {} : { reminders, remindedAt }),
    ...(urges === 0 ? {} : { urges }),
  }
}

export async function read<R extends pg.QueryResultRow>(
  db: Queryable,
  kind: string,
  statement: Statement | undefined,
): Promise<R[]> {
  if (statement === undefined) return []
  const { rows } = await db.query<R>(prepared(kind, statement.text, statement.values))
  return rows
}
