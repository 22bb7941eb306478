import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { checkPrecondition, etagOf, ifMatch } from '../../http/etag.js'
import { once, requiredIdempotencyScope, sendAnswer } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { guarded, idempotencyKey, repeatable } from '../../http/schemas.js'
import type { Role } from '../../shared/roles.js'
import { NewCase } from '../cases/case-schemas.js'
import type { Heard } from '../cases/licensing/licence-act.js'
import { actOnLicence, readCaseAhead } from './act-on-licence.js'
import type { LicenceAct, ProofOfGround } from './licence-acts.js'
import {
  cancellingBody,
  hearingActBody,
  Licence,
  LinkedCaseBody,
  licenceActBody,
  licenceActParam,
  revokingBody,
  suspendingBody,
} from './licence-schemas.js'
import { licenceInSight, viewLicence } from './licence-service.js'
import { openLinkedCase } from './linked-cases.js'

interface ActBody {
  ground: string
  reason: string
  heard?: Heard
  statute?: string
  until?: string
  proof?: ProofOfGround
}

interface Door {
  act: LicenceAct
  path: string
  operationId: string
  summary: string
  description: string
  roles: readonly Role[]
  /** Which of the licences of the sample its example is done to. */
  example: number
  body:
    | ReturnType<typeof licenceActBody>
    | ReturnType<typeof hearingActBody>
    | ReturnType<typeof suspendingBody>
    | ReturnType<typeof revokingBody>
    | ReturnType<typeof cancellingBody>
}

const DECIDERS = ['approver'] as const

/** What ends a licence, or gives a new copy of it: one door each. */
const DOORS: readonly Door[] = [
  {
    act: 'revoke',
    path: 'revocation',
    operationId: 'revokeLicence',
    summary: '撤销许可 · Revoke a licence',
    description:
      'Revokes what should not have been granted (撤销, 行政许可法 Art. 69), on a ground of the law (`otherRevocation` names it: `statute`), with a reason, what the holder was told and said before (陈述、申辩, Art. 7), and a decision of its own that names the remedies. By an approver of the organ that granted it, or above.',
    roles: DECIDERS,
    example: 1,
    body: revokingBody('fraud', '经核查，申请时提交的场所证明系伪造'),
  },
  {
    act: 'withdraw',
    path: 'withdrawal',
    operationId: 'withdrawLicence',
    summary: '撤回许可 · Withdraw a licence',
    description:
      'Withdraws what was rightly granted, because the law or the facts have changed (撤回, Art. 8); the holder is heard before, the decision tells of the compensation.',
    roles: DECIDERS,
    example: 2,
    body: hearingActBody('withdraw', 'lawChanged', '许可所依据的规章已于本年一月一日废止'),
  },
  {
    act: 'cancel',
    path: 'cancellation',
    operationId: 'cancelLicence',
    summary: '注销许可 · Cancel a licence',
    description:
      'Takes a licence out of the register (注销, Art. 70): it ran out, its holder is gone or asks for it, it was revoked or withdrawn; `otherCancellation` names its `statute`. What the register does not show itself is proven (`proof`: the holder’s signed request, the certificate of death, the deregistration, 注销证明).',
    roles: DECIDERS,
    example: 3,
    body: cancellingBody('holderAsked', '持证单位已停止经营并申请注销许可证'),
  },
  {
    act: 'suspend',
    path: 'suspension',
    operationId: 'suspendLicence',
    summary: 'Suspend a licence',
    description:
      'Suspends a licence (暂停) where a statute, which is named, lets the organ do so: the licence law itself knows no suspension. The holder is heard before; the decision names the remedies. With `until` it ends by itself, else by `resumption`. It lengthens no validity, and its holder may still apply for the renewal.',
    roles: DECIDERS,
    example: 4,
    body: suspendingBody(),
  },
  {
    act: 'resume',
    path: 'resumption',
    operationId: 'resumeLicence',
    summary: 'Lift the suspension of a licence',
    description: 'Lifts a suspension before its day (恢复): what it rested on is no more, or never was.',
    roles: DECIDERS,
    example: 4,
    body: licenceActBody('resume', 'rectified', '经复查，后厨已经整改到位，符合许可条件'),
  },
  {
    act: 'reprint',
    path: 'reprint',
    operationId: 'reprintLicence',
    summary: '补发证照 · A new copy of a licence',
    description:
      'A new copy of a licence that was lost or damaged (补证): the same number, content and validity, another code; the old one verifies no more.',
    roles: ['issuer', 'approver'],
    example: 0,
    body: licenceActBody('reprint', 'lost', '持证单位声明许可证正本已经遗失'),
  },
]

/** Acts on licences (证照的撤销、撤回、注销、暂停、恢复、补发). */
export const licenceActRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption } = deps
  for (const door of DOORS) {
    app.post(
      `/v1/licences/:licenceId/${door.path}`,
      {
        config: { policy: { roles: door.roles } },
        schema: {
          operationId: door.operationId,
          tags: ['Licences'],
          summary: door.summary,
          description: door.description,
          params: licenceActParam(door.example),
          headers: Type.Object({ ...guarded, ...repeatable }),
          body: door.body,
          response: { 200: Licence },
        },
      },
      async (request, reply) => {
        const { licenceId } = request.params
        const { ground, reason, heard, statute, until, proof } = request.body as ActBody
        const { case_no: caseNo } = await licenceInSight(deps, callerOf(request), licenceId)
        await readCaseAhead(deps, request, caseNo)
        return once({ request, reply, pool, encryption, caller: callerOf(request) }, async (db) => {
          const expected = ifMatch(request)
          const asked = { licenceId, act: door.act, ground, reason, heard, statute, until, proof }
          const row = await actOnLicence(db, deps, request, asked, (version) => {
            if (expected !== undefined) checkPrecondition(expected, version)
          })
          const body = viewLicence(row)
          return { status: 200, headers: { etag: etagOf(row.version, body) }, body }
        })
      },
    )
  }

  for (const { path, kind, ...shown } of LINKED) {
    app.post(
      `/v1/licences/:licenceId/${path}`,
      {
        config: { policy: { roles: ['clerk', 'citizen'] } },
        schema: {
          ...shown,
          tags: ['Licences'],
          params: licenceActParam(0),
          headers: Type.Object({ 'idempotency-key': { ...idempotencyKey, examples: [`example-${path}`] } }),
          body: LinkedCaseBody,
          response: { 201: NewCase },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const { licenceId } = request.params
        await licenceInSight(deps, caller, licenceId)
        const scope = requiredIdempotencyScope(request, caller)
        const language = requestLanguage(request)
        const asked = { caller, licenceId, kind, scope, language }
        const { answer, replayed } = await openLinkedCase(deps, request.body, asked)
        return sendAnswer(reply, answer, replayed)
      },
    )
  }
}

/** What opens a case about a licence. */
const LINKED = [
  {
    path: 'renewals',
    kind: 'renewalOf',
    operationId: 'renewLicence',
    summary: '延续申请 · Apply for the renewal of a licence',
    description:
      'Opens the case of a renewal (延续申请, Art. 50), of the same item and holder, handed in at once, at a window or by the holder online; closed with `issued`, the licence holds longer. In time (`results[].licence.renewalLead`, 30 days when absent), a licence of type 01 holds on until it is decided, and is deemed renewed when it ends undecided (视为准予延续, Art. 50); so is what another type grants where its item cites a law for it (`citedClocks.renewal`, in `related[].basis` from the application on). Else it ends, and the clock RENEWAL burns. A late one has no such effect (`renewal.inTime`).',
  },
  {
    path: 'changes',
    kind: 'changeOf',
    operationId: 'changeLicence',
    summary: '变更申请 · Apply for a change of a licence',
    description:
      'Opens the case of a change (变更申请, Art. 49), of the same item and holder, handed in at once; closed with `issued`, the licence says what that case says, until the same day.',
  },
] as const
