import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { once } from '../../http/idempotency.js'
import { listOf, repeatable, Strict, uncountedFields } from '../../http/schemas.js'
import { ANONYMOUS } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { askedFor } from './own-voice.js'
import { raise } from './raise.js'
import {
  AnswerInput,
  AskInput,
  Consultation,
  ConsultationInput,
  NewConsultation,
  PublicConsultation,
  PublishedInput,
  ReferredInput,
} from './raised-schemas.js'
import { CONSULTATION_STATUSES } from './voice.js'
import { openDoors } from './voice-doors.js'
import { voiceParam } from './voice-schemas.js'
import { publishedConsultations } from './voice-sight.js'
import { viewOwn, viewPublished } from './voice-views.js'

const OPEN = { policy: { public: true } } as const
const WAY = 'OPEN → ANSWERED, and PUBLISHED where others would ask the same.'

/** Questions (咨询): anybody asks, the organ answers within its days; what others would ask as well is made public. */
export const consultationRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, cursorKey } = deps

  app.post(
    '/v1/consultations',
    {
      config: OPEN,
      schema: {
        operationId: 'consult',
        tags: ['Consultations'],
        summary: '提出咨询 · Ask a question',
        description:
          'Anybody asks an organ, a window or about an item (咨询). `queryCode` is shown only here; by it, or signed in, the answer is asked for. Its days run from now (`CONSULTATION_ANSWER`); words and contact are kept sealed.',
        headers: Type.Object(repeatable),
        body: ConsultationInput,
        response: { 201: NewConsultation },
      },
    },
    async (request, reply) => {
      const caller = request.caller ?? ANONYMOUS
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { voice, queryCode } = await raise(db, deps, request, 'consultation', request.body)
        const body = { ...viewOwn(voice), queryCode }
        return { status: 201, headers: { location: `/v1/consultations/${voice.row.id}` }, body }
      })
    },
  )

  app.get(
    '/v1/consultations/published',
    {
      config: OPEN,
      schema: {
        operationId: 'listPublishedConsultations',
        tags: ['Consultations'],
        summary: '常见问题 · Questions that others asked',
        description:
          'Questions with their answers as they were made public (常见问题), the latest first; without anything of who asked.',
        querystring: Strict({
          organisation: Type.Optional(Type.String({ maxLength: 50 })),
          itemCode: Type.Optional(Type.String({ maxLength: 50 })),
          ...uncountedFields,
        }),
        response: { 200: listOf(PublicConsultation) },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          publishedConsultations(pool, filtersOf(request.query), before, most),
        positionOf: (row) => row.id,
        view: viewPublished,
      }),
  )

  openDoors(app, deps, {
    kind: 'consultation',
    path: '/v1/consultations',
    param: 'consultationId',
    tag: 'Consultations',
    schema: Consultation,
    statuses: CONSULTATION_STATUSES,
    example: 21,
    list: {
      operationId: 'listConsultations',
      summary: '咨询列表 · Questions',
      description:
        'Questions to organs within reach, or your own (咨询列表), the latest first; `overdue=true`: not answered in time.',
    },
    read: {
      operationId: 'readConsultation',
      summary: '咨询详情 · One question',
      description: 'What was asked and answered (咨询详情); name and telephone are masked.',
    },
    acts: [
      {
        action: 'answer',
        path: 'answer',
        operationId: 'answerConsultation',
        ordinal: 21,
        summary: '答复咨询 · Answer a question',
        description: `Who asked reads it (答复咨询). ${WAY}`,
        body: AnswerInput,
      },
      {
        action: 'refer',
        path: 'refer',
        operationId: 'referConsultation',
        ordinal: 22,
        summary: '转办咨询 · Refer a question',
        description: `To the organ whose matter it is (转办咨询，首问负责); its days run on. ${WAY}`,
        body: ReferredInput,
      },
      {
        action: 'publish',
        path: 'publish',
        operationId: 'publishConsultation',
        ordinal: 23,
        summary: '公开咨询答复 · Publish a question',
        description: `Question and answer are written anew, without anything of a person (公开为常见问题). ${WAY}`,
        body: PublishedInput,
      },
    ],
  })

  app.post(
    '/v1/consultations/:consultationId/progress',
    {
      config: OPEN,
      schema: {
        operationId: 'askForConsultation',
        tags: ['Consultations'],
        summary: '咨询答复查询 · What is the answer to my question',
        description:
          'For who asked, with the code or signed in (咨询答复查询). A wrong code and an unknown question get the same answer; failures are limited.',
        params: voiceParam('consultationId', 21),
        body: AskInput,
        response: { 200: Consultation },
      },
    },
    async (request) => {
      const { consultationId: id } = request.params as { consultationId?: string }
      if (id === undefined) throw problem('NOT_FOUND')
      const { queryCode } = request.body
      return viewOwn(await askedFor(deps, request, { kind: 'consultation', id, queryCode }))
    },
  )
}
