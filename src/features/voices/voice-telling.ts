import type { Queryable } from '../../database/queryable.js'
import type { Role } from '../../shared/roles.js'
import { legalDateOf } from '../../shared/time.js'
import { readRights } from '../access/rights.js'
import { superiorsOf } from '../divisions/superiors.js'
import type { NoticeKind } from '../notifications/notice-kinds.js'
import { tellOfVoice, type VoiceAddressee } from '../notifications/tell-voices.js'
import { staffAtWork } from '../staff/staff-service.js'
import { ofStaff, type VoiceKind } from './voice.js'
import type { Said } from './voice-secrets.js'
import type { VoiceRow } from './voice-store.js'

/** What who raised something is told, by what was done. */
const TO_RAISER: Record<VoiceKind, Record<string, NoticeKind>> = {
  complaint: {
    accept: 'complaintAccepted',
    refuse: 'complaintRefused',
    refer: 'complaintReferred',
    answer: 'complaintAnswered',
  },
  consultation: { refer: 'questionReferred', answer: 'questionAnswered' },
  // Of the rating it is told, once supervision has confirmed what was done (ratings/rating-service.ts).
  rectification: {},
}

/** After what somebody has to answer, which notice says so, and who it is. */
const TO_STAFF: Record<VoiceKind, { after: string[]; notice: NoticeKind; role: 'lead' | 'clerk' }> = {
  complaint: { after: ['receive', 'refer', 'reopen'], notice: 'complaintToAnswer', role: 'lead' },
  consultation: { after: ['ask', 'refer'], notice: 'questionToAnswer', role: 'clerk' },
  rectification: { after: ['order', 'return'], notice: 'ratingToAnswer', role: 'lead' },
}

/**
 * Tells who raised it what became of it, and who must answer that it waits (投诉、咨询、整改通知), in the transaction that does
 * it. A complaint of a named officer is told to who stands above the organ, see `whomOfNamed`.
 */
export async function tellOfAct(db: Queryable, row: VoiceRow, said: Said, action: string): Promise<void> {
  const { kind, id: voiceNo, version, organisation_code: organisation, due_on: due, history } = row
  const news = {
    ...{ voiceNo, version, organisation, due: due ?? undefined },
    on: legalDateOf(history.at(-1)?.at ?? row.raised_at),
  }
  const notice = TO_RAISER[kind][action]
  if (notice !== undefined && (row.raised_by !== null || said.mobile !== undefined))
    await tellOfVoice(db, { ...news, kind: notice }, { to: 'raiser', subject: row.raised_by ?? undefined })
  const { after, notice: duty, role } = TO_STAFF[kind]
  if (!after.includes(action)) return
  const isOfNamed = kind === 'complaint' && row.about.length > 0
  const whom: VoiceAddressee | undefined = isOfNamed
    ? await whomOfNamed(db, row)
    : { to: 'organ', role, organisation }
  if (whom !== undefined) await tellOfVoice(db, { ...news, kind: duty }, whom)
}

type Inbox = Extract<VoiceAddressee, { to: 'organ' }> & { organisation: string }

/**
 * Who hears of a complaint of a named officer (被投诉人回避): who stands above the organ; where nobody does, its lead, its
 * supervision or who decides for it. Never an inbox that the officer reads too.
 */
async function whomOfNamed(
  db: Queryable,
  { organisation_code: organisation, about }: VoiceRow,
): Promise<Inbox | undefined> {
  const above = (await superiorsOf(db, [organisation])).get(organisation)
  const inboxes: [string, Role][] = [
    ...(above === undefined ? [] : [above.role, 'supervisor' as const].map(at(above.organisation))),
    ...(['lead', 'supervisor', 'approver'] as const).map(at(organisation)),
  ]
  const own = await inboxesOf(db, about)
  const found = inboxes.find(([code, role]) => !own.has(`${code} ${role}`))
  return found && { to: 'organ', organisation: found[0], role: found[1] }
}

const at =
  (organisation: string) =>
  (role: Role): [string, Role] => [organisation, role]

/** Which inboxes the officers named read, by their grants and those in whose stead they act. */
async function inboxesOf(db: Queryable, about: readonly string[]): Promise<ReadonlySet<string>> {
  const read = new Set<string>()
  for (const who of about) {
    const { issuer, subject } = (await staffAtWork(db, who.replace(OF_STAFF, ''))) ?? {}
    if (issuer === undefined || subject === undefined) continue
    const { caller } = await readRights(db, { issuer, subject, claimed: undefined })
    for (const { organisation, role } of caller.grants) read.add(`${organisation} ${role}`)
  }
  return read
}

const OF_STAFF = ofStaff('')
