import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { type Level, MAIN_LEVELS } from '../centres.js'
import { foodBusinessLicence } from './food-business-licence.js'
import { leshanHousingFund } from './leshan-housing-fund.js'
import { TOWNSHIP_ITEMS, TOWNSHIP_LEVELS } from './township.js'

/** All sample items; each passes the checks before publication (a test holds this). */
export const SAMPLE_ITEMS: readonly ItemDocument[] = [
  leshanHousingFund,
  foodBusinessLicence,
  ...TOWNSHIP_ITEMS,
]

/** What the window of an item's organ may do with it. */
export const ITEM_LEVELS: Readonly<Record<string, Level>> = { ...MAIN_LEVELS, ...TOWNSHIP_LEVELS }
