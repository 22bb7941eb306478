import type { Queryable } from '../../database/queryable.js'
import type { Encryption } from '../../shared/encryption.js'
import { passedOver, type Rotation, type RotationOptions } from '../../shared/rotation.js'
import { type PaperKey, pageOfPapers, type RewrittenPaper, rewritePapers } from './paper-rotation-store.js'
import { sheetPlace } from './sealed-sheet.js'

const BEGIN: PaperKey = { case_id: '00000000-0000-0000-0000-000000000000', document_no: '' }

/** The papers of documents (文书存底) written again under the current key. */
export function paperRotation(db: Queryable, encryption: Encryption, options: RotationOptions): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name: 'papers',
    columns: ['case_papers.sheet_encrypted'],
    async batch(after) {
      const page = await pageOfPapers(db, (after ?? BEGIN) as PaperKey, current, size)
      const broken: string[] = []
      const stale = page.flatMap(({ case_id, document_no, sheet }): RewrittenPaper[] => {
        if (sheet === null) return []
        const place = sheetPlace(case_id, document_no)
        try {
          const now = encryption.encrypt(encryption.decrypt(sheet, place), place)
          return [{ case_id, document_no, before: sheet, now }]
        } catch (error) {
          broken.push(`document ${document_no}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewritePapers(db, stale)
      const last = page.at(-1)
      return {
        seen: page.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after:
          page.length < size ? undefined : last && { case_id: last.case_id, document_no: last.document_no },
      }
    },
  }
}
