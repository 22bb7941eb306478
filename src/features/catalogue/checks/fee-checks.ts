import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Fees (收费): what is charged is listed, and only then. */
export function checkFees({ fees }: ItemDocument): Finding[] {
  if (fees.charged && fees.items.length === 0) return [found('FEE_ITEMS', '/fees/items')]
  if (!fees.charged && fees.items.length > 0) return [found('FEE_NOT_CHARGED', '/fees/charged')]
  return []
}
