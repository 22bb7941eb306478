import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../../deps.js'
import { caseNoParam, repeatable, SAID, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import { exampleId, MATERIAL_EXAMPLE } from '../../../shared/sample-codes.js'
import { sendAct } from '../acts/send-act.js'
import { EXAMPLE_UNPROVEN_NO } from '../case-examples.js'
import { CaseView } from '../case-schemas.js'

const InspectionBody = Strict(
  {
    result: strEnum(['ok', 'defective', 'repaired'], {
      description:
        '合格、有缺陷; repaired 信用修复: of a promise that was broken, after which the bar on others ends',
    }),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: SAID,
        description:
          'Needed for repaired: the decision and its number (信用修复决定); for defective: the code or the words of one of the acceptance standards (受理标准) of the material, or words of one’s own',
      }),
    ),
  },
  { examples: [{ result: 'ok' }, { result: 'defective', reason: '复印件不清晰' }] },
)

/** What who takes a case in or reviews it does with its materials (材料审核). */
export const intakeRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/cases/:caseNo/materials/:id/inspection',
    {
      config: { policy: { roles: ['clerk', 'reviewer'] } },
      schema: {
        operationId: 'inspectMaterial',
        tags: ['Cases'],
        summary: '材料审核 · Look at a material',
        description:
          'What was found of one material during intake and review (材料审核): ok, or defective with the reason. What is defective counts like missing for acceptance, stands in the notice that `…/actions` prefills (补正告知), and after acceptance may be exchanged (supplyMaterials). After the decision it is the check of a promise in a material’s place (承诺核查), whose day the clock COMMITMENT_CHECK watches: one that was not kept raises the alert COMMITMENT_BROKEN and stays in `commitments`; where the item says so with its rule (`barAfterBreach`), no promise of that person is taken any more (422 COMMITMENT_BARRED names what to bring), until `repaired` records that it was made good (信用修复). A later look replaces the one before; both stand in the history.',
        params: Strict({ ...caseNoParam.properties, id: Uuid }),
        headers: Type.Object(repeatable),
        body: InspectionBody,
        response: { 200: CaseView },
      },
    },
    async (request, reply) =>
      sendAct(deps, request, reply, {
        command: { action: 'inspectMaterial', materialId: request.params.id, ...request.body },
        expected: 'any',
      }),
  )

  app.post(
    '/v1/cases/:caseNo/materials/:id/return',
    {
      config: { policy: { roles: ['clerk'] } },
      schema: {
        operationId: 'returnMaterial',
        tags: ['Cases'],
        summary: '退还原件 · Give an original back',
        description:
          'The original of one material was looked at and given back to who brought it (退还原件), by the clerks who take in, once, at any time after it was handed in: `returnedOn` of the material and the history of the case say when, and the list for both signatures (材料原件退还清单) stands in `…/documents`. 409 where no original was brought, or it was returned already.',
        params: Strict({ ...caseNoParam.properties, id: Uuid }),
        headers: Type.Object(repeatable),
        response: { 200: CaseView },
      },
    },
    async (request, reply) =>
      sendAct(deps, request, reply, {
        command: { action: 'returnMaterial', materialIds: [request.params.id] },
        expected: 'any',
      }),
  )

  app.post(
    '/v1/cases/:caseNo/materials/return',
    {
      config: { policy: { roles: ['clerk'] } },
      schema: {
        operationId: 'returnMaterials',
        tags: ['Cases'],
        summary: 'Give originals back together',
        description:
          'The originals of several materials are given back in one go (一并退还原件): as one by one, each with its event, with one list for both signatures (材料原件退还清单) in `…/documents`. All of them or none: 404 where one is no material of the case, 409 where no original of one was brought, or it was returned already.',
        params: caseNoParam,
        headers: Type.Object(repeatable),
        body: Strict(
          {
            materialIds: Type.Array(Uuid, {
              minItems: 1,
              maxItems: 100,
              uniqueItems: true,
              description: 'Which (材料)',
            }),
          },
          { examples: [{ materialIds: [exampleId(MATERIAL_EXAMPLE)] }] },
        ),
        response: { 200: CaseView },
      },
    },
    async (request, reply) =>
      sendAct(deps, request, reply, {
        command: { action: 'returnMaterial', ...request.body },
        expected: 'any',
      }),
  )

  app.post(
    '/v1/cases/:caseNo/withdrawal-proof',
    {
      config: { policy: { roles: ['clerk'] } },
      schema: {
        operationId: 'proveWithdrawal',
        tags: ['Cases'],
        summary: '补交撤回凭据 · Bring the word of a withdrawal',
        description:
          'The office took a case back for its applicant whose signed or recorded word was not on record (`proofOwed`, 撤回凭据欠缺): a clerk who takes in brings it (补交撤回凭据), once. Nothing is owed any more, the history says when and by whom, and the status stays; the alert WITHDRAWN_UNPROVEN is supervision’s to close. 409 where nothing is owed.',
        params: Strict({
          caseNo: Type.Unsafe<string>({ ...caseNoParam.properties.caseNo, examples: [EXAMPLE_UNPROVEN_NO] }),
        }),
        headers: Type.Object(repeatable),
        body: Strict(
          {
            proof: Type.String({
              minLength: 1,
              maxLength: 500,
              pattern: SAID,
              description: 'E.g. a file or the number of a recording (撤回凭据)',
            }),
          },
          { examples: [{ proof: '申请人签字的撤回申请书' }] },
        ),
        response: { 200: CaseView },
      },
    },
    async (request, reply) =>
      sendAct(deps, request, reply, {
        command: { action: 'proveWithdrawal', ...request.body },
        expected: 'any',
      }),
  )
}
