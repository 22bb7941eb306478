import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'

interface Holder {
  name: string
  held: number
}

/**
 * Watches that nobody who holds a connection of the pool asks for another: enough of those at once, and each waits for
 * what the others hold. Told by order, not by time: one such request is found though the pool has connections to spare.
 */
export function watchConnections(pool: pg.Pool) {
  const holders = new AsyncLocalStorage<Holder>()
  const second = new Set<string>()
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => Promise<pg.PoolClient> | undefined
  pool.connect = ((...args: unknown[]) => {
    const holder = holders.getStore()
    if (holder !== undefined && holder.held > 0) second.add(holder.name)
    const connected = connect(...args)
    // With a callback it is a single statement, which gives the connection back by itself.
    if (holder === undefined || connected === undefined || args.length > 0) return connected
    return connected.then((client) => {
      holder.held += 1
      const release = client.release
      client.release = (error) => {
        holder.held -= 1
        client.release = release
        release(error)
      }
      return client
    })
  }) as typeof pool.connect
  return {
    /** Runs a request under this name. */
    during: <T>(name: string, request: () => Promise<T>): Promise<T> =>
      holders.run({ name, held: 0 }, request),
    /** Who asked for a second connection. */
    second: () => [...second].sort(),
  }
}
