/** Puts a value into a memory that holds so many at most: what was put in first goes first. */
export function remember<K, V>(memory: Map<K, V>, most: number, key: K, value: V): void {
  if (memory.size >= most && !memory.has(key)) {
    const [oldest] = memory.keys()
    if (oldest !== undefined) memory.delete(oldest)
  }
  memory.set(key, value)
}
