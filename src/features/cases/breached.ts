import type { Pledge } from '../workflow/case-state.js'

/** By which act of the organ a breach is answered, once the holder was heard (行政许可法 Art. 69(1)(4)). */
const REVOCATION = {
  operation: 'revokeLicence',
  ground: 'notQualified',
  basis: '《中华人民共和国行政许可法》第六十九条第一款第四项',
} as const

/**
 * A promise in a material's stead as it is shown (告知承诺). Of a breach it says what the organ has to consider (承诺不实的
 * 处理): what was granted ends by a decision of the organ, never by the breach or by time.
 */
export const withWhatToConsider = (pledge: Pledge) =>
  pledge.kept === false ? { ...pledge, toConsider: [REVOCATION] } : pledge
