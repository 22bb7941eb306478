import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Deps } from '../../deps.js'
import { callerOf } from '../../http/policy.js'
import { Simulated, SimulationInput } from './simulate-schemas.js'
import { simulateDeadlines } from './simulate-service.js'

/** 时限模拟 */
export const simulateRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/deadlines/simulate',
    {
      config: {
        policy: {
          roles: [
            'clerk',
            'reviewer',
            'approver',
            'lead',
            'supervisor',
            'cataloguer',
            'operator',
            'manager',
            'exchange',
            'assistant',
            'issuer',
            'citizen',
          ],
        },
      },
      schema: {
        operationId: 'simulateDeadlines',
        tags: ['Deadlines'],
        summary: '时限模拟 · What would come when',
        description:
          'Which warnings, cards, consequences and messages would come when (时限模拟), for a case that the caller sees as it stands today, or for an application that there is not yet, if nobody does more than `acts`. `rules` tries thresholds before they are set. Nothing is touched; steps that are not open yet have no clock here.',
        body: SimulationInput,
        response: { 200: Simulated },
      },
    },
    async (request) => simulateDeadlines(deps, callerOf(request), request.body),
  )
}
