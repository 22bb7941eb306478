import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { etagOf, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { repeatable, Strict } from '../../http/schemas.js'
import type { Role } from '../../shared/roles.js'
import { keepNothing, refuseClearFirst } from '../cases/clear-reading.js'
import { DossierView, dossierParam, OpenInput, OpeningView, PrefillView } from './dossier-schemas.js'
import { lookInto, openFor, readAs } from './dossier-service.js'
import { viewDossier, viewOpening, viewPrefill } from './dossier-view.js'

const READERS: Role[] = ['clerk', 'reviewer', 'approver', 'issuer', 'lead', 'citizen', 'exchange']
const READ = { policy: { roles: READERS } } as const

const query = Strict({
  clear: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Clear instead of masked (不脱敏), for the purpose of the opening; recorded',
    }),
  ),
})

/** One dossier for each person and entity over all cases (一人一档). */
export const dossierRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption } = deps

  app.post(
    '/v1/dossiers',
    {
      config: READ,
      schema: {
        operationId: 'openDossier',
        tags: ['Dossiers'],
        summary: '查阅档案 · Open a dossier',
        description:
          'Opens what is known of a party of a case in hand (查阅档案): for who handles the case and for platforms whose grant carries `personal`, with a purpose; for applicants about themselves, by their own cases alone. It may be read for seven days as long as the right lasts. Opening and each reading stand in the audit trail and are found by the person (`GET /v1/audit?subject=`).',
        headers: Type.Object(repeatable),
        body: OpenInput,
        response: {
          201: OpeningView,
        },
      },
    },
    async (request, reply) => {
      const looking = await lookInto(deps, request, request.body)
      return once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
        const body = viewOpening(await openFor(db, request, looking))
        const headers = { location: `/v1/dossiers/${body.dossierId}`, etag: etagOf(1, body) }
        return { status: 201, headers, body }
      })
    },
  )

  app.get(
    '/v1/dossiers/:dossierId',
    {
      config: READ,
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readDossier',
        tags: ['Dossiers'],
        summary: '一人一档 · What is known of somebody',
        description:
          'Values and materials from earlier cases of a person or entity (一人一档), each with the case or register it comes from, since when and until when. Applicants see all of their own; others what the item in hand asks for too (最小必要, 个人信息保护法 Art. 6; from memory), masked unless `clear`. Sensitive fields are never carried from case to case. Nothing is kept for it: what is older than DOSSIER_DAYS, voided or found defective is not known.',
        params: dossierParam,
        querystring: query,
        response: { 200: DossierView },
      },
    },
    async (request, reply) => {
      const { clear = false } = request.query
      keepNothing(reply, clear)
      const { dossierId } = request.params
      const read = await readAs(deps, request, { dossierId, clear, action: 'readDossier' })
      const body = await viewDossier(deps, { ...read, clear, language: requestLanguage(request) })
      return sendResource(request, reply, 1, body)
    },
  )

  app.get(
    '/v1/dossiers/:dossierId/prefill',
    {
      config: READ,
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'prefillFromDossier',
        tags: ['Dossiers'],
        summary: '免重复填报、免重复提交 · What a case may be filled with',
        description:
          'Of the case for which it was opened: empty fields of its form with what was stated before, and materials whose file counts again with `source: dossier` and the `reference` (免重复填报、免重复提交). Every value is confirmed by the applicant: send it in `form`, and pointer and `from` in `prefilled` with `confirmed: true`; without, the case is not handed in (422 `PREFILL_NOT_CONFIRMED`).',
        params: dossierParam,
        querystring: query,
        response: { 200: PrefillView },
      },
    },
    async (request, reply) => {
      const { clear = false } = request.query
      keepNothing(reply, clear)
      const { dossierId } = request.params
      const read = await readAs(deps, request, { dossierId, clear, action: 'prefillFromDossier' })
      const body = await viewPrefill(deps, { ...read, clear, language: requestLanguage(request) })
      return sendResource(request, reply, 1, body)
    },
  )
}
