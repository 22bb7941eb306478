import type { Queryable } from '../../database/queryable.js'
import { legalDateOf } from '../../shared/time.js'
import type { NoticeKind } from '../notifications/notice.js'
import { tellOfVoice, type VoiceAddressee } from '../notifications/tell-voices.js'
import type { VoiceKind } from './voice.js'
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
 * it. A complaint of a named officer is told to who stands above the organ: its own lead may be that officer.
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
  const named = kind === 'complaint' && row.about.length > 0
  const whom: VoiceAddressee = { to: 'organ', role, ...(named ? { above: true } : {}) }
  await tellOfVoice(db, { ...news, kind: duty }, whom)
}
