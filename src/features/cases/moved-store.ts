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

/** The last case on the way from `first`, one that stands if there is any; not over `self`, from which the way began. */
async function selectLast(db: Queryable, first: string, self: string) {
  const { rows } = await db.query<Pick<RowOf<typeof cases>, 'case_no' | 'status'>>({
    name: 'case-goes-on-as',
    text: `with recursive way(case_no, step) as (
        select $1::text collate "C", 1
        union
        select next.case_no, way.step + 1 from way join cases c on c.case_no = way.case_no
        cross join lateral (
          select c.moved_to union
          select r->>'caseNo' from jsonb_array_elements(c.facts->'related') r
          where c.status = 'VOIDED' and r->>'relation' in ('supersededBy', 'movedTo')
        ) next(case_no)
        where next.case_no is not null and next.case_no <> $2 and way.step < ${MOST})
      select c.case_no, c.status from way join cases c on c.case_no = way.case_no
      order by c.status = any($3::text[]), way.step desc limit 1`,
    values: [first, self, GIVEN_UP],
  })
  return rows[0]
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
