import type { Queryable } from '../../database/queryable.js'
import { STATUS_NAMES, STATUSES } from '../workflow/statuses.js'
import { countCasesOfVersion } from './case-store.js'

const FINAL = STATUS_NAMES.filter((status) => STATUSES[status].final)
const CAP = 10_000

/** The cases (办件) that were handed in under a version of an item, and those of them that still run; up to ten thousand. */
export const casesOfVersion = (
  db: Queryable,
  itemCode: string,
  version: number,
): Promise<{ running: number; all: number }> => countCasesOfVersion(db, itemCode, version, FINAL, CAP)
