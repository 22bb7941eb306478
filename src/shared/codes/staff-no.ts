import { plainText } from '../typed-text.js'

/** A staff number (工号) as it is compared: people type it in capitals, full width and with blanks. */
export const plainStaffNo = (typed: string): string =>
  plainText(typed)
    .replaceAll(/[\p{C}\p{Z}]/gu, '')
    .toLowerCase()
