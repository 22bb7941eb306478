/** What nobody sees: characters of no width, marks of direction, fillers, variants of a sign (不可见字符). */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu
const BLANK = /\s/g

/** A text as somebody sees it: what web pages, spreadsheets and keyboards leave between the letters is gone, blanks stay. */
export const seenText = (text: string): string => text.replaceAll(UNSEEN, '')

/**
 * A number, a code or a name as it is compared, however it was typed or pasted: half width, and nothing in it but what
 * somebody sees. Upper and lower case are the caller's.
 */
export const plainText = (text: string): string => seenText(text.normalize('NFKC')).replaceAll(BLANK, '')
