import { actingAs } from '../../workflow/acting.js'
import { type Decision, type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseRecord, Material } from '../case.js'
import type { InHand } from '../case-in-hand.js'

export interface ReturnCommand {
  action: 'returnMaterial'
  /** Each once. */
  materialIds: readonly string[]
}

/** Where somebody may have laid an original on the counter: brought on paper, scanned, or seen and given back. */
const BROUGHT: ReadonlySet<Material['source']> = new Set(['paper', 'upload', 'licence'])

/**
 * 退还原件: the office looked at originals and gave them back. Once for each material, at any time after it was handed in; it
 * changes nothing of what the case has. What goes back together stands in one list that both sign (退还清单).
 */
export function returnMaterial(
  { record, around }: InHand,
  { materialIds }: ReturnCommand,
): Prepared | Refusal | { kind: 'absent' } {
  const as = actingAs(around.actor, 'requestCorrection')
  if (as === undefined) return refuse('ROLE', 'Originals are returned by who takes in', '原件由受理人员退还')
  const asked = new Set(materialIds)
  const materials = record.materials.filter(({ materialId }) => asked.has(materialId))
  if (materials.length < asked.size) return { kind: 'absent' }
  if (record.status === 'DRAFT' || materials.some(({ source }) => !BROUGHT.has(source)))
    return refuse('STATE', 'No original of this was brought', '该材料没有提交原件')
  if (materials.some(({ returned }) => returned !== undefined))
    return refuse('STATE', 'Its original was returned already', '该材料原件已退还')
  const by = around.actor.staffNo ?? around.actor.subject
  const back = materials.map((each): Material => ({ ...each, returned: { on: around.today, by } }))
  const next = {
    ...record,
    materials: record.materials.map(
      (each) => back.find(({ materialId }) => materialId === each.materialId) ?? each,
    ),
  }
  const acting = { ...around, actor: { ...around.actor, as } }
  return {
    kind: 'prepared',
    record: next,
    around,
    decision: decisionOn(
      next,
      acting,
      back.map(({ materialCode }) => materialCode),
    ),
    materials: back,
  }
}

/** An event for each of them, and one list for all. */
function decisionOn(record: CaseRecord, around: InHand['around'], codes: readonly string[]): Decision {
  const each = codes.map((materialCode) =>
    plainDecision(record, around, 'returnMaterial', { facts: { materialCode } }),
  )
  const [first] = each
  if (first === undefined) throw new Error('something goes back')
  const { staffNo } = around.actor
  return {
    ...first,
    state: { ...first.state, version: record.version + codes.length },
    events: each.flatMap(({ events }) => events),
    documents: [
      {
        kind: 'returnList',
        facts: { returned: [...codes], ...(staffNo === undefined ? {} : { givenBy: staffNo }) },
      },
    ],
  }
}
