import { makeCaseNo } from '../../../shared/ids.js'
import { exampleId } from '../../../shared/sample-codes.js'

const ACTS = ['readTask', 'claimTask', 'releaseTask', 'assignTask', 'remindTask'] as const
type TaskExample = (typeof ACTS)[number]

/** Tasks of the sample that the examples of the contract name, one for each operation. */
export const EXAMPLE_TASKS = Object.fromEntries(
  ACTS.map((act, index) => [act, exampleId(601 + index)]),
) as Record<TaskExample, string>

/** The cases to which they belong: under review, one with its step claimed. */
export const EXAMPLE_TASK_CASES = ACTS.map((act, index) => ({
  act,
  taskId: EXAMPLE_TASKS[act],
  caseNo: makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', 501 + index),
}))
