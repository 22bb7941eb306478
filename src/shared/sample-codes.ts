import { creditCodeCheckCharacter } from './codes/credit-code.js'

/** Credit codes of the sample organisations are made up; they pass their checks and are marked by `SAMPLE`-like letters. */
function sampleCode(division: string, serial: string): string {
  const first17 = `11${division}MB0YCH0${serial}`
  return first17 + creditCodeCheckCharacter(first17)
}

/** Stands above all sample organisations: the province's service administration. */
export const TOP_ORGANISATION = sampleCode('510000', '00')
export const CITY_HOUSING_FUND = sampleCode('511100', '01')
export const CITY_ADMINISTRATION = sampleCode('511100', '02')
export const CITY_REAL_ESTATE = sampleCode('511100', '27')
export const COUNTY_MARKET = sampleCode('511102', '03')
export const COUNTY_CIVIL_AFFAIRS = sampleCode('511102', '04')
export const COUNTY_HEALTH = sampleCode('511102', '05')
export const COUNTY_FORESTRY = sampleCode('511102', '08')
export const TOWN_GOVERNMENT = sampleCode('511102', '10')
/** In another county: what is hers, others do not see. */
export const OTHER_COUNTY_MARKET = sampleCode('511112', '11')
export const COUNTY_APPROVAL = sampleCode('511102', '12')
export const COUNTY_HOUSING = sampleCode('511102', '15')
export const COUNTY_URBAN = sampleCode('511102', '16')
export const COUNTY_CULTURE = sampleCode('511102', '19')
export const COUNTY_EMERGENCY = sampleCode('511102', '20')
export const COUNTY_DISABLED = sampleCode('511102', '23')
export const COUNTY_TOBACCO = sampleCode('511102', '24')
export const COUNTY_VETERANS = sampleCode('511102', '25')
export const COUNTY_FIRE = sampleCode('511102', '28')

/** The first window of the sample centre. */
export const SAMPLE_WINDOW_ID = '0195a7c2-6c00-7000-8000-000000000101'
/** The window that decides the Leshan item. */
export const HOUSING_FUND_WINDOW_ID = '0195a7c2-6c00-7000-8000-000000000107'

/** The window of the town for whatever has none of its own. */
export const GENERAL_WINDOW_ID = '0195a7c2-6c00-7000-8000-000000000109'

/** The first of whatever the sample has of a kind, and others of that kind that an example needs. */
export const exampleId = (ordinal = 1): string =>
  `0195a7c2-6c00-7000-8000-${String(ordinal).padStart(12, '0')}`

/** The upload that a first start begins. */
export const UPLOAD_EXAMPLE = 7
/** The second material of the sample's first case. */
export const MATERIAL_EXAMPLE = 8

/** Made up, since the published source gives no codes; layouts and check characters are right. */
export const LESHAN_ITEM_CODE = `${CITY_HOUSING_FUND}3512099001000`
export const FOOD_LICENCE_ITEM_CODE = `${COUNTY_MARKET}4510102001000`

/** Files of the Leshan item: the approval form as a blank and filled in. */
export const BLANK_FORM_ID = '0195a7c2-6c00-7000-8000-0000000f0001'
export const FILLED_SAMPLE_ID = '0195a7c2-6c00-7000-8000-0000000f0002'
export const SAMPLE_PUBLICATION_ID = '0195a7c2-6c00-7000-8000-000000000501'
/** The sample's shared register (共享数据源); nobody is asked before its connection is configured. */
export const SAMPLE_REGISTER_CODE = 'enterprise'
/** The sample's bundle (一件事). */
export const SAMPLE_BUNDLE_CODE = 'open-restaurant'

/** Asked for by the general window, for its organ to confirm, and to refuse; the second has a draft too. */
export const ASKED_ITEM_CODE = `${COUNTY_URBAN}4510194001000`
export const UNWANTED_ITEM_CODE = `${COUNTY_URBAN}4510194002000`
/** Collected at the general window until its organ takes that back. */
export const COLLECTED_ITEM_CODE = `${COUNTY_HEALTH}4510122002000`
/** Collected at the general window for an organ that sits elsewhere. */
export const FIREWORKS_ITEM_CODE = `${COUNTY_EMERGENCY}4510175001000`
/** Has a second version, far ahead. */
export const SCHEDULED_ITEM_CODE = `${COUNTY_HOUSING}4510792001000`
/** Concerns others than the applicant: they may ask for a hearing. */
export const COUNTY_WATER = '11511102MB0YCH0070'
export const WATER_ITEM_CODE = `${COUNTY_WATER}4510141001000`
/** Examined by county and city, decided by the province: a case at each level (转报). */
export const STATION_ITEM_CODE = `${COUNTY_CULTURE}4510174101000`
/** Costs 80 yuan for a dwelling and 550 for anything else. */
export const REAL_ESTATE_ITEM_CODE = `${CITY_REAL_ESTATE}3510796001000`
