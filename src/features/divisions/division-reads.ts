import type { Queryable } from '../../database/queryable.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { problem } from '../../shared/problem.js'
import {
  type CentreFilters,
  type CentreRow,
  selectCentre,
  selectCentres,
  selectWindows,
  type WindowRow,
} from './centre-store.js'
import type { Position } from './coordinates.js'
import {
  type DivisionRow,
  type OrganisationRow,
  selectDivision,
  selectDivisions,
  selectOrganisation,
  selectOrganisations,
} from './division-store.js'

/** Children of a division, or the roots (行政区划), in the order of their codes. */
export const listDivisions = selectDivisions
/** Organs and units (机构), in the order of their codes. */
export const listOrganisations = selectOrganisations

/** A division by its code of 6, 9 or 12 digits; 404 when there is none. */
export async function divisionOf(db: Queryable, code: string): Promise<DivisionRow> {
  return there(await selectDivision(db, normaliseDivisionCode(code) ?? ''))
}

/** An organ or unit by its code; 404 when there is none. */
export async function organisationOf(db: Queryable, code: string): Promise<OrganisationRow> {
  return there(await selectOrganisation(db, code))
}

/** Where a page of centres goes on: the instant or the distance of the last one, and its id. */
export interface CentrePosition {
  key: string | number
  id: string
}

/** Service centres (政务服务中心), the nearest first where a place is given, else the oldest. */
export async function listCentres(
  db: Queryable,
  filters: CentreFilters,
  near: Position | undefined,
  after: CentrePosition | undefined,
  limit: number,
): Promise<CentreRow[]> {
  return selectCentres(db, filters, near, after, limit)
}

/** A service centre; 404 when there is none. */
export async function centreWithId(db: Queryable, id: string): Promise<CentreRow> {
  return there(await selectCentre(db, id))
}

/** The windows of a centre with what each may do (窗口权限); 404 when there is no such centre. */
export async function windowsOf(db: Queryable, centreId: string): Promise<WindowRow[]> {
  const [centre, windows] = await Promise.all([selectCentre(db, centreId), selectWindows(db, centreId)])
  there(centre)
  return windows
}

function there<R>(row: R | undefined): R {
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}
