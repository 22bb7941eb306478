import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { Strict, Uuid } from '../../http/schemas.js'
import { BLANK_FORM_ID, LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { FILE_ANSWER, sendFile } from '../files/file-answer.js'
import { readItemFile } from './item-versions.js'

/** The files of an item, for everybody (空白表格、示例样表下载). */
export const itemFileRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/items/:itemCode/files/:fileId',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readItemFile',
        tags: ['Catalogue'],
        summary: '事项附件（空白表格、样表） · A file of an item',
        description:
          'A blank form (空白表格), a filled sample (示例样表) or a sample of a result (结果样本) as an attachment. 404 unless a published version of the item names it.',
        params: Strict({
          itemCode: Type.String({ minLength: 1, maxLength: 50, examples: [LESHAN_ITEM_CODE] }),
          fileId: Type.Unsafe<string>({ ...Uuid, examples: [BLANK_FORM_ID] }),
        }),
        response: { 200: FILE_ANSWER },
      },
    },
    async (request, reply) => {
      const { itemCode, fileId } = request.params
      return sendFile(request, reply, await readItemFile(deps, itemCode, fileId))
    },
  )
}
