import type { Queryable } from '../../database/queryable.js'
import { selectLetterheads } from './letterhead-store.js'

/** An organ as its papers name it (文书抬头). */
export interface OrganLetterhead {
  code: string
  name: string
  /** The government to which one goes against its acts: of its division, or above where it is that government itself. */
  government: string
}

/**
 * Organs by the codes under which cases name them; an organ that went into another is called as that one is. One query.
 */
export async function letterheadsOf(
  db: Queryable,
  codes: readonly string[],
): Promise<ReadonlyMap<string, OrganLetterhead>> {
  const rows = await selectLetterheads(db, codes)
  return new Map(
    rows.map(({ named, code, name, kind, division, above }) => [
      named,
      { code, name, government: governmentOf(kind === 'government' ? (above ?? division) : division) },
    ]),
  )
}

const governmentOf = (division: string): string =>
  division.endsWith('人民政府') ? division : `${division}人民政府`
