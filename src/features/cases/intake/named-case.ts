import type { Caller } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import type { LookContext } from '../acts/act-on-case.js'
import type { CaseRecord } from '../case.js'
import { recordOf } from '../case-rows.js'
import { readCase } from '../case-store.js'
import { competenceOver } from '../case-visibility.js'

/**
 * 422 findings for a case that an act names (替代、关联办件): another one, which the caller sees; and whether it was opened to
 * take this one's place (分办更正).
 */
export async function checkNamedCase(
  { pool }: Pick<LookContext, 'pool'>,
  caller: Caller,
  record: Pick<CaseRecord, 'caseNo'>,
  { pointer, caseNo }: { pointer: string; caseNo: string },
): Promise<{ errors: InputError[]; takenOver: boolean }> {
  const named = caseNo === record.caseNo ? undefined : recordOf(await readCase(pool, caseNo))
  if (named !== undefined && competenceOver(caller, named).sees) {
    const { related = [] } = named.facts
    const takenOver = related.some((each) => each.relation === 'movedFrom' && each.caseNo === record.caseNo)
    return { errors: [], takenOver }
  }
  const message = { en: 'There is no other case of this number', zh: '没有该编号的其他办件' }
  return { errors: [{ pointer, code: 'CASE_UNKNOWN', message }], takenOver: false }
}
