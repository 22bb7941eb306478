import type { DirectoryDocument } from './directory-document.js'

/** An item as somebody begins it: what the directory gives may be left out. */
export interface BegunItem {
  basicCode: string
  limits?: object
  [member: string]: unknown
}

/**
 * The item with what it leaves out taken from its directory entry (继承). It is a copy: a later version of the directory
 * changes no item by itself.
 */
export function inheritItem(begun: BegunItem, directory: DirectoryDocument | undefined): BegunItem {
  if (directory === undefined) return begun
  const { levels, fees, limits } = directory
  const { name, nameEn, type, audiences, legalBases, conditions, quantityLimit } = directory
  const { materials, procedure, results, specialProcedures, codeProfile } = directory
  const [level, ...otherLevels] = levels
  const given = {
    name,
    // An English name belongs to the Chinese one.
    nameEn: begun.name === undefined ? nameEn : undefined,
    type,
    level: otherLevels.length === 0 ? level : undefined,
    audiences,
    legalBases,
    conditions,
    quantityLimit,
    materials,
    procedure,
    fees: feesOf(fees),
    results,
    specialProcedures,
    codeProfile,
    ...begun,
    limits: { ...limits, ...begun.limits },
  }
  const { limits: both, ...members } = given
  const known = Object.entries({ ...members, ...(Object.keys(both).length === 0 ? {} : { limits: both }) })
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as BegunItem
}

/** That nothing is charged says all; what is charged must be listed to be taken over. */
function feesOf(fees: DirectoryDocument['fees']): object | undefined {
  if (fees === undefined || (fees.charged && fees.items === undefined)) return undefined
  return { charged: fees.charged, items: fees.charged ? fees.items : [] }
}
