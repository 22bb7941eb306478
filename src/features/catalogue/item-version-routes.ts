import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { checkPrecondition, ifMatch, sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { guarded, Strict } from '../../http/schemas.js'
import { SCHEDULED_ITEM_CODE } from '../../shared/sample-codes.js'
import { tellOwners } from '../bundles/member-changes.js'
import { codeTitle } from '../dictionaries/dictionary.js'
import { ownerOfItem } from './draft-service.js'
import { itemCode, versionNumber } from './item-parameters.js'
import { DraftDiff, Item, ItemHistory, VersionDiff, VersionList } from './item-schemas.js'
import { compareDraft, compareVersions, listItemChanges, versionOf, versionsOf } from './item-versions.js'
import { viewChange, viewDifferences, viewVersions } from './item-views.js'
import { versionToWithdraw, withdrawVersion } from './withdraw-version.js'

const OPEN = { policy: { public: true } } as const
const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const params = Strict({ itemCode })
const versionParams = Strict({ itemCode, version: versionNumber })

/** The versions of an item, what changed between them, and who changed it (版本与变更记录). */
export const itemVersionRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, items, cursorKey, dictionaries } = deps

  app.get(
    '/v1/items/:itemCode/versions',
    {
      config: OPEN,
      schema: {
        operationId: 'listItemVersions',
        tags: ['Catalogue'],
        summary: '事项版本列表 · The versions of an item',
        description:
          'Every published version (事项版本), newest first: `SCHEDULED` (待生效), `IN_FORCE` (现行), `SUPERSEDED` (已被替代).',
        params,
        response: { 200: VersionList },
      },
    },
    async (request) => {
      const code = request.params.itemCode
      const { item, rows, today } = await versionsOf(pool, code)
      return { state: item.state, data: viewVersions(rows, today) }
    },
  )

  app.get(
    '/v1/items/:itemCode/versions/:version',
    {
      config: OPEN,
      schema: {
        operationId: 'readItemVersion',
        tags: ['Catalogue'],
        summary: '事项的一个版本 · One version of an item',
        description: 'A published version never changes (已发布版本不可更改).',
        params: versionParams,
        response: { 200: Item },
      },
    },
    async (request, reply) => {
      const { itemCode: code, version } = request.params
      const [{ row, item }, book] = await Promise.all([
        versionOf(pool, code, version),
        dictionaries.current(),
      ])
      const body = {
        ...row.document,
        version,
        state: item.state,
        effectiveFrom: row.effective_from,
        typeTitle: codeTitle(book, 'itemType', row.document.type, requestLanguage(request)),
      }
      return sendResource(request, reply, version, body)
    },
  )

  app.delete(
    '/v1/items/:itemCode/versions/:version',
    {
      config: KEEPERS,
      schema: {
        operationId: 'withdrawItemVersion',
        tags: ['Catalogue'],
        summary: '撤回待生效版本 · Withdraw a scheduled version',
        description:
          'Takes back a version that is not yet in force and that no case uses (撤回待生效版本); its document becomes the draft where there is none. What is or was in force is kept: 409, with the number of cases that run on it. Its number is not used again.',
        params: Strict({
          itemCode: Type.Unsafe<string>({ ...itemCode, examples: [SCHEDULED_ITEM_CODE] }),
          version: Type.Unsafe<number>({ ...versionNumber, examples: [2] }),
        }),
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Withdrawn (已撤回)' }) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { itemCode: code, version } = request.params
      const expected = ifMatch(request)
      await withTransaction(pool, async (db) => {
        const found = await versionToWithdraw(db, caller, code, version)
        checkPrecondition(expected, version)
        await withdrawVersion(db, caller, code, found)
        const { name } = found.document
        const key = `${code} withdrawal ${version}`
        await tellOwners(db, [{ itemCode: code, name, what: 'withdraw', on: found.effective_from, key }])
        await writeAudit(db, request, {
          action: 'withdrawItemVersion',
          object: `item ${code}`,
          details: { version },
          ...(await ownerOfItem(db, code)),
        })
        items.forget(code)
      })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/items/:itemCode/versions/:version/diff/:other',
    {
      config: OPEN,
      schema: {
        operationId: 'diffItemVersions',
        tags: ['Catalogue'],
        summary: '版本比较 · What changed between two versions',
        description:
          'The differences from one published version to another, in words and as values (版本比较); entries of lists are matched by their keys.',
        params: Strict({ ...versionParams.properties, other: versionNumber }),
        response: { 200: VersionDiff },
      },
    },
    async (request, reply) => {
      const { itemCode: code, version: from, other: to } = request.params
      const changes = viewDifferences(await compareVersions(pool, code, from, to), requestLanguage(request))
      return sendResource(request, reply, to, { itemCode: code, from, to, changes })
    },
  )

  app.get(
    '/v1/items/:itemCode/draft/diff',
    {
      config: KEEPERS,
      schema: {
        operationId: 'diffDraft',
        tags: ['Catalogue'],
        summary: '草稿与现行版本比较 · What the draft changes',
        description:
          'The differences from the version in force to the draft (草稿与现行版本比较); where none is in force yet, everything is new and `from` is left out.',
        params,
        response: { 200: DraftDiff },
      },
    },
    async (request, reply) => {
      const { itemCode: code } = request.params
      const { from, revision, differences } = await compareDraft(pool, callerOf(request), code)
      const changes = viewDifferences(differences, requestLanguage(request))
      return sendResource(request, reply, revision, {
        itemCode: code,
        ...(from === undefined ? {} : { from }),
        revision,
        changes,
      })
    },
  )

  app.get(
    '/v1/items/:itemCode/history',
    {
      config: KEEPERS,
      schema: {
        operationId: 'listItemHistory',
        tags: ['Catalogue'],
        summary: '变更记录 · Who changed what',
        description:
          'Every act on the item (变更记录), newest first: who, when, what it made different. Nothing of it can be changed.',
        params,
        querystring: Strict({
          cursor: Type.Optional(
            Type.String({ maxLength: 2000, description: 'nextCursor of the page before' }),
          ),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
        }),
        response: { 200: ItemHistory },
      },
    },
    async (request, reply) => {
      const { itemCode: code } = request.params
      const { limit = 20 } = request.query
      const before = decodeCursor<number>(cursorKey, request)
      const language = requestLanguage(request)
      return page(request, reply, {
        rows: await listItemChanges(pool, callerOf(request), code, before, limit + 1),
        limit,
        key: cursorKey,
        positionOf: (row) => row.change_no,
        view: (row) => viewChange(row, language),
      })
    },
  )
}
