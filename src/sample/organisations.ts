import { type DivisionLevel, divisionLevel } from '../shared/codes/division-code.js'
import * as codes from '../shared/sample-codes.js'

const CITY = '511100000000'
const COUNTY = '511102000000'

/** A department of the sample county. */
const county = (code: string, name: string, nameEn: string, kind = 'department') => ({
  code,
  division: COUNTY,
  name: `市中区${name}（示例）`,
  nameEn: `District ${nameEn} (sample)`,
  kind,
})

interface SampleOrganisation {
  code: string
  division: string
  parent?: string
  name: string
  nameEn: string
  kind: string
}

/** Sample organisations; their credit codes are made up and pass their checks. */
export const SAMPLE_ORGANISATIONS: SampleOrganisation[] = [
  {
    code: codes.TOP_ORGANISATION,
    division: '510000000000',
    name: '四川省政务服务管理机构（示例）',
    nameEn: 'Provincial service administration (sample)',
    kind: 'administration',
  },
  {
    code: codes.CITY_ADMINISTRATION,
    division: CITY,
    parent: codes.TOP_ORGANISATION,
    name: '乐山市政务服务管理机构（示例）',
    nameEn: 'City service administration (sample)',
    kind: 'administration',
  },
  {
    code: codes.CITY_HOUSING_FUND,
    division: CITY,
    name: '乐山市住房公积金管理中心（示例编码）',
    nameEn: 'Leshan housing-fund centre (sample code)',
    kind: 'publicInstitution',
  },
  county(codes.COUNTY_MARKET, '市场监督管理局', 'market regulation'),
  county(codes.COUNTY_CIVIL_AFFAIRS, '民政局', 'civil affairs'),
  county(codes.COUNTY_HEALTH, '卫生健康局', 'health'),
  county(codes.COUNTY_LABOUR, '人力资源和社会保障局', 'labour and social security'),
  county(codes.COUNTY_WATER, '水务局', 'water'),
  county(codes.COUNTY_FORESTRY, '林业局', 'forestry'),
  county(codes.COUNTY_LAND, '自然资源局', 'natural resources'),
  {
    code: codes.TOWN_GOVERNMENT,
    division: '511102901000',
    name: '示例镇人民政府',
    nameEn: 'Government of Sample Town',
    kind: 'government',
  },
  {
    code: codes.OTHER_COUNTY_MARKET,
    division: '511112000000',
    name: '五通桥区市场监督管理局（示例）',
    nameEn: 'Market regulation of another district (sample)',
    kind: 'department',
  },
  county(codes.COUNTY_APPROVAL, '行政审批局', 'approvals'),
  county(codes.COUNTY_POLICE, '公安分局', 'police'),
  county(codes.COUNTY_EDUCATION, '教育局', 'education'),
  county(codes.COUNTY_HOUSING, '住房和城乡建设局', 'housing and construction'),
  county(codes.COUNTY_URBAN, '综合行政执法局', 'urban management'),
  county(codes.COUNTY_AGRICULTURE, '农业农村局', 'agriculture'),
  county(codes.COUNTY_TRANSPORT, '交通运输局', 'transport'),
  county(codes.COUNTY_CULTURE, '文化体育和旅游局', 'culture, sports and tourism'),
  county(codes.COUNTY_EMERGENCY, '应急管理局', 'emergency management'),
  county(codes.COUNTY_MEDICAL_INSURANCE, '医疗保障局', 'medical insurance'),
  county(codes.COUNTY_JUSTICE, '司法局', 'justice'),
  county(codes.COUNTY_DISABLED, '残疾人联合会', 'federation of the disabled', 'publicInstitution'),
  county(codes.COUNTY_TOBACCO, '烟草专卖局', 'tobacco monopoly'),
  county(codes.COUNTY_VETERANS, '退役军人事务局', 'veterans affairs'),
  {
    code: codes.CITY_TRAFFIC_POLICE,
    division: CITY,
    name: '乐山市公安局交通警察支队（示例）',
    nameEn: 'City traffic police (sample)',
    kind: 'department',
  },
  {
    code: codes.CITY_LAND_REGISTRY,
    division: CITY,
    name: '乐山市不动产登记中心（示例）',
    nameEn: 'City land registry (sample)',
    kind: 'publicInstitution',
  },
  county(codes.COUNTY_FIRE, '消防救援大队', 'fire and rescue'),
]

/** What an item takes from its organ: level (行使层级), nature (实施主体性质), and the name without its mark. */
export function organOf(code: string): { level: DivisionLevel; nature: '1' | '2'; shortName: string } {
  const organ = SAMPLE_ORGANISATIONS.find((each) => each.code === code)
  if (organ === undefined) throw new Error(`no sample organisation ${code}`)
  return {
    level: divisionLevel(organ.division),
    nature: organ.kind === 'publicInstitution' ? '2' : '1',
    shortName: organ.name.replace(/（.*）$/, ''),
  }
}
