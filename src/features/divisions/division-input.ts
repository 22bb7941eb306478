import type { Queryable } from '../../database/queryable.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { ruleViolated } from '../../shared/problem.js'
import { toCgcs2000 } from './coordinates.js'
import type { CentreInput, WindowInput } from './division-schemas.js'
import { livingOrganisations } from './division-service.js'
import { selectDivision, selectDivisionPaths } from './division-store.js'
import type { CentreWrite } from './division-writes.js'

/** The division (区划) that a request names; 422 without. */
export async function knownDivision(db: Queryable, code: string) {
  const division = await selectDivision(db, normaliseDivisionCode(code) ?? '')
  if (division !== undefined) return division
  throw divisionUnknown()
}

export const divisionUnknown = () =>
  ruleViolated('/division', 'DIVISION_UNKNOWN', { en: 'No such division', zh: '没有该区划' })

async function knownOrganisation(db: Queryable, code: string): Promise<void> {
  if ((await livingOrganisations(db, [code])).length === 0) throw organisationUnknown()
}

export const organisationUnknown = () =>
  ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', { en: 'No such organisation', zh: '没有该机构' })

/** What a request says of a centre (中心), as it is kept: the position in CGCS2000. */
export async function centreWrite(
  db: Queryable,
  input: CentreInput,
): Promise<CentreWrite & { divisions: string[] }> {
  const code = normaliseDivisionCode(input.division) ?? ''
  const [paths, living] = [
    await selectDivisionPaths(db, [code]),
    await livingOrganisations(db, [input.organisation]),
  ]
  return centreOfInput(input, paths, new Set(living.map((organ) => organ.code)))
}

/** The same where the divisions with all above and the organs that go on were read before. */
export function centreOfInput(
  input: CentreInput,
  paths: ReadonlyMap<string, string[]>,
  living: ReadonlySet<string>,
): CentreWrite & { divisions: string[] } {
  const divisionCode = normaliseDivisionCode(input.division) ?? ''
  const divisions = paths.get(divisionCode)
  if (divisions === undefined) throw divisionUnknown()
  if (!living.has(input.organisation)) throw organisationUnknown()
  const place = input.position === undefined ? undefined : toCgcs2000(input.position, input.position.crs)
  const { code, name, nameEn, address, openingHours, telephone } = input
  return {
    code,
    divisionCode,
    organisationCode: input.organisation,
    name,
    nameEn,
    address,
    openingHours,
    telephone,
    latitude: place?.latitude,
    longitude: place?.longitude,
    divisions,
  }
}

/** What a request says of a window (窗口), as it is kept. */
export async function windowWrite(db: Queryable, input: WindowInput) {
  await knownOrganisation(db, input.organisation)
  const { code, name, nameEn, kind, position = 0, telephone } = input
  return { organisationCode: input.organisation, code, name, nameEn, kind, position, telephone }
}
