import type pg from 'pg'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { checkPrecondition, type Expected } from '../../http/etag.js'
import type { JobRow } from '../../jobs/job-service.js'
import type { Caller } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { knownDivision } from './division-input.js'
import { mustReachDivision, organisationEnded } from './division-service.js'
import { lockOrganisation, type PlacedOrganisation, selectOrganisation } from './division-store.js'
import { upsertOrganisation } from './division-writes.js'
import { orderPlacing } from './placing.js'

export interface OrganisationInput {
  name: string
  nameEn?: string
  division: string
  parent?: string
  kind: string
}

export interface WrittenOrganisation {
  before: PlacedOrganisation | undefined
  after: PlacedOrganisation
  /** It lies elsewhere now: what copies that is brought up to date by this job. */
  job?: JobRow
}

/**
 * Adds or changes an organ (机构). One that moves to another division (划转) keeps its cases and its people's rights from
 * that moment on, since these go by its code; where its things lie is copied anew by a job. 403 out of reach, before or
 * after; 422 for one that has ended; 412 when it was changed meanwhile.
 */
export async function writeOrganisation(
  db: pg.PoolClient,
  caller: Caller,
  code: string,
  input: OrganisationInput,
  expected: Expected | 'stale' | undefined,
): Promise<WrittenOrganisation> {
  const before = await lockOrganisation(db, code)
  if (before !== undefined) mustReachDivision(caller, before.ancestors, 'operator')
  checkPrecondition(expected, before?.version ?? 0)
  const division = await knownDivision(db, input.division)
  mustReachDivision(caller, division.ancestors, 'operator')
  if (before !== undefined && before.ended_on !== null) throw organisationEnded()
  const { name, nameEn, parent, kind } = input
  const row = { code, divisionCode: division.code, parentCode: parent, name, nameEn, kind }
  const version = await upsertOrganisation(db, row, expected === 'any' ? undefined : before?.version)
  const after = await selectOrganisation(db, code)
  if (version === undefined || after === undefined) throw problem('PRECONDITION_FAILED')
  const isMoved = before !== undefined && before.division_code !== after.division_code
  const divisions = [...new Set([...after.ancestors, ...(before?.ancestors ?? [])])]
  await emit(db, {
    type: isMoved ? 'organisation.move' : 'organisation.change',
    no: code,
    version,
    payload: { code, division: after.division_code },
    actor: actingCaller(caller, 'operator'),
    sight: { organs: [code], divisions },
  })
  if (!isMoved) return { before, after }
  return {
    before,
    after,
    job: await orderPlacing(db, caller, { divisions: [], organisations: [code] }, divisions),
  }
}
