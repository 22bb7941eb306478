import type { Deps } from '../../../deps.js'
import type { Answer } from '../../../http/idempotency.js'
import { newQueryCode } from '../../../shared/ids.js'
import { say } from '../../../shared/text.js'
import { type Asked, answerAct } from './answer-act.js'

/**
 * A new query code (重置查询密码), shown only in this answer. The answer is stored by the statement that changes the code:
 * the same key never gives a second one.
 */
export function answerQueryCode(
  deps: Deps,
  asked: Omit<Asked, 'command' | 'expected'>,
): Promise<{ answer: Answer; replayed: boolean }> {
  const queryCode = newQueryCode()
  const command = { action: 'renewQueryCode', queryCode } as const
  return answerAct(deps, { ...asked, command, expected: 'any' }, ({ after }) => ({
    status: 200,
    headers: { 'content-language': say({ zh: 'zh-CN', en: 'en' }, asked.language) },
    body: JSON.stringify({ caseNo: after.caseNo, queryCode }),
  }))
}
