import { defineKind, together } from '../../transfer/kind.js'
import { OldCaseLine } from './old-case-schemas.js'
import { BRINGERS, putOldCases } from './put-old-cases.js'

/**
 * Finished and running cases of an earlier system (历史办件); known by their number there. They come in and do not go out
 * this way: cases leave through the exchange, which says who may see which.
 */
export const OLD_CASE_LINES = defineKind(OldCaseLine, {
  name: 'oldCases',
  roles: BRINGERS,
  most: 500,
  personal: true,
  codeMember: 'number',
  codeOf: ({ system, number }) => `${system} ${number}`,
  put: together(putOldCases),
  read: async () => ({ lines: [] }),
})
