import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { prefersHtml } from '../../http/accept.js'
import { addVary, requestLanguage } from '../../http/language.js'
import { caseNoParam, Instant, LegalDate, Strict } from '../../http/schemas.js'
import { CASE_READERS } from './case-visibility.js'
import { clearFields, keepNothing, readingOf, refuseClearFirst } from './clear-reading.js'
import { PartyDetail } from './parties/party-schemas.js'
import { readForm, readParties } from './read-personal.js'
import { readWords } from './read-words.js'
import { readSubmission, submissionPage } from './submission.js'

const READERS = { policy: { roles: [...CASE_READERS, 'citizen', 'assistant', 'exchange'] } } as const

const ActWordsView = Strict({
  version: Type.Integer({ examples: [3] }),
  type: Type.String({ examples: ['completeStep'] }),
  title: Type.String({ examples: ['完成环节'] }),
  occurredAt: Instant,
  staffNo: Type.Optional(Type.String({ examples: ['A0017'] })),
  staffName: Type.Optional(Type.String({ description: 'Who acted (经办人姓名)', examples: ['陈静'] })),
  words: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { examples: [{ opinion: '拟同意' }] })),
})

const SaidView = Strict({
  key: Type.String({ examples: ['businessName'] }),
  title: Type.String({ examples: ['经营者名称'] }),
  value: Type.Unknown(),
  valueTitle: Type.Optional(
    Type.String({ description: 'A choice as the form calls it (选项名称)', examples: ['餐饮服务经营者'] }),
  ),
})

const SubmissionView = Strict({
  caseNo: Type.String(),
  itemCode: Type.String(),
  itemVersion: Type.Integer(),
  itemName: Type.String(),
  channel: Type.String(),
  receivedOn: Type.Optional(LegalDate),
  parties: Type.Array(PartyDetail),
  answers: Type.Array(SaidView),
  form: Type.Array(SaidView),
  materials: Type.Array(
    Strict({
      materialCode: Type.String(),
      name: Type.String(),
      source: Type.String(),
      sourceTitle: Type.String({ examples: ['纸质'] }),
      copies: Type.Integer(),
    }),
  ),
  clear: Type.Boolean({ description: 'Nothing of form and answers is masked' }),
})

/** Personal data of a case (个人信息): masked, or clear by right and purpose. */
export const casePersonalRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.get(
    '/v1/cases/:caseNo/parties',
    {
      config: READERS,
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readParties',
        tags: ['Cases'],
        summary: '当事人 · The parties',
        description:
          "The parties of a case (当事人), masked (脱敏). With `clear=true` and a `purpose` names, numbers and telephones in clear for the acting organ's clerk, reviewer, approver, issuer and lead, a window's clerks while they take the case in, an asked organ whose asking says `personal`, applicants for themselves, and exchange clients whose grant carries `personal`. Each clear reading is an audit record (审计) that stands before the answer goes out.",
        params: caseNoParam,
        querystring: Strict(clearFields),
        response: { 200: Strict({ data: Type.Array(PartyDetail) }) },
      },
    },
    async (request, reply) => {
      keepNothing(reply, request.query.clear === true)
      return readParties(deps, readingOf(deps, request))
    },
  )

  app.get(
    '/v1/cases/:caseNo/form',
    {
      config: READERS,
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readForm',
        tags: ['Cases'],
        summary: '申请表单 · What was filled in',
        description:
          'The form of a case (申请表单). Fields that the item version marks with `x-personal` are masked: `sensitive` ones wholly, `plain` ones by their kind (脱敏). With `clear=true` and a `purpose` in clear for the same people as the parties, and recorded the same way; applicants read what they wrote clear without it.',
        params: caseNoParam,
        querystring: Strict(clearFields),
        response: {
          200: Strict({
            form: Type.Record(Type.String(), Type.Unknown(), { examples: [{ disease: '***', year: 2026 }] }),
            answers: Type.Record(Type.String(), Type.Unknown(), {
              description: 'Answers to the guiding questions (情形答案), by the same rule',
              examples: [{ byAgent: false }],
            }),
            clear: Type.Boolean({ description: 'Nothing in it is masked' }),
          }),
        },
      },
    },
    async (request, reply) => {
      keepNothing(reply, request.query.clear === true)
      return readForm(deps, readingOf(deps, request))
    },
  )

  app.get(
    '/v1/cases/:caseNo/submission',
    {
      config: READERS,
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readSubmission',
        tags: ['Cases'],
        summary: '申请内容副本 · A copy of the submission',
        description:
          'Everything that was handed in, by the names that the form gives it (申请内容副本): parties, answers, form, materials. As JSON, or as a page to print when Accept asks for text/html. Personal values as in …/parties and …/form: applicants read the form that they wrote clear, numbers with `clear=true` and a `purpose`, each such reading recorded (审计).',
        params: caseNoParam,
        querystring: Strict(clearFields),
        response: {
          200: {
            description: 'The submission',
            content: {
              'application/json': { schema: SubmissionView },
              'text/html': { schema: Type.String() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      keepNothing(reply, request.query.clear === true)
      addVary(reply, 'Accept')
      const submission = await readSubmission(deps, readingOf(deps, request), requestLanguage(request))
      if (!prefersHtml(request.headers.accept)) return reply.send(submission)
      return reply
        .type('text/html; charset=utf-8')
        .serializer((text: unknown) => text as string)
        .send(submissionPage(submission) as never)
    },
  )

  app.get(
    '/v1/cases/:caseNo/words',
    {
      config: { policy: { roles: [...CASE_READERS, 'exchange'] } },
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readWords',
        tags: ['Cases'],
        summary: '办理意见 · What was written with the acts',
        description:
          'The acts of a case; with `clear=true` and a `purpose` also what was written with each (办理意见: opinions, reasons, notes) and the names of those who acted (经办人), which never stand in the feed. For those who may read the parties in clear, but for applicants; each such reading is an audit record (审计).',
        params: caseNoParam,
        querystring: Strict(clearFields),
        response: { 200: Strict({ data: Type.Array(ActWordsView) }) },
      },
    },
    async (request, reply) => {
      keepNothing(reply, request.query.clear === true)
      return readWords(deps, readingOf(deps, request), requestLanguage(request))
    },
  )
}
