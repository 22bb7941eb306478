import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { once } from '../../../http/idempotency.js'
import { callerOf } from '../../../http/policy.js'
import { caseNoParam, repeatable } from '../../../http/schemas.js'
import { CASE_READERS } from '../../cases/case-visibility.js'
import { RecordingInput, Recordings, ReviewInput, Reviews } from './file-schemas.js'
import {
  fileToWrite,
  linkRecording,
  listRecordings,
  listReviews,
  RECORDERS,
  REVIEWERS,
  recordReview,
} from './file-service.js'

const READ = { policy: { roles: CASE_READERS } } as const

/** What is said of a case's file, and where its recordings lie (法制审核、案卷评查、音视频关联). They alter no case. */
export const fileReviewRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption } = deps

  app.get(
    '/v1/cases/:caseNo/reviews',
    {
      config: READ,
      schema: {
        operationId: 'listReviews',
        tags: ['Supervision'],
        summary: '审核评查记录 · Reviews of a case',
        description:
          'Legal reviews and file reviews of a case (法制审核、案卷评查), the oldest first, for its staff; their words for who handles it and for supervision.',
        params: caseNoParam,
        response: { 200: Reviews },
      },
    },
    async (request) => listReviews(deps, callerOf(request), request.params.caseNo),
  )

  app.post(
    '/v1/cases/:caseNo/reviews',
    {
      config: { policy: { roles: REVIEWERS } },
      schema: {
        operationId: 'recordReview',
        tags: ['Supervision'],
        summary: '记录审核评查 · Record a review',
        description:
          'A legal review (法制审核: by who holds that post, with a conclusion) or a file review (案卷评查: with a score from 0 to 100 and what is wrong, by somebody who did not deal with the case). Nothing of the case is altered; another review does not replace the first.',
        params: caseNoParam,
        headers: Type.Object(repeatable),
        body: ReviewInput,
        response: { 201: Reviews.properties.data.items },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const hand = await fileToWrite(deps, caller, request.params.caseNo)
      return once({ request, reply, pool, encryption, caller }, async (db) => ({
        status: 201,
        headers: { location: `/v1/cases/${hand.record.caseNo}/reviews` },
        body: await recordReview(db, request, hand, request.body),
      }))
    },
  )

  app.get(
    '/v1/cases/:caseNo/recordings',
    {
      config: READ,
      schema: {
        operationId: 'listRecordings',
        tags: ['Supervision'],
        summary: '音视频关联 · Recordings of a case',
        description:
          'Where recordings of what was done at the window are found (窗口音视频): window, from, to, and what they are called in the system that holds them; for its staff.',
        params: caseNoParam,
        response: { 200: Recordings },
      },
    },
    async (request) => listRecordings(deps, callerOf(request), request.params.caseNo),
  )

  app.post(
    '/v1/cases/:caseNo/recordings',
    {
      config: { policy: { roles: RECORDERS } },
      schema: {
        operationId: 'linkRecording',
        tags: ['Supervision'],
        summary: '关联音视频 · Link a recording',
        description:
          'Links a case with a recording that lies in another system (关联音视频): nothing of it is fetched or kept here.',
        params: caseNoParam,
        headers: Type.Object(repeatable),
        body: RecordingInput,
        response: { 201: Recordings.properties.data.items },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const hand = await fileToWrite(deps, caller, request.params.caseNo)
      return once({ request, reply, pool, encryption, caller }, async (db) => ({
        status: 201,
        headers: { location: `/v1/cases/${hand.record.caseNo}/recordings` },
        body: await linkRecording(db, request, hand, request.body),
      }))
    },
  )
}
