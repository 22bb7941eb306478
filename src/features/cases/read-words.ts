import type { Deps } from '../../deps.js'
import { type Language, say } from '../../shared/text.js'
import { staffNames } from '../staff/staff-service.js'
import { decidedAs } from '../workflow/grant.js'
import { titleOfAct } from './act-title.js'
import { selectEvents } from './read-case.js'
import { type PersonalReading, takeActs } from './read-personal.js'

/** What somebody wrote with an act, and who it was. */
export interface ActWords {
  version: number
  type: string
  title: string
  occurredAt: string
  staffNo?: string
  staffName?: string
  words?: Record<string, unknown>
}

/**
 * The acts of a case; read in clear also what people wrote with them (办理意见), and the names of those who acted: that
 * stands beside the events, never in the feed. For the case's own staff and for platforms whose grant carries `personal`; each reading is recorded.
 */
export async function readWords(
  deps: Deps,
  reading: PersonalReading,
  language: Language,
): Promise<{ data: ActWords[] }> {
  const record = await takeActs(deps, reading)
  const rows = await selectEvents(deps.pool, record.id)
  const told = rows.map((row) => JSON.parse(row.document) as { actor?: { staffNo?: string } })
  const numbers = reading.clear ? told.flatMap(({ actor }) => actor?.staffNo ?? []) : []
  const names = await staffNames(deps.pool, numbers)
  const data = rows.map((row, at): ActWords => {
    const staffNo = told[at]?.actor?.staffNo
    const staffName = staffNo === undefined ? undefined : names.get(staffNo)
    const title = titleOfAct(row.type, record.itemType, decidedAs(record.facts))
    return {
      version: row.version,
      type: row.type,
      title: title === undefined ? row.type : say(title, language),
      occurredAt: row.occurred_at,
      ...(staffNo === undefined ? {} : { staffNo }),
      ...(staffName === undefined ? {} : { staffName }),
      ...(reading.clear ? { words: wordsOf(row.remarks) } : {}),
    }
  })
  return { data }
}

const wordsOf = (remarks: string | null): Record<string, unknown> =>
  remarks === null ? {} : (JSON.parse(remarks) as Record<string, unknown>)
