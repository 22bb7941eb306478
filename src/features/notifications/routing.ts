import type { ChannelSettings } from '../../channel-settings.js'
import type { Instant } from '../../shared/time.js'
import type { ChannelName } from './channel-names.js'
import { isNoticeKind, NOTICE_KINDS } from './notice-kinds.js'
import type { Preferences } from './preferences.js'
import { afterQuietHours, nextTimeOfDay } from './sending-times.js'

// By which ways a message leaves the house, and when (渠道选择). Pure.

/** What is known of a message and its addressee. */
export interface Unrouted {
  kind: string
  audience: string
  persons: readonly string[]
  /** Masked; null or absent: not known. */
  mobile?: string | null | undefined
  email?: string | null | undefined
}

export interface Way {
  channel: ChannelName
  nextAt: Instant
  address?: string
  /** Goes out together with others of the same name. */
  digest?: string
}

export type Routed = { ways: Way[]; insideOnly?: 'noChannel' | 'noAddress' | 'stopped' }

/** Seconds that what applicants are told waits: an act may be taken back a moment after it was done. */
const HELD_S = 5

/** Reminders can be stopped and gathered; cards, decisions and what the law wants told cannot. */
export const isStoppable = (kind: string): boolean =>
  kind === 'newTask' || kind === 'reminder' || (isNoticeKind(kind) && NOTICE_KINDS[kind].class === 'reminder')

/** The ways of a message, or why it stays in the inbox alone. */
export function routeOf(
  message: Unrouted,
  preferences: Preferences | undefined,
  settings: ChannelSettings,
  now: Instant,
): Routed {
  const { sms, email, webhook } = settings
  if (sms === undefined && email === undefined && webhook === undefined)
    return { ways: [], insideOnly: 'noChannel' }
  const canStop = isStoppable(message.kind)
  if (canStop && preferences?.reminders === 'stopped') return { ways: [], insideOnly: 'stopped' }
  const from = message.audience === 'party' ? plusSeconds(now, HELD_S) : now
  const gathered = canStop && preferences?.digest === 'daily'
  const at = gathered ? nextTimeOfDay(from, settings.digestAt) : from
  const ways = waysOf(message, settings).map(({ channel, address }): Way => {
    const [person] = message.persons
    const digest = gathered && channel !== 'webhook' && person !== undefined
    return {
      channel,
      ...(address === undefined ? {} : { address }),
      nextAt: channel === 'webhook' ? from : channel === 'sms' ? afterQuietHours(at, settings.quiet) : at,
      ...(digest ? { digest: `${channel} ${person}` } : {}),
    }
  })
  return ways.length === 0 ? { ways, insideOnly: 'noAddress' } : { ways }
}

/** Applicants by telephone; officers by mail, and by telephone where a red card finds no mail. */
function waysOf(
  { kind, audience, mobile, email }: Unrouted,
  settings: ChannelSettings,
): { channel: ChannelName; address?: string }[] {
  const byMail = settings.email !== undefined && audience === 'staff' && typeof email === 'string'
  const wantsSms = audience === 'party' || (audience === 'staff' && kind === 'red' && !byMail)
  const bySms = settings.sms !== undefined && wantsSms && typeof mobile === 'string'
  return [
    ...(bySms ? [{ channel: 'sms' as const, address: mobile }] : []),
    ...(byMail ? [{ channel: 'email' as const, address: email }] : []),
    ...(settings.webhook === undefined ? [] : [{ channel: 'webhook' as const }]),
  ]
}

const plusSeconds = (instant: Instant, seconds: number): Instant =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString()
