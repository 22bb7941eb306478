import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { ifMatch, sendRendered, sendResource } from '../../../http/etag.js'
import { idempotencyScope, sendAnswer } from '../../../http/idempotency.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import { guarded, repeatable, Strict, Uuid } from '../../../http/schemas.js'
import type { Role } from '../../../shared/roles.js'
import { answerTask, readTask } from './answer-task.js'
import { countTasks } from './count-tasks.js'
import { OWN_LISTS } from './own-lists.js'
import type { TaskCommand } from './task-act.js'
import { taskCalendar } from './task-calendar.js'
import { EXAMPLE_TASKS } from './task-examples.js'
import { AssignBody, RemindBody, TaskCounts, TaskDetail } from './task-schemas.js'

interface Door {
  path: string
  operationId: TaskCommand['action']
  summary: string
  description: string
  roles: readonly Role[]
  body?: TSchema
}

const ANY_VERSION =
  ' If-Match may be left out; the ETag is that of the task or of its case, which have one version.'

const DOORS: readonly Door[] = [
  {
    path: 'claim',
    operationId: 'claimTask',
    summary: '领取任务 · Claim a task',
    description: `Whoever may do the step takes it (领取): from then on it is theirs, and others get 409 TASK_HELD with who holds it. Nothing needs a claim unless the procedure says so (\`claim\` of the step).${ANY_VERSION}`,
    roles: ['reviewer', 'approver'],
  },
  {
    path: 'release',
    operationId: 'releaseTask',
    summary: '放回任务 · Give a task back',
    description: `Who holds a task, the deputy of who is away, or the lead gives it back (放回): nobody holds it then.${ANY_VERSION}`,
    roles: ['reviewer', 'approver', 'lead'],
  },
  {
    path: 'assign',
    operationId: 'assignTask',
    summary: '分派、改派任务 · Assign a task',
    description: `The lead of the organ gives a task to one of its staff, or to another than who holds it (分派、改派): to who may do the step by role, post and four-eyes, is no party of the case (回避), and is there; of who is away 422 names the deputy.${ANY_VERSION}`,
    roles: ['lead'],
    body: AssignBody,
  },
  {
    path: 'remind',
    operationId: 'remindTask',
    summary: '任务催办 · Ask after a task',
    description: `Somebody who deals with the case asks after an open task (催办), once in each interval of the procedure (\`remindHours\`): 409 ASKED_TOO_SOON with \`again\` before. Who holds it sees it in the work list.${ANY_VERSION}`,
    roles: ['clerk', 'reviewer', 'approver', 'lead'],
    body: RemindBody,
  },
]

const taskParam = (example: string) =>
  Strict({ id: Type.Unsafe<string>({ ...Uuid, description: 'Of the task (任务)', examples: [example] }) })

/** What is done with tasks beside doing them (领取、放回、分派、催办). */
export const taskRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/tasks/:id',
    {
      config: { policy: { roles: ['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'supervisor'] } },
      schema: {
        operationId: 'readTask',
        tags: ['Cases'],
        summary: '任务详情 · One task',
        description:
          'A task (任务) with who holds it, whether the caller may do it, and who asked after it; open or done. For staff who see its case.',
        params: taskParam(EXAMPLE_TASKS.readTask),
        response: { 200: TaskDetail },
      },
    },
    async (request, reply) => {
      const { version, view } = await readTask(
        deps,
        callerOf(request),
        request.params.id,
        requestLanguage(request),
      )
      return sendResource(request, reply, version, view)
    },
  )

  app.get(
    '/v1/tasks/counts',
    {
      config: { policy: { roles: ['reviewer', 'approver', 'lead', 'supervisor'], instead: OWN_LISTS } },
      schema: {
        operationId: 'countTasks',
        tags: ['Cases'],
        summary: '待办统计 · How many open tasks',
        description:
          'The caller’s open tasks in numbers (待办统计): mine, unassigned, overdue, by lamp, step and organ. A number stops at `most`: nobody reads further, and a city’s million is not counted.',
        response: { 200: TaskCounts },
      },
    },
    async (request) => countTasks(deps, callerOf(request)),
  )

  app.get(
    '/v1/tasks/calendar',
    {
      config: { policy: { roles: ['reviewer', 'approver', 'lead'], instead: OWN_LISTS } },
      schema: {
        operationId: 'readTaskCalendar',
        tags: ['Cases'],
        summary: '待办期限日历 · Due days of my tasks, as a calendar',
        description:
          'The due days of the tasks that the caller holds or stands in for (待办期限日历), the first 500, as iCalendar (RFC 5545) to subscribe to with the token in the header: item, step and number of the case, and nothing of who applied.',
        response: {
          200: {
            description: 'A calendar of whole days',
            content: { 'text/calendar': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) =>
      sendRendered(
        request,
        reply,
        await taskCalendar(deps, callerOf(request), requestLanguage(request)),
        'text/calendar',
      ),
  )

  for (const { path, operationId, summary, description, roles, body } of DOORS)
    app.post(
      `/v1/tasks/:id/${path}`,
      {
        config: { policy: { roles } },
        // Nobody has to say anything.
        preValidation: async (request) => {
          if (body === RemindBody) request.body ??= {}
        },
        schema: {
          operationId,
          tags: ['Cases'],
          summary,
          description,
          params: taskParam(EXAMPLE_TASKS[operationId]),
          headers: Type.Object({ ...guarded, ...repeatable }),
          ...(body === undefined ? {} : { body }),
          response: { 200: TaskDetail },
        },
      },
      async (request, reply) => act(deps, request, reply, operationId),
    )
}

async function act(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  action: TaskCommand['action'],
): Promise<FastifyReply> {
  const caller = callerOf(request)
  const { id } = request.params as { id: string }
  const command = { ...(request.body as object | undefined), action, taskId: id } as TaskCommand
  const { answer, replayed } = await answerTask(deps, {
    caller,
    command,
    expected: ifMatch(request) ?? 'any',
    scope: idempotencyScope(request, caller),
    language: requestLanguage(request),
  })
  return sendAnswer(reply, answer, replayed)
}
