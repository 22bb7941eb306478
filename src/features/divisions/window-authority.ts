import type { Role } from '../../shared/roles.js'

/** Who speaks for the organ whose item it is. */
export const ANSWERERS = ['lead', 'cataloguer'] as const satisfies Role[]

/** What a window may do with an item (窗口权限), the most first. */
export const LEVELS = ['decides', 'accepts', 'collects', 'advises'] as const
export type Level = (typeof LEVELS)[number]

export interface Authority {
  itemCode: string
  level: string
}

/** One item of a window as it shall be: what is in force, and what waits for the organ whose item it is. */
export interface PlannedAuthority {
  itemCode: string
  held?: string
  asked?: string
  /** The caller speaks for the item's organ: what is held is confirmed by him. */
  confirms: boolean
}

export interface AuthorityChange {
  type: 'request' | 'confirm' | 'withdraw'
  itemCode: string
  level: string
}

/**
 * What becomes of the levels that a centre wants for its window: at once what the caller may give himself, and what is
 * no more than is held already; the rest waits for the organ whose item it is (行政许可法 Art. 24, 26). An item that is
 * not wanted is neither held nor asked for.
 */
export function planAuthority(
  held: ReadonlyMap<string, string>,
  wanted: readonly Authority[],
  gives: (itemCode: string) => boolean,
): PlannedAuthority[] {
  return wanted.map(({ itemCode, level }) => {
    const now = held.get(itemCode)
    if (gives(itemCode)) return { itemCode, held: level, confirms: now !== level }
    if (now !== undefined && isNoMore(level, now)) return { itemCode, held: level, confirms: false }
    return { itemCode, asked: level, confirms: false, ...(now === undefined ? {} : { held: now }) }
  })
}

/** A level of a newer release is more than any: it waits. */
function isNoMore(level: string, than: string): boolean {
  const [a, b] = [rank(level), rank(than)]
  return a !== -1 && b !== -1 ? a >= b : level === than
}

const rank = (level: string): number => (LEVELS as readonly string[]).indexOf(level)

/** What a plan changes, for those who hear of it. */
export function authorityChanges(
  before: { held: ReadonlyMap<string, string>; asked: ReadonlyMap<string, string> },
  planned: readonly PlannedAuthority[],
): AuthorityChange[] {
  const after = new Map(planned.map((each) => [each.itemCode, each]))
  const gone = [...new Set([...before.held.keys(), ...before.asked.keys()])].flatMap(
    (itemCode): AuthorityChange[] => {
      const { held, asked } = after.get(itemCode) ?? {}
      const [wasHeld, wasAsked] = [before.held.get(itemCode), before.asked.get(itemCode)]
      if (wasHeld !== undefined && held === undefined) return [{ type: 'withdraw', itemCode, level: wasHeld }]
      if (wasHeld === undefined && wasAsked !== undefined && held === undefined && asked === undefined)
        return [{ type: 'withdraw', itemCode, level: wasAsked }]
      return []
    },
  )
  const come = planned.flatMap(({ itemCode, held, asked }): AuthorityChange[] => [
    ...(held !== undefined && held !== before.held.get(itemCode)
      ? [{ type: 'confirm' as const, itemCode, level: held }]
      : []),
    ...(asked !== undefined && asked !== before.asked.get(itemCode)
      ? [{ type: 'request' as const, itemCode, level: asked }]
      : []),
  ])
  return [...gone, ...come]
}
