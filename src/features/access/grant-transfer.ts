import type { Static } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import { DEV_ISSUER, isStaffSubject } from '../../http/dev-issuer.js'
import { type Caller, reachOf, rolesOverOrgan, subjectOf } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import {
  type Changed,
  defineKind,
  type Given,
  type Outcome,
  type Putting,
  together,
} from '../transfer/kind.js'
import { grantRole, grantTogether, revokeGrant } from './access-service.js'
import { type GrantRow, selectGrantsAfter, selectGrantsOfTokens } from './access-store.js'
import { GrantLine, viewGrant } from './grant-schemas.js'

const PAGE = 500

type Line = Static<typeof GrantLine>

/** Who has which role at which organisation (授权); one that reads differently is taken and given anew. */
export const GRANT_LINES = defineKind(GrantLine, {
  name: 'grants',
  roles: ['security'],
  most: 100,
  codeMember: 'subject',
  codeOf: (line) => codeOf(line),
  put: together(putNew, putGrant),
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

/** Of a batch those whose code nobody has, at once; the others one by one. */
async function putNew(putting: Putting, lines: readonly Given<Line>[]): Promise<Map<number, Outcome>> {
  const { db, caller } = putting
  const held = new Set(
    (
      await selectGrantsOfTokens(
        db,
        lines.map(({ value }) => value),
      )
    ).map(nameOf),
  )
  const fresh = new Map<string, Given<Line>>()
  const outcomes = new Map<number, Outcome>()
  for (const given of lines) {
    const name = codeOf(given.value)
    if (!held.has(name) && !fresh.has(name)) fresh.set(name, given)
  }
  if (fresh.size > 0)
    await grantTogether(
      db,
      caller,
      [...fresh.values()].map(({ value }) => value),
      subjectOf(caller),
    )
  for (const { line } of fresh.values()) outcomes.set(line, { is: 'created' })
  for (const { line, value } of lines)
    if (!outcomes.has(line)) outcomes.set(line, { is: await putGrant(putting, value) })
  return outcomes
}

async function putGrant({ db, caller }: Putting, line: Line): Promise<Changed> {
  const held = await selectGrantsOfTokens(db, [line])
  const before = held.find((row) => nameOf(row) === codeOf(line))
  // Whoever does not keep the grant hears what he would without it: that he gives none at this organ.
  if (before !== undefined && isKept(caller, before)) {
    if (canonicalJson(lineOf(before)) === canonicalJson(await lineWithBeginning(db, line))) return 'unchanged'
    await revokeGrant(db, caller, before)
  }
  await grantRole(db, caller, line, subjectOf(caller))
  return before === undefined ? 'created' : 'changed'
}

const codeOf = (line: Line): string => [line.issuer, line.subject, line.role, line.organisation].join(' ')
const nameOf = (row: GrantRow): string => [row.issuer, row.subject, row.role, row.organisation_code].join(' ')

const isKept = (caller: Caller, { organisation_code: code, divisions }: GrantRow): boolean =>
  rolesOverOrgan(caller, { code, divisions }).has('security')

/** A line that does not say where its subtree begins means where the organisation lies. */
async function lineWithBeginning(db: Queryable, line: Static<typeof GrantLine>) {
  const { scope = 'organ', division, ...rest } = line
  const place = scope === 'subtree' ? await organisationWithDivisions(db, line.organisation) : undefined
  return { ...rest, scope, ...(place === undefined ? {} : { division: division ?? place.divisionCode }) }
}

/** Tokens of the development issuer carry their rights: nobody gives them. */
const isGiven = ({ issuer, subject }: GrantRow): boolean => issuer !== DEV_ISSUER || isStaffSubject(subject)

const lineOf = (row: GrantRow): Static<typeof GrantLine> => {
  const { grantId: _id, staffNo: _staffNo, grantedBy: _by, grantedAt: _at, ...line } = viewGrant(row)
  return line
}
