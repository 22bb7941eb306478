import { Type } from 'typebox'
import { model, SEEN, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { COUNTY_HEALTH, COUNTY_MARKET } from '../../shared/sample-codes.js'
import { COMPLAINT_STATUSES, CONSULTATION_STATUSES } from './voice.js'
import { answerable, members, QueryCode, reply, Words } from './voice-schemas.js'

/** The code of the sample's complaints and questions. */
export const EXAMPLE_VOICE_CODE = '402917'

/** How a complaint or a question came (来源). */
export const VOICE_CHANNELS = ['WEB', 'WINDOW', 'PHONE', 'LETTER', 'MAIL', 'HOTLINE'] as const

const raised = {
  title: Type.Optional(Type.String({ description: '标题' })),
  text: Type.Optional(Type.String({ description: '内容' })),
  name: Type.Optional(Type.String({ description: 'Masked (姓名)' })),
  mobile: Type.Optional(Type.String({ description: 'Masked (手机)' })),
  channel: Type.Optional(Type.String({ description: '来源' })),
}

export const Complaint = model(
  'Complaint',
  Strict({
    ...members(COMPLAINT_STATUSES),
    ...answerable,
    ...raised,
    staffNo: Type.Optional(
      Type.String({ description: 'For who deals with it: whom it names (被投诉人工号)' }),
    ),
    staffUnknown: Type.Optional(
      Type.Boolean({ description: 'Nobody had this number: ask who is meant (工号不存在，请核实)' }),
    ),
  }),
)
export const Consultation = model(
  'Consultation',
  Strict({
    ...members(CONSULTATION_STATUSES),
    ...answerable,
    ...raised,
    question: Type.Optional(Type.String({ description: 'As everybody reads it (公开的问题)' })),
    answer: Type.Optional(Type.String({ description: 'As everybody reads it (公开的答复)' })),
  }),
)

const remark = (description: string, example: string) =>
  Strict({ text: Type.Optional(Words(description, example)) }, { examples: [{ text: example }] })

export const AcceptedInput = remark('Remark (受理意见)', '予以受理')
export const RefusedInput = reply('Why, and where it belongs (不予受理理由)', '该事项已依法申请行政复议')
export const AnswerInput = reply('The answer (答复)', '经查，窗口当日因系统故障延误，已优化流程')
export const ReferredInput = Strict(
  {
    organisation: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'To which organ (转办单位)',
      examples: [COUNTY_HEALTH],
    }),
    text: Words('Why (转办理由)', '属于卫生健康部门职责'),
  },
  { examples: [{ organisation: COUNTY_HEALTH, text: '属于卫生健康部门职责' }] },
)
export const ClosedInput = remark('Remark (办结意见)', '答复属实，同意办结')
export const PublishedInput = Strict(
  {
    question: Words(
      'The question without anything of a person, as everybody reads it (公开的问题)',
      '食品经营许可有效期几年？',
    ),
    answer: Words('The answer likewise (公开的答复)', '五年。'),
  },
  { examples: [{ question: '食品经营许可有效期几年？', answer: '五年。' }] },
)

/** What somebody who complains or asks says of himself: all of it may be left out. */
const contact = {
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: SEEN,
      description: 'Kept sealed, shown masked (姓名)',
    }),
  ),
  mobile: Type.Optional(
    Type.String({ minLength: 5, maxLength: 20, description: 'Kept sealed, shown masked (手机)' }),
  ),
}
const about = {
  organisation: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Which organ; absent: that of the case (单位)',
      examples: [COUNTY_MARKET],
    }),
  ),
  windowId: Type.Optional(Uuid),
  channel: strEnum(VOICE_CHANNELS, { description: 'How it came (来源)', examples: ['WEB'] }),
  title: Words('标题', '窗口无人值守', 200),
  ...contact,
}

export const ComplaintInput = Strict(
  {
    ...about,
    caseNo: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'The case that it is about (办件编号)' }),
    ),
    staffNo: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'Whom it is about (被投诉人工号)' }),
    ),
    text: Words('内容', '上午九点到窗口时无人值守', 4000),
  },
  {
    examples: [
      {
        organisation: COUNTY_MARKET,
        channel: 'WEB',
        title: '窗口无人值守',
        text: '上午九点到窗口时无人值守，等候一小时',
        name: '李小敏',
        mobile: '13800001234',
      },
    ],
  },
)
export const ConsultationInput = Strict(
  {
    ...about,
    itemCode: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'The item that it is about (事项)' }),
    ),
    text: Words('内容', '食品经营许可有效期是几年？', 4000),
  },
  {
    examples: [
      {
        organisation: COUNTY_MARKET,
        channel: 'WEB',
        title: '许可有效期',
        text: '食品经营许可有效期是几年？',
      },
    ],
  },
)

export const AskInput = Strict({ queryCode: QueryCode }, { examples: [{ queryCode: EXAMPLE_VOICE_CODE }] })
export const ReopenInput = Strict(
  { text: Words('Why (申请复核理由)', '答复与事实不符'), queryCode: QueryCode },
  { examples: [{ text: '答复与事实不符', queryCode: EXAMPLE_VOICE_CODE }] },
)

const withCode = {
  queryCode: Type.String({
    description: 'By which the answer is asked for; shown only here (查询密码)',
    examples: [EXAMPLE_VOICE_CODE],
  }),
}
const own = { title: raised.title, text: raised.text }
export const NewComplaint = model(
  'NewComplaint',
  Strict({ ...members(COMPLAINT_STATUSES), ...own, ...withCode }),
)
export const NewConsultation = model(
  'NewConsultation',
  Strict({ ...members(CONSULTATION_STATUSES), ...own, ...withCode }),
)

export const PublicConsultation = model(
  'PublicConsultation',
  Strict({
    id: Uuid,
    organisation: Type.String(),
    itemCode: Type.Optional(Type.String()),
    question: Type.String({ description: '问题' }),
    answer: Type.String({ description: '答复' }),
  }),
)
