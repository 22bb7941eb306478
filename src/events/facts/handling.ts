import { Type } from 'typebox'
import { LegalDate, Uuid } from '../../shared/schema.js'
import { code, codes, day, OrganCode, optional, StaffNo } from '../event-parts.js'
import { acceptedOn, materials, step } from './fields.js'

const resultOf = code('Number of the case that issues it (出证办件)', '5111002603021000013')

const TASK = { taskId: Uuid, step: optional(step) }

/** How a case is handled beside its legal acts (办理过程). */
export const HANDLING_FACTS = {
  receiveResult: { materials, from: resultOf },
  loseResult: { materials, from: resultOf },
  imported: {
    system: code('System that it comes from (原系统)', 'hall-2016'),
    claimed: code('Where it stood there (原系统状态)', 'REVIEWING'),
    granted: Type.Boolean({ description: 'Something was granted, as that system says', examples: [false] }),
    receivedOn: day('Receipt, as that system says (收件日期)'),
    acceptedOn: optional(acceptedOn),
    decidedOn: optional(LegalDate),
    closedOn: optional(LegalDate),
  },
  claimTask: TASK,
  releaseTask: TASK,
  assignTask: {
    ...TASK,
    assignee: StaffNo,
    from: optional(code('Who held it before, by the staff number (原办理人工号)', 'A0017')),
  },
  remindTask: TASK,
  copyCase: {
    organisations: Type.Array(OrganCode, { description: 'Organs that were told (被抄送机构)' }),
    staff: Type.Array(StaffNo, { description: 'People who were told (被抄送人员)' }),
  },
  acknowledgeCopy: { copyId: Uuid },
  withdrawCopy: { copyId: Uuid },
  returnForwarded: {
    copyId: Uuid,
    by: code('The organ above that sent it back (退回机关)', '11511100MB0YCH002K'),
  },
  urgeCase: { urgeId: Uuid, urgedBy: code('applicant or lead (催办人)', 'applicant') },
  answerUrge: {
    urgeId: Uuid,
    answered: Type.Boolean({ description: 'false: it was only seen (已阅)', examples: [true] }),
  },
  adoptVersion: {
    adoptionId: Uuid,
    fromItemVersion: Type.Integer({ description: 'Version of the item before (原事项版本)', examples: [1] }),
    workflow: optional(code('Key of the procedure that it goes on by (流程)', 'two-step')),
    workflowVersion: optional(Type.Integer({ description: 'And its version (流程版本)', examples: [2] })),
    fromWorkflow: optional(code('Key of the procedure before (原流程)', 'two-step')),
    fromWorkflowVersion: optional(
      Type.Integer({ description: 'And its version (原流程版本)', examples: [1] }),
    ),
    demanded: codes('Materials that the law demands of running cases (依法新增材料)', 'water-test'),
    waived: codes('Materials that were owed and are listed no more (不再要求的材料)', 'layout-plan'),
  },
  undo: {
    undone: code('Act that was taken back (被撤销的操作)', 'completeStep'),
    undoneVersion: Type.Integer({ description: 'Version of the case after it', examples: [5] }),
  },
}
