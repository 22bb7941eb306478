import { type Static, Type } from 'typebox'
import { listOf, model, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { COUNTY_MARKET, SAMPLE_WINDOW_ID } from '../../shared/sample-codes.js'
import type { CentreRow, DivisionRow, OrganisationRow, WindowRow } from './division-store.js'

const name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', examples: ['市中区'] })
const code = Type.String({
  minLength: 1,
  maxLength: 50,
  pattern: '^[0-9A-Za-z_.-]+$',
  examples: [COUNTY_MARKET],
})
const divisionCode = Type.String({
  pattern: '^\\d{6}(\\d{3}){0,2}$',
  description: 'Division code (区划代码) of 6, 9 or 12 digits',
  examples: ['511102'],
})
export const LEVELS = ['decides', 'accepts', 'collects', 'advises'] as const

export const Division = model(
  'Division',
  Strict({
    code: Type.String({ description: '12 digits', examples: ['511102000000'] }),
    parent: Type.Optional(Type.String()),
    level: Type.Integer({ description: '1 nation, 2 province, 3 city, 4 county, 5 town, 6 village' }),
    name,
    nameEn: Type.Optional(name),
    path: Type.Array(Type.String(), { description: 'The own code and all codes above it' }),
  }),
)
export const DivisionList = listOf(Division)

export const Organisation = model(
  'Organisation',
  Strict({
    code,
    name,
    nameEn: Type.Optional(name),
    division: Type.String(),
    parent: Type.Optional(code),
    kind: Type.String(),
  }),
)
export const OrganisationList = listOf(Organisation)

export const Centre = model(
  'Centre',
  Strict({
    id: Type.String(),
    code,
    name,
    nameEn: Type.Optional(name),
    division: Type.String(),
    organisation: Type.String(),
    address: Type.String(),
    openingHours: Type.String(),
    telephone: Type.String(),
    position: Type.Optional(
      Strict({ latitude: Type.Number(), longitude: Type.Number(), crs: strEnum(['cgcs2000']) }),
    ),
    distance: Type.Optional(Type.Integer({ description: 'Metres, with ?near=' })),
  }),
)
export const CentreList = listOf(Centre)

const Authority = Strict({
  itemCode: Type.String({ minLength: 1, maxLength: 50 }),
  level: strEnum(LEVELS, { description: '可当场决定、受理、代收、咨询' }),
})
export const Window = model(
  'Window',
  Strict({
    id: Type.String(),
    code,
    name,
    nameEn: Type.Optional(name),
    kind: Type.String(),
    organisation: Type.String(),
    telephone: Type.Optional(Type.String()),
    authority: Type.Array(Authority, { description: 'What the window may do with which item (窗口权限)' }),
  }),
)

export const DivisionInput = Strict({
  code: divisionCode,
  parent: Type.Optional(divisionCode),
  name,
  nameEn: Type.Optional(name),
})
export const ImportBody = Strict(
  { divisions: Type.Array(DivisionInput, { minItems: 1, maxItems: 20_000 }) },
  { examples: [{ divisions: [{ code: '511102999', parent: '511102', name: '示例镇二' }] }] },
)
export const OrganisationInput = Strict(
  {
    name,
    nameEn: Type.Optional(name),
    division: divisionCode,
    parent: Type.Optional(code),
    kind: Type.String({ minLength: 1, maxLength: 50 }),
  },
  { examples: [{ name: '市中区示例局', division: '511102', kind: 'department' }] },
)
export const CentreInput = Strict(
  {
    code,
    name,
    nameEn: Type.Optional(name),
    division: divisionCode,
    organisation: code,
    address: Type.String({ minLength: 1, maxLength: 300 }),
    openingHours: Type.String({ minLength: 1, maxLength: 200 }),
    telephone: Type.String({ minLength: 1, maxLength: 50 }),
    position: Type.Optional(
      Strict({
        latitude: Type.Number({ minimum: -90, maximum: 90 }),
        longitude: Type.Number({ minimum: -180, maximum: 180 }),
        crs: strEnum(['cgcs2000', 'gcj02', 'bd09']),
      }),
    ),
  },
  {
    examples: [
      {
        code: 'SAMPLE-CENTRE-9',
        name: '示例便民服务中心',
        division: '511102',
        organisation: COUNTY_MARKET,
        address: '示例路9号',
        openingHours: '工作日 9:00—17:00',
        telephone: '0833-2100000',
      },
    ],
  },
)
export type CentreInput = Static<typeof CentreInput>
export const WindowInput = Strict(
  {
    code,
    name,
    nameEn: Type.Optional(name),
    kind: Type.String({ minLength: 1, maxLength: 50 }),
    organisation: code,
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    telephone: Type.Optional(Type.String({ maxLength: 50 })),
  },
  { examples: [{ code: 'W99', name: '综合窗口', kind: 'general', organisation: COUNTY_MARKET }] },
)
export type WindowInput = Static<typeof WindowInput>
export const AuthorityInput = Strict(
  { authority: Type.Array(Authority, { maxItems: 5000 }) },
  { examples: [{ authority: [] }] },
)

export const idParam = Strict({ id: Uuid })
export const windowParam = Strict({
  id: Type.String({ format: 'uuid', examples: [SAMPLE_WINDOW_ID] }),
})
export const codeParam = Strict({ code })
export const divisionParam = Strict({
  code: Type.String({ minLength: 1, maxLength: 50, examples: ['511102'] }),
})

export const viewDivision = (row: DivisionRow) => ({
  code: row.code,
  ...(row.parent_code === null ? {} : { parent: row.parent_code }),
  level: row.level,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  path: row.ancestors,
})

export const viewOrganisation = (row: OrganisationRow) => ({
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  division: row.division_code,
  ...(row.parent_code === null ? {} : { parent: row.parent_code }),
  kind: row.kind,
})

export const viewCentre = (row: CentreRow) => ({
  id: row.id,
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  division: row.division_code,
  organisation: row.organisation_code,
  address: row.address,
  openingHours: row.opening_hours,
  telephone: row.telephone,
  ...(row.latitude === null || row.longitude === null
    ? {}
    : { position: { latitude: row.latitude, longitude: row.longitude, crs: 'cgcs2000' as const } }),
  ...(row.distance === undefined || row.distance === null ? {} : { distance: Math.round(row.distance) }),
})

export const viewWindow = (row: WindowRow) => ({
  id: row.id,
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  kind: row.kind,
  organisation: row.organisation_code,
  ...(row.telephone === null ? {} : { telephone: row.telephone }),
  authority: (row.authority ?? []) as { itemCode: string; level: (typeof LEVELS)[number] }[],
})
