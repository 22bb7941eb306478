import type { Sheet } from './sheet-parts.js'
import type { Paragraph } from './template.js'

/** How templates address whom a paper is for, before it is known who that is. */
const ANYBODY = '你（单位）'
/** And how a paper speaks that the applicant signs. */
const MYSELF = '本人（单位）'

/** The paragraphs as these applicants are addressed (称谓): one person 你, one legal entity 你单位, several 你们. Pure. */
export function addressed(paragraphs: readonly Paragraph[], applicants: Sheet['addressees']): Paragraph[] {
  const [first] = applicants
  if (first === undefined) return [...paragraphs]
  const alone = first.type === 'legal' ? '你单位' : '你'
  const you = applicants.length > 1 ? '你们' : alone
  const self = first.type === 'legal' ? '本单位' : '本人'
  const we = applicants.length > 1 ? '我们' : self
  return paragraphs.map((paragraph) => ({
    ...paragraph,
    text: paragraph.text.replaceAll(ANYBODY, you).replaceAll(MYSELF, we),
  }))
}
