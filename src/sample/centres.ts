import type { ItemDocument } from '../features/catalogue/item-document.js'
import {
  CITY_ADMINISTRATION,
  CITY_HOUSING_FUND,
  COUNTY_MARKET,
  TOWN_GOVERNMENT,
} from '../shared/sample-codes.js'

type Place = NonNullable<ItemDocument['windows']>[number]
type Level = Place['authority']

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

const inTown = <K extends string>(
  serial: number,
  kind: K,
  name: string,
  nameEn: string,
  organisation = TOWN_GOVERNMENT,
) => ({
  id: id(100 + serial),
  centre: id(1),
  code: `W${String(serial).padStart(2, '0')}`,
  organisation,
  name: `${name}窗口`,
  nameEn,
  kind,
  telephone: `0833-21003${String(serial).padStart(2, '0')}`,
})

const inCity = <K extends string>(serial: number, kind: K, name: string, nameEn: string) => ({
  ...inTown(serial, kind, name, nameEn, CITY_ADMINISTRATION),
  id: id(200 + serial),
  centre: id(2),
  code: `C${String(serial).padStart(2, '0')}`,
  telephone: `0833-21002${String(serial).padStart(2, '0')}`,
})

/** Six windows as the township's documents describe them, two for the main sample items, three more, and the hall of the city. */
export const SAMPLE_WINDOWS = [
  inTown(1, 'civilAffairs', '民政', 'Civil affairs'),
  inTown(2, 'familyServices', '计生', 'Family services'),
  inTown(3, 'labour', '劳保', 'Labour and social security'),
  inTown(4, 'water', '水利', 'Water'),
  inTown(5, 'forestry', '林业', 'Forestry'),
  inTown(6, 'land', '国土', 'Land'),
  inTown(7, 'housingFund', '住房公积金', 'Housing fund', CITY_HOUSING_FUND),
  inTown(8, 'market', '市场监管', 'Market regulation', COUNTY_MARKET),
  inTown(9, 'general', '综合', 'General'),
  inTown(10, 'publicSecurity', '公安户籍', 'Household registration'),
  inTown(11, 'medicalInsurance', '医保', 'Medical insurance'),
  inCity(1, 'hallBusiness', '企业开办', 'Starting a business'),
  inCity(2, 'hallPermits', '行业准营', 'Permits to operate'),
  inCity(3, 'hallConstruction', '工程建设', 'Construction'),
  inCity(4, 'hallRealEstate', '不动产登记', 'Land registry'),
  inCity(5, 'hallPolice', '公安', 'Police'),
  inCity(6, 'hallSocial', '社会事务', 'Social affairs'),
  inCity(7, 'hallTransport', '交通运输', 'Transport'),
]

type WindowKind = (typeof SAMPLE_WINDOWS)[number]['kind']
/** What which windows may do with an item. */
export type WindowLevels = Readonly<Partial<Record<WindowKind, Level>>>

const LEVELS: readonly Level[] = ['decides', 'accepts', 'collects', 'advises']

/** The windows that deal with an item, as its record shows them (办理窗口): who can do most comes first. */
export function placesOf(windows: WindowLevels): Place[] {
  return SAMPLE_WINDOWS.flatMap((window) => {
    const authority = windows[window.kind]
    const centre = SAMPLE_CENTRES.find((each) => each.id === window.centre)
    if (authority === undefined || centre === undefined) return []
    const { address, openingHours } = centre
    const { id: windowId, name, telephone } = window
    return [
      { windowId, name, address: `${address} ${centre.name}`, hours: openingHours, telephone, authority },
    ]
  }).toSorted((a, b) => LEVELS.indexOf(a.authority) - LEVELS.indexOf(b.authority))
}

/** What each window may do (窗口权限), a row for each item. */
export const sampleAuthorities = (entries: readonly { document: ItemDocument; windows: WindowLevels }[]) =>
  entries.flatMap(({ document, windows }) =>
    placesOf(windows).map(({ windowId, authority }) => ({
      windowId,
      itemCode: document.itemCode,
      level: authority,
    })),
  )
