import { type Caller, covers, type Organ, SYSTEM_CALLER, subjectOf } from '../shared/caller.js'
import type { Role } from '../shared/roles.js'
import type { Acting } from './make-event.js'

/**
 * A caller as an event tells who acted (经办人); the role is the one in which the act was done, where it is known. Whose
 * staff it is says the register; of who stands in none, the grant.
 */
export function actingCaller(caller: Caller, role?: Role): Acting {
  const granted = caller.grants.find((grant) => grant.role === role)?.organisation
  return {
    kind: caller.kind,
    subject: subjectOf(caller),
    role,
    staffNo: caller.staffNo,
    organisation: caller.organisation ?? (granted === '' ? undefined : granted),
  }
}

/** The same over an organ's thing: in the first of the roles that goes as far as the organ. */
export function actingOver(caller: Caller, organ: Organ, ...roles: readonly Role[]): Acting {
  const grant = caller.grants.find((each) => roles.includes(each.role) && covers(each, organ))
  return {
    ...actingCaller(caller, grant?.role),
    organisation: caller.organisation ?? grant?.organisation,
    deputyFor: grant?.deputyFor,
  }
}

/** The service itself, acting by law. */
export const SYSTEM_ACTING: Acting = actingCaller(SYSTEM_CALLER)
