import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import type { CaseRecord } from './case.js'
import type { cases } from './case-tables.js'

/** How a case stands, as far as the other level of a forwarded application is told of it. */
export interface StandingRow
  extends Pick<
    RowOf<typeof cases>,
    | 'case_no'
    | 'status'
    | 'item_code'
    | 'item_version'
    | 'organisation_code'
    | 'accepted_on'
    | 'due_on'
    | 'decided_on'
    | 'result_type'
  > {
  /** It was refused on the merits (不予), whatever came of it since. */
  denied: boolean
}

/** Some cases by their numbers. One query. */
export async function selectStandings(db: Queryable, numbers: readonly string[]): Promise<StandingRow[]> {
  const { rows } = await db.query<StandingRow>({
    name: 'standings-of-cases',
    text: `select c.case_no, c.status, c.item_code, c.item_version, c.organisation_code, c.accepted_on, c.due_on,
        c.decided_on, c.result_type,
        exists (select 1 from case_events e where e.case_id = c.id and e.type = 'deny') as denied
      from cases c where c.case_no = any($1::text[])`,
    values: [numbers],
  })
  return rows
}

type Lower = Pick<CaseRecord, 'caseNo' | 'parties'>
type AboveRow = Pick<RowOf<typeof cases>, 'case_no' | 'status'>

/**
 * What the organ above turned away lets the file be taken in again (不予受理). What the applicant took back does not (撤回): the
 * application has ended, and whoever wants it after all applies anew, below.
 */
const FREES: ReadonlySet<string> = new Set(['NOT_ACCEPTED'])

/** The case that the organ above has opened for what was forwarded, and that holds the file (转报收件); undefined: there is none. */
export const selectTakenIn = async (db: Queryable, lower: Lower): Promise<AboveRow | undefined> =>
  (await selectOpenedFrom(db, lower)).find(({ status }) => !FREES.has(status))

/** Its applicant took the application back above (撤回申请): nobody’s file goes on without its applicant. */
export const wasTakenBack = ({ status }: AboveRow): boolean => status === 'WITHDRAWN'

/** The case above in which the application stands, or stood last. */
export async function selectCaseAbove(db: Queryable, lower: Lower): Promise<string | undefined> {
  const opened = await selectOpenedFrom(db, lower)
  return (opened.find(({ status }) => !FREES.has(status)) ?? opened[0])?.case_no
}

/** Cases that were opened for this one, the newest first. One query, over the cases of the applicants. */
async function selectOpenedFrom(db: Queryable, { caseNo, parties }: Lower): Promise<AboveRow[]> {
  const { rows } = await db.query<AboveRow>({
    name: 'cases-opened-from',
    text: `select c.case_no, c.status from cases c
      where c.id = any(array(select p.case_id from case_parties p where p.id_number_index = any($2::bytea[])))
        and c.status <> 'VOIDED' and c.facts->'related' @> $1::jsonb
      order by c.id desc limit 20`,
    values: [
      JSON.stringify([{ relation: 'forwardedFrom', caseNo }]),
      parties.map(({ idNumberIndex }) => idNumberIndex),
    ],
  })
  return rows
}

/** Keeps whoever takes in the same forwarded case waiting until this transaction ends; of others nobody. */
export async function lockForwarded(db: Queryable, caseNo: string): Promise<void> {
  await db.query('select pg_advisory_xact_lock(7924028, hashtext($1))', [caseNo])
}
