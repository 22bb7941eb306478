import type { TaskState } from './case-state.js'
import type { Situation } from './decision.js'
import {
  type EachOf,
  type EachOrgan,
  inDays,
  type OrganOf,
  type StepWho,
  type WorkflowDefinition,
  type WorkflowStep,
} from './definition.js'
import { guardData } from './guard-data.js'
import { reckon } from './reckon.js'

/** Organs of steps (环节办理机关): the case's, a code, an expression over the case, or each of a list. */

const ITEM = 'item'

export const isEachOf = (organ: StepWho['organ']): organ is EachOf =>
  typeof organ === 'object' && Array.isArray((organ as Partial<EachOf>).eachOf)

/** The organs of an `eachOf` with what is said of each. */
export const eachOf = ({ who }: Pick<WorkflowStep, 'who'>): EachOrgan[] =>
  isEachOf(who?.organ)
    ? who.organ.eachOf.map((each) =>
        typeof each === 'object' && 'organ' in each ? (each as EachOrgan) : { organ: each },
      )
    : []

/** Everything that a step says of organs. */
export const organsIn = (step: Pick<WorkflowStep, 'who'>): OrganOf[] => {
  const organ = step.who?.organ
  if (organ === undefined) return []
  return isEachOf(organ) ? eachOf(step).map((each) => each.organ) : [organ]
}

/** Codes that an organ means in this case: an expression may give a list as well, or none. */
function codesOf(organ: OrganOf, own: string, data: unknown): string[] {
  const given = typeof organ === 'string' ? organ : reckon(organ, data)?.value
  return [given]
    .flat()
    .filter((code): code is string => typeof code === 'string' && code !== '')
    .map((code) => (code === ITEM ? own : code))
}

/** Every code that a procedure may mean in this case: which of them exist is asked before the act. */
export function organsNamed(
  definition: WorkflowDefinition,
  situation: Pick<Situation, 'state' | 'data'>,
): string[] {
  const organs = definition.steps.flatMap(organsIn)
  if (organs.length === 0) return []
  const data = guardData(situation)
  const own = situation.state.organisation
  return [...new Set(organs.flatMap((organ) => codesOf(organ, own, data)))].filter((code) => code !== own)
}

type Around = Pick<Situation, 'state' | 'data' | 'organs' | 'successors'>

/** An organ as it goes on today: itself, or into which it went. */
const today = ({ successors }: Around, code: string): string => successors?.get(code) ?? code

/**
 * The organ that does a step where it is not the case's own; undefined: that. An organ that is not there any more leaves
 * the step to the organ of the case: no case stands still for it.
 */
export function holderOf(work: Around, { who }: WorkflowStep): string | undefined {
  const organ = who?.organ
  if (organ === undefined || organ === ITEM || isEachOf(organ)) return undefined
  const [named] = codesOf(organ, work.state.organisation, guardData(work))
  const code = named && today(work, named)
  return code !== undefined && code !== work.state.organisation && work.organs.has(code) ? code : undefined
}

/** Codes that a step asks of organs that are there no more, and into none that goes on: nobody answers for them. */
export function organsMissing(work: Around, step: WorkflowStep): string[] {
  const { organisation: own } = work.state
  const each = eachOf(step)
  const data = each.length === 0 ? undefined : guardData(work)
  const codes = each.flatMap(({ organ }) => codesOf(organ, own, data))
  return [...new Set(codes)].filter((code) => code !== own && !work.organs.has(today(work, code)))
}

/** Whom a step asks, each once; never the organ of the case itself, nor one that is not there any more. */
export function organsAsked(
  work: Around,
  step: WorkflowStep,
): Pick<TaskState, 'organisation' | 'limit' | 'personal'>[] {
  const each = eachOf(step)
  if (each.length === 0) return []
  const { organisation: own } = work.state
  const data = guardData(work)
  const asked = new Map<string, Pick<TaskState, 'organisation' | 'limit' | 'personal'>>()
  const days = step.limit && inDays(step.limit)
  for (const { organ, limit = days, personal } of each)
    for (const organisation of codesOf(organ, own, data).map((code) => today(work, code)))
      if (organisation !== own && work.organs.has(organisation) && !asked.has(organisation))
        asked.set(organisation, {
          organisation,
          ...(limit === undefined ? {} : { limit }),
          ...(personal === true ? { personal } : {}),
        })
  return [...asked.values()]
}
