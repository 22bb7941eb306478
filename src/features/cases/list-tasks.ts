import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RowOf } from '../../database/rows.js'
import { binder } from '../../database/statement.js'
import type { Deps } from '../../deps.js'
import { decodeCursor, page } from '../../http/cursors.js'
import type { Caller } from '../../shared/caller.js'
import type { cases, caseTasks } from './case-tables.js'
import { taskCondition, visibleCondition } from './case-visibility.js'

type TaskRow = Pick<
  RowOf<typeof caseTasks>,
  'task_id' | 'kind' | 'step' | 'phase' | 'opened_at' | 'assignee'
> &
  Pick<RowOf<typeof cases>, 'case_no' | 'item_name' | 'due_on' | 'lamp'>

interface TaskQuery {
  phase?: 'review' | 'decide'
  cursor?: string
  limit?: number
  count?: boolean
}

/** A page of open steps, oldest first: of the own organ's cases, and the questions asked of it. One query. */
export async function listTasks(
  deps: Deps,
  request: FastifyRequest<{ Querystring: TaskQuery }>,
  reply: FastifyReply,
  caller: Caller,
) {
  const { query } = request
  const { limit = 20, phase } = query
  const { bound, bind } = binder()
  const parts = ['t.closed_at is null', visibleCondition(caller, bind), taskCondition(caller, bind)]
  if (phase !== undefined) parts.push(`t.phase = ${bind(phase)}`)
  const after = decodeCursor<{ openedAt: string; id: string }>(deps.cursorKey, request)
  if (after !== undefined)
    parts.push(`(t.opened_at, t.task_id) > (${bind(after.openedAt)}, ${bind(after.id)})`)
  const { rows } = await deps.pool.query<TaskRow>({
    text: `select t.task_id, c.case_no, c.item_name, t.kind, t.step, t.phase, t.opened_at, c.due_on, c.lamp, t.assignee
      from case_tasks t join cases c on c.id = t.case_id
      where ${parts.join(' and ')} order by t.opened_at, t.task_id limit ${limit + 1}`,
    values: bound,
  })
  return page(request, reply, {
    rows,
    limit,
    key: deps.cursorKey,
    positionOf: (row) => ({ openedAt: row.opened_at, id: row.task_id }),
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
  })
}
