import type { Queryable } from '../../database/queryable.js'
import type { Encryption } from '../../shared/encryption.js'
import { maskMobile } from '../../shared/masks.js'
import { openSaid } from './voice-secrets.js'
import { selectSealed } from './voice-store.js'

/** The telephones that people left with a complaint or a question, by its id. Opened when asked for; then it may throw SealBroken. */
export async function telephonesOfVoices(
  db: Queryable,
  encryption: Encryption,
  ids: readonly string[],
): Promise<ReadonlyMap<string, () => { mobile?: string }>> {
  if (ids.length === 0) return new Map()
  return new Map(
    (await selectSealed(db, ids)).map(({ id, sealed }) => [
      id,
      () => {
        const { mobile } = openSaid(encryption, id, sealed)
        return mobile === undefined ? {} : { mobile }
      },
    ]),
  )
}

/** The same masked; one that does not open is left out, so that nobody else waits for it. */
export async function maskedTelephonesOfVoices(
  db: Queryable,
  encryption: Encryption,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const boxes = await telephonesOfVoices(db, encryption, ids)
  return new Map(
    [...boxes].flatMap(([id, open]): [string, string][] => {
      try {
        const { mobile } = open()
        return mobile === undefined ? [] : [[id, maskMobile(mobile)]]
      } catch {
        return []
      }
    }),
  )
}
