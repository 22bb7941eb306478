import type { Static } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import { DEV_ISSUER, isStaffSubject } from '../../http/dev-issuer.js'
import { type Caller, reachOf, rolesOverOrgan, subjectOf } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { organisationWithDivisions } from '../divisions/division-service.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { grantRole, revokeGrant } from './access-service.js'
import { type GrantRow, selectGrantsAfter, selectGrantsOfTokens } from './access-store.js'
import { GrantLine, viewGrant } from './grant-schemas.js'

const PAGE = 500

/** Who has which role at which organisation (授权); one that reads differently is taken and given anew. */
export const GRANT_LINES = defineKind(GrantLine, {
  name: 'grants',
  roles: ['security'],
  most: 100,
  codeMember: 'subject',
  codeOf: (line) => [line.issuer, line.subject, line.role, line.organisation].join(' '),
  put: eachLine(async ({ db, caller }, line) => {
    const held = await selectGrantsOfTokens(db, [line])
    const before = held.find((row) => row.role === line.role && row.organisation_code === line.organisation)
    // Whoever does not keep the grant hears what he would without it: that he gives none at this organ.
    if (before !== undefined && isKept(caller, before)) {
      if (canonicalJson(lineOf(before)) === canonicalJson(await lineWithBeginning(db, line)))
        return 'unchanged'
      await revokeGrant(db, caller, before)
    }
    await grantRole(db, caller, line, subjectOf(caller))
    return before === undefined ? 'created' : 'changed'
  }),
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
