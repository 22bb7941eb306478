import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { EventActor } from '../../events/event-parts.js'
import { requestLanguage } from '../../http/language.js'
import { callerKey } from '../../http/limits.js'
import { PICTURE, sendPicture } from '../../http/picture.js'
import { callerOf } from '../../http/policy.js'
import {
  caseNoParam,
  Instant,
  LegalDate,
  Money,
  openEnum,
  pageFields,
  Strict,
  strEnum,
} from '../../http/schemas.js'
import { countedTry } from '../../http/tries.js'
import { drawCase } from './case-diagram.js'
import { EXAMPLE_PROGRESS } from './case-examples.js'
import { caseFilterFields } from './case-filters.js'
import { CaseSummary } from './case-schemas.js'
import { CASE_READERS } from './case-visibility.js'
import { ClockView } from './clock-schemas.js'
import { readClocks } from './explain-clocks.js'
import { ExplainedClock } from './explained-clock-schemas.js'
import { listTasks } from './list-tasks.js'
import { BEHALF } from './parties/assistance.js'
import { queryProgress } from './progress.js'
import { readActions, readCaseChildren, readEvents } from './read-case.js'
import { RelatedCases } from './related-schemas.js'
import { codeTries } from './speaker.js'
import { TaskDetail } from './tasks/task-schemas.js'

const READERS = { policy: { roles: [...CASE_READERS, 'citizen', 'assistant'] } } as const

const ElsewhereView = Strict({
  operationId: Type.String({ description: 'Name of the operation (接口)', examples: ['createCase'] }),
  method: strEnum(['POST']),
  path: Type.String({ description: 'Where it is sent (地址)', examples: ['/v1/cases'] }),
  title: Type.String({ description: 'What it is called (名称)', examples: ['转报收件'] }),
  detail: Type.String({ description: 'What to send' }),
  roles: Type.Array(Type.String(), { description: 'Who does it in that organ', examples: [['clerk']] }),
})

const WaitingView = Strict({
  action: Type.String({ examples: ['approve'] }),
  title: Type.String(),
  paymentCode: Type.Optional(Type.String({ description: '缴款码; absent: no bill is made yet' })),
  amount: Type.Optional(Money),
  fees: Type.Array(Type.String(), { description: 'Codes of the fees (收费项目)', examples: [['dwelling']] }),
  detail: Type.String(),
})

const ActionView = Strict({
  action: Type.String(),
  title: Type.String(),
  input: Type.Record(Type.String(), Type.Unknown(), {
    description: 'JSON Schema of the input, without $ref',
  }),
  foreseen: Strict({
    status: Type.String(),
    clocks: Type.Array(ClockView),
    documents: Type.Array(Strict({ kind: Type.String(), title: Type.String() })),
    events: Type.Array(Type.String()),
  }),
})
const EventView = Strict({
  caseNo: Type.Optional(Type.String({ description: 'Of a bundle’s case: in which member’s (一件事子件)' })),
  version: Type.Integer(),
  type: Type.String(),
  title: Type.String(),
  occurredAt: Instant,
  status: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String()),
  by: Type.Optional(EventActor),
  onBehalfOf: Type.Optional(
    Strict(
      { as: openEnum(BEHALF), names: Type.Array(Type.String({ description: 'Masked (脱敏)' })) },
      { description: 'For whom it was done, and as what (代理、帮办代办)' },
    ),
  ),
  organisations: Type.Optional(
    Type.Array(Type.String(), { description: 'Organs that were asked for an opinion (被征求意见机关)' }),
  ),
  askedOrganisation: Type.Optional(Type.String({ description: 'Whose opinion it is (出具意见机关)' })),
  agrees: Type.Optional(Type.Boolean({ description: 'Whether the organ that was asked agrees (是否同意)' })),
  facts: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'What the act knows by the schema of its type in the feed: which days, which ground, which procedure, which materials (办件要素); for staff',
      examples: [{ days: 5, unit: 'workingDay' }],
    }),
  ),
  remarks: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
const progressFields = {
  caseNo: Type.String(),
  itemCode: Type.Optional(Type.String()),
  itemName: Type.String(),
  status: Type.String(),
  statusText: Type.String(),
  steps: Type.Array(
    Strict({
      key: Type.String(),
      title: Type.String(),
      state: strEnum(['done', 'current', 'toCome']),
    }),
  ),
  doing: Type.Optional(
    Type.Array(Type.String(), {
      description: 'What is being done, as the procedure says it to applicants (正在办理的内容)',
    }),
  ),
  receivedOn: Type.Optional(LegalDate),
  acceptedOn: Type.Optional(LegalDate),
  decidedOn: Type.Optional(LegalDate),
  closedOn: Type.Optional(LegalDate),
  due: Type.Optional(LegalDate),
  bring: Type.Array(
    Strict({
      materialCode: Type.Optional(Type.String()),
      field: Type.Optional(Type.String({ description: 'A field of the form to correct (需更正的表单项)' })),
      name: Type.String(),
      reason: Type.Optional(Type.String({ description: 'As the notice says it (补正原因)' })),
      by: Type.Optional(LegalDate),
    }),
    { description: 'Materials to bring and fields to correct (需补交的材料、需更正的内容)' },
  ),
  pay: Type.Optional(
    Strict(
      {
        paymentCode: Type.String({ description: '缴款码' }),
        amount: Money,
        blocks: Type.Optional(
          openEnum(['accept', 'decide', 'close'], { description: 'What waits for it (未缴不办)' }),
        ),
        text: Type.String(),
      },
      { description: 'What is to be paid now (待缴费用)' },
    ),
  ),
  ground: Type.Optional(
    Type.String({ description: 'Why it was turned away or ended, of the closed list (理由类别)' }),
  ),
  reason: Type.Optional(Type.String({ description: 'In the words of the act (理由)' })),
  competentAuthority: Type.Optional(Type.String({ description: 'The organ to go to (有权办理的机关)' })),
  remedies: Type.Optional(
    Strict(
      {
        authority: Type.String(),
        days: Type.Integer(),
        court: Type.String(),
        months: Type.Integer(),
        text: Type.String(),
      },
      { description: 'How to go against it (救济途径)' },
    ),
  ),
  waitsFor: Type.Optional(
    Type.Array(
      Strict({
        materialCode: Type.String(),
        name: Type.String(),
        caseNo: Type.String(),
        itemName: Type.String(),
      }),
      {
        description:
          'What comes by itself from another case of the same bundle, and is not to be brought (等待前置结果)',
      },
    ),
  ),
  related: Type.Optional(RelatedCases),
  above: Type.Optional(
    Type.Array(
      Strict({
        caseNo: Type.String(),
        organ: Type.String({ description: 'By its name (机关名称)' }),
        status: Type.String(),
        statusText: Type.String(),
        acceptedOn: Type.Optional(LegalDate),
        due: Type.Optional(LegalDate),
        decidedOn: Type.Optional(LegalDate),
      }),
      {
        description:
          'Of what was forwarded: how it stands with each organ above, the nearest first (上级办理情况)',
      },
    ),
  ),
  withdrawal: Type.Optional(
    Type.String({
      description: 'Where the application is taken back, once this case has gone up (转报后如何撤回申请)',
    }),
  ),
  urges: Type.Optional(
    Type.Array(
      Strict({
        at: Instant,
        seenAt: Type.Optional(Instant),
        answeredAt: Type.Optional(Instant),
        answer: Type.Optional(Type.String()),
      }),
      { description: 'When the applicant asked after it, and the answers (催办及答复)' },
    ),
  ),
}

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
                  'What this caller does about the case at other doors: taking in or sending back what was forwarded (转报收件、退回转报), delivering a paper that nobody was handed (送达文书); absent: nothing',
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
      config: { policy: { roles: ['reviewer', 'approver', 'lead', 'supervisor'] } },
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
