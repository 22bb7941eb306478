import type { WorkflowDefinition } from '../../workflow/definition.js'
import type { CaseRecord } from '../case.js'
import type { ActContext } from './act-on-case.js'

/**
 * 受理以现行流程为准: a procedure is in force from the instant at which it is published, on whatever instance. The write that
 * accepts a case refuses one that was replaced (`superseded`); this is then the one to accept it under. Undefined where
 * nothing was to be pinned. One query, and only then.
 */
export async function newerProcedure(
  { workflows }: Pick<ActContext, 'workflows'>,
  before: Pick<CaseRecord, 'workflowKey'>,
  { workflowKey: key, workflowVersion: pinned = 0 }: Pick<CaseRecord, 'workflowKey' | 'workflowVersion'>,
): Promise<WorkflowDefinition | undefined> {
  if (before.workflowKey !== undefined || key === undefined) return undefined
  const newest = await workflows.renewed(key)
  return newest !== undefined && newest.version > pinned ? newest : undefined
}
