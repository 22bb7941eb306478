import type { Queryable } from '../../database/queryable.js'
import { type Caller, type Organ, rolesOverDivision, rolesOverOrgan } from '../../shared/caller.js'
import { divisionLevel, normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { type InputError, problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { mayWriteDivision, type Standing } from './division-rights.js'
import {
  selectAcceptingWindows,
  selectAcceptingWindowsOf,
  selectCentre,
  selectDivision,
  selectLivingOrganisations,
  selectOrganisation,
  selectOrganisationsNear,
  selectRoots,
  selectRunsCentre,
  selectWindow,
  selectWindowAuthority,
} from './division-store.js'
import { type DivisionInput, importDivisions, selectKnownDivisions } from './division-writes.js'

export interface WindowWithAuthority {
  windowId: string
  name: string
  organisationCode: string
  /** Who runs the centre. */
  centreOrganisation: string
  divisionCode: string
  /** The centre's division with all above it. */
  divisions: string[]
  /** decides, accepts, collects or advises; absent: nothing to do with the item. */
  level?: string
}

/** A window and what it may do with an item (窗口权限). One query. */
export async function windowWithAuthority(
  db: Queryable,
  windowId: string,
  itemCode: string,
): Promise<WindowWithAuthority | undefined> {
  const row = await selectWindowAuthority(db, windowId, itemCode)
  if (row === undefined) return undefined
  return {
    windowId: row.window_id,
    name: row.name,
    organisationCode: row.organisation_code,
    centreOrganisation: row.centre_organisation,
    divisionCode: row.division_code,
    divisions: row.ancestors,
    ...(row.level === null ? {} : { level: row.level }),
  }
}

export const acceptingWindows = selectAcceptingWindows
export const acceptingWindowsOf = selectAcceptingWindowsOf

/** An organisation with its division and all divisions above. */
export async function organisationWithDivisions(
  db: Queryable,
  code: string,
): Promise<{ code: string; divisionCode: string; divisions: string[] } | undefined> {
  const row = await selectOrganisation(db, code)
  return row && { code: row.code, divisionCode: row.division_code, divisions: row.ancestors }
}

/** Of some organisations those that exist and go on, with their divisions. One query. */
export async function livingOrganisations(db: Queryable, codes: readonly string[]): Promise<Organ[]> {
  const rows = await selectLivingOrganisations(db, codes)
  return rows.map(({ code, ancestors }) => ({ code, divisions: ancestors }))
}

/** Organs near a division that a case may ask for an opinion, for examples: at most `limit`, without `except`. */
export async function organisationsNear(
  db: Queryable,
  division: string,
  except: readonly string[],
  limit: number,
): Promise<string[]> {
  return selectOrganisationsNear(db, division, except, limit)
}

/** Whether an organ runs a centre (政务服务中心). */
export const runsCentre = selectRunsCentre

/** What an organisation is called; undefined when there is none. */
export async function organisationName(
  db: Queryable,
  code: string,
): Promise<{ name: string; nameEn: string | undefined } | undefined> {
  const row = await selectOrganisation(db, code)
  return row && { name: row.name, nameEn: row.name_en ?? undefined }
}

/** 403 out of reach: what the caller wants to change must belong to an organ that a grant covers. */
export function mustReachOrgan(caller: Caller, organ: Organ, ...roles: Role[]): void {
  const held = rolesOverOrgan(caller, organ)
  if (!roles.some((role) => held.has(role))) throw problem('FORBIDDEN')
}

/** The same for a whole division (its code with all above): a grant of one organ alone never goes that far. */
export function mustReachDivision(caller: Caller, divisions: readonly string[], ...roles: Role[]): void {
  const held = rolesOverDivision(caller, divisions)
  if (!roles.some((role) => held.has(role))) throw problem('FORBIDDEN')
}

export async function centreOf(db: Queryable, id: string) {
  const centre = await selectCentre(db, id)
  if (centre === undefined) throw problem('NOT_FOUND')
  const division = await selectDivision(db, centre.division_code)
  return { centre, divisions: division?.ancestors ?? [] }
}

export async function windowOf(db: Queryable, id: string) {
  const window = await selectWindow(db, id)
  if (window === undefined) throw problem('NOT_FOUND')
  return window
}

/**
 * Imports divisions (区划导入), all or nothing: every row is looked at and every finding told. A parent must be known or
 * stand among the rows. 403 where one of them is beyond the caller's reach. Gives the number written, and what is above
 * them.
 */
export async function importDivisionRows(
  db: Queryable,
  caller: Caller,
  inputs: DivisionInput[],
): Promise<{ written: number; moved: string[]; divisions: string[] }> {
  const errors: InputError[] = []
  const rows = inputs.flatMap((input, index) => {
    const code = normaliseDivisionCode(input.code)
    const parent = input.parent === undefined ? undefined : normaliseDivisionCode(input.parent)
    if (code === undefined) errors.push(wrongCode(`/divisions/${index}/code`))
    if (input.parent !== undefined && parent === undefined)
      errors.push(wrongCode(`/divisions/${index}/parent`))
    return code === undefined ? [] : [{ ...input, code, ...(parent === undefined ? {} : { parent }) }]
  })
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const named = rows.flatMap((row) => (row.parent === undefined ? [row.code] : [row.code, row.parent]))
  const known = await selectKnownDivisions(db, [...new Set(named)])
  const written = rows.map((row, index) => {
    const ancestors = ancestorsOf(row.code, byCode, known)
    if (ancestors === undefined)
      errors.push({
        pointer: `/divisions/${index}/parent`,
        code: 'PARENT_UNKNOWN',
        message: {
          en: 'The parent is not known, or the parents form a ring',
          zh: '上级区划不存在或形成循环',
        },
      })
    return {
      code: row.code,
      parent_code: row.parent ?? null,
      level: divisionLevel(row.code),
      name: row.name,
      name_en: row.nameEn ?? null,
      ancestors: ancestors ?? [],
    }
  })
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors: errors.slice(0, 1000) })
  const top = { roots: await selectRoots(db) }
  const standing = (code: string): Standing | undefined => {
    const ancestors = known.get(code)
    return ancestors && { ancestors }
  }
  const changes = rows.map((row, index) => ({
    code: row.code,
    before: standing(row.code),
    parent: row.parent,
    above: written[index]?.ancestors
      .slice(1)
      .map(standing)
      .find((each) => each !== undefined),
  }))
  if (!changes.every((change) => mayWriteDivision(caller, change, top))) throw problem('FORBIDDEN')
  const places = changes.flatMap(({ before, above }) => [
    ...(before?.ancestors.slice(1) ?? []),
    ...(above?.ancestors ?? []),
  ])
  return {
    written: await importDivisions(db, written),
    moved: changes.flatMap(({ code, before, parent }) =>
      before !== undefined && before.ancestors[1] !== parent ? [code] : [],
    ),
    divisions: places.length === 0 ? top.roots : [...new Set(places)],
  }
}

const wrongCode = (pointer: string): InputError => ({
  pointer,
  code: 'DIVISION_CODE',
  message: { en: 'A division code has 6, 9 or 12 digits', zh: '区划代码应为 6、9 或 12 位数字' },
})

/** The own code and all above it; undefined when a parent is unknown or the parents form a ring. */
function ancestorsOf(
  code: string,
  rows: Map<string, { parent?: string }>,
  known: Map<string, string[]>,
): string[] | undefined {
  const path = [code]
  for (let parent = rows.get(code)?.parent; parent !== undefined; parent = rows.get(parent)?.parent) {
    const above = rows.has(parent) ? undefined : known.get(parent)
    if (above !== undefined) return [...path, ...above]
    if (!rows.has(parent) || path.includes(parent)) return undefined
    path.push(parent)
  }
  return path
}

/** A division's own code and all above it; undefined when it is not known. */
export async function divisionAncestors(db: Queryable, code: string): Promise<string[] | undefined> {
  return (await selectDivision(db, code))?.ancestors
}
