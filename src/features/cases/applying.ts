import type { Caller } from '../../shared/caller.js'
import type { Actor } from '../workflow/decision.js'
import type { CaseRecord, Channel } from './case.js'
import { OWN_CHANNELS } from './parties/identity-proofs.js'

/**
 * As whom somebody begins a case. Clerks of the item and assistants bring it in for others, and never become its party
 * by doing so. Whoever else has a post applies as a private person, with nothing of the post: from where people apply
 * by themselves, at no window. Undefined: neither.
 */
export function applyingAs(
  caller: Caller,
  { channel, windowId, isClerk }: { channel: Channel; windowId?: string | undefined; isClerk: boolean },
): Caller | undefined {
  const citizen = caller.grants.filter(({ role }) => role === 'citizen')
  const staff = caller.grants.filter(({ role }) => role !== 'citizen')
  const isAssistant = staff.some(({ role }) => role === 'assistant')
  // An assistant's own application comes from where people apply by themselves.
  const assists = isAssistant && (citizen.length === 0 || !OWN_CHANNELS.has(channel))
  if (isClerk || assists) return { ...caller, grants: staff }
  if (citizen.length === 0) return undefined
  if (staff.length === 0) return caller
  return OWN_CHANNELS.has(channel) && windowId === undefined ? privately(caller) : undefined
}

/** As whom somebody writes on in a case that was begun: what only staff may is not for who is its party. */
export function writingAs(
  caller: Caller,
  { channel, windowId }: Pick<CaseRecord, 'channel' | 'windowId'>,
  actor: Pick<Actor, 'standings'>,
): Caller {
  const isClerk = actor.standings.some(({ role }) => role === 'clerk' || role === 'lead')
  const staff = caller.grants.filter(({ role }) => role !== 'citizen')
  return applyingAs(caller, { channel, windowId, isClerk }) ?? { ...caller, grants: staff }
}

/** The caller as a private person: an applicant, of no organ. */
function privately({ staffNo: _staffNo, organisation: _organisation, ...caller }: Caller): Caller {
  return { ...caller, grants: caller.grants.filter(({ role }) => role === 'citizen') }
}
