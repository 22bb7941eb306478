import type { Queryable } from '../../database/queryable.js'
import { type InputError, problem } from '../../shared/problem.js'
import { lockPersons, type StaffWrite, selectPersonsTwice } from './staff-store.js'

/** What of an entry says who it is, and when it is valid. */
type PersonOfEntry = Pick<StaffWrite, 'staff_no' | 'id_number_index' | 'valid_from' | 'valid_until'>

/** Whether a write may make an entry the second one of somebody: another number, or more days. What ends is let through. */
export function mayBeSecond(before: PersonOfEntry | undefined, row: PersonOfEntry): boolean {
  if (row.id_number_index === null) return false
  if (before === undefined || before.id_number_index?.equals(row.id_number_index) !== true) return true
  const lasts =
    before.valid_until !== null && (row.valid_until === null || row.valid_until > before.valid_until)
  return lasts || row.valid_from < before.valid_from
}

/**
 * One person, one entry that is valid (一人一条有效登记): separated duties and four eyes would else be those of one person under
 * two numbers. Looked at after the write, under a lock: pairs of entries by their numbers.
 */
export async function personsTwice(
  db: Queryable,
  rows: readonly PersonOfEntry[],
): Promise<{ staffNo: string; other: string }[]> {
  if (rows.length === 0) return []
  await lockPersons(db)
  const found = await selectPersonsTwice(
    db,
    rows.map(({ staff_no }) => staff_no),
  )
  return found.map(({ staff_no, other }) => ({ staffNo: staff_no, other }))
}

/** 422 where an entry that was just written is the second one of a person. */
export async function mustBeOnePerson(
  db: Queryable,
  before: PersonOfEntry | undefined,
  row: PersonOfEntry,
): Promise<void> {
  if (!mayBeSecond(before, row)) return
  if ((await personsTwice(db, [row])).length > 0) throw problem('RULE_VIOLATED', { errors: [personTwice()] })
}

/** The finding; of entries out of sight no number is told, of two lines of one import both. */
export const personTwice = (lines?: { first: number; second: number }): InputError => ({
  pointer: '/idNumber',
  code: 'PERSON_TWICE',
  message:
    lines === undefined
      ? {
          en: 'Another entry with this identity number is valid on some of these days',
          zh: '同一身份证号在此期间已有有效登记',
        }
      : {
          en: `Lines ${lines.first} and ${lines.second} have the same identity number on the same days`,
          zh: `第 ${lines.first} 行与第 ${lines.second} 行身份证号相同且有效期重叠`,
        },
})
