import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, type ifMatch } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { type Caller, SYSTEM_CALLER } from '../../shared/caller.js'
import { newId } from '../../shared/ids.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { type ActContext, actOnCase } from '../cases/acts/act-on-case.js'
import { problemOf } from '../cases/acts/answer-act.js'
import { mustReachOrgan, type PlacedOrgan, placedOrganisations } from '../divisions/division-service.js'
import { filterTokens, type PublicationFilters, publicationTokens } from './publication.js'
import {
  countPublications,
  insertPublication,
  type PublicationPosition,
  type PublicationRow,
  type PublicationWrite,
  selectPublication,
  selectPublications,
  updatePublication,
} from './publication-store.js'

export type { PublicationPosition, PublicationRow } from './publication-store.js'

export interface PublicationHit extends PublicationRow {
  position: PublicationPosition
}

export interface PublicationInput {
  kind: string
  class: string
  title: string
  text: string
  organisation: string
  publishedAt?: string
}

/** Public content with the words of one of the ways, the newest first. */
export async function findPublications(
  db: Queryable,
  ways: readonly (readonly string[])[] | undefined,
  filters: PublicationFilters,
  after: PublicationPosition | undefined,
  limit: number,
): Promise<PublicationHit[]> {
  const rows = await selectPublications(db, wantedTokens(ways, filters), after, limit)
  return rows.map((row) => ({ ...row, position: { publishedAt: row.published_at, id: row.id } }))
}

/** How many of them there are, up to a cap. */
export const countFound = (
  db: Queryable,
  ways: readonly (readonly string[])[] | undefined,
  filters: PublicationFilters,
  cap: number,
): Promise<number> => countPublications(db, wantedTokens(ways, filters), cap)

const wantedTokens = (
  ways: readonly (readonly string[])[] | undefined,
  filters: PublicationFilters,
): string[][] => (ways ?? [[]]).map((way) => [...way, ...filterTokens(filters)])

type StoredPublication = NonNullable<Awaited<ReturnType<typeof selectPublication>>>

/** One public content; 404 when there is none. */
export async function publicationWithId(db: Queryable, id: string): Promise<StoredPublication> {
  const row = await selectPublication(db, id)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/**
 * Publishes content for the division of its organ (发布公开内容), with its audit record. Where it makes a decision public the
 * case is told in the same transaction; 404 for no such case, 422 for another organ's, 409 where nothing was granted.
 */
export async function addPublication(
  context: ActContext,
  db: Queryable,
  request: FastifyRequest,
  { caseNo, ...input }: PublicationInput & { caseNo?: string },
): Promise<StoredPublication> {
  const write = await publicationWrite(db, callerOf(request), newId(), input)
  await insertPublication(db, write)
  await writeAudit(db, request, auditOf('createPublication', write))
  if (caseNo !== undefined) {
    const { id: publicationId, organisation_code: organisation } = write
    const command = { action: 'publishDecision', publicationId, organisation } as const
    const act = { caseNo, caller: SYSTEM_CALLER, command, expected: 'any', within: db } as const
    const outcome = await actOnCase(context, act)
    if (outcome.kind !== 'done') throw problemOf(outcome, 'any')
  }
  return publicationWithId(db, write.id)
}

/** Replaces what was published (修改公开内容), with its audit record; 403 out of reach, 412 when somebody was faster. */
export async function replacePublication(
  pool: pg.Pool,
  request: FastifyRequest,
  { id, input, expected }: { id: string; input: PublicationInput; expected: ReturnType<typeof ifMatch> },
): Promise<StoredPublication> {
  const caller = callerOf(request)
  const before = await publicationWithId(pool, id)
  mustReachOrgan(caller, { code: before.organisation_code, divisions: before.divisions }, 'operator')
  checkPrecondition(expected, before.version)
  const write = await publicationWrite(pool, caller, before.id, {
    publishedAt: before.published_at,
    ...input,
  })
  return withTransaction(pool, async (db) => {
    const version = await updatePublication(db, write, expected === 'any' ? undefined : before.version)
    const row = await selectPublication(db, before.id)
    if (version === undefined || row === undefined) throw problem('PRECONDITION_FAILED')
    await writeAudit(db, request, auditOf('replacePublication', write))
    return row
  })
}

const auditOf = (action: string, { id, kind, title, organisation_code, divisions }: PublicationWrite) => ({
  action,
  object: `publication ${id}`,
  details: { kind, title },
  organisation: organisation_code,
  divisions,
})

/** The row of what is to be written; refuses an organ that is unknown or out of the caller's reach. */
async function publicationWrite(
  db: Queryable,
  caller: Caller,
  id: string,
  input: PublicationInput,
): Promise<PublicationWrite> {
  const [organ] = await placedOrganisations(db, [input.organisation])
  return publicationOf(caller, organ, id, { ...input, publishedAt: input.publishedAt ?? (await now(db)) })
}

/** The same of an organ that was read before. */
export function publicationOf(
  caller: Caller,
  organ: PlacedOrgan | undefined,
  id: string,
  { kind, class: sort, title, text, publishedAt }: PublicationInput & { publishedAt: string },
): PublicationWrite {
  if (organ === undefined)
    throw ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', {
      en: 'No such organisation',
      zh: '没有该机构',
    })
  mustReachOrgan(caller, organ, 'operator')
  const { divisionCode } = organ
  const divisions = [...organ.divisions]
  return {
    id,
    kind,
    class: sort,
    title,
    text,
    organisation_code: organ.code,
    division_code: divisionCode,
    divisions,
    published_at: publishedAt,
    tokens: publicationTokens({ kind, class: sort, title, text, divisions, publishedAt }),
  }
}

async function now(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ now: string }>('select app_now() as now')
  return rows[0]?.now ?? ''
}
