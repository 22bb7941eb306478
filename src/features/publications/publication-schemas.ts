import { Type } from 'typebox'
import { Instant, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import { PUBLICATION_KINDS } from './publication.js'

export const publicationKind = strEnum(PUBLICATION_KINDS, {
  description:
    'Disclosure (公开), notice before a decision (公示), announcement (公告), licences and penalties (双公示)',
})
export const publicationClass = Type.String({
  minLength: 1,
  maxLength: 50,
  pattern: SAID,
  description: 'What it is about, e.g. 行政许可',
})
export const publicationMembers = {
  kind: publicationKind,
  class: publicationClass,
  title: Type.String({ minLength: 1, maxLength: 200, pattern: SAID }),
  text: Type.String({ minLength: 1, maxLength: 20_000, pattern: SAID }),
  organisation: Type.String({ minLength: 1, maxLength: 50 }),
}
const EXAMPLE = {
  kind: '公示',
  class: '行政许可',
  title: '食品经营许可准予公示（示例）',
  text: '现将近日准予的食品经营许可予以公示。',
  organisation: COUNTY_MARKET,
}
/** What is published for the first time may say which decision it makes public. */
export const NewPublication = Strict(
  {
    ...publicationMembers,
    publishedAt: Type.Optional(Instant),
    caseNo: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'The case whose decision this makes public (决定公开): its clock PUBLICATION stops',
      }),
    ),
  },
  { examples: [EXAMPLE] },
)
export const PublicationInput = Strict(
  { ...publicationMembers, publishedAt: Type.Optional(Instant) },
  { examples: [EXAMPLE] },
)

/** A publication as a line of an import and an export (公开内容导入导出). */
export const PublicationLine = Strict({ id: Uuid, ...publicationMembers, publishedAt: Instant })
