import type { Queryable } from '../../../database/queryable.js'
import { runOutOn } from '../../licences/licence-over.js'
import type { CaseRecord } from '../case.js'

/** Where something may still be granted or closed. */
const OPEN: ReadonlySet<string> = new Set([
  ...[
    'SUBMITTED',
    'AWAITING_CORRECTION',
    'ACCEPTED',
    'REVIEWING',
    'SPECIAL_PROCEDURE',
    'DECIDING',
    'APPROVED',
  ],
])

/** The case with the end of the licence that it is to change (变更), where that has run out. One query, of open changes alone. */
export async function followLicence<T extends CaseRecord | undefined>(db: Queryable, record: T): Promise<T> {
  const link = record?.facts.related?.find(({ relation }) => relation === 'changeOf')
  if (record === undefined || link === undefined || !OPEN.has(record.status)) return record
  const licenceOver = await runOutOn(db, link)
  return licenceOver === undefined ? record : { ...record, licenceOver }
}
