import type { Queryable } from '../../database/queryable.js'
import { columnsOf, type RowOf } from '../../database/rows.js'
import type { LegalDate } from '../../shared/time.js'
import { TODAY } from './staff-store.js'
import { staffAbsences } from './staff-tables.js'

export type AbsenceRow = RowOf<typeof staffAbsences>
const ABSENCE = columnsOf(staffAbsences).join(', ')

/** A page of a person's absences, the latest first. */
export async function selectAbsences(
  db: Queryable,
  staffNo: string,
  before: string | undefined,
  limit: number,
): Promise<AbsenceRow[]> {
  const { rows } = await db.query<AbsenceRow>({
    name: 'select-absences',
    text: `select ${ABSENCE} from staff_absences where staff_no = $1 and ($2::uuid is null or absence_id < $2)
      order by absence_id desc limit $3`,
    values: [staffNo, before ?? null, limit],
  })
  return rows
}

export async function selectAbsence(
  db: Queryable,
  staffNo: string,
  absenceId: string,
): Promise<AbsenceRow | undefined> {
  const { rows } = await db.query<AbsenceRow>(
    `select ${ABSENCE} from staff_absences where staff_no = $1 and absence_id = $2`,
    [staffNo, absenceId],
  )
  return rows[0]
}

/** Absences that are not over in which the person is away, or stands in. */
export async function selectOpenAbsences(db: Queryable, staffNo: string): Promise<number> {
  const { rows } = await db.query<{ open: number }>(
    `select count(*)::int as open from staff_absences
      where (staff_no = $1 or deputy_no = $1) and until_on >= ${TODAY}`,
    [staffNo],
  )
  return rows[0]?.open ?? 0
}

/** What falls into the same days: own absences, standing in for others, absences of the deputy. */
export async function selectOverlaps(
  db: Queryable,
  {
    staffNo,
    deputy,
    from,
    until,
  }: { staffNo: string; deputy: string | undefined; from: LegalDate; until: LegalDate },
): Promise<{ kind: 'own' | 'standsIn' | 'deputyAway' }[]> {
  const { rows } = await db.query<{ kind: 'own' | 'standsIn' | 'deputyAway' }>(
    `select distinct case when staff_no = $1 then 'own' when deputy_no = $1 then 'standsIn' else 'deputyAway' end as kind
      from staff_absences
      where (staff_no = $1 or deputy_no = $1 or staff_no = $2) and from_on <= $4 and until_on >= $3`,
    [staffNo, deputy ?? null, from, until],
  )
  return rows
}

export async function insertAbsence(
  db: Queryable,
  absence: {
    staffNo: string
    absenceId: string
    from: LegalDate
    until: LegalDate
    deputy: string | undefined
  },
  by: string,
): Promise<void> {
  await db.query(
    `insert into staff_absences (staff_no, absence_id, from_on, until_on, deputy_no, created_by, created_at)
      values ($1, $2, $3, $4, $5, $6, app_now())`,
    [absence.staffNo, absence.absenceId, absence.from, absence.until, absence.deputy ?? null, by],
  )
}

export async function deleteAbsence(db: Queryable, staffNo: string, absenceId: string): Promise<void> {
  await db.query('delete from staff_absences where staff_no = $1 and absence_id = $2', [staffNo, absenceId])
}

export async function endAbsence(
  db: Queryable,
  staffNo: string,
  absenceId: string,
  lastDay: LegalDate,
): Promise<void> {
  await db.query('update staff_absences set until_on = $3 where staff_no = $1 and absence_id = $2', [
    staffNo,
    absenceId,
    lastDay,
  ])
}

/** The version of the person's entry goes up with each absence; gives it. */
export async function raiseStaffVersion(db: Queryable, staffNo: string): Promise<number> {
  const { rows } = await db.query<{ version: number }>(
    'update staff set version = version + 1 where staff_no = $1 returning version',
    [staffNo],
  )
  return rows[0]?.version ?? 0
}
