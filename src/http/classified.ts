import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { findClassified, isClassified } from '../shared/classified.js'
import { type Problem, ruleViolated } from '../shared/problem.js'

/**
 * Classified material does not come over this network (涉密不上网，保守国家秘密法): a mark of it, or the sender's own word,
 * refuses the request before anything of it is read further, kept or written into a log or a trail. Of every operation, and
 * of what stands in the address as well, since each of them may be a reason that somebody gives.
 */
export const classifiedGate = fp(
  async (app: FastifyInstance) => {
    app.addHook('preHandler', async ({ body, query }) => {
      if ((body as { containsClassified?: unknown } | null)?.containsClassified === true)
        throw classified('/containsClassified')
      const pointer = findClassified(Buffer.isBuffer(body) ? undefined : body) ?? findClassified(query)
      if (pointer !== undefined) throw classified(pointer)
    })
  },
  { name: 'classifiedGate' },
)

/** 422 CLASSIFIED_MATERIAL for a file whose name carries a mark: what still comes of it is let go, and the name said nowhere. */
export function refuseClassifiedName(name: string, bytes?: { resume(): unknown }): void {
  if (!isClassified(name)) return
  bytes?.resume()
  throw classified('/file')
}

const classified = (pointer: string): Problem =>
  ruleViolated(pointer, 'CLASSIFIED_MATERIAL', {
    zh: '涉密材料不得通过本系统提交：内容未保存。请按保密规定到有权机关线下办理',
    en: 'Classified material must not be sent through this system; nothing of it was kept. Bring it to the organ by the way that the law on secrets prescribes',
  })
