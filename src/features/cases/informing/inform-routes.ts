import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { etagOf, ifMatch, sendResource } from '../../../http/etag.js'
import { idempotencyScope, sendAnswer } from '../../../http/idempotency.js'
import { requestLanguage } from '../../../http/language.js'
import { callerOf } from '../../../http/policy.js'
import { caseNoParam, guarded, repeatable, Strict, Uuid } from '../../../http/schemas.js'
import type { Role } from '../../../shared/roles.js'
import { say } from '../../../shared/text.js'
import { answerAct } from '../acts/answer-act.js'
import { takeInHand } from '../case-in-hand.js'
import { CASE_READERS } from '../case-visibility.js'
import type { InformCommand } from './inform-act.js'
import { EXAMPLE_INFORMED } from './inform-examples.js'
import { AnswerBody, Copies, CopyBody, UrgeBody, Urges, WithdrawBody } from './inform-schemas.js'
import { viewCopies, viewUrges } from './view-informed.js'

const { told, urged } = EXAMPLE_INFORMED
const caseNoLike = (example: string) =>
  Type.Unsafe<string>({ ...caseNoParam.properties.caseNo, examples: [example] })
const idLike = (example: string) => Type.Unsafe<string>({ ...Uuid, examples: [example] })

/** What is listed, and how an act of it is told. */
const LISTS = { copies: viewCopies, urges: viewUrges } as const
type List = keyof typeof LISTS

interface Door {
  path: string
  list: List
  operationId: InformCommand['action']
  summary: string
  description: string
  roles: readonly Role[]
  caseNo: string
  more?: Record<string, TSchema>
  body?: TSchema
  status: 200 | 201
  /** It takes back what somebody reads by now: only with If-Match (428), as every act that moves a case. */
  guarded?: true
}

const DOORS: readonly Door[] = [
  {
    path: 'copies',
    list: 'copies',
    operationId: 'copyCase',
    summary: '抄送 · Inform others',
    description:
      'Organs and people are told of a case (抄送): they have nothing to do in it, and see it from now on, masked and without what was written. By who handles the case; who is told already stays so, 409 where all are.',
    roles: ['clerk', 'reviewer', 'approver', 'lead'],
    caseNo: EXAMPLE_INFORMED.caseNo,
    body: CopyBody,
    status: 201,
  },
  {
    path: 'copies/:copyId/acknowledge',
    list: 'copies',
    operationId: 'acknowledgeCopy',
    summary: '已阅确认 · Acknowledge being informed',
    description:
      'Who was told of a case says that it was read (已阅): the person, or for an organ one of its staff.',
    roles: ['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'supervisor'],
    caseNo: told.caseNo,
    more: { copyId: idLike(told.copyId) },
    status: 200,
  },
  {
    path: 'copies/:copyId/withdraw',
    list: 'copies',
    operationId: 'withdrawCopy',
    summary: '撤回抄送 · Take back that others were informed',
    description:
      'Who was told of a case by mistake sees it no longer (撤回抄送); that it was told, by whom and until when, stays on record. By who handles the case; 409 where it was taken back before. What was forwarded (转报) is sent back (退回转报) by a clerk or the lead of the organ to which it went, with a reason, until it is taken in there: the case is then examined and to be forwarded again.',
    roles: ['clerk', 'reviewer', 'approver', 'lead'],
    caseNo: told.caseNo,
    more: { copyId: idLike(told.copyId) },
    body: WithdrawBody,
    status: 200,
    guarded: true,
  },
  {
    path: 'urge',
    list: 'urges',
    operationId: 'urgeCase',
    summary: '办件催办 · Ask how a case stands',
    description:
      'The applicant, or the lead, asks after a case (催办), each once in the interval of the procedure (`remindHours`, a day when absent): 409 ASKED_TOO_SOON with `again` before. It stands in the work list until it is answered, and in the history.',
    roles: ['citizen', 'lead'],
    caseNo: EXAMPLE_INFORMED.caseNo,
    body: UrgeBody,
    status: 201,
  },
  {
    path: 'urges/:urgeId/answer',
    list: 'urges',
    operationId: 'answerUrge',
    summary: '催办答复 · Answer who asked',
    description:
      'Who handles the case answers an asking (催办答复): the applicant reads it in the progress query. Without `answer` it was seen (已阅), and may be answered later.',
    roles: ['clerk', 'reviewer', 'approver', 'lead'],
    caseNo: urged.caseNo,
    more: { urgeId: idLike(urged.urgeId) },
    body: AnswerBody,
    status: 200,
  },
]

/** Who is told of a case, and who asks how it stands (抄送、催办). */
export const informRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const get = (operationId: string, list: List, summary: string, description: string, roles: Role[]) =>
    app.get(
      `/v1/cases/:caseNo/${list}`,
      {
        config: { policy: { roles } },
        schema: {
          operationId,
          tags: ['Cases'],
          summary,
          description,
          params: Strict({ caseNo: caseNoLike(list === 'copies' ? told.caseNo : urged.caseNo) }),
          response: { 200: list === 'copies' ? Copies : Urges },
        },
      },
      async (request, reply) => readList(deps, request, reply, list),
    )
  get(
    'listCopies',
    'copies',
    '抄送情况 · Who was informed',
    'Who was told of a case by whom and when (抄送情况), and who has read it; for its staff and for who was told.',
    [...CASE_READERS],
  )
  get(
    'listUrges',
    'urges',
    '催办情况 · Who asked after a case',
    'Askings and their answers (催办情况): staff see all of them, applicants their own side’s.',
    [...CASE_READERS, 'citizen'],
  )
  for (const door of DOORS)
    app.post(
      `/v1/cases/:caseNo/${door.path}`,
      {
        config: { policy: { roles: door.roles } },
        // Nobody has to give a reason.
        preValidation: async (request) => {
          if (door.body !== CopyBody && door.body !== undefined) request.body ??= {}
        },
        schema: {
          operationId: door.operationId,
          tags: ['Cases'],
          summary: door.summary,
          description: door.description,
          params: Strict({ caseNo: caseNoLike(door.caseNo), ...door.more }),
          headers: Type.Object({ ...guarded, ...repeatable }),
          ...(door.body === undefined ? {} : { body: door.body }),
          response: { [door.status]: door.list === 'copies' ? Copies : Urges },
        },
      },
      async (request, reply) => act(deps, request, reply, door),
    )
}

async function readList(deps: Deps, request: FastifyRequest, reply: FastifyReply, list: List) {
  const { caseNo } = request.params as { caseNo: string }
  const caller = callerOf(request)
  const { record, around } = await takeInHand(deps, caller, caseNo)
  return sendResource(request, reply, record.version, LISTS[list](record, around, caller))
}

async function act(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { operationId: action, list, status, guarded: isGuarded }: Door,
): Promise<FastifyReply> {
  const caller = callerOf(request)
  const { caseNo, ...ids } = request.params as { caseNo: string }
  const language = requestLanguage(request)
  const command = { ...(request.body as object | undefined), ...ids, action } as InformCommand
  const { answer, replayed } = await answerAct(
    deps,
    {
      caller,
      caseNo,
      command,
      expected: ifMatch(request) ?? (isGuarded === true ? undefined : 'any'),
      scope: idempotencyScope(request, caller),
      language,
    },
    ({ after, around }) => {
      const view = LISTS[list](after, around, caller)
      return {
        status,
        headers: {
          etag: etagOf(after.version, view),
          'content-language': say({ zh: 'zh-CN', en: 'en' }, language),
          ...(status === 201 ? { location: `/v1/cases/${caseNo}/${list}` } : {}),
        },
        body: JSON.stringify(view),
      }
    },
  )
  return sendAnswer(reply, answer, replayed)
}
