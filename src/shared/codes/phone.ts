/** Full-width digits and the dashes of live data become ASCII. */
function plain(text: string): string {
  return text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[—–－―]/g, '-')
    .trim()
}

/** A mobile number as its 11 digits (+86, 0086, spaces taken off); undefined when it is none. */
export function normaliseMobile(text: string): string | undefined {
  const digits = plain(text)
    .replace(/[\s-]/g, '')
    .replace(/^(\+86|0086)/, '')
  return /^1[3-9]\d{9}$/.test(digits) ? digits : undefined
}

const LANDLINE = /^0\d{2,3}-?\d{7,8}(-\d{1,6})?$/
const SERVICE_LINE = /^(400-?\d{3}-?\d{4}|12345|1\d{2,4}|95\d{3,4})$/

/** A telephone number for the public: landline with area code, service line or mobile. */
export function checkTelephone(text: string): boolean {
  const number = plain(text)
  return LANDLINE.test(number) || SERVICE_LINE.test(number) || normaliseMobile(number) !== undefined
}

/** The telephone numbers in a line for the public, normalised so that equal ones compare equal. */
export function telephonesIn(line: string): string[] {
  return line
    .replace(/[（(](0\d{2,3})[)）]\s*/g, ' $1-')
    .split(/[\s：:，,；;、（）()／/]+/)
    .filter(checkTelephone)
    .map((number) => normaliseMobile(number) ?? plain(number).replaceAll('-', ''))
}
