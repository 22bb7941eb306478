import type { Queryable } from '../../database/queryable.js'
import { newId } from '../../shared/ids.js'
import type { Role } from '../../shared/roles.js'
import type { LegalDate } from '../../shared/time.js'
import { casesToTell } from '../cases/telling/telling-service.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { personOfNumber } from './addressees.js'
import { insertMessages, type NewMessage } from './message-store.js'
import { speak, templateOf } from './message-template.js'
import { selectTemplatesOf } from './message-template-store.js'
import { NOTICE_KINDS, type NoticeKind } from './notice-kinds.js'
import { languagesOf } from './preferences.js'

/** What became of a complaint, a question or a bad rating, and who answers it now. */
export interface VoiceNews {
  kind: NoticeKind
  voiceNo: string
  version: number
  organisation: string
  /** The day of the act. */
  on: LegalDate
  due?: LegalDate | undefined
}

/** To whom it goes. `organisation`: another one than answers. */
export type VoiceAddressee =
  | { to: 'raiser'; subject: string | undefined }
  | { to: 'rater'; caseNo: string; partyNo: number }
  | { to: 'organ'; role: Role; organisation?: string }

/**
 * Tells who raised something, or who must answer it (通知), in the transaction that does it: once for each act. No word of it
 * and no case stand in a message, so that neither a case's record nor a lock screen shows who complained. What leaves by
 * telephone finds its number in the sealed words at that moment.
 */
export async function tellOfVoice(db: Queryable, news: VoiceNews, whom: VoiceAddressee): Promise<void> {
  const addressee = await addresseeOf(db, news, whom)
  if (addressee === undefined) return
  const { kind, voiceNo, version, organisation, on, due } = news
  const template = templateOf(await selectTemplatesOf(db, [organisation]), organisation, kind)
  const organName = (await letterheadsOf(db, [organisation])).get(organisation)?.name
  const { persons = [] } = addressee
  const languages = persons.length === 0 ? undefined : await languagesOf(db, persons)
  const language = persons.map((person) => languages?.get(person)).find(Boolean) ?? 'zh'
  const facts = {
    // Who rated knows the case, and no number of what was ordered because of it.
    ...(whom.to === 'rater' ? {} : { voiceNo }),
    on,
    ...(due === undefined ? {} : { due }),
    ...(organName === undefined ? {} : { organName }),
  }
  await insertMessages(db, [
    {
      ...NOBODY,
      organisation_code: organisation,
      ...addressee,
      id: newId(),
      told_key: [voiceNo, version, kind].join(' '),
      ...{ kind, persons, language, template_key: template.key, template_version: template.version, facts },
      ...speak(template.content, language, facts),
    },
  ])
}

const NOBODY = {
  case_id: undefined,
  case_no: undefined,
  case_version: undefined,
  party_no: undefined,
  subject: undefined,
  staff_no: undefined,
  role: undefined,
  deputy_for: undefined,
  recipient_masked: undefined,
} as const

type Written = Pick<NewMessage, 'audience'> & Partial<Omit<NewMessage, 'persons'>> & { persons?: string[] }

async function addresseeOf(
  db: Queryable,
  { kind, organisation }: VoiceNews,
  whom: VoiceAddressee,
): Promise<Written | undefined> {
  const audience = NOTICE_KINDS[kind].audience
  if (whom.to === 'raiser')
    return whom.subject === undefined
      ? { audience }
      : { audience, subject: whom.subject, persons: [whom.subject] }
  if (whom.to === 'rater') return raterOf(db, whom)
  return { audience: 'organ', role: whom.role, organisation_code: whom.organisation ?? organisation }
}

/** Reached as the party of the case, whose number the message does not bear. */
async function raterOf(
  db: Queryable,
  { caseNo, partyNo }: { caseNo: string; partyNo: number },
): Promise<Written | undefined> {
  const [told] = await casesToTell(db, [caseNo])
  const party = told?.parties?.find((each) => each.partyNo === partyNo)
  if (told === undefined || party === undefined) return undefined
  const { subject, number } = party
  return {
    audience: 'party',
    ...{ case_id: told.id, party_no: partyNo },
    ...(subject === null ? {} : { subject }),
    persons: [...(subject === null ? [] : [subject]), personOfNumber(number)],
  }
}
