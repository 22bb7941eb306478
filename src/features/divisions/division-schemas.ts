import { type Static, Type } from 'typebox'
import { Instant, LegalDate, listOf, model, SAID, SEEN, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { COUNTY_MARKET, FOOD_LICENCE_ITEM_CODE, SAMPLE_WINDOW_ID } from '../../shared/sample-codes.js'
import { Answerable, viewAnswerable } from '../deadlines/answerable.js'
import type { RequestRow } from './authority-store.js'
import type { CentreRow, WindowRow } from './centre-store.js'
import type { DivisionRow, OrganisationRow } from './division-store.js'
import { ANSWERERS, LEVELS, type Level } from './window-authority.js'

const name = Type.String({ minLength: 1, maxLength: 200, pattern: SEEN, examples: ['市中区'] })
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
    endedOn: Type.Optional(
      Type.Unsafe<string>({ ...LegalDate, description: 'Merged or dissolved on this day (撤并日期)' }),
    ),
    successor: Type.Optional(code),
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

const authority = {
  itemCode: Type.String({ minLength: 1, maxLength: 50, examples: [FOOD_LICENCE_ITEM_CODE] }),
  level: strEnum(LEVELS, { description: '可当场决定、受理、代收、咨询', examples: ['accepts'] }),
}
const Authority = Strict(authority)
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
    requested: Type.Optional(
      Type.Array(Strict({ ...authority, requestedAt: Instant }), {
        description:
          'What was asked for and waits for the organ whose item it is (待确认); without effect until then',
      }),
    ),
  }),
)

export const DivisionInput = Strict({
  code: divisionCode,
  parent: Type.Optional(divisionCode),
  name,
  nameEn: Type.Optional(name),
})
/** A province has some 25,000 divisions down to its villages. */
const MOST_DIVISIONS = 50_000
/** So many rows of usual length. */
export const IMPORT_BYTES = 16 * 1024 * 1024
export const ImportBody = Strict(
  { divisions: Type.Array(DivisionInput, { minItems: 1, maxItems: MOST_DIVISIONS }) },
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
/** An organ as a line of an import and an export (机构导入导出). */
export const OrganisationLine = Strict({
  code,
  name,
  nameEn: Type.Optional(name),
  division: divisionCode,
  parent: Type.Optional(code),
  kind: Type.String({ minLength: 1, maxLength: 50 }),
  endedOn: Type.Optional(LegalDate),
  successor: Type.Optional(code),
})
/** A centre as a line; the id is kept where the centre is new, so that what refers to it elsewhere still does. */
export const CentreLine = Strict({ id: Type.Optional(Uuid), ...CentreInput.properties })
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
/** A window as a line, with what it may do: absent, that stays as it is. */
export const WindowLine = Strict({
  centre: Type.Unsafe<string>({ ...code, description: 'Code of its centre (中心编码)' }),
  id: Type.Optional(Uuid),
  ...WindowInput.properties,
  authority: Type.Optional(Type.Array(Authority, { maxItems: 5000 })),
})
export type WindowInput = Static<typeof WindowInput>
export const AuthorityInput = Strict(
  { authority: Type.Array(Authority, { maxItems: 5000 }) },
  { examples: [{ authority: [] }] },
)

const answeredLevel = strEnum(LEVELS, {
  description: 'What the window asks for, as it was read: it guards against another wish meanwhile',
  examples: ['accepts'],
})
export const ConfirmAuthorityInput = Strict({ level: answeredLevel }, { examples: [{ level: 'accepts' }] })
export const RefuseAuthorityInput = Strict(
  {
    level: answeredLevel,
    reason: Type.String({ minLength: 2, maxLength: 1000, pattern: SAID, description: '理由' }),
  },
  { examples: [{ level: 'decides', reason: '该事项须由本机关决定' }] },
)
export const AuthorityRequest = model(
  'AuthorityRequest',
  Strict({
    window: Uuid,
    windowName: Type.String(),
    centre: Uuid,
    centreName: Type.String(),
    ...authority,
    held: Type.Optional(
      strEnum(LEVELS, { description: 'What the window may do with the item until then (现有权限)' }),
    ),
    organisation: Type.Optional(
      Type.String({ description: 'The organ whose item it is, and which answers (实施主体)' }),
    ),
    requestedBy: Type.String({ description: 'issuer|subject' }),
    requestedAt: Instant,
    dueOn: Type.Optional({
      ...LegalDate,
      description: 'Its last day to be answered; then it lapses (答复期限)',
    }),
    answerable: Type.Optional(Answerable),
  }),
)
export const AuthorityRequestList = listOf(AuthorityRequest)

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
  ...(row.ended_on === null ? {} : { endedOn: row.ended_on }),
  ...(row.successor_code === null ? {} : { successor: row.successor_code }),
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

export const viewAuthorityRequest = (row: RequestRow) => ({
  window: row.window_id,
  windowName: row.window_name,
  centre: row.centre_id,
  centreName: row.centre_name,
  itemCode: row.item_code,
  level: row.level as Level,
  ...(row.held === null ? {} : { held: row.held as Level }),
  ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  ...(row.due_on === null ? {} : { dueOn: row.due_on }),
  ...(row.organisation_code === null
    ? {}
    : {
        answerable: viewAnswerable({
          organisation: row.living_organisation ?? row.organisation_code,
          roles: ANSWERERS,
        }),
      }),
})

export const viewWindow = (row: WindowRow) => ({
  id: row.id,
  code: row.code,
  name: row.name,
  ...(row.name_en === null ? {} : { nameEn: row.name_en }),
  kind: row.kind,
  organisation: row.organisation_code,
  ...(row.telephone === null ? {} : { telephone: row.telephone }),
  authority: (row.authority ?? []) as { itemCode: string; level: Level }[],
  ...(row.requested === null
    ? {}
    : { requested: row.requested as { itemCode: string; level: Level; requestedAt: string }[] }),
})
