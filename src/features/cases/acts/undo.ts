import { hasLeft } from '../../notifications/left-service.js'
import { type Refusal, refuse } from '../../workflow/decision.js'
import type { CaseRecord, Undoable } from '../case.js'
import type { InHand } from '../case-in-hand.js'
import { optionalFacts, stateOf } from '../state-of-case.js'
import type { LookContext, Prepared } from './act-on-case.js'

const AN_HOUR = 60

/**
 * 撤销上一步: who did the last act takes it back, before anybody has acted on the case and within the minutes of the
 * definition; not where a paper or a message has left the house: from then on the law knows correction and revocation. Status, steps,
 * clocks and tasks are as they were, and both acts stay on record.
 */
export async function undoLast(
  { pool }: Pick<LookContext, 'pool'>,
  { record, around }: InHand,
): Promise<Prepared | Refusal> {
  const { undoable, acts } = record.facts
  const last = acts.at(-1)
  if (last !== undefined && last.subject !== around.actor.subject)
    return refuse('ROLE', 'Only who did the last act takes it back', '只能由上一步的操作人撤销')
  if (undoable === undefined || undoable.version !== record.version)
    return refuse(
      'STATE',
      'The last act cannot be taken back: a paper has left, or something came in with it',
      '上一步不能撤销：文书已经发出，或者已有材料、后续操作',
    )
  const { undoMinutes = AN_HOUR } = around.definition
  if (Date.parse(around.now) - Date.parse(undoable.at) > undoMinutes * 60_000)
    return refuse('STATE', 'The time to take it back has passed', '已超过可撤销的时间')
  if (await hasLeft(pool, record.caseNo, undoable.version))
    return refuse(
      'STATE',
      'The last act cannot be taken back: the applicant was told of it already',
      '上一步不能撤销：已经通知申请人',
    )
  const restored = restoredFrom(record, undoable)
  const { action, version } = undoable
  return {
    kind: 'prepared',
    record: restored,
    base: record,
    around,
    decision: {
      kind: 'decision',
      state: { ...stateOf(restored, around), version: record.version + 1 },
      events: [
        {
          type: 'undo',
          statusBefore: record.status,
          statusAfter: undoable.status,
          on: around.today,
          facts: { undone: action, undoneVersion: version },
          actor: around.actor,
          tasksOpened: [],
          tasksClosed: [],
        },
      ],
      documents: [],
    },
  }
}

/** The case as it stood before the act, but for its version. */
function restoredFrom(record: CaseRecord, undoable: Undoable): CaseRecord {
  const { decidedOn: _decided, closedOn: _closed, resultType: _result, ...kept } = record
  const { decidedOn, closedOn, resultType, facts, begun, asked, dropped = [] } = undoable
  const old = Object.keys(optionalFacts(record.facts))
  const others = Object.fromEntries(Object.entries(record.facts).filter(([name]) => !old.includes(name)))
  const back = <T>(now: readonly T[], was: readonly T[], keyOf: (each: T) => string): T[] => {
    const before = new Map(was.map((each) => [keyOf(each), each]))
    return now.filter((each) => !begun.includes(keyOf(each))).map((each) => before.get(keyOf(each)) ?? each)
  }
  return {
    ...kept,
    status: undoable.status,
    ...(decidedOn === undefined ? {} : { decidedOn }),
    ...(closedOn === undefined ? {} : { closedOn }),
    ...(resultType === undefined ? {} : { resultType }),
    facts: { ...(others as unknown as CaseRecord['facts']), ...facts },
    clocks: back(record.clocks, undoable.clocks, ({ clockId }) => clockId),
    tasks: back(record.tasks, undoable.tasks, ({ taskId }) => taskId),
    askedOrgans: [...record.askedOrgans.filter(({ code }) => !asked.includes(code)), ...dropped],
  }
}
