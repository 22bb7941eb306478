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
  OTHER_COUNTY_MARKET,
  TOP_ORGANISATION,
  TOWN_GOVERNMENT,
} from '../shared/sample-codes.js'

/** Sample organisations; their credit codes are made up and pass their checks. */
export const SAMPLE_ORGANISATIONS = [
  { code: TOP_ORGANISATION, division: '510000000000', name: '四川省政务服务管理机构（示例）', nameEn: 'Provincial service administration (sample)', kind: 'administration' },
  { code: CITY_ADMINISTRATION, division: '511100000000', parent: TOP_ORGANISATION, name: '乐山市政务服务管理机构（示例）', nameEn: 'City service administration (sample)', kind: 'administration' },
  { code: CITY_HOUSING_FUND, division: '511100000000', name: '乐山市住房公积金管理中心（示例编码）', nameEn: 'Leshan housing-fund centre (sample code)', kind: 'publicInstitution' },
  { code: COUNTY_MARKET, division: '511102000000', name: '市中区市场监督管理局（示例）', nameEn: 'District market regulation (sample)', kind: 'department' },
  { code: COUNTY_CIVIL_AFFAIRS, division: '511102000000', name: '市中区民政局（示例）', nameEn: 'District civil affairs (sample)', kind: 'department' },
  { code: COUNTY_HEALTH, division: '511102000000', name: '市中区卫生健康局（示例）', nameEn: 'District health (sample)', kind: 'department' },
  { code: COUNTY_LABOUR, division: '511102000000', name: '市中区人力资源和社会保障局（示例）', nameEn: 'District labour and social security (sample)', kind: 'department' },
  { code: COUNTY_WATER, division: '511102000000', name: '市中区水务局（示例）', nameEn: 'District water (sample)', kind: 'department' },
  { code: COUNTY_FORESTRY, division: '511102000000', name: '市中区林业局（示例）', nameEn: 'District forestry (sample)', kind: 'department' },
  { code: COUNTY_LAND, division: '511102000000', name: '市中区自然资源局（示例）', nameEn: 'District natural resources (sample)', kind: 'department' },
  { code: TOWN_GOVERNMENT, division: '511102901000', name: '示例镇人民政府', nameEn: 'Government of Sample Town', kind: 'government' },
  { code: OTHER_COUNTY_MARKET, division: '511112000000', name: '五通桥区市场监督管理局（示例）', nameEn: 'Market regulation of another district (sample)', kind: 'department' },
]
