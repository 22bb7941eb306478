import type { Queryable } from '../../database/queryable.js'
import type { WorkflowDefinition } from './definition.js'

/** The newest published version of a definition, or the named one. */
export async function selectDefinition(
  db: Queryable,
  key: string,
  version?: number,
): Promise<WorkflowDefinition | undefined> {
  const { rows } = await db.query<{ definition: WorkflowDefinition }>({
    name: 'select-definition',
    text: 'select definition from workflow_versions where key = $1 and ($2::int is null or version = $2) order by version desc limit 1',
    values: [key, version ?? null],
  })
  return rows[0]?.definition
}

/** The newest version of every definition, by key. */
export async function selectDefinitions(db: Queryable): Promise<WorkflowDefinition[]> {
  const { rows } = await db.query<{ definition: WorkflowDefinition }>(
    'select distinct on (key) definition from workflow_versions order by key, version desc',
  )
  return rows.map((row) => row.definition)
}

export async function selectDefinitionKeys(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>('select distinct key from workflow_versions')
  return rows.map(({ key }) => key)
}

/** Publishes the next version; the database keeps it as it is from then on. Gives the version. */
export async function insertDefinition(
  db: Queryable,
  definition: Omit<WorkflowDefinition, 'version'>,
  by: string,
): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    text: `insert into workflow_versions (key, version, definition, published_at, published_by)
      select $1, next.version, $2::jsonb || jsonb_build_object('version', next.version), app_now(), $3
      from (select coalesce(max(version), 0) + 1 as version from workflow_versions where key = $1) next
      returning version`,
    values: [definition.key, JSON.stringify(definition), by],
  })
  return rows[0]?.version ?? 0
}

/** The definitions that every installation begins with; what is there stays. */
export async function seedDefinitions(db: Queryable, definitions: WorkflowDefinition[]): Promise<void> {
  await db.query({
    text: `insert into workflow_versions (key, version, definition, published_at, published_by)
      select d->>'key', (d->>'version')::int, d, app_now(), 'yichuang' from jsonb_array_elements($1::jsonb) d
      on conflict do nothing`,
    values: [JSON.stringify(definitions)],
  })
}
