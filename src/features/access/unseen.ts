/** How many refusals of one caller and operation are told in a minute, each by itself. */
const TOLD = 10
const MINUTE_MS = 60_000
/** Callers and operations that are counted at once. */
const COUNTED = 10_000

interface Counted {
  since: number
  told: number
  untold: number
}

/**
 * Keeps scanning from filling the audit trail: of the things that one caller asks for in vain with one operation, ten in
 * a minute have their own record; how many more there were is told with the next one. `key`: caller and operation.
 */
export function createUnseen() {
  const counts = new Map<string, Counted>()
  return {
    /** Undefined: not told, but counted. `untold`: how many of before were only counted. */
    tell(key: string, now: number): { untold: number } | undefined {
      const before = counts.get(key)
      if (before !== undefined && now - before.since < MINUTE_MS) {
        if (before.told >= TOLD) {
          before.untold += 1
          return undefined
        }
        before.told += 1
        return { untold: 0 }
      }
      if (counts.size >= COUNTED) counts.clear()
      counts.set(key, { since: now, told: 1, untold: 0 })
      return { untold: before?.untold ?? 0 }
    },
  }
}
