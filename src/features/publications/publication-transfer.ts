import type { Static } from 'typebox'
import { canonicalJson } from '../../shared/canonical-json.js'
import { mustReachOrgan } from '../divisions/division-service.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { PublicationLine } from './publication-schemas.js'
import { publicationWrite } from './publication-service.js'
import {
  insertPublication,
  type PublicationRow,
  selectPublication,
  selectPublicationsAfter,
  updatePublication,
} from './publication-store.js'

const PAGE = 100

/** Public content (公开内容), known by its id. */
export const PUBLICATION_LINES = defineKind(PublicationLine, {
  name: 'publications',
  roles: ['operator'],
  most: 100,
  codeMember: 'id',
  codeOf: ({ id }) => id.toLowerCase(),
  put: eachLine(async ({ db, caller }, { id, ...input }) => {
    const before = await selectPublication(db, id)
    if (before !== undefined) {
      if (canonicalJson(lineOf(before)) === canonicalJson({ id: before.id, ...input })) return 'unchanged'
      mustReachOrgan(caller, { code: before.organisation_code, divisions: before.divisions }, 'operator')
    }
    const write = await publicationWrite(db, caller, id, input)
    if (before === undefined) await insertPublication(db, write)
    else await updatePublication(db, write, undefined)
    return before === undefined ? 'created' : 'changed'
  }),
  async read(db, _caller, after) {
    const rows = await selectPublicationsAfter(db, after, PAGE)
    const last = rows.length < PAGE ? undefined : rows.at(-1)?.id
    return { lines: rows.map(lineOf), ...(last === undefined ? {} : { last }) }
  },
})

const lineOf = (row: PublicationRow): Static<typeof PublicationLine> => ({
  id: row.id,
  kind: row.kind as Static<typeof PublicationLine>['kind'],
  class: row.class,
  title: row.title,
  text: row.text,
  organisation: row.organisation_code,
  publishedAt: row.published_at,
})
