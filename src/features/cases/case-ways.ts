import { type Caller, type Grant, placesOf } from '../../shared/caller.js'
import { placeOfStaff, READERS } from '../access/competence.js'

/**
 * Places under which somebody's cases are listed (case_listings): the way and the code of an organ or division. `of`:
 * those of the deciding organ; `beside`: of the window and its centre, and of organs that were asked.
 */
export interface Places {
  /** Organs and divisions whose own cases these are. */
  organs: string[]
  divisions: string[]
  beside: string[]
  /** Points of assistants: their cases, but for those in which one is a party oneself. */
  points: string[]
  /** Only these items; absent: all. */
  items?: readonly string[]
}

/** The rule of case-visibility.ts by places: rights for all items together, each of those for some items by itself. */
export function placesOfCaller(caller: Caller): Places[] {
  const free = caller.grants.filter((grant) => grant.items === undefined)
  const told = caller.staffNo === undefined ? [] : [placeOfStaff(caller.staffNo)]
  const bound = caller.grants.flatMap((grant) =>
    grant.items === undefined ? [] : [{ ...placesOfGrants([grant]), items: grant.items }],
  )
  const ofAll = placesOfGrants(free)
  return [{ ...ofAll, beside: [...ofAll.beside, ...told] }, ...bound].filter(
    ({ organs, divisions, beside, points }) =>
      organs.length + divisions.length + beside.length + points.length > 0,
  )
}

function placesOfGrants(grants: readonly Grant[]): Places {
  const own = grants.filter((grant) => grant.delegation === undefined)
  const organ = placesOf(grants, READERS.organ)
  const window = placesOf(own, READERS.window)
  const asked = placesOf(own, READERS.asked)
  return {
    organs: organ.organs,
    divisions: organ.divisions,
    beside: [
      ...window.organs.map((code) => `w:${code}`),
      ...window.divisions.map((code) => `v:${code}`),
      ...[...asked.organs, ...asked.divisions].map((code) => `a:${code}`),
    ],
    points: placesOf(grants, ['assistant']).organs.map((code) => `p:${code}`),
  }
}
