import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { repeatable, Strict } from '../../http/schemas.js'
import { ownedBy } from '../divisions/owner-service.js'
import {
  MessageTemplateView,
  messageTemplateKeyParam,
  NewMessageTemplateBody,
  PreviewMessageBody,
  SpokenView,
} from './message-template-schemas.js'
import {
  listMessageTemplates,
  type NewMessageTemplate,
  previewMessageTemplate,
  publishMessageTemplate,
  readMessageTemplate,
} from './message-template-service.js'

const OPEN = { policy: { public: true } } as const
const KEEPERS = { policy: { roles: ['cataloguer', 'operator'] } } as const

type View = Static<typeof MessageTemplateView>

/** What messages say, as data (消息模板). */
export const messageTemplateRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  app.get(
    '/v1/message-templates',
    {
      config: OPEN,
      schema: {
        operationId: 'listMessageTemplates',
        tags: ['Messages'],
        summary: '消息模板列表 · Templates of messages',
        description:
          'What people are told (消息模板), each in its newest version: of the whole deployment and of every organ, or one organ’s own. An organ’s own wins; where nobody published anything the service speaks for itself (version 0, 内置模板).',
        querystring: Strict({ organisation: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })) }),
        response: { 200: Strict({ data: Type.Array(MessageTemplateView) }) },
      },
    },
    async (request) => ({ data: (await listMessageTemplates(pool, request.query.organisation)) as View[] }),
  )

  app.post(
    '/v1/message-templates',
    {
      config: KEEPERS,
      schema: {
        operationId: 'publishMessageTemplate',
        tags: ['Messages'],
        summary: '发布消息模板 · Publish a template of messages',
        description:
          'Publishes what a kind of message says as the next version of its key (发布消息模板). 422 for a placeholder that the kind does not know, for something personal that `personal` does not name, that the text does not need, or that stands in a title (最小必要). Only who reaches everything of its owner may.',
        headers: Type.Object(repeatable),
        body: NewMessageTemplateBody,
        response: { 201: MessageTemplateView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { template, owner } = await publishMessageTemplate(
          db,
          request.body as NewMessageTemplate,
          caller,
        )
        await writeAudit(db, request, {
          action: 'publishMessageTemplate',
          object: `messageTemplate ${template.key}`,
          details: { version: template.version },
          ...ownedBy(owner),
        })
        return {
          status: 201,
          headers: { location: `/v1/message-templates/${template.key}/versions/${template.version}` },
          body: template,
        }
      })
    },
  )

  app.post(
    '/v1/message-templates/preview',
    {
      config: KEEPERS,
      schema: {
        operationId: 'previewMessageTemplate',
        tags: ['Messages'],
        summary: '消息模板预览 · Look at a message before its template is published',
        description:
          'A message that nobody gets (模板预览), of facts made up, in both languages: as the templates in force have it, or as `content` would. Nothing is kept.',
        body: PreviewMessageBody,
        response: { 200: SpokenView },
      },
    },
    async (request) => previewMessageTemplate(pool, request.body as NewMessageTemplate),
  )

  app.get(
    '/v1/message-templates/:key/versions/:version',
    {
      config: OPEN,
      schema: {
        operationId: 'readMessageTemplate',
        tags: ['Messages'],
        summary: '消息模板的一个版本 · One version of a template of messages',
        description:
          'A published version never changes (模板版本): messages name the versions that they were made of. Version 0 is what the service itself says.',
        params: Strict({
          key: messageTemplateKeyParam,
          version: Type.Integer({ minimum: 0, maximum: 2_147_483_647, examples: [0] }),
        }),
        response: { 200: MessageTemplateView },
      },
    },
    async (request, reply) => {
      const { key, version } = request.params
      const template = await readMessageTemplate(pool, key, version)
      return sendResource(request, reply, template.version, template as View)
    },
  )
}
