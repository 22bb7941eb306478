import type { Queryable } from '../../database/queryable.js'
import { type Caller, type Organ, rolesOverOrgan } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { livingOrganisations, organisationName, placedWindow } from '../divisions/division-service.js'
import { found, organsOf, type Side } from './handover.js'
import type { HandoverRow } from './handover-store.js'

/** Who hands over and receives. */
export const HANDLERS = ['clerk'] as const satisfies readonly Role[]
/** Who sees what the own organ, or the own centre, gave or got. */
export const HANDOVER_READERS = ['clerk', 'lead', 'manager', 'supervisor'] as const satisfies readonly Role[]

const WINDOW_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A side by the id of a window or the code of an organ; 422 where there is neither, or the organ has ended. */
export async function sideNamed(db: Queryable, named: string, pointer: string): Promise<Side> {
  const side = WINDOW_ID.test(named) ? await windowSide(db, named) : await organSide(db, named)
  if (side === undefined) throw problem('RULE_VIOLATED', { errors: [found(pointer, 'SIDE_UNKNOWN')] })
  return side
}

async function windowSide(db: Queryable, id: string): Promise<Side | undefined> {
  const window = await placedWindow(db, id)
  return (
    window && {
      windowId: window.id,
      organisation: window.organisation_code,
      name: window.name,
      organs: [...new Set([window.organisation_code, window.centre_organisation])],
      divisions: window.ancestors,
    }
  )
}

async function organSide(db: Queryable, code: string): Promise<Side | undefined> {
  const [organ] = await livingOrganisations(db, [code])
  const named = organ && (await organisationName(db, code))
  return (
    organ && { organisation: code, name: named?.name ?? code, organs: [code], divisions: organ.divisions }
  )
}

/** The sides of a list as it was written. */
export const sidesOf = (row: HandoverRow): { from: Side; to: Side } => ({
  from: {
    ...(row.from_window === null ? {} : { windowId: row.from_window }),
    organisation: row.from_organisation,
    name: row.from_name,
    organs: row.from_organs,
    divisions: row.from_divisions,
  },
  to: {
    ...(row.to_window === null ? {} : { windowId: row.to_window }),
    organisation: row.to_organisation,
    name: row.to_name,
    organs: row.to_organs,
    divisions: row.to_divisions,
  },
})

/** Whether somebody holds one of the roles over a side. */
export function standsFor(caller: Caller, side: Side, roles: readonly Role[]): boolean {
  return organsOf(side).some((organ) => holds(caller, organ, roles))
}

function holds(caller: Caller, organ: Organ, roles: readonly Role[]): boolean {
  const held = rolesOverOrgan(caller, organ)
  return roles.some((role) => held.has(role))
}
