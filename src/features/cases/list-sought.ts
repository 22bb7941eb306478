import type { Bind } from '../../database/statement.js'

/** What a case is looked for by, besides the filters of the list: blind indexes of what nobody writes into an address. */
export interface Sought {
  /** Of a party each: one of these indexes stands in the column. */
  parties: readonly { column: PartyColumn; indexes: readonly Buffer[] }[]
  /** Of form fields: all of them are the case's. */
  terms: readonly Buffer[]
  /** Number in an earlier system. */
  oldNumber?: string | undefined
}

export type PartyColumn = 'id_number_index' | 'name_index' | 'mobile_index'

/** Selects of ids, of which a case must be in each. */
export function soughtIds({ parties, terms, oldNumber }: Sought, bind: Bind): string[] {
  const ids = parties.map(
    ({ column, indexes }) =>
      `select p.case_id as id from case_parties p where p.${column} = any(${bind(indexes)}::bytea[])`,
  )
  if (terms.length > 0)
    ids.push(`select f.case_id as id from case_forms f where f.terms @> ${bind(terms)}::bytea[]`)
  if (oldNumber !== undefined)
    ids.push(`select o.case_id as id from old_cases o where o.number = ${bind(oldNumber)}`)
  return ids
}

/** The same as conditions on a case that is at hand. */
export function isSought({ parties, terms, oldNumber }: Sought, id: string, bind: Bind): string[] {
  const conditions = parties.map(
    ({ column, indexes }) =>
      `exists (select from case_parties p where p.case_id = ${id} and p.${column} = any(${bind(indexes)}::bytea[]))`,
  )
  if (terms.length > 0)
    conditions.push(
      `exists (select from case_forms f where f.case_id = ${id} and f.terms @> ${bind(terms)}::bytea[])`,
    )
  if (oldNumber !== undefined)
    conditions.push(
      `exists (select from old_cases o where o.case_id = ${id} and o.number = ${bind(oldNumber)})`,
    )
  return conditions
}
