import type pg from 'pg'
import type { Static } from 'typebox'
import { DEV_ISSUER, isStaffSubject } from '../../http/dev-issuer.js'
import { type Caller, reachOf, rolesOverOrgan, subjectOf } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import type { Role } from '../../shared/roles.js'
import { defineKind, findingsOf, type Given, type Outcome, type Putting, together } from '../transfer/kind.js'
import { type GrantRow, selectGrantsAfter } from './access-store.js'
import {
  giveGrants,
  grantIsThere,
  judgeGrant,
  revokeGrants,
  type Surroundings,
  surroundingsOf,
} from './grant-giving.js'
import { GrantLine, viewGrant } from './grant-schemas.js'

const PAGE = 500

/** Who has which role at which organisation (授权); one that reads differently is taken and given anew. */
export const GRANT_LINES = defineKind(GrantLine, {
  name: 'grants',
  roles: ['security'],
  most: 1000,
  codeMember: 'subject',
  codeOf: (line) => [line.issuer, line.subject, line.role, line.organisation].join(' '),
  put: together(putGrants),
  async read(db, caller, after) {
    const reach = reachOf(caller.grants, ['security'])
    const [issuer = '', subject = '', role = '', organ = ''] =
      after === undefined ? [] : (JSON.parse(after) as string[])
    const rows = await selectGrantsAfter(db, reach, [issuer, subject, role, organ], PAGE)
    const last = rows.at(-1)
    const key = last && [last.issuer, last.subject, last.role, last.organisation_code]
    const more = rows.length < PAGE ? {} : { last: JSON.stringify(key) }
    return { lines: rows.filter(isGiven).map(lineOf), ...more }
  },
})

type Line = Static<typeof GrantLine>

/** Gives and takes what a batch of lines says, by the same statements for one as for a thousand. */
async function putGrants(
  { db, caller }: Putting,
  lines: readonly Given<Line>[],
): Promise<ReadonlyMap<number, Outcome>> {
  const around = await surroundingsOf(
    db,
    caller,
    lines.map(({ value }) => value),
  )
  const held = new Map(around.held.map((row) => [keyOf(row), row]))
  const roles = new Map<string, Set<Role>>()
  const rolesOf = (token: string) => roles.get(token) ?? new Set<Role>()
  for (const row of around.held) roles.set(subjectOf(row), rolesOf(subjectOf(row)).add(row.role))
  const outcomes = new Map<number, Outcome>()
  const named = new Set<string>()
  const taken: GrantRow[] = []
  const given: Given<Line>[] = []
  for (const { line, value } of lines) {
    const key = keyOf({ ...value, organisation_code: value.organisation })
    const before = held.get(key)
    // Whoever does not keep the grant hears what he would without it: that he gives none at this organ.
    const isHeld = before !== undefined && isKept(caller, before)
    const isSame = isHeld && canonicalJson(lineOf(before)) === canonicalJson(withBeginning(value, around))
    // One that an earlier line names is told by who counts the lines.
    if (named.has(key) || isSame) outcomes.set(line, { is: 'unchanged' })
    else
      try {
        const of = rolesOf(subjectOf(value))
        judgeGrant(caller, value, of, around)
        if (isHeld) taken.push(before)
        given.push({ line, value })
        roles.set(subjectOf(value), of.add(value.role))
        outcomes.set(line, { is: isHeld ? 'changed' : 'created' })
      } catch (failure) {
        outcomes.set(line, { findings: findingsOf(failure) })
      }
    named.add(key)
  }
  if (taken.length > 0) await revokeGrants(db, caller, taken)
  for (const line of await notGiven(db, caller, given))
    outcomes.set(line, { findings: findingsOf(grantIsThere()) })
  return outcomes
}

/** Writes what was judged; gives the lines whose grant is there already. */
async function notGiven(db: pg.PoolClient, caller: Caller, given: readonly Given<Line>[]): Promise<number[]> {
  if (given.length === 0) return []
  const grants = given.map(({ value }) => value)
  const written = new Set((await giveGrants(db, caller, grants, subjectOf(caller))).map(keyOf))
  const isWritten = ({ value }: Given<Line>) =>
    written.has(keyOf({ ...value, organisation_code: value.organisation }))
  return given.filter((each) => !isWritten(each)).map(({ line }) => line)
}

type Key = Pick<GrantRow, 'issuer' | 'subject' | 'role' | 'organisation_code'>
const keyOf = ({ issuer, subject, role, organisation_code: organ }: Key): string =>
  JSON.stringify([issuer, subject, role, organ])

const isKept = (caller: Caller, { organisation_code: code, divisions }: GrantRow): boolean =>
  rolesOverOrgan(caller, { code, divisions }).has('security')

/** A line that does not say where its subtree begins means where the organisation lies. */
function withBeginning(line: Line, { organs }: Surroundings) {
  const { scope = 'organ', division, ...rest } = line
  const place = scope === 'subtree' ? organs.get(line.organisation) : undefined
  return { ...rest, scope, ...(place === undefined ? {} : { division: division ?? place.divisionCode }) }
}

/** Tokens of the development issuer carry their rights: nobody gives them. */
const isGiven = ({ issuer, subject }: GrantRow): boolean => issuer !== DEV_ISSUER || isStaffSubject(subject)

const lineOf = (row: GrantRow): Static<typeof GrantLine> => {
  const { grantId: _id, staffNo: _staffNo, grantedBy: _by, grantedAt: _at, ...line } = viewGrant(row)
  return line
}
