import type { FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Statement } from '../../database/statement.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, filtersOf, page } from '../../http/cursors.js'
import type { Caller } from '../../shared/caller.js'
import type { cases, caseTasks } from './case-tables.js'
import {
  type TaskFilters,
  type TaskOrder,
  type TaskPosition,
  taskCountStatement,
  taskStatement,
} from './task-statement.js'

type TaskRow = Pick<
  RowOf<typeof caseTasks>,
  'task_id' | 'kind' | 'step' | 'phase' | 'opened_at' | 'assignee'
> &
  Pick<RowOf<typeof cases>, 'case_no' | 'item_name' | 'due_on' | 'lamp'>

interface TaskQuery extends TaskFilters {
  sort?: TaskOrder
  cursor?: string
  limit?: number
  count?: boolean
}

const COUNT_CAP = 10_000
const COLUMNS =
  't.task_id, c.case_no, c.item_name, t.kind, t.step, t.phase, t.opened_at, c.due_on, c.lamp, t.assignee'

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
  const statement = taskStatement(caller, { filters, order }, { after, limit: limit + 1, columns: COLUMNS })
  const rows = await read<TaskRow>(deps.pool, 'list-tasks', statement)
  const counting = count ? taskCountStatement(caller, { filters, order }, COUNT_CAP) : undefined
  const [counted] = await read<{ count: number }>(deps.pool, 'count-tasks', counting)
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
      itemName: row.item_name,
      kind: row.kind,
      step: row.step,
      phase: row.phase,
      openedAt: row.opened_at,
      ...(row.due_on === null ? {} : { due: row.due_on }),
      lamp: row.lamp,
      ...(row.assignee === null ? {} : { assignee: row.assignee }),
    }),
    ...(count ? { count: counted?.count ?? 0 } : {}),
  })
}

async function read<R extends pg.QueryResultRow>(
  db: Queryable,
  kind: string,
  statement: Statement | undefined,
): Promise<R[]> {
  if (statement === undefined) return []
  const { rows } = await db.query<R>(prepared(kind, statement.text, statement.values))
  return rows
}
