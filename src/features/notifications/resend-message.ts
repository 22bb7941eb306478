import type pg from 'pg'
import type { Deps } from '../../deps.js'
import { type Caller, rolesOverOrgan } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { telephonesOfParties } from '../cases/telling/telling-service.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import { maskedContactsOfStaff } from '../staff/told-staff.js'
import { insertRound, selectNow } from './delivery-store.js'
import { type MessageRow, selectMessage } from './message-store.js'
import { allPreferences, type Preferences } from './preferences.js'
import { routeOf } from './routing.js'
import { deliveriesOf } from './send-messages.js'

/** Who may send again what did not arrive: the people of the organ whose message it is. */
export const RESENDERS = ['clerk', 'lead'] as const satisfies readonly Role[]

/** A message of an organ over which the caller may send again; 404 for others. */
async function messageOfOwn(
  db: pg.PoolClient,
  caller: Caller,
  id: string,
): Promise<{ row: MessageRow; organ: { code: string; divisions: string[] } }> {
  const row = await selectMessage(db, id)
  const organ =
    row?.organisation_code == null ? undefined : await organisationWithDivisions(db, row.organisation_code)
  if (row === undefined || organ === undefined) throw problem('NOT_FOUND')
  const held = rolesOverOrgan(caller, organ)
  if (!RESENDERS.some((role) => held.has(role))) throw problem('NOT_FOUND')
  return { row, organ }
}

/**
 * Sends a message again (补发), by the ways that are open today and as a round with a proof of its own. 404 beyond the
 * caller's organs, 409 for one that was withdrawn. Whoever stopped reminders gets none by this either.
 */
export async function resendMessage(
  db: pg.PoolClient,
  { config }: Pick<Deps, 'config'>,
  caller: Caller,
  id: string,
): Promise<{ row: MessageRow; rounds: number; organ: { code: string; divisions: string[] } }> {
  const { row, organ } = await messageOfOwn(db, caller, id)
  if (row.withdrawn_at !== null) throw problem('CONFLICT', { detail: WITHDRAWN })
  const key =
    row.case_id === null || row.party_no === null ? [] : [{ caseId: row.case_id, partyNo: row.party_no }]
  const telephones = await telephonesOfParties(db, key)
  const staff = await maskedContactsOfStaff(db, row.staff_no === null ? [] : [row.staff_no])
  const contact = staff.get(row.staff_no ?? '')
  const addressed = {
    ...row,
    mobile: contact?.mobile ?? telephones.get(`${row.case_id} ${row.party_no}`),
    email: contact?.email,
  }
  const preferences = await preferencesFor(db, row.persons)
  const { ways } = routeOf(addressed, preferences, config.messages, await selectNow(db))
  const rounds = ways.length === 0 ? 0 : await insertRound(db, deliveriesOf(row, ways))
  return { row: (await selectMessage(db, id)) ?? row, rounds, organ }
}

async function preferencesFor(
  db: pg.PoolClient,
  persons: readonly string[],
): Promise<Preferences | undefined> {
  const wanted = await allPreferences(db, persons)
  return persons.map((person) => wanted.get(person)).find(Boolean)
}

const WITHDRAWN = {
  en: 'The act was taken back, and this message with it',
  zh: '该操作已撤销，消息已收回',
}
