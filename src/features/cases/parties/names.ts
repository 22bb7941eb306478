import { BLANK_LETTERS } from '../../../shared/schema.js'

/** A name has a letter or a digit that is seen. */
export const NAME_PATTERN = `[^\\P{L}${BLANK_LETTERS}]|\\p{N}`

/** A name as it is kept (姓名、名称): without characters that nobody sees, one blank between its parts. */
export const normaliseName = (text: string): string =>
  text
    .replace(/\p{Cf}|[^\P{Default_Ignorable_Code_Point}\p{Variation_Selector}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
