import { Type } from 'typebox'
import { Instant, listOf, model, openEnum, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { exampleId } from '../../shared/sample-codes.js'
import { CHANNEL_NAMES } from './channel-names.js'

export const messageIdParam = Strict({
  messageId: Type.Unsafe<string>({ ...Uuid, examples: [exampleId()] }),
})

const Addressee = Strict(
  {
    kind: openEnum(['party', 'staff', 'organ']),
    partyNo: Type.Optional(Type.Integer()),
    staffNo: Type.Optional(Type.String()),
    organisation: Type.Optional(Type.String()),
    role: Type.Optional(Type.String({ description: 'Whose work it is in the organ (岗位职责)' })),
    deputyFor: Type.Optional(Type.String({ description: 'In whose stead (被代理人工号)' })),
    name: Type.Optional(Type.String({ description: 'Masked (脱敏)', examples: ['张*'] })),
  },
  { description: 'To whom (通知对象)' },
)

const Delivery = Strict({
  channel: openEnum(CHANNEL_NAMES),
  round: Type.Integer({ description: '1, and one more each time staff send it again (补发)' }),
  status: openEnum(['WAITING', 'SENDING', 'SENT', 'FAILED', 'STOPPED', 'WITHDRAWN']),
  address: Type.Optional(Type.String({ description: 'Masked (脱敏)', examples: ['138****8000'] })),
  attempts: Type.Integer(),
  nextAt: Type.Optional({ ...Instant, description: 'When it is tried next (下次发送)' }),
  sentAt: Type.Optional(Instant),
  receipt: Type.Optional(Type.String({ description: 'What the other side called it (回执号)' })),
  tries: Type.Array(Strict({ at: Type.String(), result: Type.String() }), {
    description: 'When it was tried, and what came of it (发送结果)',
  }),
})

export const MessageView = model(
  'Message',
  Strict(
    {
      messageId: Uuid,
      kind: Type.String({ examples: ['accepted'] }),
      class: openEnum(['legal', 'service', 'reminder', 'duty']),
      caseNo: Type.Optional(Type.String()),
      organisation: Type.Optional(Type.String()),
      to: Addressee,
      language: strEnum(['zh', 'en']),
      title: Type.String(),
      body: Type.String({ description: 'As it was told, personal facts masked' }),
      template: Strict({ key: Type.String(), version: Type.Integer() }),
      createdAt: Instant,
      readAt: Type.Optional(Instant),
      withdrawnAt: Type.Optional(Instant),
      insideOnly: Type.Optional(
        openEnum(['noChannel', 'noAddress', 'stopped'], {
          description:
            'Why it stays in the inbox alone: nothing is configured, no address is known, they are unwanted (仅站内)',
        }),
      ),
      deliveries: Type.Array(Delivery, { description: 'Each way out, with its proof (送达凭据)' }),
    },
    { description: 'What was told to whom, when, and with what result (通知记录)' },
  ),
)

export const MessageList = listOf(MessageView)

export const PreferencesView = model(
  'MessagePreferences',
  Strict(
    {
      reminders: strEnum(['wanted', 'stopped'], {
        description:
          'stopped: reminders stay in the inbox (退订); what the law wants told is sent all the same',
      }),
      digest: strEnum(['none', 'daily'], {
        description: 'daily: what officers are reminded of comes once a day',
      }),
      language: strEnum(['zh', 'en']),
    },
    {
      description: 'What somebody wants to be told, and how (接收偏好)',
      examples: [{ reminders: 'stopped', digest: 'daily', language: 'zh' }],
    },
  ),
)
