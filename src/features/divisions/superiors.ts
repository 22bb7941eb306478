import type { Queryable } from '../../database/queryable.js'
import { selectSuperiors } from './superior-store.js'

/** Who stands above an organ, and in which role it hears of its delays. */
export interface Superior {
  organisation: string
  role: 'lead' | 'supervisor'
}

/**
 * Who is told above an organ (上级): the lead of the organisation above it in the tree; where it has none, the supervision of
 * its division (效能监督). Organs over which nobody stands are left out. One query.
 */
export async function superiorsOf(
  db: Queryable,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Superior>> {
  if (codes.length === 0) return new Map()
  const rows = await selectSuperiors(db, codes)
  return new Map(
    rows.flatMap(({ code, parent, supervision }): [string, Superior][] => {
      if (parent !== null) return [[code, { organisation: parent, role: 'lead' }]]
      return supervision === null ? [] : [[code, { organisation: supervision, role: 'supervisor' }]]
    }),
  )
}
