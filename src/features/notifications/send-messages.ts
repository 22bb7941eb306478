import { withTransaction } from '../../database/transaction.js'
import type { Pulse } from '../../jobs/pulse.js'
import { newId } from '../../shared/ids.js'
import { telephonesOfParties } from '../cases/telling/telling-service.js'
import { maskedContactsOfStaff } from '../staff/told-staff.js'
import { maskedTelephonesOfVoices } from '../voices/voice-contacts.js'
import {
  claimDue,
  countWaiting,
  lockUnrouted,
  type NewDelivery,
  saveRoutes,
  saveTried,
  type UnroutedRow,
} from './delivery-store.js'
import { allPreferences, preferredBy } from './preferences.js'
import { routeOf } from './routing.js'
import { type Sending, sendLetters } from './send-letters.js'
import { tellUndelivered } from './tell-undelivered.js'

const EVERY_MS = 1000
const ROUTED = 200
const SENT_AT_ONCE = 20
/** Longer than the other side may take: who is killed over a message is followed after that. */
const LEASE_S = 30

/**
 * Decides by which ways messages leave (routing.ts); gives how many. One transaction: safe from any number of instances at
 * once, and safe to kill.
 */
export async function routeMessages({ pool, config, encryption }: Sending): Promise<number> {
  return withTransaction(pool, async (db) => {
    const rows = await lockUnrouted(db, ROUTED)
    if (rows.length === 0) return 0
    const telephones = await telephonesOfParties(
      db,
      rows.flatMap(({ case_id: caseId, party_no: partyNo }) =>
        caseId === null || partyNo === null ? [] : [{ caseId, partyNo }],
      ),
    )
    const left = await maskedTelephonesOfVoices(db, encryption, rows.flatMap(raisedVoice))
    const staff = await maskedContactsOfStaff(db, [...new Set(rows.flatMap(({ staff_no: no }) => no ?? []))])
    const wanted = await allPreferences(
      db,
      rows.flatMap(({ persons }) => persons),
    )
    const routed = rows.map((row) => {
      const { mobile, email } = staff.get(row.staff_no ?? '') ?? {
        mobile: telephones.get(`${row.case_id} ${row.party_no}`) ?? left.get(raisedVoice(row)[0] ?? ''),
        email: undefined,
      }
      const preferences = preferredBy(row.persons, wanted)
      const known = { ...row, mobile, email }
      const route =
        row.withdrawn_at === null ? routeOf(known, preferences, config.messages, row.now) : { ways: [] }
      return { row, route }
    })
    await saveRoutes(
      db,
      routed.map(({ row, route }) => ({
        id: row.id,
        inside_only: 'insideOnly' in route ? route.insideOnly : undefined,
      })),
      routed.flatMap(({ row, route }) => deliveriesOf(row, route.ways)),
    )
    return rows.length
  })
}

/** The complaint or question of which whoever raised it is told. */
const raisedVoice = ({ audience, voice_no: no }: Pick<UnroutedRow, 'audience' | 'voice_no'>): string[] =>
  audience === 'party' && no !== null ? [no] : []

/** The ways of a message as rows. */
export const deliveriesOf = (
  { id }: Pick<UnroutedRow, 'id'>,
  ways: ReturnType<typeof routeOf>['ways'],
): NewDelivery[] =>
  ways.map(({ channel, nextAt, address, digest }) => ({
    message_id: id,
    channel,
    status: 'WAITING',
    address_masked: address,
    digest,
    next_at: nextAt,
  }))

/**
 * Sends what is due (消息发送); gives how many were tried. Taken with SKIP LOCKED and a lease, sent outside of any transaction,
 * and what came of it is kept after. Killed in between, the same is sent again under the same id: the other side, which
 * knows it by that, has it once.
 */
export async function sendDue(sending: Sending): Promise<number> {
  const rows = await claimDue(sending.pool, { limit: SENT_AT_ONCE, leaseS: LEASE_S, claim: newId() })
  if (rows.length === 0) return 0
  const tried = await sendLetters(sending, rows)
  await withTransaction(sending.pool, async (db) => {
    await saveTried(db, tried)
    await tellUndelivered(db, rows, tried)
  })
  return rows.length
}

/** The pulse by which messages leave. Any number of instances runs it. */
export const messagePulse = (sending: Sending): Pulse => ({
  name: 'sendMessages',
  everyMs: EVERY_MS,
  async beat(signal) {
    let done = 0
    for (let moved = -1; moved !== 0 && !signal.aborted; done += Math.max(0, moved))
      moved = await routeMessages(sending)
    for (let sent = -1; sent !== 0 && !signal.aborted; done += Math.max(0, sent))
      sent = await sendDue(sending)
    return done
  },
  backlog: async () => (await countWaiting(sending.pool)).reduce((sum, { waiting }) => sum + waiting, 0),
})

export { countWaiting } from './delivery-store.js'
