import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { MessageTemplate } from './message-template.js'
import type { NoticeKind } from './notice-kinds.js'
import type { messageTemplates } from './notification-tables.js'

type Row = Pick<RowOf<typeof messageTemplates>, 'key' | 'version' | 'organisation_code'> & {
  kind: NoticeKind
  content: MessageTemplate['content']
}

const COLUMNS = 'key, version, organisation_code, kind, content'

const templateOf = ({ key, version, organisation_code, kind, content }: Row): MessageTemplate => ({
  key,
  version,
  ...(organisation_code === null ? {} : { organisation: organisation_code }),
  kind,
  content,
})

/** The newest versions of what holds for some organs: their own, and the whole deployment's. */
export async function selectTemplatesOf(
  db: Queryable,
  organisations: readonly string[],
): Promise<MessageTemplate[]> {
  const { rows } = await db.query<Row>({
    name: 'select-message-templates-of',
    text: `select distinct on (key) ${COLUMNS} from message_templates
      where organisation_code = any($1::text[]) or organisation_code is null order by key, version desc`,
    values: [organisations],
  })
  return rows.map(templateOf)
}

/** The newest version of every template, or of an organ's own. */
export async function selectNewestTemplates(
  db: Queryable,
  organisation: string | undefined,
  limit: number,
): Promise<MessageTemplate[]> {
  const { rows } = await db.query<Row>(
    `select distinct on (key) ${COLUMNS} from message_templates
      where $1::text is null or organisation_code = $1 order by key, version desc limit $2`,
    [organisation ?? null, limit],
  )
  return rows.map(templateOf)
}

/** One version of a template. */
export async function selectMessageTemplate(
  db: Queryable,
  key: string,
  version: number,
): Promise<MessageTemplate | undefined> {
  const { rows } = await db.query<Row>({
    name: 'select-message-template',
    text: `select ${COLUMNS} from message_templates where key = $1 and version = $2`,
    values: [key, version],
  })
  return rows[0] && templateOf(rows[0])
}

/** Nobody else publishes under this key before the transaction ends. */
export async function lockMessageTemplate(db: Queryable, key: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924027, hashtext($1))', [key])
}

/** Publishes the next version, or one with a number of its own; gives its number. */
export async function insertMessageTemplate(
  db: Queryable,
  { key, organisation, kind, content }: Omit<MessageTemplate, 'version'>,
  by: string,
  version?: number,
): Promise<number> {
  const { rows } = await db.query<Pick<RowOf<typeof messageTemplates>, 'version'>>({
    text: `insert into message_templates (key, version, organisation_code, kind, content, published_at, published_by)
      select $1, coalesce($6::int, (select max(version) + 1 from message_templates where key = $1), 1), $2, $3, $4,
        app_now(), $5
      returning version`,
    values: [key, organisation ?? null, kind, JSON.stringify(content), by, version ?? null],
  })
  return rows[0]?.version ?? 0
}

/** The next versions of all templates after one, by key and version. */
export async function selectTemplatesAfter(
  db: Queryable,
  [key, version]: readonly [key: string, version: number],
  limit: number,
): Promise<MessageTemplate[]> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from message_templates where (key, version) > ($1, $2) order by key, version limit $3`,
    [key, version, limit],
  )
  return rows.map(templateOf)
}

/** The newest version of a key. */
export async function selectNewest(db: Queryable, key: string): Promise<MessageTemplate | undefined> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from message_templates where key = $1 order by version desc limit 1`,
    [key],
  )
  return rows[0] && templateOf(rows[0])
}

/** Published versions by key and number. */
export async function selectVersions(
  db: Queryable,
  versions: readonly { template_key: string; template_version: number }[],
): Promise<MessageTemplate[]> {
  if (versions.length === 0) return []
  const { rows } = await db.query<Row>({
    name: 'select-message-template-versions',
    text: `select ${COLUMNS} from message_templates
      where (key, version) in (select * from unnest($1::text[], $2::int[]))`,
    values: [
      versions.map(({ template_key }) => template_key),
      versions.map(({ template_version }) => template_version),
    ],
  })
  return rows.map(templateOf)
}
