import { Type } from 'typebox'
import { model, Strict, strEnum } from '../../http/schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import { MessageContent } from './message-template.js'
import { NOTICE_KINDS, NOTICE_NAMES } from './notice-kinds.js'

export const NoticeKindName = strEnum(NOTICE_NAMES, {
  description: `Kind of message (消息种类): ${NOTICE_NAMES.map((name) => `${name} ${NOTICE_KINDS[name].zh}`).join(', ')}`,
})

const organisation = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 50,
    pattern: '^[^.]+$',
    description: 'Whose it is (归属机构); absent: the whole deployment’s',
  }),
)

/** What a template consists of. */
export const messageTemplateMembers = { organisation, kind: NoticeKindName, content: MessageContent }

export const MessageTemplateView = model(
  'MessageTemplate',
  Strict({
    key: Type.String(),
    version: Type.Integer({ description: '0: what the service itself says (内置模板)' }),
    ...messageTemplateMembers,
  }),
)

const content = {
  title: { zh: '结果可领取', en: 'Ready to collect' },
  body: {
    zh: '{applicantName}，您申请的“{itemName}”（{caseNo}）已办结，请到政务服务中心二楼领取。',
    en: '{applicantName}, your result for {itemName} ({caseNo}) is ready on the second floor.',
  },
  personal: ['applicantName'],
}

export const NewMessageTemplateBody = model(
  'NewMessageTemplate',
  Strict(messageTemplateMembers, {
    examples: [{ organisation: COUNTY_MARKET, kind: 'readyToCollect', content }],
  }),
)

export const PreviewMessageBody = model(
  'MessageTemplatePreview',
  Strict(
    { organisation, kind: NoticeKindName, content: Type.Optional(MessageContent) },
    { examples: [{ organisation: COUNTY_MARKET, kind: 'accepted' }] },
  ),
)

const Spoken = Strict({ title: Type.String({ examples: ['受理通知'] }), body: Type.String() })
export const SpokenView = Strict({ zh: Spoken, en: Spoken })

export const messageTemplateKeyParam = Type.String({
  pattern: '^[^.]{1,50}\\.[A-Za-z]{1,50}$',
  description: 'Owner and kind, `all` for the whole deployment (模板编码)',
  examples: ['all.accepted'],
})
