/** Puts a value into a memory that holds so many at most: what was put in longest ago goes first. */
export function remember<K, V>(memory: Map<K, V>, most: number, key: K, value: V): void {
  memory.delete(key)
  if (memory.size >= most) {
    const [oldest] = memory.keys()
    if (oldest !== undefined) memory.delete(oldest)
  }
  memory.set(key, value)
}
