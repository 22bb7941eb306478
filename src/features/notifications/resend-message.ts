import type pg from 'pg'
import type { Deps } from '../../deps.js'
import { type Caller, rolesOverOrgan, subjectOf } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { telephonesOfParties } from '../cases/telling/telling-service.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import { maskedContactsOfStaff } from '../staff/told-staff.js'
import { insertRound, selectNow } from './delivery-store.js'
import { isAddressee } from './message-service.js'
import { lockMessage, type MessageRow, selectMessage } from './message-store.js'
import { allPreferences, preferredBy, stopReminders } from './preferences.js'
import { routeOf } from './routing.js'
import { deliveriesOf } from './send-messages.js'

/** Who may send again what did not arrive: the people of the organ whose message it is. */
export const RESENDERS = ['clerk', 'lead'] as const satisfies readonly Role[]

/** A message of an organ over which the caller may send again, and which the caller may read; 404 for others. */
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
  // What belongs to no case is read by its addressee alone: nobody learns by sending it again who complained, or of what.
  if (row.case_no === null && !isAddressee(caller, row)) throw problem('NOT_FOUND')
  return { row, organ }
}

/**
 * Sends a message again (补发), by the ways that are open today and as a round with a proof of its own. 404 beyond the
 * caller's organs, 409 for one that was withdrawn, is on its way still, or left a moment ago. Whoever stopped reminders gets none by this either.
 */
export async function resendMessage(
  db: pg.PoolClient,
  { config }: Pick<Deps, 'config'>,
  caller: Caller,
  id: string,
): Promise<{ row: MessageRow; rounds: number; organ: { code: string; divisions: string[] } }> {
  // Whoever sends it again at the same moment comes after, and sees this round: one letter, not two.
  await lockMessage(db, id)
  const { row, organ } = await messageOfOwn(db, caller, id)
  if (row.withdrawn_at !== null) throw problem('CONFLICT', { detail: WITHDRAWN })
  if (row.wiped_at !== null) throw problem('CONFLICT', { detail: WIPED })
  const now = await selectNow(db)
  refuseSoon(row, now)
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
  const preferences = preferredBy(row.persons, await allPreferences(db, row.persons))
  const { ways } = routeOf(addressed, preferences, config.messages, now)
  const rounds = ways.length === 0 ? 0 : await insertRound(db, deliveriesOf(row, ways))
  return { row: (await selectMessage(db, id)) ?? row, rounds, organ }
}

/** So long nobody is written to again: a finger that taps twice is no second letter (补发间隔). */
const BETWEEN_MS = 600_000

/** 409 while a round has not left yet, and for a while after the last one has. */
function refuseSoon({ deliveries }: MessageRow, now: string): void {
  if (deliveries.some(({ status }) => status === 'WAITING' || status === 'SENDING'))
    throw problem('CONFLICT', { detail: ON_ITS_WAY })
  const left = deliveries.flatMap(({ sent_at: at }) => (at === null ? [] : [Date.parse(at)]))
  const again = Math.max(0, ...left) + BETWEEN_MS
  if (Date.parse(now) < again)
    throw problem('ASKED_TOO_SOON', {
      detail: TOO_SOON,
      extensions: { again: new Date(again).toISOString() },
    })
}

/**
 * Stops reminders to the applicant of a message, at his word (退订): for who has no token to say so himself. What the law wants
 * told goes on. 404 beyond the caller's organs, 422 for a message to officers, whose duty is not stopped here.
 */
export async function stopForAddressee(
  db: pg.PoolClient,
  caller: Caller,
  id: string,
): Promise<{ row: MessageRow; organ: { code: string; divisions: string[] } }> {
  const { row, organ } = await messageOfOwn(db, caller, id)
  const person = row.persons.find((each) => each.startsWith('number:'))
  if (row.audience !== 'party' || person === undefined)
    throw ruleViolated('/messageId', 'NOT_TO_APPLICANT', NOT_TO_APPLICANT)
  await stopReminders(db, person, subjectOf(caller))
  return { row, organ }
}

const NOT_TO_APPLICANT = { en: 'This message went to officers', zh: '该消息是发给工作人员的' }
const ON_ITS_WAY = {
  en: 'It has not left yet: see its deliveries',
  zh: '该消息尚在发送中，见发送记录',
}
const TOO_SOON = {
  en: 'It has been sent within the last ten minutes',
  zh: '该消息十分钟内已经发送',
}
const WIPED = {
  en: 'Its text was removed after the days for which it is kept',
  zh: '该消息内容已按保存期限清除',
}
const WITHDRAWN = {
  en: 'The act was taken back, and this message with it',
  zh: '该操作已撤销，消息已收回',
}
