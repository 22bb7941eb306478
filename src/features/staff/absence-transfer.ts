import type { Static } from 'typebox'
import { Type } from 'typebox'
import { dayOf, Strict, Uuid } from '../../http/schemas.js'
import { reachOf } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { addAbsence, keptForAbsences } from './absence-service.js'
import { type AbsenceRow, selectAbsence, selectAbsencesAfter } from './absence-store.js'
import { StaffNo } from './staff-schemas.js'

const PAGE = 500
const FIRST = ['', '00000000-0000-0000-0000-000000000000'] as const

const AbsenceLine = Strict({
  staffNo: StaffNo,
  absenceId: Uuid,
  from: dayOf('First day (起始日期)', '2030-10-08'),
  until: dayOf('Last day (截止日期)', '2030-10-17'),
  deputy: Type.Optional(StaffNo),
})

/** Absences that are not over (请假、出差), with who stands in. */
export const ABSENCE_LINES = defineKind(AbsenceLine, {
  name: 'absences',
  roles: ['security'],
  most: 200,
  codeMember: 'absenceId',
  codeOf: ({ staffNo, absenceId }) => `${staffNo} ${absenceId.toLowerCase()}`,
  put: eachLine(async ({ db, caller }, line) => {
    const { staffNo, absenceId, ...input } = line
    // First: whoever does not keep the person's absences hears the same of one that is here as of one that is not.
    const { today } = await keptForAbsences(db, caller, staffNo)
    const before = await selectAbsence(db, staffNo, absenceId)
    if (before === undefined) {
      await addAbsence(db, caller, staffNo, input, absenceId)
      return 'created'
    }
    if (canonicalJson(lineOf(before)) !== canonicalJson({ ...line, absenceId: before.absenceId }))
      throw ruleViolated('/absenceId', 'NOT_BY_IMPORT', before.untilOn < today ? OVER : ENDED_BY_HAND)
    return 'unchanged'
  }),
  async read(db, caller, after) {
    const from = after === undefined ? FIRST : (JSON.parse(after) as [string, string])
    const rows = await selectAbsencesAfter(db, reachOf(caller.grants, ['security']), from, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)
    return {
      lines: rows.map(lineOf),
      ...(last === undefined ? {} : { last: JSON.stringify([last.staffNo, last.absenceId]) }),
    }
  },
})

const lineOf = ({
  staffNo,
  absenceId,
  fromOn,
  untilOn,
  deputyNo,
}: AbsenceRow): Static<typeof AbsenceLine> => ({
  staffNo,
  absenceId,
  from: fromOn,
  until: untilOn,
  ...(deputyNo === null ? {} : { deputy: deputyNo }),
})

const OVER = {
  en: 'This absence is over: enter another one, under an id of its own',
  zh: '该请假已结束，请以新的编号另行登记',
}
const ENDED_BY_HAND = {
  en: 'An absence that is entered is ended by hand, and entered anew',
  zh: '已登记的请假请先销假，再重新登记',
}
