import { type Caller, reachOf, subjectOf } from '../../../shared/caller.js'
import { problem } from '../../../shared/problem.js'
import type { Role } from '../../../shared/roles.js'
import type { FeedTail, TailEvent } from '../../exchange/feed-tail.js'

/** Who has a display of alerts. */
export const STREAM_READERS = ['supervisor', 'lead'] as const satisfies Role[]

/** Proxies cut what is silent. */
const HEARTBEAT_MS = 15_000
/** Displays of one person, and of all on this instance: each is woken by every event. */
const MOST_OF_CALLER = 5
const MOST = 500

export interface AlertStreams {
  /** The stream of a caller, as the text of server-sent events; ends with the token, or with the service. */
  open(caller: Caller, request: StreamRequest): AsyncGenerator<string>
  close(): Promise<void>
}

interface StreamRequest {
  /** Of the last alert that the display has: `Last-Event-ID`. */
  after: string | undefined
  /** When it ends, in milliseconds since 1970: with the token at the latest. */
  until: number
  ended: AbortSignal
}

/**
 * Alerts while they are raised and dealt with (预警实时推送), within the caller's reach, from the log of events: none is missed
 * and none comes twice, whichever instance raised it. 429 where the caller has too many open already.
 */
export function createAlertStreams(tail: FeedTail): AlertStreams {
  const open = new Map<string, number>()
  let all = 0
  const take = (subject: string): (() => void) => {
    const own = open.get(subject) ?? 0
    if (own >= MOST_OF_CALLER || all >= MOST)
      throw problem('RATE_LIMITED', { headers: { 'retry-after': '30' } })
    open.set(subject, own + 1)
    all += 1
    return () => {
      all -= 1
      const left = (open.get(subject) ?? 1) - 1
      if (left === 0) open.delete(subject)
      else open.set(subject, left)
    }
  }
  return {
    open(caller, request) {
      const leave = take(subjectOf(caller))
      request.ended.addEventListener('abort', leave, { once: true })
      return stream(tail, caller, request)
    },
    close: () => tail.close(),
  }
}

async function* stream(
  tail: FeedTail,
  caller: Caller,
  { after, until, ended }: StreamRequest,
): AsyncGenerator<string> {
  const reach = reachOf(caller.grants, STREAM_READERS)
  yield 'retry: 3000\n\n'
  let place = await tail.placeAt(after)
  // The database was restored: what the display shows may not be there any more, and it reads the list anew.
  if (place === undefined) {
    yield 'event: reset\ndata: {}\n\n'
    place = await tail.placeAt(undefined)
  }
  while (place !== undefined && !ended.aborted && !tail.isClosed()) {
    const left = until - Date.now()
    const next = await tail.next(reach, place, Math.min(HEARTBEAT_MS, left), ended)
    const told: string[] = next.events.flatMap((event) => alertText(event) ?? [])
    yield told.length > 0 ? told.join('') : ': \n\n'
    if (left <= 0 && next.place.position === place.position) break
    place = next.place
  }
  if (!ended.aborted) yield 'event: end\ndata: {}\n\n'
}

/** An alert as an event of the stream; undefined: it tells of something else. */
function alertText({ id, document }: TailEvent): string | undefined {
  const { type, subject, occurredAt, caseNo, payload } = JSON.parse(document) as {
    type: string
    subject: { no: string }
    occurredAt: string
    caseNo?: string
    payload: Record<string, unknown>
  }
  if (!type.startsWith('alert.')) return undefined
  const { level, rule, status, organisation, owner, due, overBy, remaining } = payload
  const data = {
    ...{ id: subject.no, what: type.slice('alert.'.length), at: occurredAt, caseNo, level, rule, status },
    ...{ organisation, owner, due, overBy, remaining },
  }
  return `id: ${id}\nevent: alert\ndata: ${JSON.stringify(data)}\n\n`
}
