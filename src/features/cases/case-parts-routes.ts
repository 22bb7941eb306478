import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { requestLanguage } from '../../http/language.js'
import { callerKey } from '../../http/limits.js'
import { PICTURE, sendPicture } from '../../http/picture.js'
import { callerOf } from '../../http/policy.js'
import { caseNoParam, Instant, LegalDate, pageFields, Strict, strEnum } from '../../http/schemas.js'
import { countedTry } from '../../http/tries.js'
import { drawCase } from './case-diagram.js'
import { EXAMPLE_PROGRESS } from './case-examples.js'
import { caseFilterFields } from './case-filters.js'
import { ActionView, ElsewhereView, EventView, progressFields, WaitingView } from './case-parts-schemas.js'
import { CaseSummary } from './case-schemas.js'
import { CASE_READERS } from './case-visibility.js'
import { readClocks } from './explain-clocks.js'
import { ExplainedClock } from './explained-clock-schemas.js'
import { listTasks } from './list-tasks.js'
import { queryProgress } from './progress.js'
import { readActions, readCaseChildren, readEvents } from './read-case.js'
import { codeTries } from './speaker.js'
import { OWN_LISTS } from './tasks/own-lists.js'
import { TaskDetail } from './tasks/task-schemas.js'

const READERS = { policy: { roles: [...CASE_READERS, 'citizen', 'assistant'] } } as const

const listed = <T extends Parameters<typeof Type.Array>[0]>(item: T) => Strict({ data: Type.Array(item) })

/** What hangs on a case: actions, history, clocks; tasks; the public progress query. */
export const casePartsRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const caseGet = (operationId: string, summary: string, description: string) => ({
    operationId,
    tags: ['Cases'],
    summary,
    description,
    params: caseNoParam,
  })

  app.get(
    '/v1/cases/:caseNo/children',
    {
      config: READERS,
      schema: {
        ...caseGet(
          'listChildren',
          '一件事子件 · The cases of a bundle’s case',
          'One case for each member of the bundle that takes part (一件事子件), those that this caller sees, who issues before who needs it. Empty for a case that is no bundle’s.',
        ),
        response: { 200: listed(CaseSummary) },
      },
    },
    async (request) =>
      readCaseChildren(deps, callerOf(request), request.params.caseNo, requestLanguage(request)),
  )

  app.get(
    '/v1/cases/:caseNo/actions',
    {
      config: READERS,
      schema: {
        ...caseGet(
          'listActions',
          '当前可办动作 · What can be done now',
          'The actions that this caller can do now, the input of each as JSON Schema, and what would follow (操作前结果可预知); under `waiting` what would be possible and waits for a fee (未缴不办), with the payment code, or for its item to take something in again (事项停用).',
        ),
        response: {
          200: Strict({
            ...listed(ActionView).properties,
            waiting: Type.Optional(
              Type.Array(WaitingView, {
                description:
                  'What this caller could do, were the fees paid (未缴不办), or were the item of the draft in use (事项停用; without fees): `detail` says which; absent: nothing waits',
              }),
            ),
            elsewhere: Type.Optional(
              Type.Array(ElsewhereView, {
                description:
                  'What this caller does about the case at other doors: taking in or sending back what was forwarded (转报收件、退回转报), delivering a paper that nobody was handed (送达文书), putting right what was told of a delivery (更正送达登记); absent: nothing',
              }),
            ),
            tasks: Type.Optional(
              Type.Array(TaskDetail, {
                description: 'For staff: the open tasks, who holds each and who may do it (领取情况)',
              }),
            ),
          }),
        },
      },
    },
    async (request) => readActions(deps, callerOf(request), request.params.caseNo, requestLanguage(request)),
  )

  app.get(
    '/v1/cases/:caseNo/events',
    {
      config: READERS,
      schema: {
        ...caseGet(
          'listEvents',
          '办件过程 · What happened',
          'Every act in order (办件过程); nothing of it can be changed. Staff see its facts: which organ agreed, which days, which ground. What was written with it (办理意见) is for who handles the case, and for an asked organ its question and its own opinion; other staff get `***`, and `…/words` by right and purpose.',
        ),
        response: { 200: listed(EventView) },
      },
    },
    async (request) => readEvents(deps, callerOf(request), request.params.caseNo, requestLanguage(request)),
  )

  app.get(
    '/v1/cases/:caseNo/diagram',
    {
      config: READERS,
      schema: {
        ...caseGet(
          'drawCase',
          '办理流程图 · The procedure of the case as a diagram',
          'The steps of the procedure under which the case stands (办理流程图), with what was done and when, for staff by whom, and what is open: Mermaid text, or a picture where Accept asks for image/svg+xml.',
        ),
        response: PICTURE,
      },
    },
    async (request, reply) => {
      const drawing = await drawCase(deps, callerOf(request), request.params.caseNo, requestLanguage(request))
      return sendPicture(request, reply, drawing)
    },
  )

  app.get(
    '/v1/cases/:caseNo/clocks',
    {
      config: READERS,
      schema: {
        ...caseGet(
          'explainClocks',
          '时限逐日解释 · The clocks, day by day',
          'Every clock explained (时限解释): why it began, each day counted or not and why, what stood still by which basis, what was added, what is left, and when which lamp comes on; in the language that is asked for.',
        ),
        response: { 200: listed(ExplainedClock) },
      },
    },
    async (request) => readClocks(deps, callerOf(request), request.params.caseNo, requestLanguage(request)),
  )

  app.get(
    '/v1/tasks',
    {
      config: { policy: { roles: ['reviewer', 'approver', 'lead', 'supervisor'], instead: OWN_LISTS } },
      schema: {
        operationId: 'listTasks',
        tags: ['Cases'],
        summary: '待办列表 · Open steps',
        description:
          'The work list (待办): open steps of cases that the caller may see, the own organ’s, `scope=mine` or `unassigned`, oldest first, or with `sort=due` the earliest due day first, of cases with a limit that runs.',
        querystring: Strict({
          scope: Type.Optional(
            strEnum(['mine', 'unassigned'], {
              description:
                'mine: held by the caller, or by who is away and has the caller for a deputy (我的待办、代理待办); unassigned: by nobody (未领取). Absent: the own organ’s (本机关待办)',
            }),
          ),
          step: Type.Optional(Type.String({ maxLength: 50, description: 'Key of the step (环节)' })),
          window: caseFilterFields.window,
          phase: Type.Optional(strEnum(['review', 'decide'])),
          item: caseFilterFields.item,
          assignee: caseFilterFields.assignee,
          lamp: caseFilterFields.lamp,
          dueBefore: caseFilterFields.dueBefore,
          sort: Type.Optional(strEnum(['opened', 'due'])),
          ...pageFields,
        }),
        response: {
          200: Strict({
            data: Type.Array(
              Strict({
                taskId: Type.String(),
                caseNo: Type.String(),
                itemCode: Type.String(),
                itemName: Type.String(),
                organisation: Type.String({ description: 'Whose task it is (承办机关)' }),
                windowId: Type.Optional(Type.String()),
                kind: Type.String(),
                step: Type.String(),
                phase: Type.String(),
                openedAt: Instant,
                due: Type.Optional(LegalDate),
                lamp: Type.String(),
                assignee: Type.Optional(Type.String({ description: 'Who holds it (办理人)' })),
                mine: Type.Optional(Type.Boolean()),
                deputyFor: Type.Optional(
                  Type.String({ description: 'Who holds it is away, and the caller stands in (代理)' }),
                ),
                reminders: Type.Optional(
                  Type.Integer({ description: 'How often it was asked after (催办)' }),
                ),
                remindedAt: Type.Optional(Instant),
                urges: Type.Optional(
                  Type.Integer({
                    description: 'Askings of applicant and lead that wait for an answer (待答复催办)',
                  }),
                ),
              }),
            ),
            nextCursor: Type.Optional(Type.String()),
            count: Type.Optional(Type.Integer({ description: 'With count=true, at most 10,000' })),
          }),
        },
      },
    },
    async (request, reply) => listTasks(deps, request, reply, callerOf(request)),
  )

  app.post(
    '/v1/progress',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'queryProgress',
        tags: ['Cases'],
        summary: '办件进度查询 · Where does my case stand',
        description:
          'Public progress query (办件进度查询) by case number and query code. The number is found however it is typed: lower case, full width, blanks. After an end nothing is to come: what was done, why it ended and the remedies (救济途径) are told. A wrong code and an unknown number get the same answer; failures are limited.',
        body: Strict(
          {
            caseNo: Type.String({ minLength: 1, maxLength: 50 }),
            queryCode: Type.String({ minLength: 1, maxLength: 20 }),
          },
          { examples: [EXAMPLE_PROGRESS] },
        ),
        response: {
          200: Strict({
            ...progressFields,
            members: Type.Optional(
              Type.Array(Strict(progressFields), {
                description: 'Of the case of a bundle: each member with where it stands (一件事各事项进度)',
              }),
            ),
            asOf: LegalDate,
          }),
        },
      },
    },
    async (request) => {
      const limits = codeTries(request.body.caseNo, callerKey(request))
      return countedTry(deps.pool, limits, () => queryProgress(deps, request.body, requestLanguage(request)))
    },
  )
}
