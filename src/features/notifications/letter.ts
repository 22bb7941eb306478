import { sha256 } from '../../shared/canonical-json.js'
import type { ClaimedRow } from './delivery-store.js'
import { type MessageTemplate, speak } from './message-template.js'

// What leaves the house as one: a message, or those of one person together.

/** What is to be sent as one, under an id that stays the same however often it is tried. */
export interface Letter {
  id: string
  channel: string
  rows: readonly [ClaimedRow, ...ClaimedRow[]]
}

/** What was claimed, as letters: what was gathered under one name together. */
export function lettersOf(rows: readonly ClaimedRow[]): Letter[] {
  const groups = new Map<string, ClaimedRow[]>()
  for (const row of rows) {
    const name = row.digest ?? `${row.message_id} ${row.channel} ${row.round}`
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return [...groups.values()].flatMap((group): Letter[] => {
    const ordered = group.toSorted((a, b) => (a.message_id < b.message_id ? -1 : 1))
    const [first, ...others] = ordered
    if (first === undefined) return []
    return [{ id: idOf(first, ordered), channel: first.channel, rows: [first, ...others] }]
  })
}

/** Of one message its own id; of several the claim’s with the hash of which they are. No full stop: signatures part by it. */
function idOf(first: ClaimedRow, rows: readonly ClaimedRow[]): string {
  if (first.digest === null) return `${first.message_id}-${first.round}`
  const [claim = ''] = first.digest.slice(1).split(' ')
  const hash = sha256(rows.map(({ message_id, round }) => `${message_id}.${round}`).join(' ')).toString('hex')
  return `${claim}-${hash.slice(0, 16)}`
}

/** What one message says as it leaves: with what is personal only where its template needs it. */
export function wordsOf(
  row: ClaimedRow,
  template: MessageTemplate | undefined,
  applicantName: string | undefined,
): { title: string; body: string } {
  const needs = template?.content.personal?.includes('applicantName') === true
  if (!needs || template === undefined || applicantName === undefined)
    return { title: row.title, body: row.body }
  return speak(template.content, row.language === 'en' ? 'en' : 'zh', { ...row.facts, applicantName })
}
