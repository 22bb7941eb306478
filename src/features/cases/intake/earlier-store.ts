import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { caseMaterials, cases } from '../case-tables.js'

/** Another application of the same person for the same item. */
export interface EarlierRow extends Pick<RowOf<typeof cases>, 'case_no' | 'status' | 'decided_on'> {
  /** It was granted, whatever became of it since. */
  granted: boolean
  /** It was turned away for a false statement on this day (行政许可法 Art. 78). */
  false_on: string | null
  form: Record<string, unknown> | null
  /** In 分, where the decision says how much (准予金额); else what the form asks for counts. */
  granted_amount: number | null
}

/** Nobody is granted one thing so often; the newest count first. */
const MOST = 200

/** An earlier system says that it granted it (历史办件); read with the row of the case, which is not looked up again for it. */
export const GRANTED_ELSEWHERE = (row: string): string =>
  `(${row}.facts->'old'->>'granted' = 'true') as granted_elsewhere`

/** It was granted here, or by an earlier system. */
export const GRANTED = `(c.granted_elsewhere is true
    or exists (select from case_events e where e.case_id = c.id and e.type = 'approve'))`

/** Of those in which somebody stands beside an applicant the newest are looked at: a bank does so in thousands. */
export const MOST_BESIDE = 200

/** Which other applications of these persons are looked for: only what the rules of the item ask after. */
export interface Wanted {
  indexes: readonly Buffer[]
  itemCode: string
  except: string
  /** Statuses of which one case is enough to know. */
  oneOf: readonly string[]
  /** What was granted, in these statuses. */
  grantedIn: readonly string[]
  /** What was turned away for a false statement. */
  refused: boolean
}

const FOUND = `c.id, c.case_no, c.status, c.decided_on, c.result_type, ${GRANTED_ELSEWHERE('c')},
  (c.facts->'grant'->>'amount')::float8 as granted_amount`

/**
 * Each part reads as much for who applied ten thousand times as for who did once: one entry of what is under way, and no
 * more than MOST of the rest and MOST_BESIDE of those beside others; what an earlier release wrote is little.
 */
const EARLIER = `
with unindexed as materialized (
  select ${FOUND} from cases c
  where c.applicant_index is null and c.status <> 'DRAFT' and c.item_code = $2),
found as (
  select o.* from unnest($1::bytea[]) i(person)
    cross join lateral (select ${FOUND} from cases c
      where c.applicant_index = i.person and c.item_code = $2 and c.id <> $3::uuid and c.status = any($4::text[]) limit 1) o
  union
  select g.* from unnest($1::bytea[]) i(person)
    cross join unnest($5::text[] || case when $6::boolean then array['NOT_ACCEPTED'] else '{}' end) s(status)
    cross join lateral (select ${FOUND} from cases c
      where c.applicant_index = i.person and c.item_code = $2 and c.id <> $3::uuid and c.status = s.status
      order by c.created_at desc limit ${MOST}) g
  union
  select ${FOUND} from unnest($1::bytea[]) i(person)
    cross join lateral (select p.case_id from case_parties p where p.id_number_index = i.person
      and p.role = 'coApplicant' order by p.case_id desc limit ${MOST_BESIDE}) b
    join cases c on c.id = b.case_id
  where c.item_code = $2 and c.id <> $3::uuid and c.status <> 'DRAFT'
  union
  select u.* from unindexed u join case_parties p
    on p.case_id = u.id and p.role = 'applicant' and p.id_number_index = any($1::bytea[])
  where u.id <> $3::uuid)
select c.case_no, c.status, c.decided_on, f.form, c.granted_amount,
  ${GRANTED}
    and c.result_type is distinct from 'returned' as granted,
  (select (e.occurred_at at time zone 'Asia/Shanghai')::date::text from case_events e
    where e.case_id = c.id and e.type = 'refuseAcceptance' and e.document like '%"ground":"falseStatement"%'
    limit 1) as false_on
from found c left join case_forms f on f.case_id = c.id`

/**
 * Applications for an item that are any of these persons', as applicant or beside one, found by the blind index of the
 * number (盲索引): one query. Drafts are nobody's yet.
 */
export async function selectEarlier(
  db: Queryable,
  { indexes, itemCode, except, oneOf, grantedIn, refused }: Wanted,
): Promise<EarlierRow[]> {
  const { rows } = await db.query<EarlierRow>({
    name: 'earlier-applications',
    text: EARLIER,
    values: [indexes, itemCode, except, oneOf, grantedIn, refused],
  })
  return rows
}

/**
 * Keeps whoever grants or takes in the same thing for the same person waiting until this transaction ends; of others nobody.
 */
export async function lockApplications(
  db: Queryable,
  { indexes, itemCode }: { indexes: readonly Buffer[]; itemCode: string },
): Promise<void> {
  // In one order, so that two cases of the same couple never wait for each other.
  await db.query(
    `select pg_advisory_xact_lock(7924021, k) from (
       select hashtext(encode(i, 'hex') || $2) as k from unnest($1::bytea[]) i order by 1 offset 0) locks`,
    [indexes, itemCode],
  )
}

/** A promise of these persons was found broken, and nobody has recorded its repair (虚假承诺): one query, of the few that were. */
export async function isBarredFromPromises(
  db: Queryable,
  indexes: readonly Buffer[],
  except: string,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'barred-from-promises',
    text: `select from cases c where c.applicant_index = any($1::bytea[]) and c.id <> $2::uuid
        and c.facts->'pledges' @> '[{"kept": false}]'::jsonb
        and exists (select from jsonb_array_elements(c.facts->'pledges') p
          where p ? 'bar' and not p->'bar' ? 'repairedOn') limit 1`,
    values: [indexes, except],
  })
  return (rowCount ?? 0) > 0
}

/** Which of these look-ups (核验编号) another case has taken for proof. One query. */
export async function selectTaken(
  db: Queryable,
  references: readonly string[],
  except: string,
): Promise<Set<string>> {
  const { rows } = await db.query<{ reference: NonNullable<RowOf<typeof caseMaterials>['reference']> }>({
    name: 'taken-references',
    text: `select distinct reference from case_materials
      where reference = any($1::text[]) and case_id <> $2::uuid and proof is not null`,
    values: [references, except],
  })
  return new Set(rows.map(({ reference }) => reference))
}

type Taker = Pick<RowOf<typeof caseMaterials>, 'case_id'> & { reference: string }

/** Which case has taken which of these look-ups for proof. One query. */
export async function selectTakers(db: Queryable, references: readonly string[]): Promise<Taker[]> {
  const { rows } = await db.query<Taker>({
    name: 'takers-of-references',
    text: `select distinct on (reference) reference, case_id from case_materials
      where reference = any($1::text[]) and proof is not null order by reference, added_at`,
    values: [references],
  })
  return rows
}

/** Which of these files stand in a case of the same applicant; `subject`: in one that this person signed in for. One query. */
export async function selectFilesOfApplicant(
  db: Queryable,
  { fileIds, index, subject }: { fileIds: string[]; index: Buffer; subject: string | undefined },
): Promise<Set<string>> {
  const { rows } = await db.query<{ file_id: string }>({
    name: 'files-of-applicant',
    text: `select distinct m.file_id from case_materials m join case_parties p on p.case_id = m.case_id
      where m.file_id = any($1::uuid[]) and m.removed_at is null and p.role = 'applicant'
        and p.id_number_index = $2 and ($3::text is null or p.subject = $3)`,
    values: [fileIds, index, subject ?? null],
  })
  return new Set(rows.map((row) => row.file_id))
}
