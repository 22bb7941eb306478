import { AsyncLocalStorage } from 'node:async_hooks'

/** A value that some work and all that it begins can see, and nobody else. */
export interface OwnWork<T> {
  during<R>(value: T, work: () => Promise<R>): Promise<R>
  value(): T | undefined
}

/**
 * Switched off as soon as nobody works under it: on Node 20 every later promise of the process would have a hook, for what
 * is asked while the sample is brought in.
 */
export function createOwnWork<T>(): OwnWork<T> {
  const storage = new AsyncLocalStorage<T>()
  let working = 0
  return {
    async during(value, work) {
      working += 1
      try {
        return await storage.run(value, work)
      } finally {
        working -= 1
        if (working === 0) storage.disable()
      }
    },
    value: () => storage.getStore(),
  }
}
