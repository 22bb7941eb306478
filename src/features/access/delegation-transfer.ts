import type { Static } from 'typebox'
import { Strict, Uuid } from '../../http/schemas.js'
import { type Caller, reachOf, withoutDelegated } from '../../shared/caller.js'
import { canonicalJson } from '../../shared/canonical-json.js'
import { ruleViolated } from '../../shared/problem.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { delegationFields } from './delegation-schemas.js'
import { addDelegation } from './delegation-service.js'
import { type DelegationRow, selectDelegation, selectDelegationsAfter } from './delegation-store.js'

const PAGE = 500
const FIRST = '00000000-0000-0000-0000-000000000000'

const DelegationLine = Strict({ delegationId: Uuid, ...delegationFields })

/** Delegations that are not over (委托、授权), known by their id. */
export const DELEGATION_LINES = defineKind(DelegationLine, {
  name: 'delegations',
  roles: ['cataloguer'],
  most: 100,
  codeMember: 'delegationId',
  codeOf: ({ delegationId }) => delegationId.toLowerCase(),
  put: eachLine(async ({ db, caller }, { delegationId, ...input }) => {
    const before = await selectDelegation(db, delegationId)
    // Whoever does not keep it hears what he would without it: that he has no right over the organ which the line names.
    if (before === undefined || !isKept(caller, before)) {
      await addDelegation(db, caller, input, delegationId)
      return 'created'
    }
    if (before.ended_at !== null) throw ruleViolated('/delegationId', 'NOT_BY_IMPORT', REVOKED)
    if (canonicalJson(lineOf(before)) !== canonicalJson({ delegationId: before.id, ...input }))
      throw ruleViolated('/delegationId', 'NOT_BY_IMPORT', REVOKED_BY_HAND)
    return 'unchanged'
  }),
  async read(db, caller, after) {
    const reach = reachOf(withoutDelegated(caller).grants, ['cataloguer'])
    const rows = await selectDelegationsAfter(db, reach, after ?? FIRST, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.id
    return { lines: rows.map(lineOf), ...(last === undefined ? {} : { last }) }
  },
})

function isKept(caller: Caller, { from_code, from_divisions }: DelegationRow): boolean {
  const reach = reachOf(withoutDelegated(caller).grants, ['cataloguer'])
  return (
    reach.organs.includes(from_code) || from_divisions.some((division) => reach.divisions.includes(division))
  )
}

const lineOf = (row: DelegationRow): Static<typeof DelegationLine> => ({
  delegationId: row.id,
  from: row.from_code,
  to: row.to_code,
  items: row.items,
  kind: row.kind as 'entrusted' | 'authorised',
  document: row.document,
  validFrom: row.valid_from,
  validTo: row.valid_to,
})

const REVOKED = {
  en: 'This delegation has been revoked or has ended: delegate anew, under an id of its own',
  zh: '该委托（授权）已撤销或者终止，请以新的编号重新办理',
}
const REVOKED_BY_HAND = {
  en: 'What was delegated is revoked by hand, and delegated anew',
  zh: '已作出的委托（授权）请先撤销，再重新办理',
}
