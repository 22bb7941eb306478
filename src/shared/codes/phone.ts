/** Full width, characters that nobody sees (marks of direction) and the dashes of live data become ASCII. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
    .replace(/[—–－―‐‑−]/g, '-')
    .trim()
}

/** Mobile numbers of the mainland, and those of Hong Kong, Macao and Taiwan, which keep the code of the region. */
const MOBILES: readonly { pattern: RegExp; region: string }[] = [
  { pattern: /^(?:\+?86)?(1[3-9]\d{9})$/, region: '' },
  { pattern: /^\+?852([4-9]\d{7})$/, region: '+852' },
  { pattern: /^\+?853(6\d{7})$/, region: '+853' },
  // Written at home with a 0 before: no area of the mainland has eight digits after 09.
  { pattern: /^(?:\+?8860?|0)(9\d{8})$/, region: '+886' },
]

/**
 * A mobile number (手机号) as it is kept: the 11 digits of the mainland, or +852, +853, +886 and the number; prefix,
 * blanks, brackets and dashes taken off. Undefined when it is none.
 */
export function normaliseMobile(text: string): string | undefined {
  const digits = plain(text)
    .replace(/[\s().·-]/g, '')
    .replace(/^00/, '+')
  for (const { pattern, region } of MOBILES) {
    const number = pattern.exec(digits)?.[1]
    if (number !== undefined) return region + number
  }
  return undefined
}

/** Also a service line of another city (0571-12345), and an extension behind either. */
const LANDLINE = /^0\d{2,3}-?(?:\d{7,8}|12345|1\d{4})(-\d{1,6})?$/
const EXTENSION = /\s*(?:转|轉|ext(?:ension)?\.?|分机号?)+\s*(?:分机号?)?\s*[:：#]?\s*(\d{1,6})(?!\d)/gi
/** Written with the code of the country, or with blanks: +86 571 8888 1234, 0571 88881234. */
const COUNTRY = /(?:\+|00)86[\s-]*0?([1-9]\d{1,2})[\s-]+(?=\d{4})/g
const AREA = /(?<!\d)(0\d{2,3})\s+(?=\d{4})/g
const HALVES = /(?<=0\d{2,3}-)(\d{3,4})[\s-](\d{4})(?!\d)/g
const inOnePiece = (text: string): string =>
  text.replace(COUNTRY, '0$1-').replace(AREA, '$1-').replace(HALVES, '$1$2')
/** 转 8012, 分机 8012 as they are dialled: -8012. */
const withExtension = (text: string): string => inOnePiece(text).replace(EXTENSION, '-$1')
const SERVICE_LINE = /^([48]00-?\d{3}-?\d{4}|12345|1\d{2,4}|95\d{3,4})(-\d{1,6})?$/

/** A telephone number for the public: landline with area code, service line or mobile. */
export function checkTelephone(text: string): boolean {
  const number = withExtension(plain(text))
  return LANDLINE.test(number) || SERVICE_LINE.test(number) || normaliseMobile(number) !== undefined
}

/** The telephone numbers in a line for the public, normalised so that equal ones compare equal. */
export function telephonesIn(line: string): string[] {
  return withExtension(line)
    .replace(/[（(](0\d{2,3})[)）]\s*/g, ' $1-')
    .split(/[\s：:，,；;、（）()／/]+/)
    .filter(checkTelephone)
    .map((number) => normaliseMobile(number) ?? plain(number).replaceAll('-', ''))
}
