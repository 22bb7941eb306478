import type { Decision } from '../../workflow/decision.js'
import type { CaseRecord, Undoable } from '../case.js'
import { optionalFacts } from '../state-of-case.js'

/** Acts that a slip may have been: nothing has left the house by them, and nothing came in (撤销上一步). */
export const UNDOABLE: ReadonlySet<string> = new Set([
  'preReview',
  'startReview',
  'completeStep',
  'returnStep',
  'requestJointReview',
  'giveOpinion',
  'endSpecial',
  'addReviewer',
  'removeReviewer',
  'close',
])

/** What an act leaves for whoever did it to take it back; nothing where a paper went out with it. Pure. */
export function undoableAfter(
  before: CaseRecord,
  after: CaseRecord,
  { events, documents }: Pick<Decision, 'events' | 'documents'>,
): Undoable | undefined {
  const [event] = events
  if (event === undefined || events.length > 1 || documents.length > 0 || !UNDOABLE.has(event.type))
    return undefined
  if (event.type === 'close' && isOfLicence(before, after)) return undefined
  // 转报: opinion and file have left for the organ above.
  if (event.facts.forwardedOrganisation !== undefined) return undefined
  const { status, decidedOn, closedOn, resultType, facts } = before
  const { missing, deferred, correctionsGiven, specials } = facts
  const clocks = replaced(before.clocks, after.clocks, (clock) => clock.clockId)
  const tasks = replaced(before.tasks, after.tasks, (task) => task.taskId)
  const there = new Set(before.askedOrgans.map(({ code }) => code))
  const stay = new Set(after.askedOrgans.map(({ code }) => code))
  const dropped = before.askedOrgans.filter(({ code }) => !stay.has(code))
  return {
    version: after.version,
    at: after.updatedAt,
    action: event.type,
    status,
    ...(decidedOn === undefined ? {} : { decidedOn }),
    ...(closedOn === undefined ? {} : { closedOn }),
    ...(resultType === undefined ? {} : { resultType }),
    facts: { missing, deferred, correctionsGiven, specials, ...optionalFacts(facts) },
    clocks: clocks.old,
    tasks: tasks.old,
    begun: [...clocks.begun, ...tasks.begun],
    ...(dropped.length === 0 ? {} : { dropped }),
    asked: after.askedOrgans.flatMap(({ code }) => (there.has(code) ? [] : [code])),
  }
}

/** What the closing of a renewal or a change said of a licence stands in its register: only an act on the licence alters it. */
const isOfLicence = ({ facts: { related = [] } }: CaseRecord, { resultType }: CaseRecord): boolean =>
  resultType === 'issued' &&
  related.some(({ relation }) => relation === 'renewalOf' || relation === 'changeOf')

/** Members that were replaced, as they were, and the keys of those that are new; nothing is changed in place. */
function replaced<T>(before: readonly T[], after: readonly T[], keyOf: (each: T) => string) {
  const now = new Map(after.map((each) => [keyOf(each), each]))
  const had = new Set(before.map(keyOf))
  return {
    old: before.filter((each) => now.get(keyOf(each)) !== each),
    begun: after.map(keyOf).filter((key) => !had.has(key)),
  }
}
