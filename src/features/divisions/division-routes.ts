import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { listPage } from '../../http/cursors.js'
import { sendResource } from '../../http/etag.js'
import { Strict, strEnum, uncountedFields } from '../../http/schemas.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { problem } from '../../shared/problem.js'
import { centreWriteRoutes } from './centre-write-routes.js'
import { type Position, toCgcs2000 } from './coordinates.js'
import {
  type CentrePosition,
  centreWithId,
  divisionOf,
  listCentres,
  listDivisions,
  listOrganisations,
  organisationOf,
  windowsOf,
} from './division-reads.js'
import {
  Centre,
  CentreList,
  codeParam,
  Division,
  DivisionList,
  divisionParam,
  idParam,
  Organisation,
  OrganisationList,
  viewCentre,
  viewDivision,
  viewOrganisation,
  viewWindow,
  Window,
} from './division-schemas.js'
import { divisionWriteRoutes } from './division-write-routes.js'

const OPEN = { policy: { public: true } } as const

/** Where things are: divisions, organisations, centres and windows (区划、机构、中心、窗口); public reads. */
export const divisionRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey } = deps

  app.get(
    '/v1/divisions',
    {
      config: OPEN,
      schema: {
        operationId: 'listDivisions',
        tags: ['Divisions'],
        summary: '下级行政区划 · Divisions below a division',
        description: 'The children of `parent`, or the roots of the tree without it (行政区划).',
        querystring: Strict({
          parent: Type.Optional(Type.String({ maxLength: 12, examples: ['511102'] })),
          ...uncountedFields,
        }),
        response: { 200: DivisionList },
      },
    },
    async (request, reply) => {
      const parent = divisionCodeOf(request.query.parent, '?parent')
      return listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) => listDivisions(pool, parent, after, most),
        positionOf: (row) => row.code,
        view: viewDivision,
      })
    },
  )

  app.get(
    '/v1/divisions/:code',
    {
      config: OPEN,
      schema: {
        operationId: 'readDivision',
        tags: ['Divisions'],
        summary: '区划详情 · One division',
        description: 'A division (区划) by its code of 6, 9 or 12 digits, with the codes above it.',
        params: divisionParam,
        response: { 200: Division },
      },
    },
    async (request, reply) => {
      const row = await divisionOf(pool, request.params.code)
      return sendResource(request, reply, row.version, viewDivision(row))
    },
  )

  app.get(
    '/v1/organisations',
    {
      config: OPEN,
      schema: {
        operationId: 'listOrganisations',
        tags: ['Divisions'],
        summary: '机构列表 · Organisations',
        description: 'Organs and units (机构), by division subtree, kind or part of the name.',
        querystring: Strict({
          division: Type.Optional(Type.String({ maxLength: 12 })),
          kind: Type.Optional(Type.String({ maxLength: 50 })),
          q: Type.Optional(Type.String({ maxLength: 100 })),
          ...uncountedFields,
        }),
        response: { 200: OrganisationList },
      },
    },
    async (request, reply) => {
      const { division, kind, q } = request.query
      const filters = { division: divisionCodeOf(division, '?division'), kind, q }
      return listPage(request, reply, cursorKey, {
        read: (after: string | undefined, most) => listOrganisations(pool, filters, after, most),
        positionOf: (row) => row.code,
        view: viewOrganisation,
      })
    },
  )

  app.get(
    '/v1/organisations/:code',
    {
      config: OPEN,
      schema: {
        operationId: 'readOrganisation',
        tags: ['Divisions'],
        summary: '机构详情 · One organisation',
        description: 'An organ or unit (机构) by its code.',
        params: codeParam,
        response: { 200: Organisation },
      },
    },
    async (request, reply) => {
      const row = await organisationOf(pool, request.params.code)
      return sendResource(request, reply, row.version, viewOrganisation(row))
    },
  )

  app.get(
    '/v1/centres',
    {
      config: OPEN,
      schema: {
        operationId: 'listCentres',
        tags: ['Divisions'],
        summary: '政务服务中心列表 · Service centres',
        description:
          'Service centres (政务服务中心); with `near` the nearest first, with `item` only those with a window that takes the item in.',
        querystring: Strict({
          near: Type.Optional(
            Type.String({
              pattern: '^-?\\d{1,2}(\\.\\d+)?,-?\\d{1,3}(\\.\\d+)?$',
              maxLength: 50,
              description: 'latitude,longitude',
              examples: ['29.5521,103.7656'],
            }),
          ),
          crs: Type.Optional(
            strEnum(['cgcs2000', 'gcj02', 'bd09'], {
              default: 'cgcs2000',
              description: 'Coordinate system of `near`',
            }),
          ),
          item: Type.Optional(Type.String({ maxLength: 50 })),
          division: Type.Optional(Type.String({ maxLength: 12 })),
          ...uncountedFields,
        }),
        response: { 200: CentreList },
      },
    },
    async (request, reply) => {
      const { near, crs = 'cgcs2000', item, division } = request.query
      const place = near === undefined ? undefined : toCgcs2000(positionOf(near), crs)
      const filters = { division: divisionCodeOf(division, '?division'), item }
      return listPage(request, reply, cursorKey, {
        read: (after: CentrePosition | undefined, most) => listCentres(pool, filters, place, after, most),
        positionOf: (row) => ({
          key: place === undefined ? row.created_at : (row.distance ?? 0),
          id: row.id,
        }),
        view: viewCentre,
      })
    },
  )

  app.get(
    '/v1/centres/:id',
    {
      config: OPEN,
      schema: {
        operationId: 'readCentre',
        tags: ['Divisions'],
        summary: '中心详情 · One centre',
        description: 'A service centre (政务服务中心).',
        params: idParam,
        response: { 200: Centre },
      },
    },
    async (request, reply) => {
      const row = await centreWithId(pool, request.params.id)
      return sendResource(request, reply, row.version, viewCentre(row))
    },
  )

  app.get(
    '/v1/centres/:id/windows',
    {
      config: OPEN,
      schema: {
        operationId: 'listWindows',
        tags: ['Divisions'],
        summary: '中心的窗口 · The windows of a centre',
        description: 'The windows (窗口) of a centre and what each may do with which item (窗口权限).',
        params: idParam,
        response: { 200: Strict({ data: Type.Array(Window) }) },
      },
    },
    async (request) => ({ data: (await windowsOf(pool, request.params.id)).map(viewWindow) }),
  )

  await app.register(divisionWriteRoutes, deps)
  await app.register(centreWriteRoutes, deps)
}

function positionOf(near: string): Position {
  const [latitude = 0, longitude = 0] = near.split(',').map(Number)
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude }
  throw problem('INVALID_INPUT', {
    errors: [
      {
        pointer: '?near',
        code: 'RANGE',
        message: { en: 'Latitude to 90, longitude to 180', zh: '纬度不超过 90，经度不超过 180' },
      },
    ],
  })
}

function divisionCodeOf(code: string | undefined, pointer: string): string | undefined {
  if (code === undefined) return undefined
  const normalised = normaliseDivisionCode(code)
  if (normalised !== undefined) return normalised
  throw problem('INVALID_INPUT', {
    errors: [
      {
        pointer,
        code: 'FORMAT',
        message: { en: 'A division code has 6, 9 or 12 digits', zh: '区划代码应为 6、9 或 12 位数字' },
      },
    ],
  })
}
