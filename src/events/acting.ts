import { type Caller, SYSTEM_CALLER, subjectOf } from '../shared/caller.js'
import type { Role } from '../shared/roles.js'
import type { Acting } from './make-event.js'

/** A caller as an event tells who acted (经办人); the role is the one in which the act was done, where it is known. */
export function actingCaller(caller: Caller, role?: Role): Acting {
  return { kind: caller.kind, subject: subjectOf(caller), role }
}

/** The service itself, acting by law. */
export const SYSTEM_ACTING: Acting = actingCaller(SYSTEM_CALLER)
