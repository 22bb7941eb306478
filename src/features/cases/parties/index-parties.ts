import type { Deps } from '../../../deps.js'
import { mobileIndex, nameIndex } from '../../../shared/name-index.js'
import { mobilePlace } from '../party-secrets.js'
import { selectUnindexed, writeIndexes } from './index-parties-store.js'

const BATCH = 500

/**
 * Parties of earlier releases become findable by name and telephone (补建盲索引): a batch, until none is left. What does not
 * open keeps its name alone; the check of the seals tells of it.
 */
export async function indexParties(
  { pool, encryption }: Pick<Deps, 'pool' | 'encryption'>,
  signal?: AbortSignal,
): Promise<number> {
  let done = 0
  while (signal?.aborted !== true) {
    const parties = await selectUnindexed(pool, BATCH)
    if (parties.length === 0) return done
    const opened = (caseId: string, partyNo: number, box: Buffer) => {
      try {
        return mobileIndex(encryption, encryption.decrypt(box, mobilePlace(caseId, partyNo)).toString())
      } catch {
        return undefined
      }
    }
    await writeIndexes(
      pool,
      parties.map(({ case_id, party_no, name, mobile_encrypted: box }) => ({
        case_id,
        party_no,
        name: nameIndex(encryption, name),
        mobile: (box === null ? undefined : opened(case_id, party_no, box)) ?? null,
      })),
    )
    done += parties.length
  }
  return done
}
