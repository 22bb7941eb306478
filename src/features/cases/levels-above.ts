import type { Deps } from '../../deps.js'
import { type Language, say } from '../../shared/text.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import { letterheadsOf } from '../divisions/letterheads.js'
import { organsGoingOn } from '../divisions/owner-service.js'
import type { CaseRecord } from './case.js'
import { isExaminedOnly } from './examined-only.js'
import { selectCaseAbove, selectStandings } from './forwarded-store.js'
import { type Forwarding, type Level, outcomeAbove } from './forwarding-words.js'
import { forwardedOrgan } from './informing/informed.js'
import { levelWords } from './progress-words.js'

/**
 * Of what an organ above decides (转报): which one, and its case, once there is one. Nothing where it is decided here; two
 * queries where it was sent, and as many for each further level (县、市、省).
 */
export async function forwardingOf(
  deps: Deps,
  record: CaseRecord,
  { forwardsTo }: ItemDocument,
): Promise<{ forwarding?: Forwarding; levels: Level[] }> {
  if (record.resultType !== 'forwarded')
    return { ...(forwardsTo === undefined ? {} : { forwarding: {} }), levels: [] }
  const levels = await levelsAbove(deps, record)
  const [first] = levels
  const last = levels.at(-1)
  const sentTo = first?.organisation ?? forwardedOrgan(record.facts.copies)?.code
  const code = sentTo && ((await organsGoingOn(deps.pool, [sentTo])).get(sentTo)?.code ?? sentTo)
  const organ = code === undefined ? undefined : (await letterheadsOf(deps.pool, [code])).get(code)?.name
  const forwarding = {
    ...(organ === undefined ? {} : { organ }),
    ...(first === undefined ? {} : { caseNo: first.caseNo }),
    ...(first?.outcome === undefined ? {} : { outcome: first.outcome }),
    ...(last === undefined || last === first ? {} : { top: last }),
  }
  return { forwarding, levels }
}

/** Above the county there are the city, the province and the state: more levels than there are end a circle. */
const MOST_LEVELS = 4

/** The cases above in which the application stands, the nearest first (各级上级办件). */
async function levelsAbove({ pool, items }: Deps, record: CaseRecord): Promise<Level[]> {
  const levels: Level[] = []
  let caseNo = record.facts.related?.find(({ relation }) => relation === 'forwardedTo')?.caseNo
  caseNo ??= await selectCaseAbove(pool, record)
  while (caseNo !== undefined && levels.length < MOST_LEVELS) {
    const [row] = await selectStandings(pool, [caseNo])
    if (row === undefined) break
    const code = row.organisation_code
    const examinedOnly = await isExaminedOnly(items, row)
    const outcome = outcomeAbove(row, examinedOnly)
    levels.push({
      caseNo,
      organisation: code,
      organ: (await letterheadsOf(pool, [code])).get(code)?.name ?? code,
      status: row.status,
      examinedOnly,
      ...(outcome === undefined ? {} : { outcome }),
      ...(row.accepted_on === null ? {} : { acceptedOn: row.accepted_on }),
      ...(row.due_on === null ? {} : { due: row.due_on }),
      ...(row.decided_on === null ? {} : { decidedOn: row.decided_on }),
    })
    caseNo =
      outcome === 'onward' ? await selectCaseAbove(pool, { caseNo, parties: record.parties }) : undefined
  }
  return levels
}

/** A level above as the applicant reads it: no more than where it stands (上级办理情况). */
export const levelView = (
  { caseNo, organ, status, examinedOnly, outcome, acceptedOn, due, decidedOn }: Level,
  language: Language,
) => ({
  caseNo,
  organ,
  status,
  statusText: say(levelWords({ status, examinedOnly, outcome }), language),
  ...(acceptedOn === undefined ? {} : { acceptedOn }),
  ...(due === undefined ? {} : { due }),
  ...(decidedOn === undefined ? {} : { decidedOn }),
})
