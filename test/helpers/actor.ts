import type { Actor } from '../../src/features/workflow/decision.js'
import { EVERY_POST } from '../../src/shared/caller.js'
import type { Role } from '../../src/shared/roles.js'

/** The organ whose cases the tests of the workflow decide. */
export const OWN_ORGAN = 'own-organ'

/** A person of the deciding organ in some roles, with every post unless some are named; answers for `answersFor`. */
export function personOf(
  roles: readonly Role[],
  {
    subject = 'issuer|somebody',
    posts = [EVERY_POST],
    answersFor = [],
  }: { subject?: string; posts?: readonly string[]; answersFor?: readonly string[] } = {},
): Actor {
  return {
    kind: 'person',
    subject,
    standings: roles.map((role) => ({ role, organisation: OWN_ORGAN, posts })),
    answersFor,
    answersForOwn: answersFor,
    recused: false,
  }
}

export const SYSTEM_ACTOR: Actor = {
  kind: 'system',
  subject: 'system',
  standings: [],
  answersFor: [],
  answersForOwn: [],
  recused: false,
}
