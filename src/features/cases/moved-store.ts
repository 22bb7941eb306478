import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { Status } from '../workflow/statuses.js'
import type { CaseRecord } from './case.js'
import type { cases } from './case-tables.js'

/** What ended so is over without a decision, and goes on in nothing that it did not itself become. */
const GIVEN_UP: Status[] = ['NOT_ACCEPTED', 'NOT_REQUIRED', 'WITHDRAWN', 'TERMINATED', 'VOIDED']

/** A way from case to case is short; what is longer goes round. */
const MOST = 20

/**
 * The case with where its application goes on (分办更正): at the end of the way from what it was moved to, over whatever took
 * that one's place in turn. Where nothing there stands any more, people may go on in this case again; `endedAs` says that the
 * application itself ended there (taken back, refused …), and was no slip that was voided. One query, of what was moved alone.
 */
export async function followMove<T extends CaseRecord | undefined>(db: Queryable, record: T): Promise<T> {
  if (record?.movedTo === undefined) return record
  const last = await selectLast(db, record.movedTo, record.caseNo)
  if (last !== undefined && !isGivenUp(last.status)) return { ...record, goesOnAs: last.case_no }
  const { movedTo: _over, ...free } = record
  const ended = last === undefined || last.status === 'VOIDED' ? {} : { endedAs: last.case_no }
  return { ...free, ...ended } as T
}

const isGivenUp = (status: string): boolean => (GIVEN_UP as string[]).includes(status)

/**
 * The last case on the way from `first`, one that stands if there is any; not over `self`, from which the way began. The two
 * and the statuses of what stands no more are SQL.
 */
const lastOnWay = (what: string, { first, self, givenUp }: Record<'first' | 'self' | 'givenUp', string>) => `
  with recursive way(case_no, step) as (
    select ${first} collate "C", 1
    union
    select next.case_no, way.step + 1 from way join cases at on at.case_no = way.case_no
    cross join lateral (
      select at.moved_to union
      select r->>'caseNo' from jsonb_array_elements(at.facts->'related') r
      where at.status = 'VOIDED' and r->>'relation' in ('supersededBy', 'movedTo')
    ) next(case_no)
    where next.case_no is not null and next.case_no <> ${self} and way.step < ${MOST})
  select ${what} from way join cases e on e.case_no = way.case_no
  order by e.status = any(${givenUp}), way.step desc limit 1`

const LAST = lastOnWay('e.case_no, e.status', { first: '$1::text', self: '$2', givenUp: '$3::text[]' })

async function selectLast(db: Queryable, first: string, self: string) {
  const { rows } = await db.query<Pick<RowOf<typeof cases>, 'case_no' | 'status'>>({
    name: 'case-goes-on-as',
    text: LAST,
    values: [first, self, GIVEN_UP],
  })
  return rows[0]
}

/**
 * Whether the days of a case `c` run elsewhere (分办更正), as SQL: its application goes on where it was moved to, or ended there,
 * and was given back by no void. Of what was never moved nothing is looked up.
 */
export const RESTS = `case when c.moved_to is null then false else coalesce((${lastOnWay(
  `e.status <> 'VOIDED'`,
  {
    first: 'c.moved_to',
    self: 'c.case_no',
    givenUp: `'{${GIVEN_UP.join(',')}}'`,
  },
)}), false) end`

/** One of the cases from which an application came (改办来源). */
export interface EarlierReceipt extends Pick<RowOf<typeof cases>, 'organisation_code' | 'received_on'> {
  /** How it stood when it was moved; null where an older release moved it. */
  moved_as: string | null
}

/** Those on the way back from `caseNo`, the nearest first. One query. */
export async function selectWayBack(db: Queryable, caseNo: string): Promise<EarlierReceipt[]> {
  const { rows } = await db.query<EarlierReceipt>({
    name: 'way-back',
    text: `with recursive back(case_no, step) as (
        select $1::text collate "C", 0
        union all
        select r->>'caseNo', back.step + 1 from back join cases b on b.case_no = back.case_no
        cross join lateral jsonb_array_elements(b.facts->'related') r
        where r->>'relation' = 'movedFrom' and back.step < ${MOST})
      select c.organisation_code, c.received_on, (select e.status_before from case_events e
        where e.case_id = c.id and e.type = 'moveCase' order by e.version desc limit 1) as moved_as
      from back join cases c on c.case_no = back.case_no where back.step > 0 order by back.step`,
    values: [caseNo],
  })
  return rows
}

/**
 * A void gives the application back to whatever it was moved from: the monitor looks at once at the days that run there again.
 * What took a place in another way is found by the daily look (look-at-clock.ts).
 */
export async function lookWhereItCameFrom(
  db: Queryable,
  { facts }: Pick<CaseRecord, 'facts'>,
): Promise<void> {
  const from = (facts.related ?? []).flatMap(({ relation, caseNo }) =>
    relation === 'movedFrom' ? [caseNo] : [],
  )
  if (from.length === 0) return
  await db.query({
    name: 'look-where-it-came-from',
    text: `with recursive back(case_no) as (
        select unnest($1::text[]) collate "C"
        union
        select r->>'caseNo' from back join cases b on b.case_no = back.case_no
        cross join lateral jsonb_array_elements(b.facts->'related') r where r->>'relation' = 'movedFrom')
      update case_clocks k set next_look_at = app_now(), next_look_why = 'MOVED' from back, cases c
      where c.case_no = back.case_no and c.moved_to is not null and k.case_id = c.id and k.stopped_on is null`,
    values: [from],
  })
}

/**
 * Of cases that each name another in their place (替代办件) one at a time is voided: else two could void each other at one
 * instant, and nothing would go on. Whether the named one still stands.
 */
export async function stillStands(db: Queryable, caseNo: string): Promise<boolean> {
  await db.query('select pg_advisory_xact_lock(7924030, 0)')
  const { rows } = await db.query<Pick<RowOf<typeof cases>, 'status'>>({
    name: 'status-of-case',
    text: 'select status from cases where case_no = $1',
    values: [caseNo],
  })
  return rows.every(({ status }) => !isGivenUp(status))
}
