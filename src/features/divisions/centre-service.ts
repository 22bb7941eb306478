import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, type ifMatch } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { newId } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import type { Calendars } from '../deadlines/calendar-cache.js'
import { askAnew, askAnewInCentre, centreOfWindow, heldWindow } from './authority-service.js'
import { type CentreRow, type PlacedWindowRow, selectCentre } from './centre-store.js'
import { centreWrite, windowWrite } from './division-input.js'
import type { CentreInput, WindowInput } from './division-schemas.js'
import { centreOf, mustReachOrgan, windowOf } from './division-service.js'
import {
  type CentreWrite,
  insertCentre,
  insertWindow,
  updateCentre,
  updateWindow,
} from './division-writes.js'

type Expected = ReturnType<typeof ifMatch>

/** Who keeps centres and their windows. */
export const CENTRE_KEEPERS = ['manager', 'operator'] as const

/** Adds a centre (政务服务中心), with its audit record; 403 where its organ is out of reach. */
export async function addCentre(
  db: Queryable,
  request: FastifyRequest,
  input: CentreInput,
): Promise<CentreRow> {
  const write = await centreWrite(db, input)
  mustReachOrgan(callerOf(request), placeOf(write), ...CENTRE_KEEPERS)
  const id = newId()
  await insertCentre(db, id, write)
  await writeAudit(db, request, auditOf('createCentre', id, write))
  const row = await selectCentre(db, id)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/**
 * Replaces what is known of a centre (修改中心), with its audit record. 403 where its organ, or the one that it goes to, is
 * out of reach; 412 when somebody was faster.
 */
export async function replaceCentre(
  { pool, calendars }: { pool: pg.Pool; calendars: Calendars },
  request: FastifyRequest,
  { id, input, expected }: { id: string; input: CentreInput; expected: Expected },
): Promise<CentreRow> {
  const caller = callerOf(request)
  const { centre, divisions } = await centreOf(pool, id)
  mustReachOrgan(caller, { code: centre.organisation_code, divisions }, ...CENTRE_KEEPERS)
  checkPrecondition(expected, centre.version)
  const write = await centreWrite(pool, input)
  mustReachOrgan(caller, placeOf(write), ...CENTRE_KEEPERS)
  return withTransaction(pool, async (db) => {
    const version = await updateCentre(db, id, write, expected === 'any' ? undefined : centre.version)
    const row = await selectCentre(db, id)
    if (version === undefined || row === undefined) throw problem('PRECONDITION_FAILED')
    // Other people sit at its windows: what they may do with items of other organs is confirmed anew.
    const isAnother =
      write.organisationCode !== centre.organisation_code || write.divisionCode !== centre.division_code
    if (isAnother) await askAnewInCentre({ db, calendars }, caller, placeOf(write), id)
    await writeAudit(db, request, auditOf('replaceCentre', id, write))
    return row
  })
}

/** Adds a window (窗口) to a centre, with its audit record; 403 where the centre is out of reach. */
export async function addWindow(
  db: Queryable,
  request: FastifyRequest,
  centreId: string,
  input: WindowInput,
): Promise<PlacedWindowRow> {
  const { centre, divisions } = await centreOf(db, centreId)
  mustReachOrgan(callerOf(request), { code: centre.organisation_code, divisions }, ...CENTRE_KEEPERS)
  const id = newId()
  await insertWindow(db, id, centre.id, await windowWrite(db, input))
  await writeAudit(db, request, {
    action: 'createWindow',
    object: `window ${id}`,
    details: { centre: centre.id, organisation: input.organisation },
    organisation: centre.organisation_code,
    divisions,
  })
  return windowOf(db, id)
}

/** Replaces what is known of a window (修改窗口), with its audit record; 403 where its centre is out of reach. */
export async function replaceWindow(
  { db, calendars }: { db: Queryable; calendars: Calendars },
  request: FastifyRequest,
  { id, input, expected }: { id: string; input: WindowInput; expected: Expected },
): Promise<PlacedWindowRow> {
  const caller = callerOf(request)
  const before = await heldWindow(db, id)
  const centre = centreOfWindow(before)
  mustReachOrgan(caller, centre, ...CENTRE_KEEPERS)
  checkPrecondition(expected, before.version)
  const write = await windowWrite(db, input)
  await updateWindow(db, id, write, before.version)
  // Another organ's people sit there: what they may do with items of other organs is confirmed anew.
  if (write.organisationCode !== before.organisation_code)
    await askAnew({ db, calendars }, caller, centre, [id])
  await writeAudit(db, request, {
    action: 'replaceWindow',
    object: `window ${id}`,
    details: { from: before.organisation_code, to: write.organisationCode },
    organisation: centre.code,
    divisions: centre.divisions,
  })
  return windowOf(db, id)
}

const placeOf = (write: CentreWrite & { divisions: string[] }) => ({
  code: write.organisationCode,
  divisions: write.divisions,
})

const auditOf = (action: string, id: string, write: CentreWrite & { divisions: string[] }) => ({
  action,
  object: `centre ${id}`,
  details: { code: write.code, organisation: write.organisationCode, division: write.divisionCode },
  organisation: write.organisationCode,
  divisions: write.divisions,
})
