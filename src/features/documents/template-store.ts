import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { documentTemplates } from './document-tables.js'
import type { Template } from './template.js'

type Row = Pick<
  RowOf<typeof documentTemplates>,
  'key' | 'version' | 'organisation_code' | 'kind' | 'item_type'
> & { content: Template['content'] }

const COLUMNS = 'key, version, organisation_code, kind, item_type, content'

const templateOf = ({ key, version, organisation_code, kind, item_type, content }: Row): Template => ({
  key,
  version,
  ...(organisation_code === null ? {} : { organisation: organisation_code }),
  ...(kind === null ? {} : { kind }),
  ...(item_type === null ? {} : { itemType: item_type }),
  content,
})

/** The newest version of what holds for an organ: its own templates and the whole deployment's. */
export async function selectTemplatesFor(db: Queryable, organisation: string): Promise<Template[]> {
  const { rows } = await db.query<Row>({
    name: 'select-templates-for',
    text: `select distinct on (key) ${COLUMNS} from document_templates
      where organisation_code = $1 or organisation_code is null order by key, version desc`,
    values: [organisation],
  })
  return rows.map(templateOf)
}

/** The newest version of every template of an owner (null: of the whole deployment), or of all. */
export async function selectTemplates(
  db: Queryable,
  owner: string | null | undefined,
  after: string,
  limit: number,
): Promise<Template[]> {
  const { rows } = await db.query<Row>({
    text: `select distinct on (key) ${COLUMNS} from document_templates
      where ($1 or organisation_code is not distinct from $2) and key > $3 order by key, version desc limit $4`,
    values: [owner === undefined, owner ?? null, after, limit],
  })
  return rows.map(templateOf)
}

/** A version of a template, or the newest. */
export async function selectTemplate(
  db: Queryable,
  key: string,
  version?: number,
): Promise<Template | undefined> {
  const { rows } = await db.query<Row>({
    name: 'select-template',
    text: `select ${COLUMNS} from document_templates
      where key = $1 and ($2::int is null or version = $2) order by version desc limit 1`,
    values: [key, version ?? null],
  })
  return rows[0] && templateOf(rows[0])
}

/** The next versions of all templates after one, by key and version. */
export async function selectTemplatesAfter(
  db: Queryable,
  [key, version]: readonly [key: string, version: number],
  limit: number,
): Promise<Template[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from document_templates where (key, version) > ($1, $2) order by key, version limit $3`,
    [key, version, limit],
  )
  return rows.map(templateOf)
}

export type Version = Pick<RowOf<typeof documentTemplates>, 'key' | 'content' | 'published_by'>

/** Every version of every template, in order, with who published it. */
export async function selectVersions(db: Queryable): Promise<Version[]> {
  const { rows } = await db.query<Version>(
    'select key, content, published_by from document_templates order by key, version',
  )
  return rows
}

/** Nobody else publishes under this key before the transaction ends. */
export async function lockTemplateKey(db: Queryable, key: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924014, hashtext($1))', [key])
}

/** Publishes the next version, or one with a number of its own; it stays as it is from then on. Gives the version. */
export async function insertTemplate(
  db: Queryable,
  template: Omit<Template, 'version'>,
  by: string,
  version?: number,
): Promise<number> {
  const { key, organisation, kind, itemType, content } = template
  const { rows } = await db.query<Pick<RowOf<typeof documentTemplates>, 'version'>>({
    text: `insert into document_templates (key, version, organisation_code, kind, item_type, content, published_at, published_by)
      select $1, coalesce($7::int, (select max(version) + 1 from document_templates where key = $1), 1), $2, $3, $4, $5, app_now(), $6
      returning version`,
    values: [
      key,
      organisation ?? null,
      kind ?? null,
      itemType ?? null,
      JSON.stringify(content),
      by,
      version ?? null,
    ],
  })
  return rows[0]?.version ?? 0
}
