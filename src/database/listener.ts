import pg from 'pg'
import type { Log } from './log.js'

const RETRY_MS = 2000
const CHECK_MS = 10_000

/** A connection of its own that waits for NOTIFY on one channel. */
export interface Listener {
  /** Whether notifications arrive now; while not, nothing may rely on them. */
  isListening(): boolean
  close(): Promise<void>
}

/**
 * Connects at once and again whenever the connection is lost; `lost` is called each time, since what was notified
 * meanwhile is not told again. A connection that says nothing any more is found by asking it.
 */
export function createListener(
  pool: pg.Pool,
  { channel, log, heard, lost }: { channel: string; log: Log; heard(payload: string): void; lost(): void },
): Listener {
  let client: pg.Client | undefined
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let connecting: Promise<void> = Promise.resolve()

  const again = (): void => {
    if (isClosed) return
    timer = setTimeout(() => {
      connecting = connect()
    }, RETRY_MS).unref()
  }

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...pool.options,
      password: pool.options.password, // pg-pool hides it from a spread
      application_name: `yichuang-${channel}`,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    })
    next.on('error', () => {})
    next.on('notification', ({ payload = '' }) => heard(payload))
    try {
      await next.connect()
      await next.query(`listen ${channel}`)
      if (isClosed) return await next.end()
    } catch {
      log.warn(`no LISTEN on ${channel}: tried again`)
      await next.end().catch(() => {})
      return again()
    }
    client = next
    const checking = setInterval(() => check(next), CHECK_MS).unref()
    next.once('end', () => {
      clearInterval(checking)
      client = undefined
      lost()
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

  connecting = connect()
  return {
    isListening: () => client !== undefined,
    async close() {
      isClosed = true
      clearTimeout(timer)
      await connecting
      await client?.end().catch(() => {})
    },
  }
}
