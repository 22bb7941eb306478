import type { Deps } from '../../deps.js'

/** Keyed, so that who reads the database cannot try out a million codes. */
export function hashQueryCode(
  { encryption }: Pick<Deps, 'encryption'>,
  caseNo: string,
  queryCode: string,
): Buffer {
  return encryption.blindIndex('queryCode', `${caseNo} ${queryCode}`)
}
