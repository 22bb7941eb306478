import type { ItemDocument } from '../features/catalogue/item-document.js'
import {
  CITY_ADMINISTRATION,
  CITY_HOUSING_FUND,
  COUNTY_CIVIL_AFFAIRS,
  COUNTY_FORESTRY,
  COUNTY_HEALTH,
  COUNTY_LABOUR,
  COUNTY_LAND,
  COUNTY_MARKET,
  COUNTY_WATER,
  FOOD_LICENCE_ITEM_CODE,
  LESHAN_ITEM_CODE,
  TOWN_GOVERNMENT,
} from '../shared/sample-codes.js'

export type Level = 'decides' | 'accepts' | 'collects' | 'advises'

const id = (serial: number): string => `0195a7c2-6c00-7000-8000-${String(serial).padStart(12, '0')}`

/** The township centre of the sample (in operation since November 2011), and the hall of the city. */
export const SAMPLE_CENTRES = [
  {
    id: id(1),
    code: 'SAMPLE-TOWN',
    division: '511102901000',
    organisation: TOWN_GOVERNMENT,
    name: '示例镇便民服务中心',
    nameEn: 'Service centre of Sample Town',
    address: '四川省乐山市市中区示例镇示例路1号',
    openingHours: '工作日 9:00—12:00，13:30—17:00',
    telephone: '0833-2100300',
    latitude: 29.6102,
    longitude: 103.8021,
    createdAt: '2011-11-01T00:00:00Z',
  },
  {
    id: id(2),
    code: 'SAMPLE-CITY',
    division: '511100000000',
    organisation: CITY_ADMINISTRATION,
    name: '乐山市政务服务中心（示例）',
    nameEn: 'Service centre of Leshan City (sample)',
    address: '四川省乐山市市中区示例大道2号',
    openingHours: '工作日 9:00—17:00',
    telephone: '0833-2100200',
    latitude: 29.5521,
    longitude: 103.7656,
    createdAt: '2012-01-01T00:00:00Z',
  },
]

/** Six windows as the township's documents describe them, and two for the main sample items. */
export const SAMPLE_WINDOWS = [
  {
    id: id(101),
    centre: id(1),
    code: 'W01',
    organisation: TOWN_GOVERNMENT,
    name: '民政窗口',
    nameEn: 'Civil affairs',
    kind: 'civilAffairs',
    organ: COUNTY_CIVIL_AFFAIRS,
  },
  {
    id: id(102),
    centre: id(1),
    code: 'W02',
    organisation: TOWN_GOVERNMENT,
    name: '计生窗口',
    nameEn: 'Family services',
    kind: 'familyServices',
    organ: COUNTY_HEALTH,
  },
  {
    id: id(103),
    centre: id(1),
    code: 'W03',
    organisation: TOWN_GOVERNMENT,
    name: '劳保窗口',
    nameEn: 'Labour and social security',
    kind: 'labour',
    organ: COUNTY_LABOUR,
  },
  {
    id: id(104),
    centre: id(1),
    code: 'W04',
    organisation: TOWN_GOVERNMENT,
    name: '水利窗口',
    nameEn: 'Water',
    kind: 'water',
    organ: COUNTY_WATER,
  },
  {
    id: id(105),
    centre: id(1),
    code: 'W05',
    organisation: TOWN_GOVERNMENT,
    name: '林业窗口',
    nameEn: 'Forestry',
    kind: 'forestry',
    organ: COUNTY_FORESTRY,
  },
  {
    id: id(106),
    centre: id(1),
    code: 'W06',
    organisation: TOWN_GOVERNMENT,
    name: '国土窗口',
    nameEn: 'Land',
    kind: 'land',
    organ: COUNTY_LAND,
  },
  {
    id: id(107),
    centre: id(1),
    code: 'W07',
    organisation: CITY_HOUSING_FUND,
    name: '住房公积金窗口',
    nameEn: 'Housing fund',
    kind: 'housingFund',
    organ: CITY_HOUSING_FUND,
  },
  {
    id: id(108),
    centre: id(1),
    code: 'W08',
    organisation: COUNTY_MARKET,
    name: '市场监管窗口',
    nameEn: 'Market regulation',
    kind: 'market',
    organ: COUNTY_MARKET,
  },
]

/** What each window may do: its own items by their level, the main two as the contract says, advice on all the rest of its centre. */
export function sampleAuthorities(
  items: readonly ItemDocument[],
  levels: Readonly<Record<string, Level>>,
): { windowId: string; itemCode: string; level: Level }[] {
  return SAMPLE_WINDOWS.flatMap((window) =>
    items.flatMap((item) => {
      const own =
        item.organisationCode === window.organ ||
        (item.organisationCode === TOWN_GOVERNMENT && levels[`${window.kind}/${item.itemCode}`] !== undefined)
      if (!own) return []
      return [
        {
          windowId: window.id,
          itemCode: item.itemCode,
          level: levels[item.itemCode] ?? levels[`${window.kind}/${item.itemCode}`] ?? 'collects',
        },
      ]
    }),
  )
}

export const MAIN_LEVELS: Readonly<Record<string, Level>> = {
  [LESHAN_ITEM_CODE]: 'decides',
  [FOOD_LICENCE_ITEM_CODE]: 'accepts',
}
