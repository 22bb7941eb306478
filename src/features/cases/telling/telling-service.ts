import type { Queryable } from '../../../database/queryable.js'
import type { Encryption } from '../../../shared/encryption.js'
import { mobilePlace } from '../party-secrets.js'
import { selectContacts, selectToldCases, selectUndone } from './telling-store.js'

export type { ToldCase, ToldParty } from './telling-store.js'

/** Cases as far as people are told of them (通知所需), by their numbers. */
export const casesToTell = selectToldCases

/** Whether acts were taken back that people were to be told of, as `caseId version`. */
export async function undoneActs(
  db: Queryable,
  acts: readonly { caseId: string; version: number }[],
): Promise<Set<string>> {
  if (acts.length === 0) return new Set()
  return new Set((await selectUndone(db, acts)).map(({ case_id, version }) => `${case_id} ${version}`))
}

/** The masked telephones of some parties, as `caseId partyNo`; who has none is left out. */
export async function telephonesOfParties(
  db: Queryable,
  keys: readonly { caseId: string; partyNo: number }[],
): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await selectContacts(db, keys)
  return new Map(
    rows.flatMap(({ case_id, party_no, mobile_masked: masked }): [string, string][] =>
      masked === null ? [] : [[`${case_id} ${party_no}`, masked]],
    ),
  )
}

/** How a party is reached now. */
export interface PartyContact {
  name: string
  mobile?: string
}

/** The same of some parties, as `caseId partyNo`; who is there no more is left out. Opened when it is asked for; then it may throw SealBroken. */
export async function contactsOfParties(
  db: Queryable,
  encryption: Encryption,
  keys: readonly { caseId: string; partyNo: number }[],
): Promise<ReadonlyMap<string, () => PartyContact>> {
  if (keys.length === 0) return new Map()
  const rows = await selectContacts(db, keys)
  return new Map(
    rows.map(({ case_id, party_no, name, mobile_encrypted: box }) => [
      `${case_id} ${party_no}`,
      () => ({
        name,
        ...(box === null
          ? {}
          : { mobile: encryption.decrypt(box, mobilePlace(case_id, party_no)).toString() }),
      }),
    ]),
  )
}
