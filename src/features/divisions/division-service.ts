import type { Queryable } from '../../database/queryable.js'
import { type Caller, type Organ, rolesOverDivision, rolesOverOrgan } from '../../shared/caller.js'
import { outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import {
  selectAcceptingWindows,
  selectAcceptingWindowsOf,
  selectCentre,
  selectHasWindows,
  selectRunsCentre,
  selectWindow,
  selectWindowAuthority,
} from './centre-store.js'
import {
  lockOrganisations,
  type PlacedOrganisation,
  selectDivision,
  selectDivisionPaths,
  selectDivisions,
  selectLivingOrganisations,
  selectOrganisation,
  selectOrganisationsNear,
  selectPlacedOrganisations,
  selectPredecessors,
} from './division-store.js'
import { type WindowWithAuthority, withAuthority } from './window-of-item.js'

export type { PlacedOrganisation } from './division-store.js'
export { endOrganisation } from './division-writes.js'
export type { WindowWithAuthority }
export const predecessorsOf = selectPredecessors

/** 422: an organ that ended is history; what was its own is its successor's. */
export const organisationEnded = () =>
  ruleViolated('', 'ORGANISATION_ENDED', {
    en: 'This organ has ended: see its successor',
    zh: '该机构已撤销或并入其他机构，请查看承继机构',
  })

/** Organisations by code, held until the transaction ends, and the service's day. */
export async function lockedOrganisations(
  db: Queryable,
  codes: readonly string[],
): Promise<{ organs: Map<string, PlacedOrganisation>; today: string }> {
  const rows = await lockOrganisations(db, codes)
  return { organs: new Map(rows.map((row) => [row.code, row])), today: rows[0]?.today ?? '' }
}

/** A window and what it may do with an item (窗口权限). One query. */
export async function windowWithAuthority(
  db: Queryable,
  windowId: string,
  itemCode: string,
): Promise<WindowWithAuthority | undefined> {
  const row = await selectWindowAuthority(db, windowId, itemCode)
  return row && withAuthority(row)
}

/** A window with its centre; undefined when there is none. */
export const placedWindow = selectWindow
/** Whether one of these organs has a window in a centre, or one there takes the item in. */
export const hasWindowsIn = selectHasWindows

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

/** An organ, those that ended among them, with where it lies. */
export interface PlacedOrgan extends Organ {
  divisionCode: string
  hasEnded: boolean
}

/** Some organs with where they lie. One query. */
export async function placedOrganisations(db: Queryable, codes: readonly string[]): Promise<PlacedOrgan[]> {
  const rows = await selectPlacedOrganisations(db, codes)
  return rows.map(({ code, ancestors, division_code, ended_on }) => ({
    code,
    divisions: ancestors,
    divisionCode: division_code,
    hasEnded: ended_on !== null,
  }))
}

/** Some divisions, each with all above. One query. */
export const divisionPaths = selectDivisionPaths

/** The divisions right below one, after a code (下级区划). One query. */
export const childDivisions = selectDivisions

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

/** What kind of organ it is (机构类型); undefined when there is none. */
export async function organisationKind(db: Queryable, code: string): Promise<string | undefined> {
  return (await selectOrganisation(db, code))?.kind
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
  if (!roles.some((role) => held.has(role))) throw outOfReach()
}

/** The same for a whole division (its code with all above): a grant of one organ alone never goes that far. */
export function mustReachDivision(caller: Caller, divisions: readonly string[], ...roles: Role[]): void {
  const held = rolesOverDivision(caller, divisions)
  if (!roles.some((role) => held.has(role))) throw outOfReach()
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

/** A division's own code and all above it; undefined when it is not known. */
export async function divisionAncestors(db: Queryable, code: string): Promise<string[] | undefined> {
  return (await selectDivision(db, code))?.ancestors
}
