import type { Queryable } from '../../database/queryable.js'
import type { RowOf } from '../../database/rows.js'
import { HOLDS_ON } from './licence-store.js'
import type { licences } from './licence-tables.js'

/**
 * The last day of a licence of a case that has run out, as `stateOn` has it: neither renewed nor held on by a renewal in time.
 * Undefined: it holds still, or ended otherwise. One query.
 */
export async function selectRunOut(
  db: Queryable,
  { caseNo, licenceNo }: { caseNo: string; licenceNo?: string | undefined },
): Promise<string | undefined> {
  const { rows } = await db.query<Pick<RowOf<typeof licences>, 'valid_to'>>({
    name: 'licence-run-out',
    text: `select max(l.valid_to) as valid_to from licences l
      where l.case_no = $1 and ($2::text is null or l.licence_no = $2) and l.state in ('current', 'suspended', 'expired')
      having bool_and(l.valid_to < (app_now() at time zone 'Asia/Shanghai')::date
        and not ${HOLDS_ON})`,
    values: [caseNo, licenceNo ?? null],
  })
  return rows[0]?.valid_to ?? undefined
}
