import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { typedCaseNo } from '../shared/case-number.js'

/** A case is found by its number in an address however it is typed (办件编号写法): one place for every route. */
export const spellings = fp(
  async (app: FastifyInstance) => {
    app.addHook('preValidation', async ({ params, query }) => {
      for (const given of [params, query] as ({ caseNo?: unknown } | null | undefined)[])
        if (typeof given?.caseNo === 'string') given.caseNo = typedCaseNo(given.caseNo)
    })
  },
  { name: 'spellings' },
)
