import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import type { cases } from '../case-tables.js'
import { GRANTED, GRANTED_ELSEWHERE, MOST_BESIDE } from './earlier-store.js'

/** An item that registers a marriage or ends it; with a situation only in that. */
export interface ConcernedItem {
  itemCode: string
  situation?: string | undefined
}

/** Who is married by what was registered, by the blind index of the person's number. */
export interface MarriageRow {
  person: Buffer
}

/** Nobody has so many of one item in one status; the newest count. */
const MOST = 100

/**
 * Cases of a person for an item in some statuses, as applicant or beside one: read by the person and the item, so that who
 * has ten thousand others costs no more. `person`, `item`, `situation` and `statuses` are expressions of the query around.
 */
const CASES_OF = (person: string, item: string, situation: string, statuses: string): string => `
  select f.id, f.case_no, f.accepted_on, f.decided_on, f.created_at, f.result_type, ${GRANTED_ELSEWHERE('f')} from (
    (select n.* from unnest(${statuses}) s(status) cross join lateral (select * from cases c
      where c.applicant_index = ${person} and c.item_code = ${item} and c.status = s.status
      order by c.created_at desc limit ${MOST}) n)
    union all
    (select c.* from (select p.case_id from case_parties p where p.id_number_index = ${person}
        and p.role = 'coApplicant' order by p.case_id desc limit ${MOST_BESIDE}) b
      join cases c on c.id = b.case_id where c.item_code = ${item} and c.status = any(${statuses}))
    union all
    (select c.* from cases c join case_parties p
        on p.case_id = c.id and p.role = 'applicant' and p.id_number_index = ${person}
      where c.applicant_index is null and c.status <> 'DRAFT' and c.item_code = ${item}
        and c.status = any(${statuses}))) f
  where ${situation} is null or ${situation} = f.situation`

/** All of these persons apply in a case. */
const SAME_PEOPLE = (persons: string, caseId: string): string => `not exists (
  select from unnest(${persons}) w(person) where not exists (select from case_parties q where q.case_id = ${caseId}
    and q.role in ('applicant', 'coApplicant') and q.id_number_index = w.person))`

const MARRIAGES = `with registered as materialized (
    select i.person, k.ends, c.id, c.decided_on, c.created_at
    from unnest($1::bytea[]) i(person)
      cross join (select item, situation, false as ends from unnest($2::text[], $4::text[]) m(item, situation)
        union all select item, situation, true from unnest($5::text[], $6::text[]) d(item, situation)) k
      cross join lateral (${CASES_OF('i.person', 'k.item', 'k.situation', `'{APPROVED,CLOSED,DELIVERED}'::text[]`)}) c
    where c.id <> $3::uuid and ${GRANTED})
  select m.person from (select distinct on (person) * from registered where not ends
      order by person, decided_on desc, created_at desc) m
  where not exists (
    select from registered d where d.ends and d.person = m.person
      and (d.decided_on, d.created_at) > (m.decided_on, m.created_at)
      and ${SAME_PEOPLE(
        `array(select s.id_number_index from case_parties s
        where s.case_id = m.id and s.role in ('applicant', 'coApplicant'))`,
        'd.id',
      )})`

/**
 * Who of these persons is in a marriage that was registered last and that no later registration ended: one that ends it is
 * of the same two people, since nobody is divorced from somebody else.
 */
export async function selectMarriages(
  db: Queryable,
  {
    indexes,
    marry,
    end,
    except,
  }: {
    indexes: readonly Buffer[]
    marry: readonly ConcernedItem[]
    end: readonly ConcernedItem[]
    except: string
  },
): Promise<MarriageRow[]> {
  const { rows } = await db.query<MarriageRow>({
    name: 'marriages',
    text: MARRIAGES,
    values: [
      indexes,
      marry.map(({ itemCode }) => itemCode),
      except,
      marry.map(({ situation }) => situation ?? null),
      end.map(({ itemCode }) => itemCode),
      end.map(({ situation }) => situation ?? null),
    ],
  })
  return rows
}

/** Where an application stands that was accepted and not given up. */
const STANDING = `'{ACCEPTED,REVIEWING,SPECIAL_PROCEDURE,DECIDING,APPROVED,CLOSED,DELIVERED}'::text[]`

export type PrecedingRow = Pick<RowOf<typeof cases>, 'case_no' | 'accepted_on'>

/** The latest application of just these people for one of these items that was accepted, and neither withdrawn nor refused. */
export async function selectPreceding(
  db: Queryable,
  { indexes, of, except }: { indexes: readonly Buffer[]; of: ConcernedItem; except: string },
): Promise<PrecedingRow | undefined> {
  const { rows } = await db.query<PrecedingRow>({
    name: 'preceding-application',
    text: `select c.case_no, c.accepted_on from (${CASES_OF('($1::bytea[])[1]', '$2', '$3::text', STANDING)}) c
      where c.id <> $4::uuid and c.accepted_on is not null and c.result_type is distinct from 'returned'
        and ${SAME_PEOPLE('$1::bytea[]', 'c.id')}
      order by c.accepted_on desc, c.created_at desc limit 1`,
    values: [indexes, of.itemCode, of.situation ?? null, except],
  })
  return rows[0]
}
