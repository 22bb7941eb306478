import { canonicalJson } from '../../shared/canonical-json.js'
import { readTold, type ToldEvent } from './check-event.js'
import type { StoredRights } from './rights-rows-store.js'

/** Of whom events tell what they may do, licences among them. */
const KINDS = ['grant', 'delegation', 'staff', 'windowAuthority', 'licence'] as const
export type RightsKind = (typeof KINDS)[number]
export const RIGHTS_KINDS: ReadonlySet<string> = new Set(KINDS)

/** The last event of each grant, delegation, person, window authority and licence, as the log tells them. */
export class ToldRights {
  readonly last: Readonly<Record<RightsKind, Map<string, ToldEvent>>> = {
    grant: new Map(),
    delegation: new Map(),
    staff: new Map(),
    windowAuthority: new Map(),
    licence: new Map(),
  }
  /** When the log began to tell of grants; those from before have no event. */
  since: string | undefined

  /** Takes the next event of the log. */
  add(kind: string, document: string): void {
    const told = RIGHTS_KINDS.has(kind) ? readTold(document) : undefined
    // The number of a licence is its organ's own; two may have the same.
    const no = kind === 'licence' ? (told?.payload.licenceId as string | undefined) : told?.subject?.no
    if (told?.v === undefined || no === undefined) return
    const last = this.last[kind as RightsKind]
    if (kind === 'windowAuthority' && !changesAuthority(told, last.get(no))) return
    last.set(no, told)
    if (kind === 'grant') this.since ??= told.occurredAt
  }
}

/** What is asked for, refused or no longer asked for changes nothing of what is held. */
function changesAuthority({ type, payload }: ToldEvent, before: ToldEvent | undefined): boolean {
  if (type === 'windowAuthority.confirm') return true
  const wasHeld = before?.type === 'windowAuthority.confirm' && before.payload.level === payload.level
  return type === 'windowAuthority.withdraw' && wasHeld
}

/** Grants, delegations, people, window authorities and licences that are not what their last event says. Pure. */
export function checkRights(told: ToldRights, stored: StoredRights): string[] {
  const { grants, delegations, staff, authorities, licences } = stored
  const { last } = told
  return [
    ...differing('grant', last.grant, grants, ({ type, payload }) => {
      if (type === 'grant.revoke') return undefined
      const { grantId, role, organisation, scope, items, validFrom, validUntil } = payload
      // One that was over makes room for a new one of the same kind.
      const isOver = typeof validUntil === 'string' && validUntil < stored.today
      if (isOver && !grants.has(String(grantId))) return undefined
      return { role, organisation, scope, items, validFrom, validUntil }
    }),
    ...differing('delegation', last.delegation, delegations, ({ type, payload }) => {
      const { from, to, items, kind, validFrom, validTo } = payload
      return { from, to, items, kind, validFrom, validTo, ended: type === 'delegation.revoke' }
    }),
    ...differing('staff', last.staff, staff, ({ payload }) => {
      const { organisation, validFrom, validUntil } = payload
      return { organisation, validFrom, validUntil }
    }),
    ...differing('window authority', last.windowAuthority, authorities, ({ type, payload }) =>
      type === 'windowAuthority.withdraw' ? undefined : { level: payload.level },
    ),
    ...differing('licence', last.licence, licences, ({ payload }) => {
      const { licenceNo, itemCode, organisation, state, validFrom, validTo } = payload
      return { licenceNo, itemCode, organisation, state, validFrom, validTo }
    }),
    ...stored.untold.map((id) => `no event gave the grant ${id}`),
    ...stored.postsAltered.map((no) => `staff ${no}: the posts are not what the audit trail says`),
  ]
}

function differing(
  name: string,
  last: ReadonlyMap<string, ToldEvent>,
  stored: ReadonlyMap<string, object>,
  wantedBy: (event: ToldEvent) => object | undefined,
): string[] {
  return [...last].flatMap(([no, event]) => {
    const wanted = wantedBy(event)
    const row = stored.get(no)
    if (wanted === undefined)
      return row === undefined ? [] : [`${name} ${no}: it was taken away, and is there`]
    if (row === undefined) return [`${name} ${no}: it is gone`]
    return canonicalJson(row) === canonicalJson(wanted) ? [] : [`${name} ${no}: not what its events say`]
  })
}
