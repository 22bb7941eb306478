import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import type { InputError } from '../../shared/problem.js'
import type { Outcome } from '../transfer/kind.js'
import { defineKind, together } from '../transfer/kind.js'
import { lineErrorOf, linesTwice } from '../transfer/line.js'
import { planDivisions, surroundingsOf, writeDivisions } from './division-import.js'
import { DivisionInput, OrganisationLine } from './division-schemas.js'
import { selectDivisionsAfter, selectOrganisations } from './division-store.js'
import { normalised } from './division-tree.js'
import { putOrganisation, putOrganisations } from './organisation-import.js'

const PAGE = 1000

/** Divisions (区划): a whole tree at once, parents before or behind their children. */
export const DIVISION_LINES = defineKind(DivisionInput, {
  name: 'divisions',
  roles: ['operator'],
  most: 50_000,
  codeMember: 'code',
  codeOf: ({ code }) => normaliseDivisionCode(code) ?? code,
  async put({ db, caller }, lines) {
    const outcomes = new Map<number, Outcome>()
    // Findings name the lines of the file, not places in this batch.
    let rows = normalised(
      lines.map(({ value }) => value),
      [],
    ).map((row) => ({ ...row, index: lines[row.index]?.line ?? 0 }))
    const around = await surroundingsOf(db, rows)
    // What is refused takes what stands below it with it: no deeper than a tree is.
    for (;;) {
      const plan = planDivisions(caller, rows, around, linesTwice)
      if (plan.errors.length === 0) {
        const known = { known: around.known, divisions: plan.divisions }
        const { written, created } = await writeDivisions(db, caller, plan.writes, known)
        const changed = new Set(written.map(({ code }) => code))
        for (const { code, index } of rows)
          outcomes.set(index, {
            is: created.has(code) ? 'created' : changed.has(code) ? 'changed' : 'unchanged',
          })
        return outcomes
      }
      const refused = byIndex(plan.errors)
      for (const [index, errors] of refused) outcomes.set(index, { findings: errors.map(lineErrorOf) })
      rows = rows.filter(({ index }) => !refused.has(index))
    }
  },
  async read(db, _caller, after) {
    const rows = await selectDivisionsAfter(db, after ?? '', PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.code
    return {
      lines: rows.map(({ code, parent_code: parent, name, name_en: nameEn }) => ({
        code,
        ...(parent === null ? {} : { parent }),
        name,
        ...(nameEn === null ? {} : { nameEn }),
      })),
      ...(last === undefined ? {} : { last }),
    }
  },
})

/** What speaks against rows, by row, with pointers into the row. */
function byIndex(errors: readonly InputError[]): Map<number, InputError[]> {
  const found = new Map<number, InputError[]>()
  for (const error of errors) {
    const [, , index = '', ...rest] = error.pointer.split('/')
    const told = { ...error, pointer: rest.length === 0 ? '' : `/${rest.join('/')}` }
    found.set(Number(index), [...(found.get(Number(index)) ?? []), told])
  }
  return found
}

/** Organs and units (机构), those that ended among them. */
export const ORGANISATION_LINES = defineKind(OrganisationLine, {
  name: 'organisations',
  roles: ['operator'],
  most: 1000,
  codeMember: 'code',
  codeOf: ({ code }) => code,
  put: together(putOrganisations, putOrganisation),
  async read(db, _caller, after) {
    const rows = await selectOrganisations(db, {}, after, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.code
    return {
      lines: rows.map((row) => ({
        code: row.code,
        name: row.name,
        ...(row.name_en === null ? {} : { nameEn: row.name_en }),
        division: row.division_code,
        ...(row.parent_code === null ? {} : { parent: row.parent_code }),
        kind: row.kind,
        ...(row.ended_on === null ? {} : { endedOn: row.ended_on }),
        ...(row.successor_code === null ? {} : { successor: row.successor_code }),
      })),
      ...(last === undefined ? {} : { last }),
    }
  },
})
