import type { Static } from 'typebox'
import { canonicalJson } from '../../shared/canonical-json.js'
import { mustReachOrgan, placedOrganisations } from '../divisions/division-service.js'
import { defineKind, findingsOf, type Given, type Outcome, type Putting, together } from '../transfer/kind.js'
import { PublicationLine } from './publication-schemas.js'
import { publicationOf } from './publication-service.js'
import {
  lockPublications,
  type PublicationRow,
  type PublicationWrite,
  selectPublicationsAfter,
  upsertPublications,
} from './publication-store.js'

const PAGE = 100

/** Public content (公开内容), known by its id. */
export const PUBLICATION_LINES = defineKind(PublicationLine, {
  name: 'publications',
  roles: ['operator'],
  most: 500,
  codeMember: 'id',
  codeOf: ({ id }) => id.toLowerCase(),
  put: together(putPublications),
  async read(db, _caller, after) {
    const rows = await selectPublicationsAfter(db, after, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.id
    return { lines: rows.map(lineOf), ...(last === undefined ? {} : { last }) }
  },
})

type Line = Static<typeof PublicationLine>

/** Publishes what a batch of lines says, by the same statements for one as for hundreds. */
async function putPublications(
  { db, caller }: Putting,
  lines: readonly Given<Line>[],
): Promise<ReadonlyMap<number, Outcome>> {
  const ids = lines.map(({ value }) => value.id.toLowerCase())
  const known = new Map((await lockPublications(db, ids)).map((row) => [row.id, row]))
  const codes = [...new Set(lines.map(({ value }) => value.organisation))]
  const organs = new Map((await placedOrganisations(db, codes)).map((organ) => [organ.code, organ]))
  const outcomes = new Map<number, Outcome>()
  const writes = new Map<string, PublicationWrite>()
  for (const { line, value } of lines) {
    const id = value.id.toLowerCase()
    const before = known.get(id)
    const isSame = before !== undefined && canonicalJson(lineOf(before)) === canonicalJson({ ...value, id })
    // One that an earlier line names is told by who counts the lines.
    if (writes.has(id) || isSame) outcomes.set(line, { is: 'unchanged' })
    else
      try {
        if (before !== undefined)
          mustReachOrgan(caller, { code: before.organisation_code, divisions: before.divisions }, 'operator')
        writes.set(id, publicationOf(caller, organs.get(value.organisation), id, value))
        outcomes.set(line, { is: before === undefined ? 'created' : 'changed' })
      } catch (failure) {
        outcomes.set(line, { findings: findingsOf(failure) })
      }
  }
  if (writes.size > 0) await upsertPublications(db, [...writes.values()])
  return outcomes
}

const lineOf = (row: PublicationRow): Static<typeof PublicationLine> => ({
  id: row.id,
  kind: row.kind as Static<typeof PublicationLine>['kind'],
  class: row.class,
  title: row.title,
  text: row.text,
  organisation: row.organisation_code,
  publishedAt: row.published_at,
})
