import type { Deps } from '../../deps.js'
import { contactsOfParties, type PartyContact, undoneActs } from '../cases/telling/telling-service.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { contactsOfStaff } from '../staff/told-staff.js'
import { telephonesOfVoices } from '../voices/voice-contacts.js'
import { createMailSender, type MailSender } from './channels/mail.js'
import type { Outcome } from './channels/outcome.js'
import { postSigned } from './channels/signed-post.js'
import type { ClaimedRow, TriedRow } from './delivery-store.js'
import { type Letter, lettersOf, wordsOf } from './letter.js'
import { builtIn, type MessageTemplate } from './message-template.js'
import { selectVersions } from './message-template-store.js'
import { isNoticeKind } from './notice-kinds.js'
import { MOST_ATTEMPTS, pauseAfter } from './sending-times.js'

export type Sending = Pick<Deps, 'pool' | 'encryption' | 'config'>

/** What letters need beside what stands in their rows, read at once for all of them. */
interface Around {
  undone: ReadonlySet<string>
  parties: ReadonlyMap<string, () => PartyContact>
  staff: ReadonlyMap<string, () => { mobile?: string; email?: string }>
  voices: ReadonlyMap<string, () => { mobile?: string }>
  templates: ReadonlyMap<string, MessageTemplate>
  organs: ReadonlyMap<string, string>
  mail: MailSender | undefined
}

/** Sends what was claimed, each letter by itself, and says what came of each. Nobody’s failure is another’s. */
export async function sendLetters(sending: Sending, rows: readonly ClaimedRow[]): Promise<TriedRow[]> {
  const around = await lookAround(sending, rows)
  try {
    const tried = await Promise.all(
      lettersOf(rows).map(async (letter) => triedOf(letter, await sendLetter(sending, letter, around))),
    )
    return tried.flat()
  } finally {
    around.mail?.close()
  }
}

async function lookAround(
  { pool, encryption, config }: Sending,
  rows: readonly ClaimedRow[],
): Promise<Around> {
  const { email } = config.messages
  const hasMail = rows.some(({ channel }) => channel === 'email')
  const published = rows.filter(({ template_version }) => template_version > 0)
  const organs = [...new Set(rows.flatMap(({ organisation_code: code }) => code ?? []))]
  return {
    undone: await undoneActs(pool, rows.flatMap(actOf)),
    parties: await contactsOfParties(pool, encryption, rows.flatMap(partyOf)),
    staff: await contactsOfStaff(pool, encryption, [
      ...new Set(rows.flatMap(({ staff_no: no }) => no ?? [])),
    ]),
    voices: await telephonesOfVoices(pool, encryption, rows.flatMap(voiceOf)),
    templates: new Map(
      (await selectVersions(pool, published)).map((each) => [`${each.key} ${each.version}`, each]),
    ),
    organs: new Map([...(await letterheadsOf(pool, organs))].map(([code, { name }]) => [code, name])),
    mail: hasMail && email !== undefined ? await createMailSender(email) : undefined,
  }
}

const actOf = ({ audience, case_id: caseId, case_version: version }: ClaimedRow) =>
  audience !== 'party' || caseId === null || version === null ? [] : [{ caseId, version }]
const voiceOf = ({ audience, facts: { voiceNo } }: ClaimedRow): string[] =>
  audience === 'party' && voiceNo !== undefined ? [voiceNo] : []
const partyOf = ({ case_id: caseId, party_no: partyNo }: ClaimedRow) =>
  caseId === null || partyNo === null ? [] : [{ caseId, partyNo }]

async function sendLetter(
  { config }: Sending,
  letter: Letter,
  around: Around,
): Promise<Outcome | { kind: 'withdrawn'; result: string }> {
  const [first] = letter.rows
  const { sms, webhook } = config.messages
  if (letter.rows.length === 1 && isTakenBack(first, around))
    return { kind: 'withdrawn', result: 'withdrawn' }
  const seconds = Math.floor(Date.now() / 1000)
  try {
    const said = letter.rows.map((row) => spokenOf(row, around))
    if (letter.channel === 'webhook')
      return webhook === undefined
        ? GONE
        : await postSigned(webhook, letter.id, pushed(letter.id, first), seconds)
    const address = addressOf(first, letter.channel, around)
    if (address === undefined) return { kind: 'never', result: 'noAddress' }
    if (letter.channel === 'sms') {
      const text = `${signature(first, around)}${said.map(({ title, body }) => `${title}：${body}`).join('\n')}`
      return sms === undefined
        ? GONE
        : await postSigned(sms, letter.id, { id: letter.id, to: address, text }, seconds)
    }
    if (around.mail === undefined) return GONE
    return await around.mail.send({ id: letter.id, to: address, ...mailOf(said) })
  } catch {
    // A box that does not open, a template that is gone: nobody else waits for it, and a person may mend it.
    return { kind: 'later', result: 'unreadable' }
  }
}

/** The channel is configured no more. */
const GONE: Outcome = { kind: 'later', result: 'noChannel' }

const isTakenBack = ({ withdrawn_at, case_id, case_version }: ClaimedRow, { undone }: Around): boolean =>
  withdrawn_at !== null || undone.has(`${case_id} ${case_version}`)

function spokenOf(row: ClaimedRow, { parties, templates }: Around): { title: string; body: string } {
  const template =
    row.template_version === 0
      ? isNoticeKind(row.kind)
        ? builtIn(row.kind)
        : undefined
      : templates.get(`${row.template_key} ${row.template_version}`)
  const needsName = template?.content.personal !== undefined && row.channel !== 'webhook'
  const name = needsName ? parties.get(`${row.case_id} ${row.party_no}`)?.().name : undefined
  return wordsOf(row, template, name)
}

function addressOf(row: ClaimedRow, channel: string, { parties, staff, voices }: Around): string | undefined {
  const contact: { mobile?: string; email?: string } | undefined =
    row.audience === 'party'
      ? (parties.get(`${row.case_id} ${row.party_no}`) ?? voices.get(row.facts.voiceNo ?? ''))?.()
      : staff.get(row.staff_no ?? '')?.()
  if (contact === undefined) return undefined
  return channel === 'sms' ? contact.mobile : contact.email
}

/** Who speaks, as text messages name it (短信签名). */
function signature({ organisation_code: code }: ClaimedRow, { organs }: Around): string {
  const name = organs.get(code ?? '')
  return name === undefined ? '' : `【${name}】`
}

const mailOf = (said: readonly { title: string; body: string }[]): { subject: string; text: string } => {
  const [first] = said
  if (said.length === 1 && first !== undefined) return { subject: first.title, text: `${first.body}\n` }
  return {
    subject: `${said.length} 条提醒 · ${said.length} reminders`,
    text: said.map(({ title, body }) => `${title}：${body}\n`).join('\n'),
  }
}

/** What a platform gets that shows messages to its people: nothing personal but the subject that it gave them itself. */
const pushed = (id: string, row: ClaimedRow): object => ({
  specversion: '1.0',
  type: `message.${row.kind}`,
  source: 'urn:yichuang:messages',
  id,
  time: row.created_at,
  datacontenttype: 'application/json',
  data: {
    messageId: row.message_id,
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
    to: {
      kind: row.audience,
      ...(row.subject === null ? {} : { subject: row.subject }),
      ...(row.staff_no === null ? {} : { staffNo: row.staff_no }),
      ...(row.role === null ? {} : { role: row.role }),
    },
    title: row.title,
    body: row.body,
  },
})

function triedOf({ rows }: Letter, outcome: Awaited<ReturnType<typeof sendLetter>>): TriedRow[] {
  return rows.map(({ message_id, channel, round, attempts }) => ({
    ...{ message_id, channel, round, attempts, result: outcome.result },
    status: statusOf(outcome.kind, attempts),
    receipt: 'receipt' in outcome ? outcome.receipt : undefined,
    pause_s: pauseAfter(attempts),
  }))
}

function statusOf(kind: Outcome['kind'] | 'withdrawn', attempts: number): TriedRow['status'] {
  if (kind === 'sent') return 'SENT'
  if (kind === 'withdrawn') return 'WITHDRAWN'
  return kind === 'never' || attempts >= MOST_ATTEMPTS ? 'FAILED' : 'WAITING'
}
