import type { Reach } from './caller.js'

/**
 * A reach as the places under which things are listed (`case_listings` and its like): `o` an organ's own, `d` those of a
 * division and all below. The tables hold hashtextextended() of these.
 */
export const placesOfReach = ({ organs, divisions }: Reach): string[] => [
  ...organs.map((code) => `o:${code}`),
  ...divisions.map((code) => `d:${code}`),
]
