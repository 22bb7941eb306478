import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { ifMatch } from '../../../http/etag.js'
import { caseNoParam, guarded, repeatable, Strict } from '../../../http/schemas.js'
import { ACTIONS } from '../../workflow/statuses.js'
import { EXAMPLE_UNDO_NO } from '../case-examples.js'
import { CaseView } from '../case-schemas.js'
import { sendAct } from './send-act.js'

/** Whoever may ever do an act. */
const ACTORS = {
  policy: { roles: [...new Set(Object.values(ACTIONS).flatMap((action) => [...action.roles]))] },
} as const

/** The last act taken back (撤销上一步). */
export const undoRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/cases/:caseNo/undo',
    {
      config: ACTORS,
      schema: {
        operationId: 'undoAct',
        tags: ['Cases'],
        summary: '撤销上一步 · Take the last act back',
        description:
          'Who did the last act takes it back (撤销上一步), before anybody has acted on the case and within the minutes that its procedure gives; refused once a document or a message has left. Status, steps, clocks and tasks are as they were; both acts stay in the history.',
        params: Strict({
          caseNo: Type.Unsafe<string>({ ...caseNoParam.properties.caseNo, examples: [EXAMPLE_UNDO_NO] }),
        }),
        headers: Type.Object({ ...guarded, ...repeatable }),
        response: { 200: CaseView },
      },
    },
    async (request, reply) =>
      sendAct(deps, request, reply, { command: { action: 'undo' }, expected: ifMatch(request) }),
  )
}
