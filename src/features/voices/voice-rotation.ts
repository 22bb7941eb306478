import type { Queryable } from '../../database/queryable.js'
import { sealedRotation } from '../../database/sealed-rotation.js'
import type { Encryption } from '../../shared/encryption.js'
import type { Rotation, RotationOptions } from '../../shared/rotation.js'
import { voicePlace } from './voice-secrets.js'

/** Words of complaints, consultations and rectifications written again under the current key. */
export const voiceRotation = (db: Queryable, encryption: Encryption, options: RotationOptions): Rotation =>
  sealedRotation(db, encryption, options, {
    name: 'complaints, consultations, rectifications',
    table: 'voices',
    column: 'sealed',
    place: voicePlace,
  })
