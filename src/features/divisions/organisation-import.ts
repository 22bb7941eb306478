import type { Static } from 'typebox'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import type { Caller } from '../../shared/caller.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { ruleViolated } from '../../shared/problem.js'
import { type Changed, findingsOf, type Given, type Outcome, type Putting } from '../transfer/kind.js'
import { divisionUnknown } from './division-input.js'
import type { OrganisationLine } from './division-schemas.js'
import { endOrganisation, mustReachDivision, organisationEnded } from './division-service.js'
import {
  lockOrganisation,
  lockOrganisations,
  type PlacedOrganisation,
  selectDivisionPaths,
} from './division-store.js'
import { upsertOrganisations } from './division-writes.js'
import { writeOrganisation } from './organisation-write.js'
import { orderPlacing } from './placing.js'

type Line = Static<typeof OrganisationLine>

/** An organ that is written, with where it lies then and lay before. */
interface Write {
  line: number
  value: Line
  before: PlacedOrganisation | undefined
  divisions: string[]
}

/** Adds or changes an organ by its line; one that ended elsewhere is entered as ended. */
export async function putOrganisation({ db, caller }: Putting, line: Line): Promise<Changed> {
  const { code, endedOn, successor, ...input } = line
  const before = await lockOrganisation(db, code)
  if (isUnchanged(before, line)) return 'unchanged'
  await writeOrganisation(db, caller, code, input, 'any')
  if (endedOn !== undefined) await endOrganisation(db, code, successor, endedOn)
  return before === undefined ? 'created' : 'changed'
}

/** The same for a batch: a handful of statements, beside one for each organ that ended elsewhere. */
export async function putOrganisations(
  { db, caller }: Putting,
  lines: readonly Given<Line>[],
): Promise<ReadonlyMap<number, Outcome>> {
  const known = new Map(
    (
      await lockOrganisations(
        db,
        lines.map(({ value }) => value.code),
      )
    ).map((row) => [row.code, row]),
  )
  const paths = await selectDivisionPaths(
    db,
    lines.map(({ value }) => placeOf(value)),
  )
  const outcomes = new Map<number, Outcome>()
  const writes = new Map<string, Write>()
  for (const { line, value } of lines) {
    const before = known.get(value.code)
    try {
      // One that an earlier line names is told by who counts the lines.
      if (writes.has(value.code) || isUnchanged(before, value)) outcomes.set(line, { is: 'unchanged' })
      else {
        const divisions = mayWrite(caller, before, paths.get(placeOf(value)))
        writes.set(value.code, { line, value, before, divisions })
        outcomes.set(line, { is: before === undefined ? 'created' : 'changed' })
      }
    } catch (failure) {
      outcomes.set(line, { findings: findingsOf(failure) })
    }
  }
  if (writes.size > 0) await writeAll({ db, caller }, [...writes.values()])
  return outcomes
}

async function writeAll({ db, caller }: Pick<Putting, 'db' | 'caller'>, writes: readonly Write[]) {
  const versions = await upsertOrganisations(
    db,
    writes.map(({ value }) => ({
      code: value.code,
      division_code: placeOf(value),
      parent_code: value.parent ?? null,
      name: value.name,
      name_en: value.nameEn ?? null,
      kind: value.kind,
    })),
  )
  const moved = writes.filter(
    ({ before, value }) => before !== undefined && before.division_code !== placeOf(value),
  )
  const placesOf = ({ before, divisions }: Write) => [
    ...new Set([...divisions, ...(before?.ancestors ?? [])]),
  ]
  await emit(
    db,
    ...writes.map((write) => ({
      type: moved.includes(write) ? ('organisation.move' as const) : ('organisation.change' as const),
      no: write.value.code,
      version: versions.get(write.value.code) ?? 1,
      payload: { code: write.value.code, division: placeOf(write.value) },
      actor: actingCaller(caller, 'operator'),
      sight: { organs: [write.value.code], divisions: placesOf(write) },
    })),
  )
  if (moved.length > 0) {
    const organisations = moved.map(({ value }) => value.code)
    await orderPlacing(db, caller, { divisions: [], organisations }, [...new Set(moved.flatMap(placesOf))])
  }
  for (const { value } of writes)
    if (value.endedOn !== undefined) await endOrganisation(db, value.code, value.successor, value.endedOn)
}

const placeOf = ({ division }: Line): string => normaliseDivisionCode(division) ?? ''

/** Where the organ lies then; throws what speaks against writing it. */
function mayWrite(
  caller: Caller,
  before: PlacedOrganisation | undefined,
  divisions: string[] | undefined,
): string[] {
  if (before !== undefined) mustReachDivision(caller, before.ancestors, 'operator')
  if (divisions === undefined) throw divisionUnknown()
  mustReachDivision(caller, divisions, 'operator')
  if (before !== undefined && before.ended_on !== null) throw organisationEnded()
  return divisions
}

/** Whether a line says what is there; throws where it ends what goes on, or the other way round. */
function isUnchanged(before: PlacedOrganisation | undefined, line: Line): boolean {
  if (before === undefined) return false
  const isEnded = before.ended_on === (line.endedOn ?? null)
  const isSame =
    before.name === line.name &&
    before.name_en === (line.nameEn ?? null) &&
    before.division_code === normaliseDivisionCode(line.division) &&
    before.parent_code === (line.parent ?? null) &&
    before.kind === line.kind &&
    before.successor_code === (line.successor ?? null)
  if (isSame && isEnded) return true
  if (!isEnded) throw ruleViolated('/endedOn', 'NOT_BY_IMPORT', ENDS)
  return false
}

const ENDS = {
  en: 'An organ that is here is merged or dissolved by POST /v1/organisations/{code}/merge or dissolve',
  zh: '已有机构的撤并请使用 POST /v1/organisations/{code}/merge 或 dissolve',
}
