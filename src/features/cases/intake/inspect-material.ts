import { actingAs } from '../../workflow/acting.js'
import type { Pledge } from '../../workflow/case-state.js'
import { type Actor, type Refusal, refuse } from '../../workflow/decision.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseFacts, CaseRecord, Inspection, Material } from '../case.js'
import type { InHand } from '../case-in-hand.js'
import { INSPECTED_IN, standardNamed } from './inspection.js'
import { isGranted } from './owed-clocks.js'

export interface InspectCommand {
  action: 'inspectMaterial'
  materialId: string
  result: Inspection['result']
  reason?: string
}

/**
 * 材料审核: what somebody who takes the case in or reviews it found of one material; and after the decision, of a promise in
 * its place (承诺核查): one that was broken is an alert, and stays on record as a ground to take back what was granted. Defective needs a reason, which the
 * notice to the applicant will give.
 */
export function inspectMaterial(
  _context: LookContext,
  { record, around }: InHand,
  { materialId, result, reason }: InspectCommand,
): Prepared | Refusal | { kind: 'absent' } {
  const as = standingIn(around.actor)
  if (as === undefined)
    return refuse('ROLE', 'Materials are looked at by who takes in or reviews', '材料由受理或者审查人员审核')
  const material = record.materials.find((each) => each.materialId === materialId)
  if (material === undefined) return { kind: 'absent' }
  const pledge = openPledge(record, material)
  if (!INSPECTED_IN.has(record.status) && pledge === undefined)
    return refuse('STATE', 'Materials are looked at during intake and review', '仅在受理和审查期间审核材料')
  if (result === 'defective' && reason === undefined)
    return refuse('RULE', 'What is defective needs a reason', '认定材料有缺陷须说明理由', [
      { pointer: '/reason', code: 'REQUIRED', message: { en: 'Say what is wrong', zh: '请说明缺陷' } },
    ])
  const standard = reason && standardNamed(around.document, material.materialCode, reason)
  const inspected: Material = {
    ...material,
    inspection: {
      result,
      ...(standard === undefined ? {} : { standard }),
      ...(reason === undefined || standard !== undefined ? {} : { reason }),
      on: around.today,
      by: around.actor.staffNo ?? around.actor.subject,
    },
  }
  const next = {
    ...record,
    ...(pledge === undefined ? {} : { facts: checked(record.facts, pledge, result, around.today) }),
    materials: record.materials.map((each) => (each === material ? inspected : each)),
  }
  const broken = pledge !== undefined && result === 'defective'
  const facts = {
    materialCode: material.materialCode,
    result,
    standard,
    reason,
    ...(pledge === undefined ? {} : { commitment: true }),
  }
  const actor = { ...around.actor, as }
  return {
    kind: 'prepared',
    record: next,
    around,
    decision: plainDecision(next, { ...around, actor }, 'inspectMaterial', {
      facts,
      ...(broken ? { behaviour: { rule: 'COMMITMENT_BROKEN', times: 1 } } : {}),
    }),
    materials: [inspected],
  }
}

/** 承诺核查: after the decision what is there by the applicant's word is looked into, once. */
const openPledge = ({ status, facts }: CaseRecord, { materialCode }: Material): Pledge | undefined =>
  isGranted(status, facts.acts)
    ? facts.pledges?.find((each) => each.materialCode === materialCode && each.checkedOn === undefined)
    : undefined

const checked = (
  facts: CaseFacts,
  pledge: Pledge,
  result: Inspection['result'],
  checkedOn: string,
): CaseFacts => ({
  ...facts,
  pledges: (facts.pledges ?? []).map((each) =>
    each === pledge ? { ...each, checkedOn, kept: result === 'ok' } : each,
  ),
})

/** The standing in which somebody looks at materials: as who may tell of defects, or as who reviews. */
const standingIn = (actor: Actor) => actingAs(actor, 'requestCorrection') ?? actingAs(actor, 'completeStep')
