import type { Queryable } from '../../../database/queryable.js'
import type { Deps } from '../../../deps.js'
import { type Caller, subjectOf } from '../../../shared/caller.js'
import type { InputError } from '../../../shared/problem.js'
import { checkFiles } from '../../files/file-service.js'
import type { Party } from '../case.js'
import { selectFilesOfApplicant } from './earlier-store.js'

/**
 * 422 findings for the files that come along: one's own uploads of the day, or what the same applicant has handed in for
 * another case (免重复提交), by the blind index of the number. An applicant reuses what was handed in under the own name only.
 */
export async function checkBrought(
  deps: Pick<Deps, 'files'> & { pool: Queryable },
  used: { pointer: string; fileId: string }[],
  caller: Caller,
  parties: readonly Pick<Party, 'role' | 'idNumberIndex'>[],
): Promise<InputError[]> {
  const errors = await checkFiles(deps, used, subjectOf(caller))
  const index = parties.find(({ role }) => role === 'applicant')?.idNumberIndex
  const unknown = used.filter(({ pointer }) =>
    errors.some((error) => error.code === 'FILE_UNKNOWN' && error.pointer === pointer),
  )
  const materials = unknown.filter(({ pointer }) => pointer.startsWith('/materials/'))
  if (materials.length === 0 || index === undefined) return errors
  const isStaff = caller.grants.some(({ role }) => role !== 'citizen')
  const fileIds = materials.map(({ fileId }) => fileId)
  const subject = isStaff ? undefined : subjectOf(caller)
  const known = await selectFilesOfApplicant(deps.pool, { fileIds, index, subject })
  const reused = new Set(
    materials.filter(({ fileId }) => known.has(fileId.toLowerCase())).map(({ pointer }) => pointer),
  )
  return errors.filter(({ code, pointer }) => code !== 'FILE_UNKNOWN' || !reused.has(pointer))
}
