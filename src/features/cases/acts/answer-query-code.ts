import type { Deps } from '../../../deps.js'
import type { AuditRecord, AuditRow } from '../../../http/audit.js'
import type { Answer } from '../../../http/idempotency.js'
import { newQueryCode } from '../../../shared/ids.js'
import { say } from '../../../shared/text.js'
import type { Done } from './act-on-case.js'
import { type Asked, answerAct } from './answer-act.js'

/**
 * A new query code (重置查询密码), shown only in this answer. The answer is stored by the statement that changes the code:
 * the same key never gives a second one; so is the
 * record of it in the audit trail, since whoever holds the code follows the case.
 */
export function answerQueryCode(
  deps: Deps,
  {
    audit,
    ...asked
  }: Omit<Asked, 'command' | 'expected' | 'audit'> & { audit: (record: AuditRecord) => AuditRow },
): Promise<{ answer: Answer; replayed: boolean }> {
  const queryCode = newQueryCode()
  const command = { action: 'renewQueryCode', queryCode } as const
  return answerAct(
    deps,
    { ...asked, command, expected: 'any', audit: (done) => audit(recordOf(done)) },
    ({ after }) => ({
      status: 200,
      headers: { 'content-language': say({ zh: 'zh-CN', en: 'en' }, asked.language) },
      body: JSON.stringify({ caseNo: after.caseNo, queryCode }),
    }),
  )
}

const recordOf = ({ after }: Done): AuditRecord => ({
  action: 'renewQueryCode',
  object: after.caseNo,
  divisions: after.divisions,
  organisation: after.organ.code,
})
