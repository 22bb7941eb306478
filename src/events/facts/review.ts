import { Type } from 'typebox'
import { LegalDate, Strict, Uuid } from '../../shared/schema.js'
import { code, codes, day, OrganCode, optional, StaffNo } from '../event-parts.js'
import { cents, materials, silent, step } from './fields.js'

const notAsked = Type.Array(OrganCode, {
  description:
    'Organs that the procedure asks, and that are there no more, without a successor (已撤销而未征求意见的机构)',
})
/** Of whom a person who is added stands by the number, never by name. */
const REVIEWER = {
  step,
  reviewerOrganisation: OrganCode,
  reviewer: optional(StaffNo),
}
const specialId = Uuid
const specialKind = code('Kind of the special procedure (特别程序种类)', 'inspection')

/** Review and decision (审查、决定). */
export const REVIEW_FACTS = {
  deemAgreement: {
    deemed: Type.Array(OrganCode, { description: 'Whose silence counts as agreement (视为同意机构)' }),
    deemedBasis: optional(code('By which statute (视为同意的依据)', '《示例条例》第十条')),
  },
  startReview: { step: optional(step), notAsked: optional(notAsked) },
  completeStep: {
    step,
    notAsked: optional(notAsked),
    officers: optional(codes('Staff numbers of who visited the premises (现场核查人员)', 'SC-101')),
    filledIn: optional(
      Type.Array(
        Strict({
          field: code('Name of the field (填报项)', 'score'),
          value: Type.Union([Type.Boolean(), Type.Number(), Type.String({ maxLength: 100 })], {
            examples: [true],
          }),
        }),
        { description: 'What the step asks for, never free words (环节填报)' },
      ),
    ),
    deemed: optional(
      Type.Array(OrganCode, { description: 'Whose silence counts as agreement (视为同意机构)' }),
    ),
    deemedBasis: optional(code('By which statute (视为同意的依据)', '《示例条例》第十条')),
    pictures: optional(Type.Integer({ description: 'Pictures of the visit (现场照片数)', examples: [3] })),
    silent: optional(silent),
  },
  returnStep: { step, toStep: step, notAsked: optional(notAsked) },
  requestJointReview: {
    organisations: Type.Array(OrganCode, { description: 'Organs that are asked (征求意见机构)' }),
    personal: optional(
      Type.Boolean({ description: 'They may read personal data clear (可查阅个人信息)', examples: [true] }),
    ),
  },
  giveOpinion: {
    askedOrganisation: optional(OrganCode),
    agrees: Type.Boolean({ examples: [true] }),
    late: optional(Type.Boolean({ description: 'It came after its days (逾期意见)', examples: [true] })),
    attachments: optional(Type.Integer({ description: 'Files that came with it (附件数)', examples: [1] })),
  },
  startSpecial: {
    specialId,
    kind: specialKind,
    estimatedDays: Type.Integer({ examples: [10] }),
    hearingOn: optional(day('When the hearing is held (听证日期)')),
    presider: optional(code('Staff number of who presides (听证主持人)', 'SC-101')),
  },
  endSpecial: {
    specialId,
    kind: specialKind,
    held: optional(Type.Boolean({ description: 'The hearing was held (已举行听证)', examples: [true] })),
  },
  informOfHearing: {
    others: optional(
      Type.Integer({
        description: 'Third parties that were told beside the applicant (告知的利害关系人数)',
        examples: [1],
      }),
    ),
  },
  requestHearing: { by: code('applicant, thirdParty (听证申请人)', 'applicant') },
  waiveHearing: {
    by: optional(code('applicant, thirdParty (撤回人)', 'applicant')),
    takenBack: optional(
      Type.Boolean({ description: 'A request that was made is taken back (撤回听证申请)', examples: [true] }),
    ),
  },
  approve: {
    step: optional(step),
    decidedOn: optional(LegalDate),
    silent: optional(silent),
    conditional: optional(Type.Integer({ description: 'Conditions it has (附带条件数)', examples: [1] })),
    inPart: optional(Type.Boolean({ description: 'Granted in part (部分准予)', examples: [true] })),
    amount: optional(cents('What is granted (准予金额)', 1_250_000)),
    examinedOnly: optional(
      Type.Boolean({
        description: 'Examined and agreed to here; an organ above decides (初审同意，由上级机关决定)',
        examples: [true],
      }),
    ),
  },
  deny: { step: optional(step), decidedOn: optional(LegalDate), silent: optional(silent) },
  extend: {
    days: Type.Integer({ description: 'Days added (延长天数)', examples: [10] }),
    unit: optional(code('Their unit (单位)', 'workingDay')),
  },
  supplyMaterials: { materials },
  requestSupplement: { materials },
  addReviewer: {
    ...REVIEWER,
    after: optional(
      Type.Boolean({ description: 'After the opinion of who holds the step (后加签)', examples: [true] }),
    ),
  },
  removeReviewer: REVIEWER,
}
