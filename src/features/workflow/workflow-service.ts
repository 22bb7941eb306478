import { createKept } from '../../database/kept.js'
import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import { type Caller, type Owner, subjectOf } from '../../shared/caller.js'
import { type Finding, isError } from '../../shared/finding.js'
import { hasFindings } from '../../shared/problem.js'
import { livingOrganisations } from '../divisions/division-service.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import { checkDefinition } from './checks/check-definition.js'
import type { WorkflowRule } from './checks/workflow-rules.js'
import type { WorkflowDefinition } from './definition.js'
import { organsIn } from './organs.js'
import {
  insertDefinition,
  lockDefinitionKey,
  selectDefinition,
  selectDefinitionOwners,
  selectDefinitions,
  selectDefinitionsNamed,
} from './workflow-store.js'

export interface WorkflowReader {
  /** The newest version; asked of the database each few seconds. */
  current(key: string): Promise<WorkflowDefinition | undefined>
  /** The newest version as the database has it at this moment: another instance may have published one. */
  renewed(key: string): Promise<WorkflowDefinition | undefined>
  /** A published version: never changes, so it is read once. */
  version(key: string, version: number): Promise<WorkflowDefinition | undefined>
  /** To be called before a new version is committed here: what is accepted next runs by it. */
  forget(): void
}

const FRESH_MS = 2000
const MOST_DEFINITIONS = 5000

export function createWorkflowReader(db: Queryable): WorkflowReader {
  type Read = WorkflowDefinition | undefined
  const pinned = createKept<Read>({ most: MOST_DEFINITIONS, maxAgeMs: Number.POSITIVE_INFINITY })
  const newest = createKept<Read>({ most: MOST_DEFINITIONS, maxAgeMs: FRESH_MS })
  const isThere = (definition: Read): boolean => definition !== undefined
  const pin = (key: string, version: number, load: () => Promise<Read>) =>
    pinned.get(`${key}/${version}`, load, isThere)
  const readNewest = async (key: string): Promise<Read> => {
    const definition = await selectDefinition(db, key)
    return definition && pin(key, definition.version, async () => definition)
  }
  const current = (key: string): Promise<Read> => newest.get(key, () => readNewest(key), isThere)
  return {
    current,
    renewed: (key) => {
      newest.forget(key)
      return current(key)
    },
    version: (key, version) => pin(key, version, () => selectDefinition(db, key, version)),
    forget: () => newest.forget(),
  }
}

/** Every published procedure (流程定义) in its newest version. */
export const listDefinitions = selectDefinitions

/** The procedures that are published (已发布流程), each with the code of its owner; undefined: the whole deployment's. */
export async function publishedWorkflows(db: Queryable): Promise<ReadonlyMap<string, string | undefined>> {
  const rows = await selectDefinitionOwners(db)
  return new Map(rows.map(({ key, organisation_code }) => [key, organisation_code ?? undefined]))
}

/** Procedures (流程定义) by key, each in its newest version; those that are not there are left out. */
export async function proceduresNamed(
  db: Queryable,
  keys: readonly string[],
): Promise<ReadonlyMap<string, WorkflowDefinition>> {
  const definitions = await selectDefinitionsNamed(db, [...new Set(keys)])
  return new Map(definitions.map((definition) => [definition.key, definition]))
}

/** What speaks against a procedure (流程检查), whether the organs that it names are there included. */
export async function examine(
  db: Queryable,
  definition: Omit<WorkflowDefinition, 'version'>,
): Promise<Finding<WorkflowRule>[]> {
  const codes = definition.steps.flatMap(organsIn).filter((organ) => typeof organ === 'string')
  const organs = codes.length === 0 ? [] : await livingOrganisations(db, [...new Set(codes)])
  return checkDefinition({ ...definition, version: 0 }, new Set(organs.map(({ code }) => code)))
}

/**
 * Publishes a definition that has no findings (发布流程); 422 with them otherwise, 403 under a key that belongs to
 * somebody else. `numbered`: the number that it has elsewhere, above all that are here.
 */
export async function publishDefinition(
  db: Queryable,
  definition: Omit<WorkflowDefinition, 'version'>,
  caller: Caller,
  numbered?: number,
): Promise<{ definition: WorkflowDefinition; owner: Owner }> {
  const { key, organisation: named, ...rest } = definition
  const before = await lockDefinitionKey(db, key)
  const owner = await mustOwn(db, caller, { before, named }, 'cataloguer', 'operator')
  const findings = (await examine(db, definition)).filter(isError)
  if (findings.length > 0) throw hasFindings(findings)
  const organisation = codeOf(owner)
  const owned = { key, ...(organisation === null ? {} : { organisation }), ...rest }
  const version = await insertDefinition(db, owned, subjectOf(caller), numbered)
  await emit(db, {
    type: 'workflow.publish',
    no: key,
    version,
    actor: actingCaller(caller),
    sight: EVERYBODY,
    payload: { key, ...(organisation === null ? {} : { organisation }) },
  })
  return { definition: { ...owned, version }, owner }
}
