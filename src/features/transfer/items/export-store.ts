import { prepared } from '../../../database/prepared.js'
import type { Queryable } from '../../../database/queryable.js'
import { binder } from '../../../database/statement.js'
import type { WireDirectoryEntry } from './up-task-directory.js'
import type { WireItem } from './up-task-item.js'

const TODAY = `(app_now() at time zone 'Asia/Shanghai')::date`

export interface ExportFilters {
  /** With everything below it. */
  division?: string | undefined
  organisation?: string | undefined
  type?: string | undefined
  state?: string | undefined
}

/** A planned state holds from its day on, whether or not its turn to be written has come. */
const STATE = `case when i.planned_from <= ${TODAY} then i.planned_state else i.state end`
const PLANNED = `case when i.planned_from > ${TODAY} then concat('"planned": ', jsonb_strip_nulls(jsonb_build_object(
        'state', i.planned_state, 'from', i.planned_from, 'reason', i.planned_reason)), ', ') end`

/** A whole entry as a ready line. */
export interface EntryLine {
  code: string
  text: string
  /** Of items: the files that its versions name. */
  files?: string[]
}

/** The published versions of an entry, as JSON within a line. */
const VERSIONS = `string_agg(concat('{"version": ', version, ', "effectiveFrom": ', to_jsonb(effective_from),
        ', "document": ', document, '}'), ', ' order by version)`

/**
 * Whole entries as ready lines, in the order of their codes, those after a code. A statement a page, so that nobody's
 * slow connection holds a transaction open.
 */
export async function selectEntryLines(
  db: Queryable,
  filters: ExportFilters,
  after: string,
  limit: number,
): Promise<EntryLine[]> {
  const { where, bound, bind } = conditionOf(filters, after)
  const text = `
    select i.item_code as code, concat('{"state": ', to_jsonb(i.state), ', ', i.planned, '"versions": [', v.versions, ']}') as text, v.files
    from (select item_code, ${STATE} as state, ${PLANNED} as planned from items i where ${where} order by item_code limit ${bind(limit)}) i
    cross join lateral (
      select ${VERSIONS} as versions,
        array(select distinct f from item_versions n, unnest(item_file_ids(n.document)) f
          where n.item_code = i.item_code order by f) as files
      from item_versions where item_code = i.item_code) v
    order by i.item_code`
  const { rows } = await db.query<EntryLine>(prepared('export', text, bound))
  return rows
}

/** The same of the basic directory; `division` and `organisation` are those of its keeper, and it knows no state. */
export async function selectDirectoryLines(
  db: Queryable,
  { division, organisation, type, state = 'IN_USE' }: ExportFilters,
  after: string,
  limit: number,
): Promise<EntryLine[]> {
  if (state !== 'IN_USE') return []
  const { rows } = await db.query<EntryLine>({
    name: 'export-directory-entries',
    text: `select e.basic_code as code, concat('{"versions": [', v.versions, ']}') as text
      from (
        select e.basic_code from directory_entries e
        join directory_versions n on n.basic_code = e.basic_code and n.version = e.latest_version
        left join organisations o on o.code = e.organisation_code
        left join divisions d on d.code = o.division_code
        where e.basic_code > $1 and ($2::text is null or d.ancestors @> array[$2])
          and ($3::text is null or e.organisation_code = $3) and ($4::text is null or n.type = $4)
        order by e.basic_code limit $5) e
      cross join lateral (
        select ${VERSIONS} as versions from directory_versions where basic_code = e.basic_code) v
      order by e.basic_code`,
    values: [after, division ?? null, organisation ?? null, type ?? null, limit],
  })
  return rows
}

function conditionOf(filters: ExportFilters, after: string) {
  const { bound, bind } = binder()
  const parts = [`i.item_code > ${bind(after)}`, 'i.latest_version > 0']
  if (filters.division !== undefined) parts.push(`i.divisions @> ${bind([filters.division])}::text[]`)
  if (filters.organisation !== undefined) parts.push(`i.organisation_code = ${bind(filters.organisation)}`)
  if (filters.type !== undefined) parts.push(`i.type = ${bind(filters.type)}`)
  if (filters.state !== undefined) parts.push(`${STATE} = ${bind(filters.state)}`)
  return { where: parts.join(' and '), bound, bind }
}

/** Items with their version in force, for the national tables; centres' windows stand in where the record names none. */
export async function selectWireItems(
  db: Queryable,
  filters: ExportFilters,
  after: string,
  limit: number,
): Promise<WireItem[]> {
  const { where, bound, bind } = conditionOf(filters, after)
  const text = `
    select v.document, v.version, ${STATE} as state, coalesce(o.name, i.organisation_code) as "organisationName", w.places
    from items i
    join lateral (
      select version, document from item_versions
      where item_code = i.item_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
    left join organisations o on o.code = i.organisation_code
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('name', w.name, 'address', c.address, 'hours', c.opening_hours,
        'telephone', c.telephone) order by c.created_at, c.id, w.position), '[]') as places
      from window_authorities a join windows w on w.id = a.window_id join centres c on c.id = w.centre_id
      where a.item_code = i.item_code) w
    where ${where} order by i.item_code limit ${bind(limit)}`
  const { rows } = await db.query<WireItem>(prepared('export-tables', text, bound))
  return rows
}

/** Entries of the basic directory with their version in force; `division` and `organisation` are those of their keeper. */
export async function selectWireDirectory(
  db: Queryable,
  { division, organisation, type, state = 'IN_USE' }: ExportFilters,
  after: string,
  limit: number,
): Promise<WireDirectoryEntry[]> {
  if (state !== 'IN_USE') return []
  const { rows } = await db.query<WireDirectoryEntry>({
    name: 'export-directory-table',
    text: `select v.document, v.version, v.effective_from as "effectiveFrom"
      from directory_entries e
      join lateral (
        select version, effective_from, type, document from directory_versions
        where basic_code = e.basic_code and effective_from <= ${TODAY} order by version desc limit 1) v on true
      left join organisations o on o.code = e.organisation_code
      left join divisions d on d.code = o.division_code
      where e.basic_code > $1 and ($2::text is null or d.ancestors @> array[$2])
        and ($3::text is null or e.organisation_code = $3) and ($4::text is null or v.type = $4)
      order by e.basic_code limit $5`,
    values: [after, division ?? null, organisation ?? null, type ?? null, limit],
  })
  return rows
}
