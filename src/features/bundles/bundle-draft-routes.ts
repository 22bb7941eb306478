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
import { callerOf } from '../../http/policy.js'
import { guarded, LegalDate, repeatable, Strict } from '../../http/schemas.js'
import { say } from '../../shared/text.js'
import { ownedBy, ownerOf } from '../divisions/owner-service.js'
import type { BundleDocument as Document } from './bundle-document.js'
import { BUNDLE_EXAMPLE } from './bundle-example.js'
import { BundleDocument, BundleDraftView, BundleFindingsView, bundleCode } from './bundle-schemas.js'
import {
  createBundle,
  findingsOf,
  publishBundle,
  readBundleDraft,
  writeBundleDraft,
} from './bundle-service.js'

const KEEPERS = { policy: { roles: ['cataloguer'] } } as const
const params = Strict({ bundleCode })

/** Under a code that the sample has not taken. */
const NEW_BUNDLE: Document = { ...BUNDLE_EXAMPLE, bundleCode: 'open-restaurant-2' }

/** A write of a bundle in the audit trail, as its organ's. */
async function auditBundle(
  db: Queryable,
  request: FastifyRequest,
  action: string,
  { bundleCode: code, organisationCode }: Document,
  details: object = {},
): Promise<void> {
  const whose = ownedBy(await ownerOf(db, organisationCode))
  await writeAudit(db, request, { action, object: `bundle ${code}`, details, ...whose })
}

/** Drafts, checks and publication of bundles: the cataloguer's work (一件事管理). */
export const bundleDraftRoutes: FastifyPluginAsyncTypebox<Deps> = async (
  app,
  { pool, encryption, items },
) => {
  app.post(
    '/v1/bundles',
    {
      config: KEEPERS,
      schema: {
        operationId: 'createBundle',
        tags: ['Bundles'],
        summary: '新增一件事 · Begin a bundle',
        description: 'The first draft of a new bundle (新增一件事). Nobody sees it before it is published.',
        headers: Type.Object(repeatable),
        body: { ...BundleDocument, examples: [NEW_BUNDLE] },
        response: { 201: BundleDraftView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const draft = await createBundle(db, caller, request.body as Document)
        await auditBundle(db, request, 'createBundle', draft.document)
        return {
          status: 201,
          headers: {
            location: `/v1/bundles/${draft.document.bundleCode}/draft`,
            etag: etagOf(draft.revision, draft),
          },
          body: draft,
        }
      })
    },
  )

  app.get(
    '/v1/bundles/:bundleCode/draft',
    {
      config: KEEPERS,
      schema: {
        operationId: 'readBundleDraft',
        tags: ['Bundles'],
        summary: '一件事草稿 · The draft of a bundle',
        description: 'The draft (草稿); where there is none, one that begins from the newest version.',
        params,
        response: { 200: BundleDraftView },
      },
    },
    async (request, reply) => {
      const draft = await readBundleDraft(pool, callerOf(request), request.params.bundleCode)
      return sendResource(request, reply, draft.revision, draft)
    },
  )

  app.put(
    '/v1/bundles/:bundleCode/draft',
    {
      config: KEEPERS,
      schema: {
        operationId: 'replaceBundleDraft',
        tags: ['Bundles'],
        summary: '修改一件事草稿 · Replace the draft of a bundle',
        description:
          'Writes the draft (修改草稿) under If-Match: of two cataloguers the second is told to read again.',
        params,
        headers: Type.Object(guarded),
        body: { ...BundleDocument, examples: [BUNDLE_EXAMPLE] },
        response: { 200: BundleDraftView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const expected = ifMatch(request)
      const draft = await withTransaction(pool, async (db) => {
        const before = await readBundleDraft(db, caller, request.params.bundleCode, true)
        checkPrecondition(expected, before.revision)
        const written = await writeBundleDraft(db, caller, before, request.body as Document)
        const { document, revision } = written
        await auditBundle(db, request, 'replaceBundleDraft', document, { revision })
        return written
      })
      return sendResource(request, reply, draft.revision, draft)
    },
  )

  app.post(
    '/v1/bundles/:bundleCode/draft/check',
    {
      config: KEEPERS,
      schema: {
        operationId: 'checkBundleDraft',
        tags: ['Bundles'],
        summary: '一件事发布前检查 · Check the draft of a bundle',
        description:
          'Everything that speaks against publication (发布前检查): members, mappings of questions and fields, equivalent materials, limits. docs/bundles.md lists the rules.',
        params,
        response: { 200: BundleFindingsView },
      },
    },
    async (request) => {
      const { document } = await readBundleDraft(pool, callerOf(request), request.params.bundleCode)
      const language = requestLanguage(request)
      const findings = await findingsOf(items, document)
      return {
        findings: findings.map((finding) => ({
          ...finding,
          message: say(finding.message, language),
          mend: say(finding.mend, language),
        })),
      }
    },
  )

  app.post(
    '/v1/bundles/:bundleCode/draft/publish',
    {
      config: KEEPERS,
      schema: {
        operationId: 'publishBundle',
        tags: ['Bundles'],
        summary: '发布一件事 · Publish the draft of a bundle',
        description:
          'Makes the draft the next version (发布), in force from `effectiveFrom` on (today by default). A published version never changes.',
        params,
        headers: Type.Object(repeatable),
        body: Strict({ effectiveFrom: Type.Optional(LegalDate) }, { examples: [{}] }),
        response: {
          200: Strict({
            bundleCode,
            version: Type.Integer(),
            effectiveFrom: LegalDate,
            document: BundleDocument,
          }),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { bundleCode: code } = request.params
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const published = await publishBundle(db, caller, items, code, request.body.effectiveFrom)
        const { document, version, effectiveFrom } = published
        await auditBundle(db, request, 'publishBundle', document, { version, effectiveFrom })
        return { status: 200, body: { bundleCode: code, ...published } }
      })
    },
  )
}
