import type { FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Statement } from '../../database/statement.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, filtersOf, page } from '../../http/cursors.js'
import { type Caller, subjectOf } from '../../shared/caller.js'
import type { Reminder } from '../workflow/case-state.js'
import type { cases, caseTasks } from './case-tables.js'
import {
  holdersFor,
  type TaskFilters,
  type TaskOrder,
  type TaskPosition,
  taskCountStatement,
  taskStatement,
} from './task-statement.js'

export interface TaskRow
  extends Pick<RowOf<typeof caseTasks>, 'task_id' | 'kind' | 'step' | 'phase' | 'opened_at' | 'assignee'>,
    Pick<
      RowOf<typeof cases>,
      'case_no' | 'item_code' | 'item_name' | 'organisation_code' | 'window_id' | 'due_on' | 'lamp'
    > {
  asked: string | null
  reminders: Reminder[] | null
  urges: { seenAt?: string; answeredAt?: string }[] | null
}

interface TaskQuery extends TaskFilters {
  sort?: TaskOrder
  cursor?: string
  limit?: number
  count?: boolean
}

const COUNT_CAP = 10_000
export const TASK_COLUMNS = `t.task_id, c.case_no, c.item_code, c.item_name, c.organisation_code, c.window_id, t.kind, t.step, t.phase, t.opened_at,
  c.due_on, c.lamp, t.assignee, t.state->>'organisation' as asked, t.state->'reminders' as reminders, c.facts->'urges' as urges`

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
function askedAfter({ reminders, urges }: Pick<TaskRow, 'reminders' | 'urges'>) {
  const open = (urges ?? []).filter(({ answeredAt }) => answeredAt === undefined).length
  const last = reminders?.at(-1)
  return {
    ...(reminders === null || last === undefined ? {} : { reminders: reminders.length, remindedAt: last.at }),
    ...(open === 0 ? {} : { urges: open }),
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
