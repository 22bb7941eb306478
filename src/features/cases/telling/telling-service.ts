import type { Queryable } from '../../../database/queryable.js'
import type { Encryption } from '../../../shared/encryption.js'
import { maskPartyName } from '../../../shared/masks.js'
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

/** How a party is reached now, opened for the moment in which a message leaves. */
export interface PartyContact {
  name: string
  nameMasked: string
  mobile?: string
}

/** The same of some parties, as `caseId partyNo`; who is there no more is left out. Throws SealBroken. */
export async function contactsOfParties(
  db: Queryable,
  encryption: Encryption,
  keys: readonly { caseId: string; partyNo: number }[],
): Promise<ReadonlyMap<string, PartyContact>> {
  if (keys.length === 0) return new Map()
  const rows = await selectContacts(db, keys)
  return new Map(
    rows.map(({ case_id, party_no, type, name, mobile_encrypted: box }) => [
      `${case_id} ${party_no}`,
      {
        name,
        nameMasked: maskPartyName(type as 'natural' | 'legal', name),
        ...(box === null
          ? {}
          : { mobile: encryption.decrypt(box, mobilePlace(case_id, party_no)).toString() }),
      },
    ]),
  )
}
