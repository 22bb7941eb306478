import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { writeAudit } from '../../../http/audit.js'
import { callerOf } from '../../../http/policy.js'
import { Strict, strEnum } from '../../../http/schemas.js'
import { problem } from '../../../shared/problem.js'
import { dictionaryCode } from '../../catalogue/parts/fields.js'
import { standingPlaces } from '../../divisions/owner-service.js'
import { placesOf } from '../../search/search-views.js'
import { CatalogueEntry, WholeDirectoryEntry } from '../import-schemas.js'
import { type ExportFilters, entryLines } from './export-entries.js'
import { misfitLines, tableLines } from './export-tables.js'
import { WIRE_TABLE_NAMES, WIRE_TABLES } from './up-task-tables.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const

const ExportQuery = Strict({
  division: Type.Optional(
    Type.String({ maxLength: 12, description: 'Items of this division and all below it (区划)' }),
  ),
  organisation: Type.Optional(Type.String({ maxLength: 50 })),
  type: Type.Optional(dictionaryCode('事项类型')),
  state: Type.Optional(strEnum(['IN_USE', 'SUSPENDED', 'RETIRED'])),
  form: Type.Optional(
    strEnum(['entries', 'directory', 'up_task'], {
      description:
        'Whole entries (default), those of the basic directory (基本目录), or the national exchange tables (国家交换库表)',
    }),
  ),
  table: Type.Optional(
    strEnum(WIRE_TABLE_NAMES, {
      description: 'This national table as CSV; `form=up_task` without it lists the tables',
    }),
  ),
  excel: Type.Optional(
    Type.Boolean({
      description:
        'CSV for a spreadsheet: with a byte-order mark, formulas disarmed by an apostrophe, codes as text (="01")',
    }),
  ),
  misfits: Type.Optional(
    Type.Boolean({
      description:
        'With `form=up_task`: instead of a table what of it, or of all tables, does not fit the library (不符合目标表的值)',
    }),
  ),
})

const WireMisfit = Strict({
  table: strEnum(WIRE_TABLE_NAMES),
  rowGuid: Type.String(),
  code: Type.String({ description: 'Of the item, or of the entry of the directory' }),
  column: Type.String({ examples: ['task_code'] }),
  rule: strEnum(['TOO_LONG', 'EMPTY'], {
    description:
      'Longer than the column takes (超长); or nothing for a column that is never empty (必填为空)',
  }),
  length: Type.Integer({ description: 'Characters' }),
  most: Type.Optional(Type.Integer({ description: 'That the column takes' })),
})

const WireTableList = Strict({
  tables: Type.Array(
    Strict({
      table: Type.String({ examples: ['up_task_general_material'] }),
      title: Type.String(),
      titleEn: Type.String(),
      columns: Type.Array(Type.String()),
      required: Type.Array(Type.String(), { description: 'Columns that are never empty (必填)' }),
      lengths: Type.Record(Type.String(), Type.Integer(), {
        description: 'Most characters of a column, where the library says so (字段长度)',
      }),
      href: Type.String({ description: 'Where this table is, with the same filters' }),
    }),
  ),
})

const ANSWERS = {
  description:
    'A CatalogueEntry a line (整条记录), or a WholeDirectoryEntry; a table as CSV; what does not fit a line each; or the list of tables',
  content: {
    'application/x-ndjson': { schema: Type.Union([CatalogueEntry, WholeDirectoryEntry, WireMisfit]) },
    'text/csv': { schema: Type.String() },
    'application/json': { schema: WireTableList },
  },
}

/** Whole entries for other catalogues and for backups, tables for the national library (事项导出). */
export const exportRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, dictionaries } = deps
  app.get(
    '/v1/catalogue/export',
    {
      config: KEEPERS,
      schema: {
        operationId: 'exportItems',
        tags: ['Catalogue'],
        summary: '事项导出、国家标准表 · Export whole entries, or the national tables',
        description:
          'Every published item with its state and all its versions (事项导出), an entry a line, in the order of their codes. What comes out can be imported again and then changes nothing. Drafts are not in it. `form=directory` gives the basic directory (基本目录) the same way, its `division` and `organisation` being those of who keeps it. `form=up_task` gives the versions in force in the tables of the national exchange library instead, one at a time as CSV: an item with variants (业务办理项) a row each, nothing cut; `misfits=true` tells what is longer than a column takes, or missing where it is never empty.',
        querystring: ExportQuery,
        response: { 200: ANSWERS },
      },
    },
    async (request, reply) => {
      const { form, table, excel = false, misfits = false, ...query } = request.query
      const filters: ExportFilters = { ...query, division: placesOf(query).division }
      const send = (name: string, type: string, lines: AsyncIterable<string>) => {
        reply.header('content-disposition', `attachment; filename="${name}"`)
        // Read a page ahead at most; the schema is for the document, a stream is sent as it is.
        return reply.type(type).send(Readable.from(lines, { objectMode: false, highWaterMark: 1 }) as never)
      }
      if (form !== undefined && form !== 'up_task' && table !== undefined) throw onlyForTables()
      if ((excel || misfits) && form !== 'up_task' && table === undefined) throw onlyForTables()
      await writeAudit(pool, request, {
        action: 'exportItems',
        object: 'catalogue',
        details: request.query,
        ...(await standingPlaces(pool, callerOf(request))),
      })
      if (form === 'up_task' || table !== undefined) {
        if (misfits) {
          const lines = misfitLines(pool, table, filters, await dictionaries.current())
          return send('misfits.ndjson', 'application/x-ndjson; charset=utf-8', lines)
        }
        if (table === undefined)
          return reply.type('application/json; charset=utf-8').send(listTables(request.url))
        const lines = tableLines(pool, table, filters, {
          dictionaries: await dictionaries.current(),
          spreadsheet: excel,
        })
        return send(`${table}.csv`, 'text/csv; charset=utf-8', lines)
      }
      const kind = form === 'directory' ? 'directory' : 'items'
      return send(`${kind}.ndjson`, 'application/x-ndjson; charset=utf-8', entryLines(deps, kind, filters))
    },
  )
}

function listTables(url: string) {
  return {
    tables: WIRE_TABLE_NAMES.map((table) => {
      const { title, columns, required, lengths } = WIRE_TABLES[table]
      const where = new URL(url, 'http://service')
      where.searchParams.set('table', table)
      return {
        table,
        title: title.zh,
        titleEn: title.en,
        columns: [...columns],
        required: [...required],
        lengths: Object.fromEntries(lengths),
        href: where.pathname + where.search,
      }
    }),
  }
}

const onlyForTables = () =>
  problem('INVALID_INPUT', {
    errors: [
      {
        pointer: '?form',
        code: 'REQUIRED',
        message: {
          en: '`table`, `excel` and `misfits` are for form=up_task',
          zh: 'table、excel 和 misfits 仅用于 form=up_task',
        },
      },
    ],
  })
