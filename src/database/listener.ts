import pg from 'pg'
import type { Log } from './log.js'

const RETRY_MS = 2000
const CHECK_MS = 10_000

/** What is told of a channel. */
export interface Ears {
  heard(payload: string): void
  /** Something may have been told that was not heard: the connection was lost, or has only now begun to listen. */
  missed(): void
}

/** The one connection of the process that waits for NOTIFY, for all features. */
export interface Listener {
  /** Registers a feature for a channel; the first one connects: who only writes the document or a token needs none. */
  on(channel: string, ears: Ears): void
  /** Whether notifications of the channel arrive now; while not, nothing may rely on them. */
  hears(channel: string): boolean
  close(): Promise<void>
}

/**
 * Connects again whenever the connection is lost; `missed` is called when it is, and again as soon as the channel is
 * listened to, since what was notified meanwhile is not told again. A connection that says nothing any more is found by
 * asking it.
 */
export function createListener(pool: pg.Pool, log: Log): Listener {
  const channels = new Map<string, Ears[]>()
  const heard = new Set<string>()
  let client: pg.Client | undefined
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let connecting: Promise<void> | undefined

  const earsOf = (channel: string): readonly Ears[] => channels.get(channel) ?? []

  const again = (): void => {
    if (isClosed) return
    timer = setTimeout(() => {
      connecting = connect()
    }, RETRY_MS).unref()
  }

  const listen = async (one: pg.Client, channel: string): Promise<void> => {
    await one.query(`listen ${channel}`)
    heard.add(channel)
    for (const ears of earsOf(channel)) ears.missed()
  }

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...pool.options,
      password: pool.options.password, // pg-pool hides it from a spread
      application_name: 'yichuang-listener',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    })
    next.on('error', () => {})
    next.on('notification', ({ channel, payload = '' }) => {
      for (const ears of earsOf(channel)) ears.heard(payload)
    })
    try {
      await next.connect()
      // Those that are registered meanwhile too: a map is gone through to its last end.
      for (const [channel] of channels) await listen(next, channel)
      if (isClosed) return await next.end()
    } catch {
      heard.clear()
      log.warn('no LISTEN: what would be kept in memory is read each time; tried again')
      await next.end().catch(() => {})
      return again()
    }
    client = next
    const checking = setInterval(() => check(next), CHECK_MS).unref()
    next.once('end', () => {
      clearInterval(checking)
      client = undefined
      heard.clear()
      for (const all of channels.values()) for (const ears of all) ears.missed()
      again()
    })
  }

  /** A half-open connection answers nothing: it is given up. */
  const check = (one: pg.Client): void => {
    const late = setTimeout(() => {
      ;(one as pg.Client & { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    }, CHECK_MS / 2).unref()
    one.query('select 1').then(
      () => clearTimeout(late),
      () => clearTimeout(late),
    )
  }

  return {
    on(channel, ears) {
      const isNew = !channels.has(channel)
      channels.set(channel, [...earsOf(channel), ears])
      if (isClosed) return
      // A connection that is gone by now tells so by its end, and all channels are listened to by the next.
      if (client !== undefined && isNew) listen(client, channel).catch(() => {})
      connecting ??= connect()
    },
    hears: (channel) => heard.has(channel),
    async close() {
      isClosed = true
      clearTimeout(timer)
      await connecting
      await client?.end().catch(() => {})
      heard.clear()
    },
  }
}
