import type { Queryable } from '../../database/queryable.js'
import { hasFindings } from '../../shared/problem.js'
import { checkDefinition, type WorkflowDefinition } from './definition.js'
import { insertDefinition, selectDefinition, selectDefinitionKeys } from './workflow-store.js'

export interface WorkflowReader {
  /** The newest version; asked of the database each few seconds. */
  current(key: string): Promise<WorkflowDefinition | undefined>
  /** A published version: never changes, so it is read once. */
  version(key: string, version: number): Promise<WorkflowDefinition | undefined>
}

const FRESH_MS = 2000

export function createWorkflowReader(db: Queryable): WorkflowReader {
  const pinned = new Map<string, WorkflowDefinition>()
  const newest = new Map<string, { definition: WorkflowDefinition; until: number }>()
  return {
    async current(key) {
      const known = newest.get(key)
      if (known !== undefined && known.until > Date.now()) return known.definition
      const definition = await selectDefinition(db, key)
      if (definition === undefined) return undefined
      newest.set(key, { definition, until: Date.now() + FRESH_MS })
      pinned.set(`${key}/${definition.version}`, definition)
      return definition
    },
    async version(key, version) {
      const name = `${key}/${version}`
      const known = pinned.get(name)
      if (known !== undefined) return known
      const definition = await selectDefinition(db, key, version)
      if (definition !== undefined) pinned.set(name, definition)
      return definition
    },
  }
}

/** Keys of the procedures that items may use (已发布流程). */
export async function publishedWorkflows(db: Queryable): Promise<ReadonlySet<string>> {
  return new Set(await selectDefinitionKeys(db))
}

/** Publishes a definition that has no findings; 422 with them otherwise. */
export async function publishDefinition(
  db: Queryable,
  definition: Omit<WorkflowDefinition, 'version'>,
  by: string,
): Promise<WorkflowDefinition> {
  const findings = checkDefinition({ ...definition, version: 0 })
  if (findings.length > 0) throw hasFindings(findings)
  const version = await insertDefinition(db, definition, by)
  return { ...definition, version }
}
