import { prepared } from '../../database/prepared.js'
import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { binder } from '../../database/statement.js'
import type { LegalDate } from '../../shared/time.js'
import type { BundleDocument } from './bundle-document.js'
import type { bundles, bundleVersions } from './bundle-tables.js'

/** Shanghai's date of the service's clock. */
const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

export interface BundleRow
  extends Pick<
    RowOf<typeof bundles>,
    'bundle_code' | 'organisation_code' | 'divisions' | 'latest_version' | 'draft' | 'revision'
  > {
  draft: BundleDocument | null
}

export async function selectBundle(
  db: Queryable,
  bundleCode: string,
  lock = false,
): Promise<BundleRow | undefined> {
  const { rows } = await db.query<BundleRow>(
    `select bundle_code, organisation_code, divisions, latest_version, draft, revision from bundles where bundle_code = $1${lock ? ' for update' : ''}`,
    [bundleCode],
  )
  return rows[0]
}

export interface BundleVersionRow
  extends Pick<RowOf<typeof bundleVersions>, 'bundle_code' | 'version' | 'effective_from' | 'document'> {
  document: BundleDocument
}

/** The version in force; undefined when there is none (yet). */
export async function selectBundleInForce(
  db: Queryable,
  bundleCode: string,
): Promise<BundleVersionRow | undefined> {
  const { rows } = await db.query<BundleVersionRow>({
    name: 'bundle-in-force',
    text: `select bundle_code, version, effective_from, document from bundle_versions
      where bundle_code = $1 and effective_from <= ${TODAY} order by version desc limit 1`,
    values: [bundleCode],
  })
  return rows[0]
}

export async function selectNewestDocument(
  db: Queryable,
  bundleCode: string,
): Promise<BundleDocument | undefined> {
  const { rows } = await db.query<{ document: BundleDocument }>(
    'select document from bundle_versions where bundle_code = $1 order by version desc limit 1',
    [bundleCode],
  )
  return rows[0]?.document
}

export interface BundleFilters {
  q?: string | undefined
  theme?: string | undefined
  division?: string | undefined
}

export type ListedBundle = BundleVersionRow &
  Pick<RowOf<typeof bundles>, 'organisation_code' | 'division_code' | 'divisions'>

/** Bundles in force, by code. There are some hundred at most in a province: names are looked through. */
export async function selectBundles(
  db: Queryable,
  { q, theme, division }: BundleFilters,
  after: string | undefined,
  limit: number,
): Promise<ListedBundle[]> {
  const { bound, bind } = binder()
  const conditions = ['true']
  if (division !== undefined) conditions.push(`b.divisions @> ${bind([division])}::text[]`)
  if (theme !== undefined) conditions.push(`v.document->'themes' @> to_jsonb(${bind(theme)}::text)`)
  if (q !== undefined)
    conditions.push(
      `position(${bind(q.toLowerCase())} in lower(concat_ws(' ', b.bundle_code, v.document->>'name', v.document->>'nameEn', v.document->>'description',
        (select string_agg(w, ' ') from jsonb_array_elements_text(v.document->'synonyms') w)))) > 0`,
    )
  if (after !== undefined) conditions.push(`b.bundle_code > ${bind(after)}`)
  const text = `select b.bundle_code, b.organisation_code, b.division_code, b.divisions, v.version, v.effective_from, v.document
    from bundles b join lateral (
      select version, effective_from, document from bundle_versions
      where bundle_code = b.bundle_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
    where ${conditions.join(' and ')} order by b.bundle_code limit ${bind(limit)}`
  const { rows } = await db.query<ListedBundle>(prepared('bundles', text, bound))
  return rows
}

export async function insertBundle(
  db: Queryable,
  draft: BundleDocument,
  { division, divisions }: { division: string; divisions: string[] },
  by: string,
): Promise<void> {
  await db.query({
    text: `insert into bundles (bundle_code, organisation_code, division_code, divisions, draft, revision, updated_at, updated_by)
      values ($1, $2, $3, $4, $5, 1, app_now(), $6)`,
    values: [draft.bundleCode, draft.organisationCode, division, divisions, JSON.stringify(draft), by],
  })
}

/** Writes the draft. The bundle must be locked: the revision was compared before. */
export async function saveBundleDraft(
  db: Queryable,
  draft: BundleDocument,
  revision: number,
  by: string,
): Promise<void> {
  await db.query({
    text: 'update bundles set draft = $2, revision = $3, updated_at = app_now(), updated_by = $4 where bundle_code = $1',
    values: [draft.bundleCode, JSON.stringify(draft), revision, by],
  })
}

/** Publishes the draft as the next version and takes it away: one statement. */
export async function insertBundleVersion(
  db: Queryable,
  document: BundleDocument,
  effectiveFrom: LegalDate,
  by: string,
): Promise<number> {
  const { rows } = await db.query<Pick<RowOf<typeof bundleVersions>, 'version'>>({
    text: `with bundle as (
        update bundles set latest_version = latest_version + 1, draft = null, revision = revision + 1,
          updated_at = app_now(), updated_by = $4
        where bundle_code = $1 returning bundle_code, latest_version)
      insert into bundle_versions (bundle_code, version, effective_from, document, published_at, published_by)
      select bundle_code, latest_version, $2::date, $3, app_now(), $4 from bundle returning version`,
    values: [document.bundleCode, effectiveFrom, JSON.stringify(document), by],
  })
  const [published] = rows
  if (published === undefined) throw new Error(`bundle ${document.bundleCode} is gone`)
  return published.version
}

export async function selectToday(db: Queryable): Promise<LegalDate> {
  const { rows } = await db.query<{ today: LegalDate }>(`select ${TODAY} as today`)
  return rows[0]?.today ?? ''
}

/** Versions of some bundles, or of all, in order. */
export async function selectBundleVersions(
  db: Queryable,
  codes: readonly string[],
): Promise<BundleVersionRow[]> {
  const { rows } = await db.query<BundleVersionRow>(
    `select bundle_code, version, effective_from, document from bundle_versions
      where bundle_code = any($1::text[]) order by bundle_code, version`,
    [codes],
  )
  return rows
}

/** Bundles in force of which an item is a member. There are some hundred at most: all are looked at. */
export async function selectBundlesWith(
  db: Queryable,
  itemCodes: readonly string[],
): Promise<ListedBundle[]> {
  const { rows } = await db.query<ListedBundle>({
    name: 'bundles-with',
    text: `select b.bundle_code, b.organisation_code, b.division_code, b.divisions, v.version, v.effective_from, v.document
      from bundles b join lateral (
        select version, effective_from, document from bundle_versions
        where bundle_code = b.bundle_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
      where exists (select from jsonb_array_elements(v.document->'members') m
        where m->>'itemCode' = any($1::text[])) order by b.bundle_code`,
    values: [itemCodes],
  })
  return rows
}

/** Codes of published bundles after one. */
export async function selectBundleCodesAfter(db: Queryable, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<Pick<BundleRow, 'bundle_code'>>(
    'select bundle_code from bundles where latest_version > 0 and bundle_code > $1 order by bundle_code limit $2',
    [after, limit],
  )
  return rows.map((row) => row.bundle_code)
}

/** Versions of a locked bundle as they are elsewhere, above all that are here; a draft stays. */
export async function addBundleVersions(
  db: Queryable,
  bundleCode: string,
  versions: readonly { version: number; effectiveFrom: LegalDate; document: BundleDocument }[],
  by: string,
): Promise<void> {
  await db.query(
    `with given as (select (e->>'version')::int as version, (e->>'effectiveFrom')::date as effective_from, e->'document' as document
        from jsonb_array_elements($2::jsonb) e),
      bundle as (
        update bundles set latest_version = (select max(version) from given), revision = revision + 1,
          updated_at = app_now(), updated_by = $3
        where bundle_code = $1 returning bundle_code)
      insert into bundle_versions (bundle_code, version, effective_from, document, published_at, published_by)
      select bundle_code, version, effective_from, document, app_now(), $3 from bundle, given`,
    [bundleCode, JSON.stringify(versions), by],
  )
}

/** A bundle of which there is nothing yet. */
export async function insertEmptyBundle(
  db: Queryable,
  { bundleCode, organisationCode }: Pick<BundleDocument, 'bundleCode' | 'organisationCode'>,
  { division, divisions }: { division: string; divisions: string[] },
  by: string,
): Promise<void> {
  await db.query(
    `insert into bundles (bundle_code, organisation_code, division_code, divisions, revision, updated_at, updated_by)
      values ($1, $2, $3, $4, 1, app_now(), $5)`,
    [bundleCode, organisationCode, division, divisions, by],
  )
}
