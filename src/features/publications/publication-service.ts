import type { Queryable } from '../../database/queryable.js'
import type { Caller } from '../../shared/caller.js'
import { ruleViolated } from '../../shared/problem.js'
import { mustReachOrgan, organisationWithDivisions } from '../divisions/division-service.js'
import { filterTokens, type PublicationFilters, publicationTokens } from './publication.js'
import {
  countPublications,
  type PublicationPosition,
  type PublicationRow,
  type PublicationWrite,
  selectPublications,
} from './publication-store.js'

export type { PublicationPosition } from './publication-store.js'

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

/** The row of what is to be written; refuses an organ that is unknown or out of the caller's reach. */
export async function publicationWrite(
  db: Queryable,
  caller: Caller,
  id: string,
  input: PublicationInput,
): Promise<PublicationWrite> {
  const organ = await organisationWithDivisions(db, input.organisation)
  if (organ === undefined)
    throw ruleViolated('/organisation', 'ORGANISATION_UNKNOWN', {
      en: 'No such organisation',
      zh: '没有该机构',
    })
  mustReachOrgan(caller, organ, 'operator')
  const publishedAt = input.publishedAt ?? (await now(db))
  const { kind, class: sort, title, text } = input
  const { divisions, divisionCode } = organ
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
