import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { Strict } from '../../http/schemas.js'
import { ownedBy } from '../divisions/owner-service.js'
import { NewTemplateBody, TemplateView, templateKeyParam } from './template-schemas.js'
import { listTemplates, type NewTemplate, publishTemplate, readTemplate } from './template-service.js'

const OPEN = { policy: { public: true } } as const
const KEEPERS = { policy: { roles: ['cataloguer', 'operator'] } } as const

/** Templates of documents as data (文书模板). */
export const templateRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption }) => {
  app.get(
    '/v1/document-templates',
    {
      config: OPEN,
      schema: {
        operationId: 'listDocumentTemplates',
        tags: ['Workflow'],
        summary: '文书模板列表 · Templates of documents',
        description:
          'What documents say (文书模板), each in its newest version: those of all and of every organ, or one organ’s own. For a document they lie over one another, what is nearer wins: of every kind and of one, of every item type and of one; of the whole deployment and of the organ.',
        querystring: Strict({ organisation: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })) }),
        response: { 200: Strict({ data: Type.Array(TemplateView) }) },
      },
    },
    async (request) => ({
      data: (await listTemplates(pool, request.query.organisation)) as Static<typeof TemplateView>[],
    }),
  )

  app.post(
    '/v1/document-templates',
    {
      config: KEEPERS,
      schema: {
        operationId: 'publishDocumentTemplate',
        tags: ['Workflow'],
        summary: '发布文书模板 · Publish a template',
        description:
          'Publishes a template as the next version of its key (发布文书模板): an organ’s numbers, contact, remedies and seal, or what a kind of document says. What is issued from now on follows it; what was issued stays as it is. Remedies (救济途径) are values: no text takes them away. Only who reaches everything of its owner may.',
        body: NewTemplateBody,
        response: { 201: TemplateView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { template, owner } = await publishTemplate(db, request.body as NewTemplate, caller)
        await writeAudit(db, request, {
          action: 'publishDocumentTemplate',
          object: `documentTemplate ${template.key}`,
          details: { version: template.version },
          ...ownedBy(owner),
        })
        return {
          status: 201,
          headers: { location: `/v1/document-templates/${template.key}/versions/${template.version}` },
          body: template,
        }
      })
    },
  )

  app.get(
    '/v1/document-templates/:key/versions/:version',
    {
      config: OPEN,
      schema: {
        operationId: 'readDocumentTemplate',
        tags: ['Workflow'],
        summary: '文书模板的一个版本 · One version of a template',
        description:
          'A published version never changes (模板版本): documents name the versions that they were made of.',
        params: Strict({
          key: templateKeyParam,
          version: Type.Integer({ minimum: 1, maximum: 2_147_483_647, examples: [1] }),
        }),
        response: { 200: TemplateView },
      },
    },
    async (request, reply) => {
      const { key, version } = request.params
      const template = await readTemplate(pool, key, version)
      return sendResource(request, reply, template.version, template as Static<typeof TemplateView>)
    },
  )
}
