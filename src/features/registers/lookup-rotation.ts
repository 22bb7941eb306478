import type { Queryable } from '../../database/queryable.js'
import type { Encryption } from '../../shared/encryption.js'
import { passedOver, type Rotation, type RotationOptions } from '../../shared/rotation.js'
import { pageOfLookups, type RewrittenLookup, rewriteLookups } from './lookup-rotation-store.js'
import { answerPlace } from './lookup-secrets.js'

const BEGIN = '00000000-0000-0000-0000-000000000000'

/** What registers said (共享数据应答) written again under the current key. */
export function lookupRotation(db: Queryable, encryption: Encryption, options: RotationOptions): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name: 'register look-ups',
    columns: ['register_lookups.sealed'],
    async batch(after) {
      const page = await pageOfLookups(db, (after ?? BEGIN) as string, current, size)
      const broken: string[] = []
      const stale = page.flatMap(({ id, sealed }): RewrittenLookup[] => {
        if (sealed === null) return []
        try {
          const now = encryption.encrypt(encryption.decrypt(sealed, answerPlace(id)), answerPlace(id))
          return [{ id, before: sealed, now }]
        } catch (error) {
          broken.push(`register look-up ${id}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewriteLookups(db, stale)
      return {
        seen: page.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after: page.length < size ? undefined : page.at(-1)?.id,
      }
    },
  }
}
