import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { OPTIONAL } from '../../http/openapi.js'
import { callerOf } from '../../http/policy.js'
import { guarded, LegalDate, repeatable, SAID, Strict, strEnum } from '../../http/schemas.js'
import { isError } from '../../shared/finding.js'
import { LESHAN_ITEM_CODE, UNWANTED_ITEM_CODE } from '../../shared/sample-codes.js'
import { say } from '../../shared/text.js'
import { effectsOnBundles, tellOwners } from '../bundles/member-changes.js'
import { codeTitle } from '../dictionaries/dictionary.js'
import { readDictionaries } from '../dictionaries/dictionary-service.js'
import { changeState } from './change-state.js'
import type { BegunItem } from './directory/inherit-item.js'
import {
  checkDraft,
  createItem,
  dropDraft,
  itemToday,
  mustExist,
  nameOfItem,
  ownerOfItem,
  readDraft,
  writeDraft,
} from './draft-service.js'
import { INHERITING_EXAMPLE } from './inheriting-example.js'
import type { ItemDocument as Document } from './item-document.js'
import { ITEM_EXAMPLE } from './item-example.js'
import { DraftView, FindingsView, Item, ItemDocument, NewItem } from './item-schemas.js'
import { viewDraft } from './item-views.js'
import { publishDraft } from './publish-draft.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const params = Strict({
  itemCode: Type.String({ minLength: 1, maxLength: 50, examples: [LESHAN_ITEM_CODE] }),
})

/** Under a code that the sample has not taken. */
const NEW_ITEM: Document = {
  ...ITEM_EXAMPLE,
  itemCode: ITEM_EXAMPLE.itemCode.replace('099001', '099002'),
  basicCode: ITEM_EXAMPLE.basicCode.replace('099001', '099002'),
}

/** A write of an item in the audit trail, as its organ's. */
async function auditItem(
  db: Queryable,
  request: FastifyRequest,
  action: string,
  itemCode: string,
  details: object = {},
): Promise<void> {
  const whose = await ownerOfItem(db, itemCode)
  await writeAudit(db, request, { action, object: `item ${itemCode}`, details, ...whose })
}

/** Drafts, checks, publication and states: the cataloguer's work (事项管理). */
export const draftRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, { pool, encryption, items }) => {
  app.post(
    '/v1/items',
    {
      config: KEEPERS,
      schema: {
        operationId: 'createItem',
        tags: ['Catalogue'],
        summary: '新增事项草稿 · Begin an item',
        description:
          'The first draft of a new item (新增事项草稿). What its entry of the basic directory gives may be left out and is copied from there (继承). Nobody sees the draft before it is published.',
        headers: Type.Object(repeatable),
        body: { ...NewItem, examples: [NEW_ITEM, INHERITING_EXAMPLE] },
        response: { 201: DraftView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const draft = await createItem(db, caller, request.body as BegunItem)
        const body = viewDraft(draft)
        await auditItem(db, request, 'createItem', draft.document.itemCode)
        return {
          status: 201,
          headers: {
            location: `/v1/items/${encodeURIComponent(draft.document.itemCode)}/draft`,
            etag: etagOf(draft.revision, body),
          },
          body,
        }
      })
    },
  )

  app.get(
    '/v1/items/:itemCode/draft',
    {
      config: KEEPERS,
      schema: {
        operationId: 'readDraft',
        tags: ['Catalogue'],
        summary: '事项草稿 · The draft of an item',
        description:
          'The draft (草稿), and whether it was checked as it stands; where there is none, one that begins from the version in force (现行版本), or from the one that `version` names, a scheduled one for example.',
        params,
        querystring: Strict({
          version: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 2147483647,
              description: 'Where there is no draft, from which version one begins (起草所依据的版本)',
            }),
          ),
        }),
        response: { 200: DraftView },
      },
    },
    async (request, reply) => {
      const { version: from } = request.query
      const draft = await readDraft(pool, callerOf(request), request.params.itemCode, { from })
      return sendResource(request, reply, draft.revision, viewDraft(draft))
    },
  )

  app.put(
    '/v1/items/:itemCode/draft',
    {
      config: KEEPERS,
      schema: {
        operationId: 'replaceDraft',
        tags: ['Catalogue'],
        summary: '修改草稿 · Replace the draft',
        description:
          'Writes the draft (修改草稿) under If-Match: of two cataloguers the second is told to read again.',
        params,
        headers: Type.Object(guarded),
        body: { ...ItemDocument, examples: [ITEM_EXAMPLE] },
        response: { 200: DraftView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const expected = ifMatch(request)
      const draft = await withTransaction(pool, async (db) => {
        const before = await readDraft(db, caller, request.params.itemCode, { lock: true })
        checkPrecondition(expected, before.revision)
        const written = await writeDraft(db, caller, before, request.body as Document)
        await auditItem(db, request, 'replaceDraft', request.params.itemCode, { revision: written.revision })
        return written
      })
      return sendResource(request, reply, draft.revision, viewDraft(draft))
    },
  )

  app.delete(
    '/v1/items/:itemCode/draft',
    {
      config: KEEPERS,
      schema: {
        operationId: 'deleteDraft',
        tags: ['Catalogue'],
        summary: '删除草稿 · Delete the draft',
        description:
          'Deletes the draft (删除草稿) under If-Match. What was published stays; an item that never was is gone, and its code is free again.',
        params: Strict({
          itemCode: Type.Unsafe<string>({ ...params.properties.itemCode, examples: [UNWANTED_ITEM_CODE] }),
        }),
        headers: Type.Object(guarded),
        response: { 204: Type.Null({ description: 'Deleted (已删除)' }) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const expected = ifMatch(request)
      await withTransaction(pool, async (db) => {
        const draft = await readDraft(db, caller, request.params.itemCode, { lock: true })
        checkPrecondition(expected, draft.revision)
        await dropDraft(db, caller, draft)
        await auditItem(db, request, 'deleteDraft', request.params.itemCode, { revision: draft.revision })
      })
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/v1/items/:itemCode/draft/check',
    {
      config: KEEPERS,
      schema: {
        operationId: 'checkDraft',
        tags: ['Catalogue'],
        summary: '发布前检查 · Check the draft',
        description:
          'Everything that speaks against publication (发布前检查): rule, place, what is wrong and how to mend it. The rules are listed in docs/rules.md. Without an error the draft is `CHECKED` until it changes (已检查).',
        params,
        headers: Type.Object(repeatable),
        response: { 200: FindingsView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const language = requestLanguage(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { itemCode } = request.params
        const draft = await readDraft(db, caller, itemCode)
        const own = await checkDraft(db, caller, itemCode)
        // What cannot be published closes no bundle, and conditions that are no conditions cannot be followed into one.
        const found = own.some(isError) ? own : [...own, ...(await effectsOnBundles(db, draft.document))]
        const findings = found.map((finding) => ({
          ...finding,
          message: say(finding.message, language),
          mend: say(finding.mend, language),
        }))
        return { status: 200, body: { findings } }
      })
    },
  )

  app.post(
    '/v1/items/:itemCode/draft/publish',
    {
      config: KEEPERS,
      schema: {
        operationId: 'publishItem',
        tags: ['Catalogue'],
        summary: '发布事项 · Publish the draft',
        description:
          'Makes the draft the next version (发布), in force from `effectiveFrom` on (today by default). A published version never changes. Scheduled versions that would never come into force for it are named in a 422 until `overtakes` confirms them (确认替代). With If-Match only the draft that was read is published.',
        params,
        headers: Type.Object({ ...guarded, ...repeatable }),
        body: Strict(
          {
            effectiveFrom: Type.Optional(LegalDate),
            overtakes: Type.Optional(
              Type.Array(Type.Integer({ minimum: 1, maximum: 1_000_000 }), {
                maxItems: 100,
                description:
                  'Scheduled versions that never come into force for this one (被替代的待生效版本)',
              }),
            ),
          },
          { examples: [{}] },
        ),
        response: { 200: Item },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const language = requestLanguage(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { version, effectiveFrom, state, document } = await publishDraft(
          db,
          caller,
          request.params.itemCode,
          { ...request.body, expected: ifMatch(request) },
        )
        await auditItem(db, request, 'publishItem', request.params.itemCode, { version, effectiveFrom })
        const { itemCode, name } = document
        const key = `${itemCode} version ${version}`
        await tellOwners(db, [{ itemCode, name, what: 'publish', on: effectiveFrom, key }])
        items.forget(request.params.itemCode)
        const book = await readDictionaries(db)
        return {
          status: 200,
          body: {
            ...document,
            version,
            effectiveFrom,
            state,
            typeTitle: codeTitle(book, 'itemType', document.type, language),
          },
        }
      })
    },
  )

  for (const [change, summary, chinese, reason] of [
    ['suspend', 'Suspend an item', '暂停', '系统升级，暂停办理'],
    ['resume', 'Put an item in use again', '恢复', '系统升级完成'],
    ['retire', 'Retire an item', '取消', '依据的规章已废止'],
  ] as const) {
    app.post(
      `/v1/items/:itemCode/${change}`,
      {
        config: KEEPERS,
        // Without a body it is an act without a reason.
        preValidation: async (request) => {
          request.body ??= {}
        },
        schema: {
          operationId: `${change}Item`,
          tags: ['Catalogue'],
          summary: `事项${chinese} · ${summary}`,
          description: `Changes the state of an item (事项${chinese}), now or from the day \`effectiveFrom\` on (预定). Running cases go on; new ones are refused unless it is in use. The newest plan holds; resuming an item that is in use gives its plan up.`,
          params,
          headers: Type.Object({ ...guarded, ...repeatable }),
          body: Strict(
            {
              reason: Type.Optional(
                Type.String({
                  minLength: 2,
                  maxLength: 500,
                  pattern: SAID,
                  description: 'Why; stands in the history and the audit trail (原因)',
                }),
              ),
              effectiveFrom: Type.Optional({
                ...LegalDate,
                description: 'From which day on; absent: at once (生效日期)',
              }),
            },
            { examples: [{ reason }], [OPTIONAL]: true },
          ),
          response: {
            200: Strict({
              itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
              state: strEnum(['IN_USE', 'SUSPENDED', 'RETIRED']),
              revision: Type.Integer(),
              planned: Type.Optional(
                Strict(
                  { state: strEnum(['IN_USE', 'SUSPENDED', 'RETIRED']), from: LegalDate },
                  { description: 'What it is from a later day on (预定状态)' },
                ),
              ),
            }),
          },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        await mustExist(pool, request.params.itemCode)
        return once({ request, reply, pool, encryption, caller }, async (db) => {
          const told = request.body
          const body = await changeState(db, caller, request.params.itemCode, change, {
            ...told,
            expected: ifMatch(request),
          })
          await auditItem(db, request, `${change}Item`, request.params.itemCode, told)
          const on = told.effectiveFrom ?? (await itemToday(db))
          const named = { itemCode: body.itemCode, name: await nameOfItem(db, body.itemCode) }
          const key = `${body.itemCode} revision ${body.revision}`
          await tellOwners(db, [{ ...named, what: change, on, key }])
          items.forget(request.params.itemCode)
          return { status: 200, body }
        })
      },
    )
  }
}
