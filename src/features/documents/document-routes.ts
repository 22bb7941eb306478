import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { preferredType, prefersHtml } from '../../http/accept.js'
import { ifMatch, sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { callerKey } from '../../http/limits.js'
import { callerOf } from '../../http/policy.js'
import { caseNoParam, guarded, repeatable, Strict } from '../../http/schemas.js'
import { countedTry } from '../../http/tries.js'
import { Problem } from '../../shared/problem.js'
import { sendAct } from '../cases/acts/send-act.js'
import { CaseView } from '../cases/case-schemas.js'
import { CASE_READERS } from '../cases/case-visibility.js'
import { clearFields, keepNothing, readingOf, refuseClearFirst } from '../cases/clear-reading.js'
import { serviceAddress } from '../catalogue/guide/public-page.js'
import {
  DeliveryBody,
  documentParams,
  ListedDocument,
  OneDocument,
  Verified,
  verifyBody,
  verifyQuery,
} from './document-schemas.js'
import { type Printed, printPage } from './page.js'
import { listPapers, readPaper, verifyPaper } from './paper-service.js'
import { previewRoutes } from './preview-routes.js'
import { renderData } from './render-data.js'
import { unverifiedPage, verifiedPage } from './verify-page.js'

const READERS = { policy: { roles: [...CASE_READERS, 'citizen', 'assistant'] } } as const

/** Failed verifications a minute: by caller's address, and by document. Nobody gets through the codes of one. */
const WRONG_BY_CALLER = { name: 'verification by caller', most: 10 }
const WRONG_BY_DOCUMENT = { name: 'verification of document', most: 20 }

/** Documents (文书): what was issued in a case, as data and on paper, and whether a paper is genuine. */
export const documentRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { renderer } = deps
  app.addHook('onClose', () => renderer.close())
  await app.register(previewRoutes, { pool: deps.pool, templates: deps.templates, renderer })

  app.get(
    '/v1/cases/:caseNo/documents',
    {
      config: READERS,
      schema: {
        operationId: 'listDocuments',
        tags: ['Cases'],
        summary: '文书列表 · Documents',
        description:
          'The documents (文书) that were issued in the case, each with its number (文号, `officialNo`: of the organ, the kind and the year, without gaps) and whether it still stands. Their free words (理由等) are for who handles it and for the applicant; others get `***`.',
        params: caseNoParam,
        response: { 200: Strict({ data: Type.Array(ListedDocument) }) },
      },
    },
    async (request) => listPapers(deps, callerOf(request), request.params.caseNo, requestLanguage(request)),
  )

  app.get(
    '/v1/cases/:caseNo/documents/:documentNo',
    {
      config: READERS,
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readDocument',
        tags: ['Cases'],
        summary: '文书详情 · One document',
        description:
          "A document (文书) as JSON, or as a page to print when Accept asks for text/html, or as application/pdf (the same bytes each time; `PDF_UNAVAILABLE` where the compiler is not installed): as it was frozen when it was issued, with what became of it since (作废、已替代、已送达). The page carries the applicants' names in clear for who handles the case, recorded in the audit trail (审计) with its `purpose` (打印文书 where it is left out), for an asked organ that may read them and says why, and for the applicant; masked for others. JSON has them masked; clear with `clear=true` and a `purpose`. What it says in free words (理由等) is for who handles the case, for the applicant, and for who reads it clear.",
        params: documentParams,
        querystring: Strict(clearFields),
        response: {
          200: {
            description: 'The document',
            content: {
              'application/json': { schema: OneDocument },
              'text/html': { schema: Type.String() },
              'application/pdf': { schema: Type.String({ format: 'binary' }) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const reading = readingOf(deps, request)
      const wanted = preferredType(request.headers.accept, [
        'application/json',
        'text/html',
        'application/pdf',
      ])
      const print = wanted !== 'application/json'
      const asked = { ...reading, documentNo: request.params.documentNo, print }
      const { view, printed: paper } = await readPaper(deps, asked, requestLanguage(request))
      const printed = { ...paper, ...verifyAt(request, paper) }
      keepNothing(reply, reading.clear || print)
      if (!print) return reading.clear ? reply.send(view) : sendResource(request, reply, 1, view)
      if (wanted === 'text/html')
        return reply
          .type('text/html; charset=utf-8')
          .serializer((text: unknown) => text as string)
          .send(printPage(printed))
      const pdf = await renderer.pdf(renderData(printed))
      return reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${printed.documentNo}.pdf"`)
        .serializer((bytes: unknown) => bytes as string)
        .send(pdf as never)
    },
  )

  app.post(
    '/v1/cases/:caseNo/documents/:documentNo/delivery',
    {
      config: { policy: { roles: ['issuer', 'clerk'] } },
      schema: {
        operationId: 'deliverPaper',
        tags: ['Cases'],
        summary: '送达文书 · Deliver a paper',
        description:
          'How a paper reached whom it is for (送达文书): to whom, how and when, with a receipt of its own (送达回执). For what is not the decision of the case, which `deliver` hands out: the decision by which a licence ended or was suspended (撤销、撤回、注销、暂停), a refusal of acceptance, an end, a notice; the days against it run from then. What is posted is on its way until the day of its return receipt is told (`arrivedOn`, 妥投; of the decision that `deliver` posted too, also from an exit desk), or it came back (`returned`); what was told by mistake is put right with `again`. Once; anew with `again`, e.g. after the letter came back; nothing is announced beside a delivery that stands (409). The status of the case stays.',
        params: documentParams,
        headers: Type.Object({ ...guarded, ...repeatable }),
        body: DeliveryBody,
        response: { 200: CaseView },
      },
    },
    async (request, reply) =>
      sendAct(deps, request, reply, {
        command: { action: 'deliverPaper', documentNo: request.params.documentNo, ...request.body },
        expected: ifMatch(request),
      }),
  )

  app.post(
    '/v1/documents/verify',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'verifyDocument',
        tags: ['Cases'],
        summary: '文书核验 · Is this paper genuine',
        description:
          'Public verification (文书核验) by a number of the paper (文号 or 文书编号, in any spelling) and the code printed on it: what it is, and whether it still stands. A wrong code and an unknown number get the same answer; failures are limited.',
        body: verifyBody,
        response: { 200: Verified },
      },
    },
    async (request) => verified(request, request.body),
  )

  app.get(
    '/v1/documents/verify',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'showVerification',
        tags: ['Cases'],
        summary: '扫码核验文书 · Is this paper genuine, for who scans it',
        description:
          'The same as the verification by POST (扫码核验), where the QR code of a paper leads: a page for people when Accept prefers text/html, which says too when there is no such paper. Failures are limited.',
        querystring: verifyQuery,
        response: {
          200: {
            description: 'What it is, and whether it still stands',
            content: { 'application/json': { schema: Verified }, 'text/html': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const asked = verified(request, request.query)
      if (!prefersHtml(request.headers.accept)) return asked
      const found = await asked.catch((error) => {
        if (error instanceof Problem && error.code === 'NOT_FOUND') return undefined
        throw error
      })
      return (
        reply
          // The page of a paper that is none is no problem document, which this status has in the contract.
          .code((found === undefined ? 404 : 200) as 200)
          .type('text/html; charset=utf-8')
          .serializer((text: unknown) => text as string)
          .send((found === undefined ? unverifiedPage() : verifiedPage(found)) as never)
      )
    },
  )

  function verified(request: FastifyRequest, asked: { documentNo: string; code: string }) {
    const limits = [
      { ...WRONG_BY_CALLER, of: callerKey(request) },
      { ...WRONG_BY_DOCUMENT, of: asked.documentNo },
    ]
    return countedTry(deps.pool, limits, () => verifyPaper(deps, asked, requestLanguage(request)))
  }

  /** Where the QR code of a paper leads; nowhere for who gets no code. */
  function verifyAt(request: FastifyRequest, { documentNo, code }: Printed): { verifyAt?: string } {
    const address = serviceAddress(deps.config.publicUrl, request)
    if (code === undefined || address === undefined) return {}
    return {
      verifyAt: `${address}/v1/documents/verify?${new URLSearchParams({ documentNo, code }).toString()}`,
    }
  }
}
