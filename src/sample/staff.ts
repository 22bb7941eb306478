import { DEV_ISSUER, staffSubject } from '../http/dev-issuer.js'
import type { Scope } from '../shared/caller.js'
import { ROLES, type Role } from '../shared/roles.js'
import * as codes from '../shared/sample-codes.js'
import { SAMPLE_CENTRES } from './centres.js'
import { SAMPLE_ORGANISATIONS } from './organisations.js'

/** By which words the numbers of the sample staff begin. */
const KEYS: Record<string, string> = {
  top: codes.TOP_ORGANISATION,
  city: codes.CITY_ADMINISTRATION,
  fund: codes.CITY_HOUSING_FUND,
  market: codes.COUNTY_MARKET,
  civil: codes.COUNTY_CIVIL_AFFAIRS,
  health: codes.COUNTY_HEALTH,
  labour: codes.COUNTY_LABOUR,
  water: codes.COUNTY_WATER,
  forestry: codes.COUNTY_FORESTRY,
  land: codes.COUNTY_LAND,
  town: codes.TOWN_GOVERNMENT,
  'other-market': codes.OTHER_COUNTY_MARKET,
  approval: codes.COUNTY_APPROVAL,
  police: codes.COUNTY_POLICE,
  education: codes.COUNTY_EDUCATION,
  housing: codes.COUNTY_HOUSING,
  urban: codes.COUNTY_URBAN,
  agriculture: codes.COUNTY_AGRICULTURE,
  transport: codes.COUNTY_TRANSPORT,
  culture: codes.COUNTY_CULTURE,
  emergency: codes.COUNTY_EMERGENCY,
  medical: codes.COUNTY_MEDICAL_INSURANCE,
  justice: codes.COUNTY_JUSTICE,
  disabled: codes.COUNTY_DISABLED,
  tobacco: codes.COUNTY_TOBACCO,
  veterans: codes.COUNTY_VETERANS,
  traffic: codes.CITY_TRAFFIC_POLICE,
  registry: codes.CITY_LAND_REGISTRY,
  fire: codes.COUNTY_FIRE,
}

/** The head of an organ, who alone extends a limit (行政许可法 Art. 42). */
export const HEAD_POST = '负责人'

const OF_AN_ORGAN: readonly Role[] = ['clerk', 'reviewer', 'approver', 'issuer', 'lead']
const OF_A_CENTRE: readonly Role[] = ['manager']
const AT_THE_TOP: readonly Role[] = ['security', 'operator', 'auditor', 'supervisor', 'exchange']

interface SampleStaff {
  staffNo: string
  name: string
  organisation: string
  role: Role
  scope: Scope
  posts: string[]
}

/**
 * A person for each role of each sample organ (示例人员): the four who take in, review, decide and lead, at the two
 * centres who gives results out and who manages, and at the top who keeps the system, with all that lies below.
 */
export const SAMPLE_STAFF: SampleStaff[] = Object.entries(KEYS).flatMap(([key, organisation]) => {
  const runsCentre = SAMPLE_CENTRES.some((centre) => centre.organisation === organisation)
  const isTop = organisation === codes.TOP_ORGANISATION
  const { name = '' } = SAMPLE_ORGANISATIONS.find(({ code }) => code === organisation) ?? {}
  const person = (role: Role, scope: Scope): SampleStaff => ({
    staffNo: `${key}-${role}`,
    name: `${name.replace(/（.*）$/, '')}${ROLES[role].zh.replace(/[（/].*$/, '')}（示例）`,
    organisation,
    role,
    scope,
    posts: role === 'approver' ? [HEAD_POST] : [],
  })
  return [
    ...[...OF_AN_ORGAN, ...(runsCentre ? OF_A_CENTRE : [])].map((role) => person(role, 'organ')),
    ...(isTop ? AT_THE_TOP : []).map((role) => person(role, 'subtree')),
  ]
})

/** Rows of `staff`, without what the table fills in. */
export const sampleStaffRows = (from: string, now: string) =>
  SAMPLE_STAFF.map(({ staffNo, name, organisation, posts }) => ({
    staff_no: staffNo,
    name,
    organisation_code: organisation,
    posts,
    issuer: DEV_ISSUER,
    subject: staffSubject(staffNo),
    valid_from: from,
    version: 1,
    created_at: now,
  }))

/** What each of them may, as rows of `grants`. */
export const sampleStaffGrants = (newId: () => string, now: string) =>
  SAMPLE_STAFF.map(({ staffNo, organisation, role, scope }) => ({
    id: newId(),
    issuer: DEV_ISSUER,
    subject: staffSubject(staffNo),
    role,
    organisation_code: organisation,
    scope,
    granted_by: 'sample',
    granted_at: now,
  }))
