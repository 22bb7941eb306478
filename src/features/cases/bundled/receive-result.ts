import { type AwaitedResult, isWaiting, waitedFor } from '../../workflow/awaiting.js'
import type { CorrectionNotice } from '../../workflow/case-state.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseRecord, Material } from '../case.js'
import type { InHand } from '../case-in-hand.js'
import { lostReason } from './lost-reason.js'

/** The result of another case of the same bundle came, or will never come (前置结果). */
export interface ResultCommand {
  action: 'receiveResult' | 'loseResult'
  /** The case that was waited for. */
  from: string
  /** What it issued: its kind, and the number of the decision that grants it. */
  issued?: { type: string; number: string }
}

/**
 * Takes what another case of the same bundle issued as a material that nobody brings; or, where that case ended without
 * it, owes it like any other: the notice names it, or the applicant withdraws. With the last of them the application is
 * complete, and the office's days begin (行政许可法 Art. 32). By the service itself.
 */
export function takeResult(
  { record, around }: InHand,
  { action, from, issued }: ResultCommand,
): Prepared | Refusal {
  const mine = waitedFor(record.facts).filter(({ caseNo }) => caseNo === from)
  if (around.actor.kind !== 'system' || mine.length === 0)
    return refuse('STATE', 'Nothing of that case is waited for', '本件没有等待该办件的结果')
  const { now, today, newId, document } = around
  const codes = mine.map(({ materialCode }) => materialCode)
  const state = action === 'receiveResult' ? 'came' : 'failed'
  const awaits = (record.facts.awaits ?? []).map(
    (each): AwaitedResult => (mine.includes(each) ? { ...each, state, on: today } : each),
  )
  const materials =
    state === 'came' ? codes.map((code) => resultMaterial(code, newId(), now, from, issued)) : []
  const owed = new Set([...record.facts.missing, ...(state === 'failed' ? codes : [])])
  const missing = document.materials.flatMap(({ materialCode }) =>
    owed.has(materialCode) ? [materialCode] : [],
  )
  const next = { ...record, materials: [...record.materials, ...materials] }
  const decision = plainDecision(next, around, action, { facts: { materials: codes, from } })
  const { correction } = record.facts
  return {
    kind: 'prepared',
    record: next,
    around,
    decision: {
      ...decision,
      state: {
        ...decision.state,
        awaits,
        missing,
        ...(state === 'failed' && correction !== undefined
          ? { correction: alsoAskedFor(correction, mine) }
          : {}),
        ...(isComplete(record, awaits) ? { receivedOn: today } : {}),
      },
    },
    materials,
  }
}

const isComplete = ({ status }: CaseRecord, awaits: readonly AwaitedResult[]): boolean =>
  status === 'SUBMITTED' && !isWaiting({ awaits })

const resultMaterial = (
  materialCode: string,
  materialId: string,
  addedAt: string,
  from: string,
  licence: ResultCommand['issued'],
): Material => ({
  materialId,
  materialCode,
  source: 'dossier',
  copies: 1,
  ...(licence === undefined ? {} : { licence }),
  reference: from,
  resultOf: from,
  addedAt,
})

/** A notice that is out could not name it: it is told with the rest, so that one correction brings everything. */
function alsoAskedFor(notice: CorrectionNotice, lost: readonly AwaitedResult[]): CorrectionNotice {
  const added = lost.filter(({ materialCode }) => !notice.openMaterials.includes(materialCode))
  return {
    ...notice,
    items: [
      ...notice.items,
      ...added.map(({ materialCode, itemName }) => ({ materialCode, reason: lostReason(itemName) })),
    ],
    openMaterials: [...notice.openMaterials, ...added.map(({ materialCode }) => materialCode)],
  }
}
