import { type Refusal, refuse } from '../../workflow/decision.js'
import type { CaseRecord } from '../case.js'
import type { InHand } from '../case-in-hand.js'
import { draftExpiry } from '../draft-expiry.js'
import type { Prepared } from './act-on-case.js'
import { plainDecision } from './plain-decision.js'

export interface ExpireCommand {
  action: 'expireDraft'
  draftDays: number
}

/**
 * A draft that nobody wrote on is given up by itself (草稿到期删除): of it stays that there was one, for which item and
 * when. Who it was of goes in the same transaction (draft-sweep.ts).
 */
export function expireDraft({ record, around }: InHand, { draftDays }: ExpireCommand): Prepared | Refusal {
  if (record.status !== 'DRAFT') return refuse('STATE', 'Only a draft expires', '只有草稿会到期')
  const { expiresAt } = draftExpiry(record.updatedAt, draftDays, around.now)
  if (around.now < expiresAt) return refuse('STATE', 'This draft is kept', '该草稿尚未到期')
  const { situation: _situation, ...kept } = record
  const { visitId: _visit, assistance: _assistance, changedSince: _since, ...facts } = record.facts
  const emptied: CaseRecord = {
    ...kept,
    facts: { ...facts, applicantName: '', answers: {}, form: {}, externalNos: [], warnings: [], missing: [] },
    parties: [],
    materials: [],
  }
  return {
    kind: 'prepared',
    record: emptied,
    around,
    decision: plainDecision(emptied, around, 'expireDraft', { statusAfter: 'WITHDRAWN' }),
  }
}
