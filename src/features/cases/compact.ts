/** Leaves out what is undefined: the contract knows no nulls. */
export function compact<T extends object>(members: T): T {
  const kept: Partial<T> = {}
  for (const name in members) if (members[name] !== undefined) kept[name] = members[name]
  return kept as T
}
