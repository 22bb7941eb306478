import type { Queryable } from '../../database/queryable.js'
import { type LetterheadRow, selectLetterheads } from './letterhead-store.js'

/** An organ as its papers name it (文书抬头). */
export interface OrganLetterhead {
  code: string
  name: string
  /** The government to which one goes against its acts: of its division, or above where it is that government itself. */
  government: string
  /** The basic people's court of its county or district (行政诉讼法 Art. 14, 18); absent where the division does not tell. */
  court?: string
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
    rows.map((row) => {
      const { named, code, name, kind, division, above } = row
      const court = courtOf(row)
      const government = governmentOf(kind === 'government' ? (above ?? division) : division)
      return [named, { code, name, government, ...(court === undefined ? {} : { court }) }]
    }),
  )
}

/** A division of the county level: six digits that do not end its city, and nothing below. */
const COUNTY = /^\d{4}(?!00)\d{2}0{6}$/

/**
 * A district's court is called with its city, a county's or a county-level city's without (乐山市市中区人民法院,
 * 夹江县人民法院). A government of that level is sued a level above (行政诉讼法 Art. 15).
 */
function courtOf({ kind, division, divisionCode, above }: LetterheadRow): string | undefined {
  if (kind === 'government' || !COUNTY.test(divisionCode)) return undefined
  if (!division.endsWith('区')) return `${division}人民法院`
  return above === null || above.endsWith('市辖区') ? undefined : `${above}${division}人民法院`
}

const governmentOf = (division: string): string =>
  division.endsWith('人民政府') ? division : `${division}人民政府`
