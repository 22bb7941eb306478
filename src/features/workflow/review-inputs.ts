import { Type } from 'typebox'
import { ExactNumber, Strict, strEnum, Uuid } from '../../shared/schema.js'
import { answerToDissent, input, note, reason, words } from './input-fields.js'
import { Materials } from './material-input.js'

const organ = Type.String({ minLength: 1, maxLength: 50, description: 'Code of an organ' })
const staffNo = Type.String({ minLength: 1, maxLength: 50, description: 'Number of a member of staff' })

/** The steps of the review and those who are asked (审查、会审). */
export const REVIEW_INPUTS = {
  deemAgreement: input('deemAgreement', {}),
  startReview: input('startReview', { note }),
  completeStep: input('completeStep', {
    step: Type.Optional(Type.String({ maxLength: 50 })),
    // Who says nothing with it is seen by supervision (NO_EXAMINATION), and not refused.
    opinion: Type.Optional(Type.String({ maxLength: 2000, description: 'Opinion (审查意见)' })),
    input: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 50 }),
        Type.Union([Type.Boolean(), ExactNumber, Type.String({ maxLength: 10_000 })]),
        {
          maxProperties: 50,
          description: 'What the step asks for, by its own schema (环节填报)',
        },
      ),
    ),
    visit: Type.Optional(
      Strict(
        {
          officers: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
            minItems: 2,
            maxItems: 20,
            description: 'Staff numbers of who was there (核查人员)',
            examples: [['SC-101', 'SC-102']],
          }),
          place: words('四川省乐山市市中区示例路1号'),
          record: words('场所布局与图纸一致，设备设施齐全', 4000),
          pictures: Type.Optional(
            Type.Array(Uuid, { maxItems: 50, description: 'Uploaded pictures (现场照片)' }),
          ),
        },
        { description: 'Record of the visit, where the step is one (现场核查记录)' },
      ),
    ),
    answerToDissent,
  }),
  returnStep: input('returnStep', {
    step: Type.Optional(Type.String({ maxLength: 50, description: 'The open step that is returned' })),
    toStep: Type.Optional(Type.String({ maxLength: 50, description: 'Default: the first step' })),
    reason: reason('材料核对不完整，退回重新审查'),
  }),
  requestJointReview: input('requestJointReview', {
    organisations: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
      minItems: 1,
      maxItems: 20,
      description: 'Codes of the organs asked',
      examples: [['11511102MB0YCH005R']],
    }),
    question: words('请就选址是否符合规划提出意见', 2000),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 60,
        description:
          'Working days to answer (答复期限); else those of the step, five at most. OPINION watches them',
      }),
    ),
    personal: Type.Optional(
      Type.Boolean({
        description:
          'The organs asked may read personal data clear until they have answered (可查阅个人信息)',
      }),
    ),
  }),
  giveOpinion: input('giveOpinion', {
    taskId: Type.Optional(Uuid),
    agrees: Type.Boolean({ examples: [true] }),
    opinion: words('同意', 2000),
    attachments: Type.Optional(
      Type.Array(Uuid, {
        minItems: 1,
        maxItems: 20,
        description: 'Uploaded files that belong to it (意见附件)',
      }),
    ),
  }),
}

/** What is handed in while the review runs (补交、补充材料). */
export const SUPPLEMENT_INPUTS = {
  supplyMaterials: input('supplyMaterials', {
    materials: { ...Materials, examples: [[{ materialCode: 'safety-rules', source: 'paper' }]] },
  }),
  requestSupplement: input('requestSupplement', {
    items: Type.Array(
      Strict({
        materialCode: Type.String({ minLength: 1, maxLength: 50 }),
        reason: reason('审查需要核对，请补充该材料'),
      }),
      {
        minItems: 1,
        maxItems: 200,
        examples: [[{ materialCode: 'layout-plan', reason: '审查需要核对，请补充该材料' }]],
      },
    ),
  }),
}

/** Who is added to the review or taken out (加签、减签). */
export const REVIEWER_INPUTS = {
  addReviewer: input('addReviewer', {
    organisation: Type.Optional({ ...organ, description: 'An organ that is added (加签机关); or `staffNo`' }),
    staffNo: Type.Optional({
      ...staffNo,
      description: 'A colleague of the deciding organ who is added (加签人员工号); or `organisation`',
    }),
    reason: reason('涉及消防安全，请一并提出意见'),
    position: Type.Optional(
      strEnum(['before', 'after'], {
        description:
          'Before who holds the step has spoken (前加签), by default; or after (后加签): then `opinion` says what, and who is added reads it',
      }),
    ),
    opinion: Type.Optional({
      ...words('材料齐全，符合条件', 2000),
      description: 'The own opinion, with `after`',
    }),
    step: Type.Optional(
      Type.String({ maxLength: 50, description: 'The open step, where there are several' }),
    ),
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: 'Working days to answer, as of a joint review' }),
    ),
  }),
  removeReviewer: input('removeReviewer', {
    taskId: Type.Optional({
      ...Uuid,
      description: 'The task of who is removed; or `organisation`, or `staffNo`',
    }),
    organisation: Type.Optional(organ),
    staffNo: Type.Optional(staffNo),
    reason: reason('该事项不涉及其职责，撤回征求意见'),
  }),
}
