import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { caseNoParam, Strict, Uuid } from '../../http/schemas.js'
import { problem } from '../../shared/problem.js'
import { FILE_ANSWER, sendFile } from '../files/file-answer.js'
import { readFileContent } from '../files/file-service.js'
import { takeInHand } from './case-in-hand.js'
import { CASE_READERS } from './case-visibility.js'

/** The files of a case, for those who may see the case. */
export const caseContentRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/cases/:caseNo/materials/:id/content',
    {
      config: { policy: { roles: [...CASE_READERS, 'citizen', 'assistant'] } },
      schema: {
        operationId: 'readMaterialContent',
        tags: ['Files'],
        summary: 'The file of a material',
        description:
          'The uploaded file of a material (材料附件) as an attachment. That staff read it is written to the audit trail (审计).',
        params: Strict({ ...caseNoParam.properties, id: Uuid }),
        response: {
          200: FILE_ANSWER,
        },
      },
    },
    async (request, reply) => {
      const { caseNo, id } = request.params
      const { record, asStaff } = await takeInHand(deps, callerOf(request), caseNo)
      const material = record.materials.find((each) => each.materialId === id.toLowerCase())
      if (material?.fileId === undefined) throw problem('NOT_FOUND')
      const { file, content } = await readFileContent(deps, material.fileId)
      const { divisions } = record
      if (asStaff)
        await writeAudit(deps.pool, request, {
          action: 'readMaterialContent',
          object: caseNo,
          details: { materialId: id, materialCode: material.materialCode },
          divisions,
        })
      return sendFile(request, reply, { file, content })
    },
  )
}
