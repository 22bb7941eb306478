import type { Queryable } from '../../database/queryable.js'
import { takeNumber } from './stamp-store.js'

/**
 * The next number of an organ's series (文号), within the transaction that issues the paper: what is not written takes no
 * number with it. `series` has `{number}` where it goes.
 */
export async function nextOfficialNo(db: Queryable, organisation: string, series: string): Promise<string> {
  return series.replace('{number}', String(await takeNumber(db, organisation, series)))
}
