import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { createDatabase } from '../../database/pool.js'
import type { Queryable } from '../../database/queryable.js'
import type { Reach } from '../../shared/caller.js'
import type { LegalDate } from '../../shared/time.js'
import { TODAY } from './staff-store.js'
import { staff, staffAbsences } from './staff-tables.js'

export type AbsenceRow = typeof staffAbsences.$inferSelect

const isAbsence = (staffNo: string, absenceId: string) =>
  and(eq(staffAbsences.staffNo, staffNo), eq(staffAbsences.absenceId, absenceId))

/** A page of a person's absences, the latest first. */
export async function selectAbsences(
  db: Queryable,
  staffNo: string,
  before: string | undefined,
  limit: number,
): Promise<AbsenceRow[]> {
  const own = eq(staffAbsences.staffNo, staffNo)
  return createDatabase(db)
    .select()
    .from(staffAbsences)
    .where(before === undefined ? own : and(own, lt(staffAbsences.absenceId, before)))
    .orderBy(desc(staffAbsences.absenceId))
    .limit(limit)
}

export async function selectAbsence(
  db: Queryable,
  staffNo: string,
  absenceId: string,
): Promise<AbsenceRow | undefined> {
  const rows = await createDatabase(db).select().from(staffAbsences).where(isAbsence(staffNo, absenceId))
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

/** Absences that are not over, of people of the named organs or below the divisions, by person and id. */
export async function selectAbsencesAfter(
  db: Queryable,
  { organs, divisions }: Reach,
  [staffNo, absenceId]: readonly [staffNo: string, absenceId: string],
  limit: number,
): Promise<AbsenceRow[]> {
  const { rows } = await db.query<AbsenceRow>(
    `select a.staff_no as "staffNo", a.absence_id as "absenceId", a.from_on as "fromOn", a.until_on as "untilOn",
        a.deputy_no as "deputyNo", a.created_by as "createdBy", a.created_at as "createdAt"
      from staff_absences a join staff s on s.staff_no = a.staff_no
      join organisations o on o.code = s.organisation_code join divisions d on d.code = o.division_code
      where a.until_on >= ${TODAY} and (s.organisation_code = any($1::text[]) or d.ancestors && $2::text[])
        and (a.staff_no, a.absence_id) > ($3, $4::uuid)
      order by a.staff_no, a.absence_id limit $5`,
    [organs, divisions, staffNo, absenceId, limit],
  )
  return rows
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
  await createDatabase(db)
    .insert(staffAbsences)
    .values({
      staffNo: absence.staffNo,
      absenceId: absence.absenceId,
      fromOn: absence.from,
      untilOn: absence.until,
      deputyNo: absence.deputy ?? null,
      createdBy: by,
      createdAt: sql`app_now()`,
    })
}

export async function deleteAbsence(db: Queryable, staffNo: string, absenceId: string): Promise<void> {
  await createDatabase(db).delete(staffAbsences).where(isAbsence(staffNo, absenceId))
}

export async function endAbsence(
  db: Queryable,
  staffNo: string,
  absenceId: string,
  lastDay: LegalDate,
): Promise<void> {
  await createDatabase(db)
    .update(staffAbsences)
    .set({ untilOn: lastDay })
    .where(isAbsence(staffNo, absenceId))
}

/** The version of the person's entry goes up with each absence; gives it. */
export async function raiseStaffVersion(db: Queryable, staffNo: string): Promise<number> {
  const rows = await createDatabase(db)
    .update(staff)
    .set({ version: sql`${staff.version} + 1` })
    .where(eq(staff.staffNo, staffNo))
    .returning({ version: staff.version })
  return rows[0]?.version ?? 0
}
