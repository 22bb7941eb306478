import { plainText } from './typed-text.js'

/**
 * A case number (办件编号) in one spelling: as people type it from paper, in lower case, in full width, with blanks or
 * hyphens between, also those that nobody sees. What is no number stays none.
 */
export const typedCaseNo = (text: string): string =>
  plainText(text)
    .replaceAll(/\p{Pd}/gu, '')
    .toUpperCase()
