import type { Static } from 'typebox'
import { canonicalJson } from '../../shared/canonical-json.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { newId } from '../../shared/ids.js'
import { ruleViolated } from '../../shared/problem.js'
import {
  defineKind,
  eachLine,
  findingsOf,
  type Given,
  type Outcome,
  type Putting,
  together,
} from '../transfer/kind.js'
import { askAnew, centreOfWindow, setAuthority, WINDOW_KEEPERS } from './authority-service.js'
import { lockWindows, lockWindowsOfCentre } from './authority-store.js'
import {
  type CentreRow,
  lockCentreOfCode,
  lockCentresOfCodes,
  type PlacedCentre,
  selectCentresAfter,
  selectWindowOfCode,
  selectWindowsAfter,
  type WindowRow,
} from './centre-store.js'
import { centreOfInput, windowWrite } from './division-input.js'
import { CentreLine, viewCentre, WindowLine } from './division-schemas.js'
import { livingOrganisations, mustReachOrgan, windowOf } from './division-service.js'
import { selectDivisionPaths } from './division-store.js'
import { type CentreWrite, insertWindow, updateWindow, upsertCentres } from './division-writes.js'
import type { Level } from './window-authority.js'

const PAGE = 200

/** Service centres (政务服务中心). */
export const CENTRE_LINES = defineKind(CentreLine, {
  name: 'centres',
  roles: WINDOW_KEEPERS,
  most: 500,
  codeMember: 'code',
  codeOf: ({ code }) => code,
  put: together(putCentres),
  async read(db, _caller, after) {
    const rows = await selectCentresAfter(db, after ?? '', PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.code
    return { lines: rows.map(lineOfCentre), ...(last === undefined ? {} : { last }) }
  },
})

type Line = Static<typeof CentreLine>

/** A centre that is written, with what it was. */
interface CentrePut {
  before: PlacedCentre | undefined
  write: CentreWrite & { id: string; divisions: string[] }
}

/** Writes the centres of a batch of lines, by the same statements for one as for hundreds. */
async function putCentres(
  { db, caller, deps }: Putting,
  lines: readonly Given<Line>[],
): Promise<ReadonlyMap<number, Outcome>> {
  const codes = lines.map(({ value }) => value.code)
  const known = new Map((await lockCentresOfCodes(db, codes)).map((row) => [row.code, row]))
  const divisions = lines.map(({ value }) => normaliseDivisionCode(value.division) ?? '')
  const paths = await selectDivisionPaths(db, divisions)
  const organs = [...new Set(lines.map(({ value }) => value.organisation))]
  const living = new Set((await livingOrganisations(db, organs)).map(({ code }) => code))
  const outcomes = new Map<number, Outcome>()
  const puts = new Map<string, CentrePut>()
  for (const { line, value } of lines) {
    const { id, ...input } = value
    const before = known.get(input.code)
    // One that an earlier line names is told by who counts the lines.
    if (puts.has(input.code)) outcomes.set(line, { is: 'unchanged' })
    else
      try {
        const write = centreOfInput(input, paths, living)
        mustReachOrgan(caller, organOf(write), ...WINDOW_KEEPERS)
        const isSame = before !== undefined && saysTheSame(before, input, write)
        if (before !== undefined && !isSame)
          mustReachOrgan(
            caller,
            { code: before.organisation_code, divisions: before.ancestors },
            ...WINDOW_KEEPERS,
          )
        if (!isSame) puts.set(input.code, { before, write: { ...write, id: before?.id ?? id ?? newId() } })
        outcomes.set(line, { is: isSame ? 'unchanged' : before === undefined ? 'created' : 'changed' })
      } catch (failure) {
        outcomes.set(line, { findings: findingsOf(failure) })
      }
  }
  const written = [...puts.values()]
  if (written.length > 0)
    await upsertCentres(
      db,
      written.map(({ write }) => write),
    )
  // Other people sit at their windows: what they may do with items of other organs is confirmed anew.
  for (const { before, write } of written)
    if (before !== undefined && isUnderAnother(before, write))
      await askAnew(
        { db, calendars: deps.calendars },
        caller,
        organOf(write),
        await lockWindowsOfCentre(db, before.id),
      )
  return outcomes
}

const organOf = (write: CentrePut['write'] | ReturnType<typeof centreOfInput>) => ({
  code: write.organisationCode,
  divisions: write.divisions,
})

const isUnderAnother = (before: PlacedCentre, write: CentreWrite): boolean =>
  write.organisationCode !== before.organisation_code || write.divisionCode !== before.division_code

function saysTheSame(before: PlacedCentre, input: Omit<Line, 'id'>, write: CentreWrite): boolean {
  const after = {
    ...lineOfCentre(before),
    nameEn: undefined,
    position: undefined,
    ...input,
    division: write.divisionCode,
    ...(write.latitude === undefined || write.longitude === undefined
      ? {}
      : { position: positionOf(write.latitude, write.longitude) }),
  }
  return same(after, lineOfCentre(before))
}

const positionOf = (latitude: number, longitude: number) => ({
  latitude,
  longitude,
  crs: 'cgcs2000' as const,
})

const lineOfCentre = (row: CentreRow): Static<typeof CentreLine> => {
  const { distance: _distance, ...line } = viewCentre(row)
  return line
}

/** Whether two lines say the same; a member that is undefined is absent. */
const same = (one: object, other: object): boolean => canonicalJson(one) === canonicalJson(other)

/** Windows (窗口) and what each may do with which items (窗口权限). */
export const WINDOW_LINES = defineKind(WindowLine, {
  name: 'windows',
  roles: WINDOW_KEEPERS,
  most: 50,
  codeMember: 'code',
  codeOf: ({ centre, code }) => `${centre}/${code}`,
  put: eachLine(putWindow),
  async read(db, _caller, after) {
    const [centre = '', code = ''] = after === undefined ? [] : (JSON.parse(after) as string[])
    const rows = await selectWindowsAfter(db, [centre, code], PAGE)
    const last = rows.at(-1)
    const more =
      rows.length < PAGE || last === undefined ? {} : { last: JSON.stringify([last.centre, last.code]) }
    return { lines: rows.map((row) => lineOfWindow(row.centre, row)), ...more }
  },
})

async function putWindow(
  { db, caller, deps }: Putting,
  { centre: centreCode, id: given, authority, ...input }: Static<typeof WindowLine>,
): Promise<'created' | 'changed' | 'unchanged'> {
  const centre = await lockCentreOfCode(db, centreCode)
  if (centre === undefined)
    throw ruleViolated('/centre', 'CENTRE_UNKNOWN', { en: 'No such centre', zh: '没有该中心' })
  const place = { code: centre.organisation_code, divisions: centre.ancestors }
  mustReachOrgan(caller, place, ...WINDOW_KEEPERS)
  const write = await windowWrite(db, input)
  const known = await selectWindowOfCode(db, centre.id, input.code)
  const id = known ?? given ?? newId()
  if (known === undefined) await insertWindow(db, id, centre.id, write)
  await lockWindows(db, [id])
  const before = await windowOf(db, id)
  const { authority: held = [], ...was } = lineOfWindow(centreCode, before)
  const wanted = authority ?? held
  const isKept = same({ centre: centreCode, id, position: 0, ...input }, was)
  if (known !== undefined && !isKept) {
    await updateWindow(db, id, write, undefined)
    // Another organ's people sit there: what they may do with items of other organs is confirmed anew.
    if (write.organisationCode !== before.organisation_code)
      await askAnew({ db, calendars: deps.calendars }, caller, centreOfWindow(before), [id])
  }
  const isAllowed = same(sorted(wanted), held)
  if (!isAllowed)
    await setAuthority({ db, calendars: deps.calendars }, caller, await windowOf(db, id), wanted)
  if (known === undefined) return 'created'
  return isKept && isAllowed ? 'unchanged' : 'changed'
}

const sorted = (authority: readonly { itemCode: string; level: Level }[]) =>
  [...authority].sort((a, b) => (a.itemCode < b.itemCode ? -1 : a.itemCode > b.itemCode ? 1 : 0))

const lineOfWindow = (centre: string, row: WindowRow): Static<typeof WindowLine> => ({
  centre,
  id: row.id,
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  kind: row.kind,
  organisation: row.organisation_code,
  position: row.position,
  ...(row.telephone === null ? {} : { telephone: row.telephone }),
  authority: sorted((row.authority ?? []) as { itemCode: string; level: Level }[]),
})
