import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { acceptableType } from '../../http/accept.js'
import { problem } from '../../shared/problem.js'
import { printPage } from './page.js'
import type { Renderer } from './render.js'
import { renderData } from './render-data.js'
import { PreviewBody } from './template-schemas.js'
import { previewTemplate } from './template-service.js'

/** Templates tried out (模板预览), with the thread that lays papers out. */
export const previewRoutes: FastifyPluginAsyncTypebox<
  Pick<Deps, 'pool' | 'templates'> & { renderer: Renderer }
> = async (app, { pool, templates, renderer }) => {
  app.post(
    '/v1/document-templates/preview',
    {
      config: { policy: { roles: ['cataloguer', 'operator'] } },
      schema: {
        operationId: 'previewDocumentTemplate',
        tags: ['Workflow'],
        summary: '文书模板预览 · Look at a template before it is published',
        description:
          'A paper that nobody gets (模板预览), of facts made up, as the templates in force have it, or with `content` over them: a page to print, or application/pdf when Accept asks for it, with 样张 across it. Nothing is kept.',
        body: PreviewBody,
        response: {
          200: {
            description: 'The specimen',
            content: {
              'text/html': { schema: Type.String() },
              'application/pdf': { schema: Type.String({ format: 'binary' }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const type = acceptableType(request.headers.accept, ['text/html', 'application/pdf'])
      if (type === undefined) throw problem('NOT_ACCEPTABLE')
      const { itemType = '01', ...asked } = request.body
      const printed = await previewTemplate(pool, templates, { ...asked, itemType })
      if (type === 'text/html')
        return reply
          .type('text/html; charset=utf-8')
          .serializer((text: unknown) => text as string)
          .send(printPage(printed) as never)
      const pdf = await renderer.pdf(renderData(printed))
      return reply
        .type('application/pdf')
        .serializer((bytes: unknown) => bytes as string)
        .send(pdf as never)
    },
  )
}
