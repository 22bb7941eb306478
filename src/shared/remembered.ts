const MOST = 20_000

/** A pure function that remembers what it gave: of a few keys that come again and again, such as the days of a month. */
export function remembered<K extends string | number, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const found = find(key)
    if (known.size >= MOST) known.clear()
    known.set(key, found)
    return found
  }
}
