import type { Finding } from '../../../shared/finding.js'
import type { WorkflowDefinition } from '../definition.js'
import { checkFlow } from './flow-checks.js'
import { checkOrgansOfSteps } from './organ-checks.js'
import { checkShape } from './shape-checks.js'
import { checkWho } from './who-checks.js'
import type { WorkflowRule } from './workflow-rules.js'

/** Without these a procedure is no graph whose ways can be followed. */
const NO_GRAPH: ReadonlySet<WorkflowRule> = new Set([
  'STEP_TWICE',
  'START_UNKNOWN',
  'TARGET_UNKNOWN',
  'JOIN_UNKNOWN',
  'CONDITION',
  'CYCLE',
])

/**
 * What speaks against a procedure (流程检查), each with its place and, where something goes wrong only while a case runs, a
 * path that shows it; without errors it is sound: whatever the case and whatever the order in which its steps are done,
 * each step is done once and one decision is come to. `organs`: those that exist and go on, of the codes that it names;
 * absent: nobody asked.
 */
export function checkDefinition(
  definition: WorkflowDefinition,
  organs?: ReadonlySet<string>,
): Finding<WorkflowRule>[] {
  const shape = checkShape(definition)
  if (shape.some(({ rule }) => NO_GRAPH.has(rule))) return shape
  // A join that is written wrong is not said to have nothing to join as well.
  const told = new Set(shape.map(({ pointer }) => pointer))
  return [
    ...shape,
    ...checkWho(definition),
    ...checkOrgansOfSteps(definition, organs),
    ...checkFlow(definition).filter(({ pointer }) => !told.has(pointer)),
  ]
}
