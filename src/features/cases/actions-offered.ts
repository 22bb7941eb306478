import type { Deps } from '../../deps.js'
import type { Organ } from '../../shared/caller.js'
import type { Text } from '../../shared/text.js'
import { organisationsNear } from '../divisions/division-service.js'
import { colleaguesOf, subjectsOfStaff } from '../staff/staff-service.js'
import { actingAs, holdsStep } from '../workflow/acting.js'
import { type AllowedAction, allowedActions } from '../workflow/allowed-actions.js'
import { openTasks } from '../workflow/case-state.js'
import type { Situation } from '../workflow/decision.js'
import type { Action } from '../workflow/statuses.js'
import { actionsFrom } from '../workflow/transitions.js'
import type { Surroundings } from './case-change.js'
import { type InHand, organsOfSteps, situationOf } from './case-in-hand.js'
import { forwardingOrgans, stepOrgans } from './command-names.js'
import { itemFacts } from './item-facts.js'
import { hearingDutyOf } from './item-rules.js'
import { refuseUnmandated } from './parties/assistance.js'

export interface Offered {
  /** With the organs and officers that the examples name. */
  hand: InHand
  situation: Situation
  offered: AllowedAction[]
  /** Of a draft that could be handed in: why its item takes nothing in today (事项停用). */
  shut?: Text
}

/**
 * What who holds the case in hand can do with it now, each with an example that is accepted (可办操作): an organ that could
 * be asked and an officer who could go along are looked up for it. The list of actions and the refusal of an act say the
 * same.
 */
export async function actionsOffered(deps: Deps, taken: InHand): Promise<Offered> {
  const { record, around } = taken
  const named = await officersToName(deps, taken)
  const hand = { ...taken, around: { ...around, ...(await organsToName(deps, taken)), ...named } }
  const situation = situationOf(hand)
  const listed = actionsFrom(record.status).map((action) => ({ action }))
  const leads = actingAs(around.actor, 'terminate') !== undefined
  const facts = leads ? await itemFacts(deps, record, ...listed) : {}
  const able = allowedActions({ ...situation, state: { ...situation.state, ...facts } }).filter(
    ({ action }) =>
      refuseUnmandated(record, around.actor, action, {
        ...{ today: around.today, encryption: deps.encryption },
      }) === undefined,
  )
  if (taken.closed === undefined) return { hand, situation, offered: able }
  const offered = able.filter(({ action }) => action !== 'submit')
  return { hand, situation, offered, ...(offered.length < able.length ? { shut: taken.closed.message } : {}) }
}

/** Organs that what is foreseen may name: one that could be asked, and those of the steps to come. */
async function organsToName(deps: Deps, hand: InHand): Promise<Pick<Surroundings, 'organs' | 'successors'>> {
  // What is closed is neither asked about nor in any step.
  if (hand.record.status === 'APPROVED') return forwardingOrgans(deps.pool, hand)
  const [asked, ofSteps] = await Promise.all([
    organsToAsk(deps, hand),
    stepOrgans(deps.pool, organsOfSteps(hand, undefined)),
  ])
  return { ...ofSteps, organs: [...asked, ...ofSteps.organs] }
}

const ASKING: readonly Action[] = ['requestJointReview', 'addReviewer']

/** Organs that could be asked for an opinion, so that the example of a joint review is one that is accepted. */
async function organsToAsk(deps: Deps, { record, around }: InHand): Promise<Organ[]> {
  const asking = actionsFrom(record.status).filter((action) => ASKING.includes(action))
  if (asking.every((action) => actingAs(around.actor, action) === undefined)) return []
  const { code, successor = code } = record.organ
  const taken = [code, successor, ...record.askedOrgans.map(({ code }) => code)]
  const codes = await organisationsNear(deps.pool, record.organ.divisions[0] ?? '', taken, 1)
  return codes.map((code) => ({ code, divisions: [] }))
}

/** Officers of the organ, so that the example of a visit (现场核查) or of a hearing (听证) is one that is accepted. */
async function officersToName(
  deps: Deps,
  { record, around }: InHand,
): Promise<Pick<Surroundings, 'colleagues' | 'subjects'>> {
  const { actor, definition, document } = around
  const open = openTasks(record).filter((task) => holdsStep(actor, task, 'completeStep'))
  const visit = open.find(({ kind, step }) =>
    definition.steps.some((each) => kind === 'step' && each.visit !== undefined && each.key === step),
  )
  const hears = hearingDutyOf(document) !== undefined && actingAs(actor, 'startSpecial') !== undefined
  if (visit === undefined && !hears) return { colleagues: [] }
  const colleagues = await colleaguesOf(
    deps.pool,
    visit?.organisation ?? record.organ.successor ?? record.organ.code,
  )
  return hears ? { colleagues, subjects: await subjectsOfStaff(deps.pool, colleagues) } : { colleagues }
}
