import { actingAs } from '../../workflow/acting.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { Material } from '../case.js'
import type { InHand } from '../case-in-hand.js'

export interface ReturnCommand {
  action: 'returnMaterial'
  materialId: string
}

/** Where somebody may have laid an original on the counter: brought on paper, scanned, or seen and given back. */
const BROUGHT: ReadonlySet<Material['source']> = new Set(['paper', 'upload', 'licence'])

/**
 * 退还原件: the office looked at an original and gave it back. Once for each material, at any time after it was handed in; it
 * changes nothing of what the case has.
 */
export function returnMaterial(
  { record, around }: InHand,
  { materialId }: ReturnCommand,
): Prepared | Refusal | { kind: 'absent' } {
  const as = actingAs(around.actor, 'requestCorrection')
  if (as === undefined) return refuse('ROLE', 'Originals are returned by who takes in', '原件由受理人员退还')
  const material = record.materials.find((each) => each.materialId === materialId)
  if (material === undefined) return { kind: 'absent' }
  if (record.status === 'DRAFT' || !BROUGHT.has(material.source))
    return refuse('STATE', 'No original of this was brought', '该材料没有提交原件')
  if (material.returned !== undefined)
    return refuse('STATE', 'Its original was returned already', '该材料原件已退还')
  const by = around.actor.staffNo ?? around.actor.subject
  const returned: Material = { ...material, returned: { on: around.today, by } }
  const next = {
    ...record,
    materials: record.materials.map((each) => (each === material ? returned : each)),
  }
  const facts = { materialCode: material.materialCode }
  const actor = { ...around.actor, as }
  return {
    kind: 'prepared',
    record: next,
    around,
    decision: plainDecision(next, { ...around, actor }, 'returnMaterial', { facts }),
    materials: [returned],
  }
}
