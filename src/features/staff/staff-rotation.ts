import type { Queryable } from '../../database/queryable.js'
import { type Encryption, type Place, SealBroken } from '../../shared/encryption.js'
import { maskEmail, maskMobile } from '../../shared/masks.js'
import { passedOver, type Rotation, type RotationOptions } from '../../shared/rotation.js'
import {
  pageOfContacts,
  type RewrittenContact,
  rewriteContacts,
  type StaleContact,
} from './staff-rotation-store.js'
import { staffEmailPlace, staffMobilePlace } from './staff-secrets.js'

/** Telephones and mail addresses of staff (人员联系方式) written again under the current key. */
export function staffRotation(db: Queryable, encryption: Encryption, options: RotationOptions): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name: 'staff',
    columns: ['staff.mobile_encrypted', 'staff.email_encrypted'],
    async batch(after) {
      const page = await pageOfContacts(db, (after ?? '') as string, current, size)
      const broken: string[] = []
      const stale = page.flatMap((person) => {
        if (person.mobile === null && person.email === null) return []
        try {
          return [reseal(encryption, person)]
        } catch (error) {
          broken.push(`staff ${person.staff_no}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewriteContacts(db, stale)
      return {
        seen: page.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after: page.length < size ? undefined : page.at(-1)?.staff_no,
      }
    },
  }
}

function reseal(encryption: Encryption, person: StaleContact): RewrittenContact {
  const { staff_no, mobile, mobile_masked, email, email_masked } = person
  const again = (
    box: Buffer | null,
    place: Place,
    mask: (plain: string) => string,
    masked: string | null,
  ) => {
    if (box === null) return undefined
    const plain = encryption.decrypt(box, place)
    if (mask(plain.toString()) !== masked) throw new SealBroken(place, 'does not fit what stands beside it')
    return { before: box, now: encryption.encrypt(plain, place) }
  }
  return {
    staff_no,
    mobile: again(mobile, staffMobilePlace(staff_no), maskMobile, mobile_masked),
    email: again(email, staffEmailPlace(staff_no), maskEmail, email_masked),
  }
}
