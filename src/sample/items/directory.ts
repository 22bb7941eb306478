import type { DirectoryDocument } from '../../features/catalogue/directory/directory-document.js'
import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { TOP_ORGANISATION } from '../../shared/sample-codes.js'
import { foodBusinessLicence } from './food-business-licence.js'
import { SAMPLE_ITEMS } from './index.js'
import { leshanHousingFund } from './leshan-housing-fund.js'

/** Bases that an organ below the province made for itself: a directory of the province knows nothing of them. */
const LOCAL_BASES = new Set(['乐山市住房公积金提取管理实施细则'])

/**
 * What the directory (基本目录) fixes of an item: name, type, levels, bases, audiences, materials, that nothing is charged,
 * and the statutory limit. How it is handled, where, and how soon, is each organ's own.
 */
function directoryEntryOf(item: ItemDocument, changes: Partial<DirectoryDocument> = {}): DirectoryDocument {
  return {
    basicCode: item.basicCode,
    organisationCode: TOP_ORGANISATION,
    name: item.name,
    ...(item.nameEn === undefined ? {} : { nameEn: item.nameEn }),
    type: item.type,
    levels: [item.level],
    audiences: item.audiences,
    legalBases: item.legalBases.filter(({ name }) => !LOCAL_BASES.has(name)),
    conditions: item.conditions,
    materials: item.materials.map(({ situations: _, when: __, reason: ___, ...material }) => material),
    fees: { charged: item.fees.charged },
    limits: { statutory: item.limits.statutory },
    ...changes,
  }
}

/** Entries of which the directory fixes more, or less, than of the others. */
const WRITTEN: readonly DirectoryDocument[] = [
  directoryEntryOf(foodBusinessLicence, {
    levels: [3, 4],
    limits: {
      statutory: foodBusinessLicence.limits.statutory,
      promised: { amount: 15, unit: 'workingDay' },
    },
    procedure: foodBusinessLicence.procedure,
    results: foodBusinessLicence.results,
  }),
  directoryEntryOf(leshanHousingFund, { levels: [2, 3] }),
]

const written = new Set(WRITTEN.map(({ basicCode }) => basicCode))

/** The basic directory of the sample: an entry for each basic code of the sample items. */
export const SAMPLE_DIRECTORY: readonly DirectoryDocument[] = [
  ...WRITTEN,
  ...[...new Map(SAMPLE_ITEMS.map((item) => [item.basicCode, item])).values()]
    .filter(({ basicCode }) => !written.has(basicCode))
    .map((item) => directoryEntryOf(item)),
]
