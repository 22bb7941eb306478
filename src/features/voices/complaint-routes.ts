import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { etagOf } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { repeatable } from '../../http/schemas.js'
import { ANONYMOUS } from '../../shared/caller.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { findInHand } from '../cases/case-in-hand.js'
import { askedFor } from './own-voice.js'
import { type AboutCase, raise } from './raise.js'
import {
  AcceptedInput,
  AnswerInput,
  AskInput,
  ClosedInput,
  Complaint,
  ComplaintInput,
  NewComplaint,
  ReferredInput,
  RefusedInput,
  ReopenInput,
} from './raised-schemas.js'
import { COMPLAINT_STATUSES } from './voice.js'
import { openDoors } from './voice-doors.js'
import { voiceParam } from './voice-schemas.js'
import { reopenVoice } from './voice-service.js'
import { viewOwn } from './voice-views.js'

const OPEN = { policy: { public: true } } as const
const WAY =
  'RECEIVED → ACCEPTED or NOT_ACCEPTED → ANSWERED → CLOSED; REOPENED once by who complains, and answered by somebody else.'

/** Complaints (投诉举报): anybody complains, with or without a name; the organ answers within its days, supervision sees all. */
export const complaintRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption } = deps

  app.post(
    '/v1/complaints',
    {
      config: OPEN,
      schema: {
        operationId: 'complain',
        tags: ['Complaints'],
        summary: '提出投诉 · Complain',
        description:
          'Anybody complains of an organ, a window, a case of their own or one of the staff (投诉举报), with a name or without. `queryCode` is shown only here; by it, or signed in, the answer is asked for. Its days run from now (`COMPLAINT_INTAKE`). Words and contact are kept sealed; whom it is about does not see it. Whether somebody has a `staffNo` is told to staff alone (422 `STAFF_UNKNOWN`).',
        headers: Type.Object(repeatable),
        body: ComplaintInput,
        response: { 201: NewComplaint },
      },
    },
    async (request, reply) => {
      const caller = request.caller ?? ANONYMOUS
      const { caseNo, ...input } = request.body
      // Before the transaction, so that no request holds two connections.
      const of = caseNo === undefined ? undefined : await ownCase(caseNo)
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const { voice, queryCode } = await raise(db, deps, request, 'complaint', input, of)
        const body = { ...viewOwn(voice), queryCode }
        return { status: 201, headers: { location: `/v1/complaints/${voice.row.id}` }, body }
      })

      /** A number that the caller has no right to see is a word of theirs, and no case of anybody. */
      async function ownCase(no: string): Promise<AboutCase> {
        const hand = request.caller && (await findInHand(deps, request.caller, no))
        if (hand === undefined) throw ruleViolated('/caseNo', 'CASE_UNKNOWN', CASE_UNKNOWN)
        const { caseNo, itemCode, organ, windowId } = hand.record
        return { caseNo, itemCode, organ, windowId }
      }
    },
  )

  openDoors(app, deps, {
    kind: 'complaint',
    path: '/v1/complaints',
    param: 'complaintId',
    tag: 'Complaints',
    schema: Complaint,
    statuses: COMPLAINT_STATUSES,
    example: 11,
    list: {
      operationId: 'listComplaints',
      summary: '投诉列表 · Complaints',
      description:
        'Complaints of organs within reach, or your own (投诉列表), the latest first; `overdue=true`: not dealt with in time. Nobody finds one about himself.',
    },
    read: {
      operationId: 'readComplaint',
      summary: '投诉详情 · One complaint',
      description: 'What was said and answered (投诉详情); name and telephone are masked.',
    },
    acts: [
      {
        action: 'accept',
        path: 'accept',
        operationId: 'acceptComplaint',
        ordinal: 11,
        summary: '受理投诉 · Accept a complaint',
        description: `The days to answer it begin (受理投诉, \`COMPLAINT_ANSWER\`). ${WAY}`,
        body: AcceptedInput,
      },
      {
        action: 'refuse',
        path: 'refuse',
        operationId: 'refuseComplaint',
        ordinal: 12,
        summary: '不予受理投诉 · Do not accept a complaint',
        description: `With the reason, which who complains reads (不予受理投诉). ${WAY}`,
        body: RefusedInput,
      },
      {
        action: 'refer',
        path: 'refer',
        operationId: 'referComplaint',
        ordinal: 13,
        summary: '转办投诉 · Refer a complaint',
        description: `To the organ whose matter it is (转办投诉); its days run on. ${WAY}`,
        body: ReferredInput,
      },
      {
        action: 'answer',
        path: 'answer',
        operationId: 'answerComplaint',
        ordinal: 14,
        summary: '答复投诉 · Answer a complaint',
        description: `What was found (答复投诉); after it was reopened by somebody else than before. ${WAY}`,
        body: AnswerInput,
      },
      {
        action: 'close',
        path: 'close',
        operationId: 'closeComplaint',
        ordinal: 15,
        summary: '投诉办结 · Close a complaint',
        description: `Supervision closes what was answered or not accepted (投诉办结). ${WAY}`,
        body: ClosedInput,
      },
    ],
  })

  app.post(
    '/v1/complaints/:complaintId/progress',
    {
      config: OPEN,
      schema: {
        operationId: 'askForComplaint',
        tags: ['Complaints'],
        summary: '投诉进度查询 · Where does my complaint stand',
        description:
          'For who complained, with the code or signed in (投诉进度查询): where it stands, by when, what was answered. A wrong code and an unknown complaint get the same answer; failures are limited.',
        params: voiceParam('complaintId', 11),
        body: AskInput,
        response: { 200: Complaint },
      },
    },
    async (request) => {
      const { queryCode } = request.body
      return viewOwn(
        await askedFor(deps, request, { kind: 'complaint', id: idOf(request.params), queryCode }),
      )
    },
  )

  app.post(
    '/v1/complaints/:complaintId/reopen',
    {
      config: OPEN,
      schema: {
        operationId: 'reopenComplaint',
        tags: ['Complaints'],
        summary: '投诉申请复核 · Reopen a complaint',
        description: `Who complained is not content (申请复核): once; somebody else answers it. ${WAY}`,
        params: voiceParam('complaintId', 16),
        headers: Type.Object(repeatable),
        body: ReopenInput,
        response: { 200: Complaint },
      },
    },
    async (request, reply) => {
      const { queryCode, text } = request.body
      const own = { kind: 'complaint' as const, id: idOf(request.params), queryCode }
      await askedFor(deps, request, own)
      const caller = request.caller ?? ANONYMOUS
      return once({ request, reply, pool, encryption, caller }, async (db) => {
        const after = await reopenVoice(db, deps, request, own, text)
        const body = viewOwn(after)
        return { status: 200, headers: { etag: etagOf(after.row.version, body) }, body }
      })
    },
  )
}

function idOf(params: Record<string, string>): string {
  const { complaintId } = params
  if (complaintId === undefined) throw problem('NOT_FOUND')
  return complaintId
}

const CASE_UNKNOWN = {
  en: 'No such case that you may see: sign in, or name the organ alone',
  zh: '没有您可以查看的该办件，请登录，或者只填写单位',
}
