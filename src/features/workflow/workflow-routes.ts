import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { PICTURE, sendPicture } from '../../http/picture.js'
import { callerOf } from '../../http/policy.js'
import { model, Strict, strEnum } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import { say } from '../../shared/text.js'
import { ownedBy } from '../divisions/owner-service.js'
import type { WorkflowDefinition } from './definition.js'
import { statusDiagram } from './diagrams.js'
import { drawMermaid } from './picture/mermaid.js'
import { drawSvg } from './picture/svg.js'
import { definitionMembers, NewDefinition, workflowKey } from './workflow-schemas.js'
import { examine, listDefinitions, publishDefinition } from './workflow-service.js'

const Definition = model('Workflow', Strict({ ...definitionMembers, version: Type.Integer() }))
const Findings = Strict({
  findings: Type.Array(
    Strict({
      rule: Type.String({ examples: ['STEP_ENTERED_TWICE'] }),
      severity: strEnum(['error', 'warning']),
      pointer: Type.String({ examples: ['/steps/1/next'] }),
      message: Type.String(),
      path: Type.Optional(
        Type.Array(Type.String(), {
          description: 'Steps in the order in which a case goes through them until it goes wrong (路径)',
        }),
      ),
      mend: Type.Optional(Type.String({ description: 'How to mend it (整改建议)' })),
    }),
  ),
})
const versionParams = Strict({
  key: workflowKey,
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647, examples: [1] }),
})
const OPEN = { policy: { public: true } } as const
const KEEPERS = { policy: { roles: ['cataloguer', 'operator'] } } as const

type Input = Omit<WorkflowDefinition, 'version'>

/** Procedures as data (流程定义). */
export const workflowRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, encryption, workflows },
) => {
  app.get(
    '/v1/workflows',
    {
      config: OPEN,
      schema: {
        operationId: 'listWorkflows',
        tags: ['Workflow'],
        summary: '流程定义列表 · Procedures in their newest version',
        description: 'Every published procedure (流程定义) in its newest version.',
        response: { 200: Strict({ data: Type.Array(Definition) }) },
      },
    },
    async () => ({ data: (await listDefinitions(pool)) as Static<typeof Definition>[] }),
  )

  app.post(
    '/v1/workflows',
    {
      config: KEEPERS,
      schema: {
        operationId: 'publishWorkflow',
        tags: ['Workflow'],
        summary: '发布流程 · Publish a procedure',
        description:
          'Checks a procedure and publishes it as the next version of its key (发布流程); running cases keep theirs. Only who reaches everything of its owner may: what belongs to the whole deployment needs a right from above all, and no organ publishes under the key of another.',
        body: NewDefinition,
        response: { 201: Definition },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { definition, owner } = await publishDefinition(db, request.body as Input, caller)
        await writeAudit(db, request, {
          action: 'publishWorkflow',
          object: `workflow ${definition.key}`,
          details: { version: definition.version, fourEyes: definition.fourEyes },
          ...ownedBy(owner),
        })
        workflows.forget()
        return {
          status: 201,
          headers: { location: `/v1/workflows/${definition.key}/versions/${definition.version}` },
          body: definition,
        }
      })
    },
  )

  app.post(
    '/v1/workflows/check',
    {
      config: KEEPERS,
      schema: {
        operationId: 'checkWorkflow',
        tags: ['Workflow'],
        summary: '流程检查 · Check a procedure without publishing it',
        description:
          'Steps that are never reached or entered twice, joins that come too early, two decisions in one case, targets that others hide, conditions that never hold and the like (流程检查), each with its place and, where it shows only while a case runs, a path of steps; docs/rules.md has the list. An `error` forbids publication.',
        body: NewDefinition,
        response: { 200: Findings },
      },
    },
    async (request) => {
      const language = requestLanguage(request)
      const findings = await examine(pool, request.body as Input)
      return {
        findings: findings.map(({ message, mend, ...finding }) => ({
          ...finding,
          message: say(message, language),
          ...(mend === undefined ? {} : { mend: say(mend, language) }),
        })),
      }
    },
  )

  app.get(
    '/v1/workflows/:key/versions/:version',
    {
      config: OPEN,
      schema: {
        operationId: 'readWorkflow',
        tags: ['Workflow'],
        summary: '流程的一个版本 · One version of a procedure',
        description: 'A published version never changes (流程版本).',
        params: versionParams,
        response: { 200: Definition },
      },
    },
    async (request, reply) => {
      const definition = await workflows.version(request.params.key, request.params.version)
      if (definition === undefined) throw problem('NOT_FOUND')
      return sendResource(request, reply, definition.version, definition as Static<typeof Definition>)
    },
  )

  const mermaid = {
    200: { description: 'Mermaid text', content: { 'text/vnd.mermaid': { schema: Type.String() } } },
  }
  app.get(
    '/v1/workflows/:key/versions/:version/diagram',
    {
      config: OPEN,
      schema: {
        operationId: 'drawWorkflow',
        tags: ['Workflow'],
        summary: '流程图 · A procedure as a diagram',
        description:
          'The steps of a procedure (流程图) with who does them, their limits and conditions: Mermaid text, or a picture where Accept asks for image/svg+xml.',
        params: versionParams,
        response: PICTURE,
      },
    },
    async (request, reply) => {
      const definition = await workflows.version(request.params.key, request.params.version)
      if (definition === undefined) throw problem('NOT_FOUND')
      return sendPicture(request, reply, {
        mermaid: (language) => drawMermaid(definition, language),
        svg: (language) => drawSvg(definition, language),
      })
    },
  )

  app.get(
    '/v1/workflows/statuses/diagram',
    {
      config: OPEN,
      schema: {
        operationId: 'drawStatuses',
        tags: ['Workflow'],
        summary: '办件状态图 · The legal lifecycle as a diagram',
        description:
          'All statuses of a case and the actions between them, drawn from the table that the service works by (状态图).',
        response: mermaid,
      },
    },
    async (_request, reply) =>
      reply
        .type('text/vnd.mermaid; charset=utf-8')
        .serializer((text: unknown) => text as string)
        .send(statusDiagram()),
  )
}
