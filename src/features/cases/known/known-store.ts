import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { caseMaterials, cases } from '../case-tables.js'

/** Nobody has so many; the newest count first. */
const MOST = 200

/** Of a case that never was, or was taken back by the office, nothing is known. */
const LEFT_OUT = `('DRAFT', 'VOIDED', 'NOT_ACCEPTED')`

/** Until when a material may be used again: one that was reused itself counts from where it first came. */
const UNTIL = (days: string) => `case when m.source = 'dossier' then (m.proof->>'until')::timestamptz
  else m.added_at + make_interval(days => ${days}) end`

const INSTANT = (value: string) => `to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** A material of an earlier case. */
export interface KnownMaterial {
  materialId: string
  materialCode: string
  source: string
  fileId?: string
  licence?: { type: string; number: string }
  register?: string
  defective: boolean
  since: string
  /** Absent: its look-up or its earlier file proved nothing (查询编号或者档案编号不成立). */
  until?: string
}

/** An earlier case of a person, with what it tells. */
export interface KnownCaseRow
  extends Pick<
    RowOf<typeof cases>,
    | 'case_no'
    | 'item_code'
    | 'item_version'
    | 'item_name'
    | 'status'
    | 'organisation_code'
    | 'deciding_divisions'
    | 'received_on'
  > {
  form: Record<string, unknown> | null
  materials: KnownMaterial[] | null
  since: string
  until: string
}

export interface KnownOf {
  /** Blind index of the number. */
  index: Buffer
  /** Only cases that this person signed in for. */
  subject: string | undefined
  /** The case in hand. */
  except: string
  days: number
}

/** What earlier cases of an applicant tell (本系统既往办件), the newest first: one query. Sensitive fields stand elsewhere. */
export async function selectKnown(
  db: Queryable,
  { index, subject, except, days }: KnownOf,
): Promise<KnownCaseRow[]> {
  const { rows } = await db.query<KnownCaseRow>({
    name: 'known-cases',
    text: `select c.case_no, c.item_code, c.item_version, c.item_name, c.status, c.organisation_code,
        c.deciding_divisions, c.received_on, f.form, c.created_at as since,
        c.created_at + make_interval(days => $4) as until,
        (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('materialId', m.material_id, 'materialCode', m.material_code,
            'source', m.source, 'fileId', m.file_id, 'licence', m.licence,
            'register', case when m.source = 'register' then m.proof->>'from' end,
            'defective', coalesce(m.inspection->>'result' = 'defective', false),
            'since', ${INSTANT('m.added_at')},
            'until', case when m.source = 'register' then m.proof->>'until' else ${INSTANT(`(${UNTIL('$4')})`)} end))
            order by m.added_at desc)
          from case_materials m where m.case_id = c.id and m.removed_at is null) as materials
      from case_parties p join cases c on c.id = p.case_id left join case_forms f on f.case_id = c.id
      where p.id_number_index = $1 and p.role = 'applicant' and ($2::text is null or p.subject = $2) and c.id <> $3::uuid
        and c.status not in ${LEFT_OUT} and c.received_on is not null
        and not c.facts ? 'old'
        and c.created_at > app_now() - make_interval(days => $4)
      order by c.created_at desc limit ${MOST}`,
    values: [index, subject ?? null, except, days],
  })
  return rows
}

export interface ReusableRow
  extends Pick<RowOf<typeof caseMaterials>, 'material_id' | 'material_code'>,
    Pick<RowOf<typeof cases>, 'case_no'> {
  file_id: string
  at: string
  until: string
}

/**
 * Which materials of earlier cases may be used again: a file, of the same applicant, not found defective, still valid;
 * `subject`: of a case that this person signed in for. One query.
 */
export async function selectReusable(
  db: Queryable,
  named: readonly { caseNo: string; materialId: string }[],
  { index, subject, except, days }: KnownOf,
): Promise<ReusableRow[]> {
  const { rows } = await db.query<ReusableRow>({
    name: 'reusable-materials',
    text: `select c.case_no, m.material_id, m.material_code, m.file_id, m.added_at as at, ${UNTIL('$6')} as until
      from unnest($1::text[], $2::uuid[]) r(case_no, material_id)
        join cases c on c.case_no = r.case_no
        join case_materials m on m.case_id = c.id and m.material_id = r.material_id
      where exists (select from case_parties p where p.case_id = c.id and p.role = 'applicant'
          and p.id_number_index = $3 and ($4::text is null or p.subject = $4))
        and c.id <> $5::uuid and c.status not in ${LEFT_OUT} and c.received_on is not null
        and m.removed_at is null and m.file_id is not null and m.source in ('upload', 'dossier')
        and coalesce(m.inspection->>'result', 'ok') <> 'defective' and ${UNTIL('$6')} > app_now()`,
    values: [
      named.map(({ caseNo }) => caseNo),
      named.map(({ materialId }) => materialId),
      index,
      subject ?? null,
      except,
      days,
    ],
  })
  return rows
}

/** A field of an earlier case, from which one of now is said to be filled in. */
export interface NamedField {
  caseNo: string
  key: string
}

export interface FieldRow extends Pick<RowOf<typeof cases>, 'item_code' | 'item_version'> {
  place: number
}

/**
 * Which of these fields stand in an earlier case of one of these people, by their places in the list, each with the version
 * that says what it means; `subject`: of a case that this person signed in for. One query.
 */
export async function selectFields(
  db: Queryable,
  named: readonly NamedField[],
  { indexes, subject, except, days }: Omit<KnownOf, 'index'> & { indexes: readonly Buffer[] },
): Promise<FieldRow[]> {
  const { rows } = await db.query<FieldRow>({
    name: 'known-fields',
    text: `select (n.place - 1)::int as place, c.item_code, c.item_version
      from unnest($1::text[], $2::text[]) with ordinality n(case_no, key, place)
        join cases c on c.case_no = n.case_no
        join case_forms f on f.case_id = c.id and f.form ? n.key
      where exists (select from case_parties p where p.case_id = c.id and p.role = 'applicant'
          and p.id_number_index = any($3::bytea[]) and ($4::text is null or p.subject = $4))
        and c.id <> $5::uuid and c.status not in ${LEFT_OUT} and c.received_on is not null
        and not c.facts ? 'old' and c.created_at > app_now() - make_interval(days => $6)`,
    values: [
      named.map(({ caseNo }) => caseNo),
      named.map(({ key }) => key),
      indexes,
      subject ?? null,
      except,
      days,
    ],
  })
  return rows
}
