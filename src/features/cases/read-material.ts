import type { Deps } from '../../deps.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { readFileContent } from '../files/file-service.js'
import type { CaseRecord } from './case.js'
import { type ClearRight, fileRight } from './case-sight.js'
import {
  auditOf,
  HANDLING,
  notForYou,
  type PersonalReading,
  purposeMissing,
  seenCase,
} from './read-personal.js'

/**
 * The file of a material (材料附件), or of a party's mandate (授权委托书): personal data in clear, for who may read the parties so. Each reading but an
 * applicant's own is recorded before the first byte goes out. 403 for who sees the case without that right, 404 for
 * others and where there is no file, 400 without a purpose where the reader does not handle the case.
 */
export async function readMaterial(
  deps: Deps,
  reading: Omit<PersonalReading, 'clear'>,
  materialId: string,
): ReturnType<typeof readFileContent> {
  const { caller } = reading
  const { record } = await seenCase(deps, { ...reading, clear: true })
  const shown = fileOf(record, materialId.toLowerCase())
  const fileId = shown?.fileId
  const opened = fileId === undefined ? undefined : await readFileContent(deps, fileId)
  try {
    const right = fileRight(caller, record, opened?.file.uploaded_by ?? '')
    if (right === undefined) throw notForYou()
    if (shown === undefined || opened === undefined) throw problem('NOT_FOUND')
    if (isTold(caller, right)) {
      const purpose = reading.purpose ?? purposeOf(right)
      if (purpose === undefined) throw purposeMissing()
      await reading.audit(auditOf({ ...reading, purpose }, record, right, 'readMaterialContent', shown.told))
    }
    return opened
  } catch (error) {
    opened?.content.destroy()
    throw error
  }
}

/** The file of a material, or the document by which a party's mandate is proved (授权委托书), and what of it is recorded. */
function fileOf(
  { materials, parties }: Pick<CaseRecord, 'materials' | 'parties'>,
  id: string,
): { fileId: string | undefined; told: Record<string, string> } | undefined {
  const material = materials.find(({ materialId }) => materialId === id)
  if (material !== undefined) {
    const { fileId, materialId, materialCode } = material
    return { fileId, told: { materialId, materialCode } }
  }
  const isMandate = parties.some(({ mandateFileId }) => mandateFileId === id)
  return isMandate ? { fileId: id, told: { mandateFileId: id } } : undefined
}

/** Applicants read what is theirs unrecorded; a member of staff who is one (回避) does not. */
const isTold = ({ grants }: Caller, { as }: ClearRight): boolean =>
  as !== 'applicant' || grants.some(({ role }) => role !== 'citizen')

/** Who handles the case need not say why, and whoever reads what is his own; others must. */
const purposeOf = ({ as }: ClearRight): string | undefined =>
  as === 'asked' || as === 'exchange' ? undefined : HANDLING
