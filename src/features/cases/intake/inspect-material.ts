import { SYSTEM_CALLER } from '../../../shared/caller.js'
import { actingAs } from '../../workflow/acting.js'
import type { Pledge } from '../../workflow/case-state.js'
import { type Actor, type Decision, type Refusal, refuse } from '../../workflow/decision.js'
import type { LookContext, Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { CaseFacts, CaseRecord, Inspection, Material } from '../case.js'
import type { Surroundings } from '../case-change.js'
import { actorOf, type InHand } from '../case-in-hand.js'
import { INSPECTED_IN, standardNamed } from './inspection.js'
import { isGranted } from './owed-clocks.js'

export interface InspectCommand {
  action: 'inspectMaterial'
  materialId: string
  result: Inspection['result'] | 'repaired'
  reason?: string
}

/**
 * 材料审核: what somebody who takes the case in or reviews it found of one material; and after the decision, of a promise in
 * its place (承诺核查): one that was broken is an alert, and stays on record as a ground to take back what was granted. Defective needs a reason, which the
 * notice to the applicant will give.
 */
export function inspectMaterial(
  _context: LookContext,
  hand: InHand,
  { materialId, result, reason }: InspectCommand,
): Prepared | Refusal | { kind: 'absent' } {
  const { record, around } = hand
  const as = standingIn(around.actor)
  if (as === undefined)
    return refuse('ROLE', 'Materials are looked at by who takes in or reviews', '材料由受理或者审查人员审核')
  const material = record.materials.find((each) => each.materialId === materialId)
  if (material === undefined) return { kind: 'absent' }
  if (result === 'repaired') return repairPromise(hand, as, { material, reason })
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
  const broken = pledge !== undefined && result === 'defective'
  const bar = broken ? barOf(material.materialCode, around) : undefined
  const next = {
    ...record,
    ...(pledge === undefined ? {} : { facts: checked(record.facts, pledge, result, around.today, bar) }),
    materials: record.materials.map((each) => (each === material ? inspected : each)),
  }
  const facts = {
    materialCode: material.materialCode,
    result,
    standard,
    reason,
    ...(pledge === undefined ? {} : { commitment: true }),
  }
  const actor = { ...around.actor, as }
  const decision = plainDecision(next, { ...around, actor }, 'inspectMaterial', {
    facts,
    ...(broken ? { behaviour: { rule: 'COMMITMENT_BROKEN', times: 1 } } : {}),
  })
  return {
    kind: 'prepared',
    record: next,
    around,
    decision: bar === undefined ? decision : barred(decision, next, around, material.materialCode),
    materials: [inspected],
  }
}

/** 不适用告知承诺: what a breach leads to by itself, on the rule of the item, unless the procedure leaves it to people. */
function barOf(code: string, { document, definition, today }: Surroundings): Pledge['bar'] {
  const { commitment } = document.materials.find(({ materialCode }) => materialCode === code) ?? {}
  const rule = commitment?.barAfterBreach
  if (rule === undefined || !definition.automaticConsequences) return undefined
  return { since: today, basis: rule.basis }
}

/** The same act leaves the service's own event: nobody of the office bars anybody. */
function barred(
  decision: Decision,
  record: CaseRecord,
  around: Surroundings,
  materialCode: string,
): Decision {
  const own = plainDecision(record, { ...around, actor: actorOf(SYSTEM_CALLER, record) }, 'barPromises', {
    facts: { materialCode },
  })
  const state = { ...decision.state, version: decision.state.version + own.events.length }
  return { ...decision, state, events: [...decision.events, ...own.events] }
}

/** 信用修复: another body has decided that a breach is made good, which the reason names; promises are taken again. */
function repairPromise(
  { record, around }: InHand,
  as: NonNullable<Actor['as']>,
  { material: { materialCode }, reason }: { material: Material; reason: string | undefined },
): Prepared | Refusal {
  const pledge = record.facts.pledges?.find(
    ({ materialCode: code, bar }) =>
      code === materialCode && bar !== undefined && bar.repairedOn === undefined,
  )
  if (pledge?.bar === undefined)
    return refuse('STATE', 'Nobody is barred for this promise', '没有因该承诺不适用告知承诺的情形')
  if (reason === undefined)
    return refuse('RULE', 'Name the decision by which it was repaired', '须写明信用修复的决定', [
      { pointer: '/reason', code: 'REQUIRED', message: { en: 'Name it', zh: '请写明信用修复的决定及文号' } },
    ])
  const repaired = { ...pledge, bar: { ...pledge.bar, repairedOn: around.today } }
  const pledges = (record.facts.pledges ?? []).map((each) => (each === pledge ? repaired : each))
  const next = { ...record, facts: { ...record.facts, pledges } }
  const acting = { ...around, actor: { ...around.actor, as } }
  const decision = plainDecision(next, acting, 'repairPromise', { facts: { materialCode, reason } })
  return { kind: 'prepared', record: next, around: acting, decision }
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
  bar: Pledge['bar'],
): CaseFacts => ({
  ...facts,
  pledges: (facts.pledges ?? []).map((each) =>
    each === pledge
      ? { ...each, checkedOn, kept: result === 'ok', ...(bar === undefined ? {} : { bar }) }
      : each,
  ),
})

/** The standing in which somebody looks at materials: as who may tell of defects, or as who reviews. */
const standingIn = (actor: Actor) => actingAs(actor, 'requestCorrection') ?? actingAs(actor, 'completeStep')
