import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { auditRow } from '../../http/audit.js'
import { ifMatch, sendResource } from '../../http/etag.js'
import { idempotencyScope, requiredIdempotencyScope, sendAnswer } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { caseNoParam, guarded, idempotencyKey, pageFields, repeatable, Strict } from '../../http/schemas.js'
import { rolesOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { rolesLacking } from '../../shared/roles.js'
import type { Command } from '../workflow/action-inputs.js'
import { ACTIONS, type Action } from '../workflow/statuses.js'
import { answerAct } from './acts/answer-act.js'
import { answerDraft } from './acts/answer-draft.js'
import { answerOpening } from './acts/answer-opening.js'
import { answerQueryCode } from './acts/answer-query-code.js'
import { CreateCaseBody, PatchCaseBody } from './application-schemas.js'
import { answerParent, orOfBundle } from './bundled/answer-parent.js'
import { renewParentCode } from './bundled/renew-parent-code.js'
import { EXAMPLE_DRAFT_NO, EXAMPLE_KEY, exampleCase, exampleCaseNos } from './case-examples.js'
import { caseFilterFields, caseSortField } from './case-filters.js'
import { CaseList, CaseView, NewCase } from './case-schemas.js'
import { CASE_READERS } from './case-visibility.js'
import { listCases } from './list-cases.js'
import { readCaseView } from './read-case.js'
import { TransitionBody } from './transition-body.js'
import { unknownAction } from './unknown-action.js'

const READERS = { policy: { roles: [...CASE_READERS, 'citizen', 'assistant'] } } as const
const CREATORS = { policy: { roles: ['clerk', 'citizen', 'assistant'] } } as const
const ACTORS = {
  policy: { roles: [...new Set(Object.values(ACTIONS).flatMap((action) => [...action.roles]))] },
} as const

const withKey = Type.Object({ 'idempotency-key': { ...idempotencyKey, examples: [EXAMPLE_KEY] } })

const caseNoLike = (examples: string[]) =>
  Strict({ caseNo: Type.Unsafe<string>({ ...caseNoParam.properties.caseNo, examples }) })

/** Answers and forms are the members': which of them a change of the whole meant, nobody could tell. */
const IN_MEMBERS = {
  en: 'The case of a bundle has no form of its own: change the drafts of its members (children)',
  zh: '一件事主件没有自己的表单，请分别修改各事项的草稿（children）',
}

/** An identity number in an address is in the log of every proxy on the way (个人信息不入网址). */
async function refuseNumberInAddress({ query }: FastifyRequest): Promise<void> {
  if (!Object.hasOwn(query as object, 'applicantIdNumber')) return
  throw problem('INVALID_INPUT', {
    detail: {
      en: 'An identity number does not belong into an address: send it in the body of POST /v1/cases/search.',
      zh: '证件号码不得写入网址，请改用 POST /v1/cases/search 在请求体中提交。',
    },
    errors: [
      {
        pointer: '/applicantIdNumber',
        code: 'NOT_IN_ADDRESS',
        message: { en: 'Use POST /v1/cases/search', zh: '请使用 POST /v1/cases/search' },
      },
    ],
  })
}

/** Intake, reading, transitions (收件、查询、流转). */
export const caseRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/cases',
    {
      config: CREATORS,
      schema: {
        operationId: 'createCase',
        tags: ['Cases'],
        summary: '收件（新建办件） · Take a case in',
        description:
          'Creates a case (办件) as a draft, or hands it in at once with submit: true (收件). Missing materials are no error: the case is SUBMITTED and `missing` names them. `queryCode` is shown only here.',
        headers: withKey,
        body: { ...CreateCaseBody, examples: [exampleCase] },
        response: { 201: NewCase },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const scope = requiredIdempotencyScope(request, caller)
      const { answer, replayed } = await answerOpening(deps, request.body, {
        caller,
        scope,
        language: requestLanguage(request),
      })
      return sendAnswer(reply, answer, replayed)
    },
  )

  app.get(
    '/v1/cases',
    {
      config: READERS,
      onRequest: refuseNumberInAddress,
      schema: {
        operationId: 'listCases',
        tags: ['Cases'],
        summary: '办件列表 · Cases that the caller may see',
        description:
          'Newest first, or by due day with `sort=due` (办件列表). Staff see what their grants reach; applicants their own cases.',
        querystring: Strict({ ...caseFilterFields, ...caseSortField, ...pageFields }),
        response: { 200: CaseList },
      },
    },
    async (request, reply) => listCases(deps, request, reply, callerOf(request), request.query),
  )

  app.get(
    '/v1/cases/:caseNo',
    {
      config: READERS,
      schema: {
        operationId: 'readCase',
        tags: ['Cases'],
        summary: '办件详情 · One case',
        description:
          'The case with its parties, materials, clocks and open steps (办件详情); personal values are masked (脱敏).',
        params: caseNoParam,
        response: { 200: CaseView },
      },
    },
    async (request, reply) => {
      const { version, view } = await readCaseView(
        deps,
        callerOf(request),
        request.params.caseNo,
        requestLanguage(request),
      )
      return sendResource(request, reply, version, view)
    },
  )

  app.patch(
    '/v1/cases/:caseNo',
    {
      config: CREATORS,
      schema: {
        operationId: 'changeDraft',
        tags: ['Cases'],
        summary: '修改办件草稿 · Change a draft',
        description:
          'The members that are sent replace those that are there (修改草稿). Only while the case is a draft.',
        params: caseNoLike([EXAMPLE_DRAFT_NO]),
        headers: Type.Object(guarded),
        body: { ...PatchCaseBody, examples: [{ form: exampleCase.form }] },
        response: { 200: CaseView },
      },
    },
    async (request, reply) => {
      const draft = {
        caller: callerOf(request),
        caseNo: request.params.caseNo,
        body: request.body,
        expected: ifMatch(request),
        language: requestLanguage(request),
      }
      const patched = await orOfBundle(deps, draft, () => answerDraft(deps, draft))
      if (patched === 'bundle') throw problem('CONFLICT', { detail: IN_MEMBERS })
      return sendResource(request, reply, patched.version, patched.view)
    },
  )

  app.post(
    '/v1/cases/:caseNo/transitions',
    {
      config: ACTORS,
      // 403 comes before 400: an action that none of the roles ever has is refused before its input is looked at.
      preValidation: async (request) => {
        const action = (request.body as { action?: unknown } | undefined)?.action
        if (action === undefined) return
        if (typeof action !== 'string' || !Object.hasOwn(ACTIONS, action)) throw unknownAction(String(action))
        const roles = rolesOf(callerOf(request))
        const needed = ACTIONS[action as Action].roles
        if (!needed.some((role) => roles.has(role)))
          throw problem('FORBIDDEN', { detail: rolesLacking(needed, roles) })
      },
      schema: {
        operationId: 'transitionCase',
        tags: ['Cases'],
        summary: '办理（执行动作） · Do an action',
        description:
          'Moves a case (流转): accept, request correction, review, decide, close, deliver … 409 names what is allowed instead.',
        params: caseNoLike(exampleCaseNos()),
        headers: Type.Object({ ...guarded, ...repeatable }),
        body: TransitionBody,
        response: { 200: CaseView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const act = {
        caller,
        caseNo: request.params.caseNo,
        command: request.body as Command,
        expected: ifMatch(request),
        language: requestLanguage(request),
      }
      const scope = idempotencyScope(request, caller)
      const answered = await orOfBundle(deps, act, () => answerAct(deps, { ...act, scope }))
      if (answered !== 'bundle') return sendAnswer(reply, answered.answer, answered.replayed)
      return answerParent(deps, request, reply, act)
    },
  )

  app.post(
    '/v1/cases/:caseNo/query-code',
    {
      config: { policy: { roles: ['clerk', 'lead', 'citizen', 'assistant'] } },
      schema: {
        operationId: 'renewQueryCode',
        tags: ['Cases'],
        summary: '重置查询密码 · Make a new query code',
        description:
          'A new code for the progress query (重置查询密码); the old one no longer works. It stands in the history and in the audit trail (审计).',
        params: caseNoParam,
        headers: Type.Object(repeatable),
        response: {
          200: Strict({ caseNo: Type.String(), queryCode: Type.String({ examples: ['402917'] }) }),
        },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const asked = { caller, caseNo: request.params.caseNo }
      const answered = await orOfBundle(deps, asked, () =>
        answerQueryCode(deps, {
          ...asked,
          audit: (record) => auditRow(request, record),
          scope: idempotencyScope(request, caller),
          language: requestLanguage(request),
        }),
      )
      if (answered === 'bundle') return renewParentCode(deps, request, reply, asked)
      return sendAnswer(reply, answered.answer, answered.replayed)
    },
  )
}
