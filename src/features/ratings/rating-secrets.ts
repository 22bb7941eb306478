import type { Queryable } from '../../database/queryable.js'
import { sealedRotation } from '../../database/sealed-rotation.js'
import type { Encryption, Place } from '../../shared/encryption.js'
import type { Rotation, RotationOptions } from '../../shared/rotation.js'

/** Where the words of a rating stand encrypted. */
export const ratingPlace = (id: string): Place => ({ table: 'ratings', column: 'sealed', row: [id] })

/** Words of ratings (文字评价) written again under the current key. */
export const ratingRotation = (db: Queryable, encryption: Encryption, options: RotationOptions): Rotation =>
  sealedRotation(db, encryption, options, {
    name: 'ratings',
    table: 'ratings',
    column: 'sealed',
    place: ratingPlace,
  })
