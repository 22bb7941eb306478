import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { WorkflowDefinition } from './definition.js'
import type { workflowVersions } from './workflow-tables.js'

/** A definition as it was published, with its owner where it has one. */
const OWNED = `definition || jsonb_strip_nulls(jsonb_build_object('organisation', organisation_code)) as definition`

/** The newest published version of a definition, or the named one. */
export async function selectDefinition(
  db: Queryable,
  key: string,
  version?: number,
): Promise<WorkflowDefinition | undefined> {
  const { rows } = await db.query<{ definition: WorkflowDefinition }>({
    name: 'select-definition',
    text: `select ${OWNED} from workflow_versions where key = $1 and ($2::int is null or version = $2) order by version desc limit 1`,
    values: [key, version ?? null],
  })
  return rows[0]?.definition
}

/** The newest version of every definition, by key. */
export async function selectDefinitions(db: Queryable): Promise<WorkflowDefinition[]> {
  const { rows } = await db.query<{ definition: WorkflowDefinition }>(
    `select distinct on (key) ${OWNED} from workflow_versions order by key, version desc`,
  )
  return rows.map((row) => row.definition)
}

/** The newest version of each of these. */
export async function selectDefinitionsNamed(
  db: Queryable,
  keys: readonly string[],
): Promise<WorkflowDefinition[]> {
  const { rows } = await db.query<{ definition: WorkflowDefinition }>(
    `select distinct on (key) ${OWNED} from workflow_versions where key = any($1) order by key, version desc`,
    [keys],
  )
  return rows.map((row) => row.definition)
}

/** The next versions of all definitions after one, by key and version. */
export async function selectDefinitionsAfter(
  db: Queryable,
  [key, version]: readonly [key: string, version: number],
  limit: number,
): Promise<WorkflowDefinition[]> {
  const { rows } = await db.query<{ definition: WorkflowDefinition }>(
    `select ${OWNED} from workflow_versions where (key, version) > ($1, $2) order by key, version limit $3`,
    [key, version, limit],
  )
  return rows.map((row) => row.definition)
}

/** Every key with whose it is; null: the whole deployment's. */
export async function selectDefinitionOwners(
  db: Queryable,
): Promise<{ key: string; organisation_code: string | null }[]> {
  const { rows } = await db.query<Pick<RowOf<typeof workflowVersions>, 'key' | 'organisation_code'>>(
    'select distinct key, organisation_code from workflow_versions',
  )
  return rows
}

/** Whose a key is, undefined where it is new; nobody else publishes under it before the transaction ends. */
export async function lockDefinitionKey(
  db: Queryable,
  key: string,
): Promise<{ organisation_code: string | null } | undefined> {
  await db.query('select pg_advisory_xact_lock(7924013, hashtext($1))', [key])
  const { rows } = await db.query<Pick<RowOf<typeof workflowVersions>, 'organisation_code'>>(
    'select organisation_code from workflow_versions where key = $1 order by version desc limit 1',
    [key],
  )
  return rows[0]
}

/** Publishes the next version, or one with a number of its own; the database keeps it as it is from then on. Gives the version. */
export async function insertDefinition(
  db: Queryable,
  { organisation, ...definition }: Omit<WorkflowDefinition, 'version'>,
  by: string,
  version?: number,
): Promise<number> {
  const { rows } = await db.query<Pick<RowOf<typeof workflowVersions>, 'version'>>({
    text: `insert into workflow_versions (key, version, definition, published_at, published_by, organisation_code)
      select $1, next.version, $2::jsonb || jsonb_build_object('version', next.version), app_now(), $3, $4
      from (select coalesce($5::int, max(version) + 1, 1) as version from workflow_versions where key = $1) next
      returning version`,
    values: [definition.key, JSON.stringify(definition), by, organisation ?? null, version ?? null],
  })
  return rows[0]?.version ?? 0
}
