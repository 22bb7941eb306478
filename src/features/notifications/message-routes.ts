import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { listPage } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, Strict, uncountedFields } from '../../http/schemas.js'
import { subjectOf } from '../../shared/caller.js'
import { EXAMPLE_CASE_NO } from '../cases/case-examples.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { MessageList, MessageView, messageIdParam, PreferencesView } from './message-schemas.js'
import {
  listMessages,
  MESSAGE_READERS,
  type MessagePosition,
  readMessage,
  viewMessage,
} from './message-service.js'
import { keepPreferences, preferencesOf } from './preferences.js'
import { RESENDERS, resendMessage, stopForAddressee } from './resend-message.js'

const READERS = { policy: { roles: MESSAGE_READERS } } as const

/** What was told to whom, when and with what result (通知记录). */
export const messageRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey, encryption } = deps

  app.get(
    '/v1/messages',
    {
      config: READERS,
      schema: {
        operationId: 'listMessages',
        tags: ['Messages'],
        summary: '通知记录 · What was told',
        description:
          'Messages, the newest first (通知记录): with `caseNo` those of a case, to whom, when and with what result, all of them for its staff and the own for applicants; without, the own inbox (站内消息) and what goes to the caller’s work in the organ. Names and addresses are masked.',
        querystring: Strict({
          caseNo: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 50,
              description: 'Of this case (办件编号)',
              examples: [EXAMPLE_CASE_NO],
            }),
          ),
          ...uncountedFields,
        }),
        response: { 200: MessageList },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: MessagePosition | undefined, most) =>
          listMessages(deps, callerOf(request), request.query.caseNo, after, most),
        positionOf: (row) => ({ at: row.created_at, id: row.id }),
        view: viewMessage,
      }),
  )

  app.get(
    '/v1/messages/:messageId',
    {
      config: READERS,
      schema: {
        operationId: 'readMessage',
        tags: ['Messages'],
        summary: '通知详情与送达凭据 · One message',
        description:
          'A message with its proof (送达凭据): each way out, when it was tried, what came of it. For its addressee, whose first reading is kept (已读), and for staff who see its case.',
        params: messageIdParam,
        response: { 200: MessageView },
      },
    },
    async (request, reply) => {
      const row = await readMessage(deps, callerOf(request), request.params.messageId)
      return sendResource(request, reply, 1, viewMessage(row))
    },
  )

  app.post(
    '/v1/messages/:messageId/resend',
    {
      config: { policy: { roles: RESENDERS } },
      schema: {
        operationId: 'resendMessage',
        tags: ['Messages'],
        summary: '补发通知 · Send a message again',
        description:
          'Sends a message once more (补发), by the ways that are open today, as a round with a proof of its own: for the people of its organ, where it did not arrive. 409 for one that was withdrawn with its act. What stays in the inbox alone stays there.',
        params: messageIdParam,
        headers: Type.Object(repeatable),
        response: { 200: MessageView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { messageId } = request.params
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { row, rounds, organ } = await resendMessage(db, deps, caller, messageId)
        await writeAudit(db, request, {
          action: 'resendMessage',
          object: `message ${messageId}`,
          details: { rounds, ...(row.case_no === null ? {} : { caseNo: row.case_no }) },
          divisions: organ.divisions,
          organisation: organ.code,
        })
        return { status: 200, body: viewMessage(row) }
      })
    },
  )

  app.post(
    '/v1/messages/:messageId/stop',
    {
      config: { policy: { roles: RESENDERS } },
      schema: {
        operationId: 'stopReminders',
        tags: ['Messages'],
        summary: '退订提醒 · Stop reminders to an applicant',
        description:
          'Stops reminders to the applicant of a message, at his word (退订), where he has no token to say so by `/v1/message-preferences`: for the person, in all cases. Notices of the law go on.',
        params: messageIdParam,
        headers: Type.Object(repeatable),
        response: { 200: MessageView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { messageId } = request.params
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { row, organ } = await stopForAddressee(db, caller, messageId)
        await writeAudit(db, request, {
          action: 'stopReminders',
          object: `message ${messageId}`,
          details: row.case_no === null ? {} : { caseNo: row.case_no },
          divisions: organ.divisions,
          organisation: organ.code,
        })
        return { status: 200, body: viewMessage(row) }
      })
    },
  )

  app.get(
    '/v1/message-preferences',
    {
      config: READERS,
      schema: {
        operationId: 'readMessagePreferences',
        tags: ['Messages'],
        summary: '接收偏好 · What I want to be told',
        description:
          'The own preferences (接收偏好): whether reminders are sent (退订), together once a day, and in which language. Who has said nothing gets the defaults.',
        response: { 200: PreferencesView },
      },
    },
    async (request, reply) => {
      const { version, preferences } = await preferencesOf(pool, subjectOf(callerOf(request)))
      return sendResource(request, reply, version, preferences)
    },
  )

  app.put(
    '/v1/message-preferences',
    {
      config: READERS,
      schema: {
        operationId: 'putMessagePreferences',
        tags: ['Messages'],
        summary: '设置接收偏好 · Say what I want to be told',
        description:
          'Keeps the own preferences (接收偏好). Reminders can be stopped (退订) and stay in the inbox then; what the law wants told (补正告知、受理、决定 …) is sent all the same.',
        headers: Type.Object(guarded),
        body: PreferencesView,
        response: { 200: PreferencesView },
      },
    },
    async (request, reply) => {
      const person = subjectOf(callerOf(request))
      const { version } = await preferencesOf(pool, person)
      checkPrecondition(ifMatch(request), version)
      const kept = await keepPreferences(pool, person, request.body, { version, by: person })
      await writeAudit(pool, request, {
        action: 'putMessagePreferences',
        object: 'messagePreferences',
        details: kept.preferences,
        ...(await standingPlaces(pool, callerOf(request))),
        subjects: [person],
      })
      return reply.header('etag', etagOf(kept.version, kept.preferences)).send(kept.preferences)
    },
  )
}
