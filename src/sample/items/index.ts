import type { ItemDocument } from '../../features/catalogue/item-document.js'
import type { SampleEntry } from '../build/sample-item.js'
import { BUSINESS_ITEMS } from './business.js'
import { CONSTRUCTION_ITEMS } from './construction.js'
import { CULTURE_ITEMS } from './culture.js'
import { DEALING_ITEMS } from './dealing.js'
import { EDUCATION_ITEMS } from './education.js'
import { EMPLOYMENT_ITEMS } from './employment.js'
import { FAMILY_ITEMS } from './family-services.js'
import { FARMING_ITEMS } from './farming.js'
import { FOOD_WINDOWS, foodBusinessLicence } from './food-business-licence.js'
import { FORESTRY_ITEMS } from './forestry.js'
import { PUBLIC_HEALTH_ITEMS } from './health.js'
import { HEALTH_INSURANCE_ITEMS } from './health-insurance.js'
import { HOME_ITEMS } from './homes.js'
import { LAND_ITEMS } from './land.js'
import { LESHAN_WINDOWS, leshanHousingFund } from './leshan-housing-fund.js'
import { MARRIAGE_ITEMS } from './marriage.js'
import { POLICE_PERMIT_ITEMS } from './police-permits.js'
import { RESIDENT_ITEMS } from './residents.js'
import { SOCIAL_AID_ITEMS } from './social-aid.js'
import { SOCIAL_INSURANCE_ITEMS } from './social-insurance.js'
import { SOCIETY_ITEMS } from './society.js'
import { STREET_ITEMS } from './streets.js'
import { TRANSPORT_ITEMS } from './transport.js'
import { WATER_ITEMS } from './water.js'

/** All sample items with what the windows may do with them; each passes the checks before publication (a test holds this). */
export const SAMPLE_ENTRIES: readonly SampleEntry[] = [
  { document: leshanHousingFund, windows: LESHAN_WINDOWS },
  { document: foodBusinessLicence, windows: FOOD_WINDOWS },
  ...MARRIAGE_ITEMS,
  ...SOCIAL_AID_ITEMS,
  ...FAMILY_ITEMS,
  ...HEALTH_INSURANCE_ITEMS,
  ...SOCIAL_INSURANCE_ITEMS,
  ...EMPLOYMENT_ITEMS,
  ...WATER_ITEMS,
  ...FORESTRY_ITEMS,
  ...LAND_ITEMS,
  ...RESIDENT_ITEMS,
  ...POLICE_PERMIT_ITEMS,
  ...BUSINESS_ITEMS,
  ...DEALING_ITEMS,
  ...CONSTRUCTION_ITEMS,
  ...STREET_ITEMS,
  ...HOME_ITEMS,
  ...PUBLIC_HEALTH_ITEMS,
  ...FARMING_ITEMS,
  ...TRANSPORT_ITEMS,
  ...CULTURE_ITEMS,
  ...EDUCATION_ITEMS,
  ...SOCIETY_ITEMS,
]

export const SAMPLE_ITEMS: readonly ItemDocument[] = SAMPLE_ENTRIES.map(({ document }) => document)
