import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { prefersHtml } from '../../http/accept.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { render, renderPage, sendRendered, sendResource } from '../../http/etag.js'
import { requiredIdempotencyScope, sendAnswer } from '../../http/idempotency.js'
import { addVary, LANGUAGE_TAGS, requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { idempotencyKey, pageFields, Strict } from '../../http/schemas.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { problem } from '../../shared/problem.js'
import { NewCase } from '../cases/case-schemas.js'
import { PAGE_POLICY } from '../catalogue/guide/guide-page.js'
import { GuideQuery } from '../catalogue/guide/guide-schemas.js'
import { serviceAddress } from '../catalogue/guide/public-page.js'
import { dictionaryCode } from '../catalogue/parts/fields.js'
import { acceptingWindowsOf } from '../divisions/division-service.js'
import { sharedMaterials } from '../registers/shared-materials.js'
import { bundleDraftRoutes } from './bundle-draft-routes.js'
import { bundleGuide } from './bundle-guide.js'
import { bundleGuidePage } from './bundle-guide-page.js'
import {
  Bundle,
  BundleCaseBody,
  BundleChecklistBody,
  BundleChecklistView,
  BundleForms,
  BundleFormsBody,
  BundleGuide,
  BundleList,
  bundleCode,
} from './bundle-schemas.js'
import { bundleToday, createBundleReader, listBundles } from './bundle-service.js'
import { summariseBundle, viewBundle, viewBundleChecklist } from './bundle-views.js'
import { answerBundle } from './open-bundle.js'
import { mapForms, resolveBundle } from './resolve-bundle.js'

const OPEN = { policy: { public: true } } as const
const CREATORS = { policy: { roles: ['clerk', 'citizen', 'assistant'] } } as const
const EXAMPLE_KEY = '7c1d2f04-58a3-4f0e-9d5e-6f2b8a1c3e90'
const params = Strict({ bundleCode })

/** Bundles for everybody (一件事): list, one, guide, one checklist, one form. */
export const bundleRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, items, cursorKey, dictionaries } = deps
  const inForce = createBundleReader(pool, items)

  app.get(
    '/v1/bundles',
    {
      config: OPEN,
      schema: {
        operationId: 'listBundles',
        tags: ['Bundles'],
        summary: '一件事列表 · Bundles of items',
        description:
          'Bundles in force (一件事一次办): themes over several items, by a part of their name, by theme and division.',
        querystring: Strict({
          q: Type.Optional(Type.String({ maxLength: 100, examples: ['餐饮'] })),
          theme: Type.Optional(dictionaryCode('主题分类')),
          division: Type.Optional(Type.String({ maxLength: 12, description: 'And all below it (区划)' })),
          ...pageFields,
        }),
        response: { 200: BundleList },
      },
    },
    async (request, reply) => {
      const { q, theme, division, limit = 20 } = request.query
      const words = q?.trim()
      const filters = { q: words === '' ? undefined : words, theme, division: divisionOf(division) }
      const after = decodeCursor<string>(cursorKey, request)
      const rows = await listBundles(pool, filters, after, limit + 1)
      const language = requestLanguage(request)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => row.bundle_code,
        view: (row) => summariseBundle(row, language),
      })
    },
  )

  app.get(
    '/v1/bundles/:bundleCode',
    {
      config: OPEN,
      schema: {
        operationId: 'readBundle',
        tags: ['Bundles'],
        summary: '一件事详情（现行版本） · A bundle, the version in force',
        description: 'The bundle (一件事) with its members, its questions and its one form (一表申请).',
        params,
        response: { 200: Bundle },
      },
    },
    async (request, reply) => {
      const bundle = await inForce(request.params.bundleCode)
      return sendResource(request, reply, bundle.version, viewBundle(bundle, requestLanguage(request)))
    },
  )

  app.get(
    '/v1/bundles/:bundleCode/guide',
    {
      config: OPEN,
      schema: {
        operationId: 'readBundleGuide',
        tags: ['Bundles'],
        summary: '一件事办事指南 · One guide for the bundle',
        description:
          'The eight disclosures of all members (一件事办事指南), what they have in common once, materials merged, each with those who bring it: what the fixed answers rule out, or another member issues, nobody does. A page to print on A4 or to show on a kiosk where Accept asks for text/html.',
        params,
        querystring: GuideQuery,
        response: {
          200: {
            description: 'The guide',
            content: { 'application/json': { schema: BundleGuide }, 'text/html': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const bundle = await inForce(request.params.bundleCode)
      const { language = requestLanguage(request), layout = 'a4' } = request.query
      const shared = await sharedMaterials(deps.registers)
      const guide = bundleGuide(bundle, await dictionaries.current(), language, shared)
      reply.header('content-language', LANGUAGE_TAGS[language])
      addVary(reply, 'Accept')
      if (!prefersHtml(request.headers.accept))
        return sendRendered(request, reply, render(bundle.version, guide))
      const base = serviceAddress(deps.config.publicUrl, request)
      const address = base && `${base}/v1/bundles/${encodeURIComponent(guide.bundleCode)}/guide`
      const page = { language, layout, address, chineseName: bundle.document.name }
      reply.header('content-security-policy', PAGE_POLICY)
      if (deps.config.publicUrl === undefined) reply.header('cache-control', 'private, no-cache')
      return sendRendered(
        request,
        reply,
        renderPage(bundle.version, bundleGuidePage(guide, page)),
        'text/html',
      )
    },
  )

  app.post(
    '/v1/bundles/:bundleCode/checklist',
    {
      config: OPEN,
      schema: {
        operationId: 'resolveBundleChecklist',
        tags: ['Bundles'],
        summary: '一件事材料清单（一次告知） · What must this applicant bring for the whole bundle',
        description:
          'From answers to the members that take part and one list of materials without duplicates, each with its reasons and with the members that need it; or the questions that are still open (一次告知). 409 when a member is suspended or has changed.',
        params,
        body: BundleChecklistBody,
        response: { 200: BundleChecklistView },
      },
    },
    async (request) => {
      const { applicantType, answers } = request.body
      const bundle = await inForce(request.params.bundleCode)
      const checklist = resolveBundle(bundle, applicantType, answers)
      const codes =
        checklist.kind === 'questions' ? [] : checklist.members.map((each) => each.document.itemCode)
      const windows = codes.length === 0 ? [] : await acceptingWindowsOf(pool, codes)
      const shared = await sharedMaterials(deps.registers)
      return viewBundleChecklist(bundle, checklist, { windows, shared }, requestLanguage(request))
    },
  )

  app.post(
    '/v1/bundles/:bundleCode/forms',
    {
      config: OPEN,
      schema: {
        operationId: 'mapBundleForms',
        tags: ['Bundles'],
        summary: "一表申请拆分到各事项 · From the one form to each member's form",
        description:
          'Maps the one form (一表申请) to the form of each member that takes part and checks each against its item: answers and form are what `POST /v1/cases` takes. 422 names what is wrong by its place in the one form. Nothing is kept.',
        params,
        body: BundleFormsBody,
        response: { 200: BundleForms },
      },
    },
    async (request) => {
      const bundle = await inForce(request.params.bundleCode)
      const today = await bundleToday(pool)
      const language = requestLanguage(request)
      const applications = mapForms(bundle, { ...request.body, today })
      return {
        bundleCode: bundle.document.bundleCode,
        version: bundle.version,
        applications: applications.map(({ document, version, checklist, answers, form }) => ({
          itemCode: document.itemCode,
          name: language === 'en' ? (document.nameEn ?? document.name) : document.name,
          version,
          situation: checklist.situation.key,
          answers,
          form,
        })),
      }
    },
  )

  app.post(
    '/v1/bundles/:bundleCode/cases',
    {
      config: CREATORS,
      schema: {
        operationId: 'createBundleCase',
        tags: ['Bundles'],
        summary: '一件事申报 · Apply for the whole bundle at once',
        description:
          'One submission opens the case of the bundle (一件事主件) and one case for each member that takes part (子件), all of them or none. Answers and form are mapped to the members; a material that is given once goes to every member that asks for it, with the same file. What one member issues is not asked for: the member that needs it waits (`awaits`) and gets it by itself when it is granted (前置结果). Rules are told at the places of this body. `submit: false` keeps drafts, for which the questions must be answered. `queryCode` is shown only here and holds for all of them.',
        params,
        headers: Type.Object({ 'idempotency-key': { ...idempotencyKey, examples: [EXAMPLE_KEY] } }),
        body: BundleCaseBody,
        response: { 201: NewCase },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const scope = requiredIdempotencyScope(request, caller)
      const bundle = await inForce(request.params.bundleCode)
      const asked = { caller, scope, language: requestLanguage(request) }
      const { answer, replayed } = await answerBundle(deps, bundle, request.body, asked)
      return sendAnswer(reply, answer, replayed)
    },
  )

  await app.register(bundleDraftRoutes, deps)
}

function divisionOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined
  const normalised = normaliseDivisionCode(code)
  if (normalised !== undefined) return normalised
  throw problem('INVALID_INPUT', {
    errors: [
      {
        pointer: '?division',
        code: 'FORMAT',
        message: { en: 'A division code has 6, 9 or 12 digits', zh: '区划代码应为 6、9 或 12 位数字' },
      },
    ],
  })
}
