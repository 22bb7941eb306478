import type { Queryable } from '../../database/queryable.js'
import { DEV_ISSUER, isStaffSubject } from '../../http/dev-issuer.js'
import { type Caller, isOfOwn, reachOf } from '../../shared/caller.js'
import { readRights } from '../access/rights.js'
import type { ImportRow } from './import-store.js'
import type { Refusal } from './items/import-check.js'
import { callerAgain, type KeptCaller } from './kept-caller.js'
import { rolesOfKind } from './kinds.js'
import { lineError } from './line.js'

/** Who brings an import, by the rights of this moment. */
export interface Importer {
  caller: Caller
  /** Places of his entries (事项、基本目录); null: no limit. */
  reach: string[] | null
}

/**
 * Who began an import, with the rights that he has now (写入时重新核对权限): an import may wait for days, be cancelled and
 * be taken up by somebody else's word, and what was taken from him meanwhile must not work on in his name. Undefined: he
 * holds none of the roles in which lines of this kind are brought.
 */
export async function importerNow(db: Queryable, row: ImportRow): Promise<Importer | undefined> {
  const kept = keptOf(row)
  // The command line has no grants: whoever holds the login of the database may write all.
  if (kept.kind === 'system') return { caller: kept, reach: row.reach }
  const { caller } = await readRights(db, {
    issuer: kept.issuer,
    subject: kept.subject,
    claimed: claimsOf(kept),
  })
  const roles = rolesOfKind(row.kind)
  if (!caller.grants.some(({ role }) => roles.includes(role))) return undefined
  const { organs, divisions } = reachOf(caller.grants, ['cataloguer'])
  return { caller, reach: [...organs, ...divisions] }
}

/** Of a release that kept nothing but who it was, only that is known. */
function keptOf({ caller, created_by: by }: ImportRow): Caller {
  if (caller !== null) return callerAgain(caller as KeptCaller)
  const at = by.indexOf('|')
  return { kind: 'person', issuer: by.slice(0, at), subject: by.slice(at + 1), grants: [] }
}

/**
 * Rights that stand in no table: what a token of the development issuer carried stays what it was, as nobody can take it
 * away, but ends with its bearer's entry in the staff register.
 */
const claimsOf = ({ issuer, subject, grants }: Caller) =>
  issuer === DEV_ISSUER && !isStaffSubject(subject)
    ? grants.filter(isOfOwn).map(({ role, organisation, scope, posts }) => ({
        role,
        organisation,
        scope,
        posts: [...posts],
      }))
    : undefined

/** Why an import ends at a line: who began it may not bring such lines any more. */
export const rightLost = (line: number): Refusal => ({
  line,
  item_code: null,
  findings: [
    lineError(
      'RIGHT_LOST',
      '',
      'Whoever began the import has no right to bring such lines any more: nothing from here on is written',
      '提交导入的人已无此类导入权限：自此行起不再写入',
    ),
  ],
})
