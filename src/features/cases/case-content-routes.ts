import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { caseNoParam, Strict, Uuid } from '../../http/schemas.js'
import { FILE_ANSWER, sendFile } from '../files/file-answer.js'
import { CASE_READERS } from './case-visibility.js'
import { clearFields, readingOf } from './clear-reading.js'
import { readMaterial } from './read-material.js'

/** The files of a case: personal data in clear. */
export const caseContentRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/cases/:caseNo/materials/:id/content',
    {
      config: { policy: { roles: [...CASE_READERS, 'citizen', 'assistant', 'exchange'] } },
      schema: {
        operationId: 'readMaterialContent',
        tags: ['Files'],
        summary: '材料附件 · The file of a material',
        description:
          "The uploaded file of a material (材料附件), or of a mandate by the `mandateFileId` of its party (授权委托书), as an attachment: for those who may read the parties in clear, and for the assistant who uploaded it; others who see the case get 403. Each reading but the applicant's own is an audit record (审计) with its `purpose`; who handles the case may leave it out (办理), an asked organ and a platform must say it.",
        params: Strict({
          ...caseNoParam.properties,
          id: {
            ...Uuid,
            description: '`materialId` of the case, or the `mandateFileId` of one of its parties',
          },
        }),
        querystring: Strict({
          purpose: Type.Optional({
            ...clearFields.purpose,
            description: 'Why (查阅目的); 办理 where who handles the case leaves it out',
          }),
        }),
        response: {
          200: FILE_ANSWER,
        },
      },
    },
    async (request, reply) =>
      sendFile(request, reply, await readMaterial(deps, readingOf(deps, request), request.params.id)),
  )
}
