import type { Queryable } from '../../database/queryable.js'
import { livingOrganisations } from '../divisions/division-service.js'
import { isAboveOrBeside, organsGoingOn } from '../divisions/owner-service.js'
import { colleaguesOf, subjectsOfStaff } from '../staff/staff-service.js'
import type { Command } from '../workflow/action-inputs.js'
import { openTasks, type TaskState } from '../workflow/case-state.js'
import type { Refusal } from '../workflow/decision.js'
import type { CaseRecord } from './case.js'
import type { Surroundings } from './case-change.js'
import { actorOf, type InHand, organsOfSteps } from './case-in-hand.js'
import { refuseInput } from './refuse-input.js'
import { absentWhy, findCandidate, RECUSED, reviewersAmong } from './tasks/candidate.js'

/** Of the people whom a command names, as officers of the visit, as added (加签) or as presider, those of the deciding organ. */
export async function namedColleagues(
  deps: { pool: Queryable },
  { organ, tasks, facts: { hearing } }: Pick<CaseRecord, 'organ' | 'tasks' | 'facts'>,
  command: Command,
): Promise<Pick<Surroundings, 'colleagues' | 'subjects'>> {
  const of = organ.successor ?? organ.code
  const named = peopleIn(command)
  if (named !== undefined) {
    const theirs = visitedBy(tasks, command) ?? of
    const colleagues = await colleaguesOf(deps.pool, theirs, { among: named })
    return {
      colleagues: command.action === 'addReviewer' ? await reviewersAmong(deps.pool, colleagues) : colleagues,
    }
  }
  const presides =
    (command.action === 'startSpecial' ? command.hearing?.presider : undefined) ??
    (command.action === 'endSpecial' ? hearing?.presider : undefined)
  if (presides === undefined) return {}
  const colleagues = await colleaguesOf(deps.pool, of, { among: [presides] })
  return { colleagues, subjects: await subjectsOfStaff(deps.pool, colleagues) }
}

/** Nobody is added (加签) who is away, or a party of the case (回避): the step would wait for what must not come. */
export async function refuseReviewer(
  deps: { pool: Queryable },
  record: CaseRecord,
  command: Command,
): Promise<Refusal | undefined> {
  if (command.action !== 'addReviewer' || command.staffNo === undefined) return undefined
  const candidate = await findCandidate(deps.pool, command.staffNo, 'review')
  if (candidate === undefined) return undefined
  const why = absentWhy(candidate) ?? (actorOf(candidate.caller, record).recused ? RECUSED : undefined)
  return why === undefined ? undefined : refuseInput([{ pointer: '/staffNo', ...why }])
}

/** A visit is made by people of the organ that does the step, where that is another than the case's. */
function visitedBy(tasks: readonly TaskState[], command: Command): string | undefined {
  if (command.action !== 'completeStep') return undefined
  const open = openTasks({ tasks: [...tasks] }).filter(({ kind }) => kind === 'step')
  const meant = open.filter(({ step }) => command.step === undefined || step === command.step)
  return meant.length === 1 ? meant[0]?.organisation : undefined
}

function peopleIn(command: Command): string[] | undefined {
  if (command.action === 'completeStep') return command.visit?.officers
  return command.action === 'addReviewer' && command.staffNo !== undefined ? [command.staffNo] : undefined
}

/** Of the organs that a command asks for an opinion, or that steps of the procedure belong to, those that exist and go on. */
export async function namedOrgans(
  deps: { pool: Queryable },
  hand: InHand,
  command: Command,
): Promise<Pick<Surroundings, 'organs' | 'successors'>> {
  if (OPENING.has(command.action)) {
    const input = command.action === 'completeStep' ? command.input : undefined
    return stepOrgans(deps.pool, organsOfSteps(hand, input))
  }
  const named =
    command.action === 'requestJointReview'
      ? command.organisations
      : command.action === 'addReviewer' && command.organisation !== undefined
        ? [command.organisation]
        : []
  if (command.action === 'close') return forwardingOrgans(deps.pool, hand)
  return { organs: named.length === 0 ? [] : await livingOrganisations(deps.pool, named) }
}

/** Organs that decide what is only examined here (转报), as they go on today; none where the item names none. Two queries. */
export async function forwardingOrgans(
  db: Queryable,
  { record, around }: InHand,
): Promise<Pick<Surroundings, 'organs' | 'successors'>> {
  const { forwardsTo = [] } = around.document
  const found = await stepOrgans(
    db,
    forwardsTo.map(({ organisation }) => organisation),
  )
  return { ...found, organs: found.organs.filter((organ) => isAboveOrBeside(record.organ, organ)) }
}

/** Organs to which steps belong or that they ask: as they go on today, whoever the procedure names. */
export async function stepOrgans(
  db: Queryable,
  codes: readonly string[],
): Promise<Pick<Surroundings, 'organs' | 'successors'>> {
  if (codes.length === 0) return { organs: [] }
  const going = await organsGoingOn(db, codes)
  const organs = [...new Map([...going.values()].map((organ) => [organ.code, organ])).values()]
  return { organs, successors: new Map([...going].map(([code, organ]) => [code, organ.code])) }
}

/** Acts that open steps. */
const OPENING: ReadonlySet<string> = new Set(['startReview', 'completeStep', 'returnStep'])
