import type { Queryable } from '../../database/queryable.js'
import type { Encryption } from '../../shared/encryption.js'
import { passedOver, type Rotation, type RotationOptions } from '../../shared/rotation.js'
import { pageOfForms, type RewrittenForm, rewriteForms } from './form-rotation-store.js'
import { sealedPlace } from './form-secrets.js'

const BEGIN = '00000000-0000-0000-0000-000000000000'

/** The sensitive parts of forms (表单敏感信息) written again under the current key. */
export function formRotation(db: Queryable, encryption: Encryption, options: RotationOptions): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name: 'forms',
    columns: ['case_forms.sealed'],
    async batch(after) {
      const page = await pageOfForms(db, (after ?? BEGIN) as string, current, size)
      const broken: string[] = []
      const stale = page.flatMap(({ case_id, sealed }): RewrittenForm[] => {
        if (sealed === null) return []
        const place = sealedPlace(case_id)
        try {
          const now = encryption.encrypt(encryption.decrypt(sealed, place), place)
          return [{ case_id, before: sealed, now }]
        } catch (error) {
          broken.push(`case ${case_id}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewriteForms(db, stale)
      return {
        seen: page.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after: page.length < size ? undefined : page.at(-1)?.case_id,
      }
    },
  }
}
