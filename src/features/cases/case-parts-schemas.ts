import { Type } from 'typebox'
import { EventActor } from '../../events/event-parts.js'
import { Instant, LegalDate, Money, openEnum, Strict, strEnum } from '../../http/schemas.js'
import { ClockView } from './clock-schemas.js'
import { BEHALF } from './parties/assistance.js'
import { RelatedCases } from './related-schemas.js'

export const ElsewhereView = Strict({
  operationId: Type.String({ description: 'Name of the operation (接口)', examples: ['createCase'] }),
  method: strEnum(['POST']),
  path: Type.String({ description: 'Where it is sent (地址)', examples: ['/v1/cases'] }),
  title: Type.String({ description: 'What it is called (名称)', examples: ['转报收件'] }),
  detail: Type.String({ description: 'What to send' }),
  roles: Type.Array(Type.String(), { description: 'Who does it in that organ', examples: [['clerk']] }),
})

export const WaitingView = Strict({
  action: Type.String({ examples: ['approve'] }),
  title: Type.String(),
  paymentCode: Type.Optional(Type.String({ description: '缴款码; absent: no bill is made yet' })),
  amount: Type.Optional(Money),
  fees: Type.Array(Type.String(), { description: 'Codes of the fees (收费项目)', examples: [['dwelling']] }),
  detail: Type.String(),
})

export const ActionView = Strict({
  action: Type.String(),
  title: Type.String(),
  input: Type.Record(Type.String(), Type.Unknown(), {
    description: 'JSON Schema of the input, without $ref',
  }),
  foreseen: Strict({
    status: Type.String(),
    clocks: Type.Array(ClockView),
    documents: Type.Array(Strict({ kind: Type.String(), title: Type.String() })),
    events: Type.Array(Type.String()),
  }),
})
export const EventView = Strict({
  caseNo: Type.Optional(Type.String({ description: 'Of a bundle’s case: in which member’s (一件事子件)' })),
  version: Type.Integer(),
  type: Type.String(),
  title: Type.String(),
  occurredAt: Instant,
  status: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String()),
  by: Type.Optional(EventActor),
  onBehalfOf: Type.Optional(
    Strict(
      { as: openEnum(BEHALF), names: Type.Array(Type.String({ description: 'Masked (脱敏)' })) },
      { description: 'For whom it was done, and as what (代理、帮办代办)' },
    ),
  ),
  organisations: Type.Optional(
    Type.Array(Type.String(), { description: 'Organs that were asked for an opinion (被征求意见机关)' }),
  ),
  askedOrganisation: Type.Optional(Type.String({ description: 'Whose opinion it is (出具意见机关)' })),
  agrees: Type.Optional(Type.Boolean({ description: 'Whether the organ that was asked agrees (是否同意)' })),
  facts: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'What the act knows by the schema of its type in the feed: which days, which ground, which procedure, which materials (办件要素); for staff',
      examples: [{ days: 5, unit: 'workingDay' }],
    }),
  ),
  remarks: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
export const progressFields = {
  caseNo: Type.String(),
  itemCode: Type.Optional(Type.String()),
  itemName: Type.String(),
  status: Type.String(),
  statusText: Type.String(),
  steps: Type.Array(
    Strict({
      key: Type.String(),
      title: Type.String(),
      state: strEnum(['done', 'current', 'toCome']),
    }),
  ),
  doing: Type.Optional(
    Type.Array(Type.String(), {
      description: 'What is being done, as the procedure says it to applicants (正在办理的内容)',
    }),
  ),
  receivedOn: Type.Optional(LegalDate),
  acceptedOn: Type.Optional(LegalDate),
  decidedOn: Type.Optional(LegalDate),
  closedOn: Type.Optional(LegalDate),
  due: Type.Optional(LegalDate),
  bring: Type.Array(
    Strict({
      materialCode: Type.Optional(Type.String()),
      field: Type.Optional(Type.String({ description: 'A field of the form to correct (需更正的表单项)' })),
      name: Type.String(),
      reason: Type.Optional(Type.String({ description: 'As the notice says it (补正原因)' })),
      by: Type.Optional(LegalDate),
    }),
    { description: 'Materials to bring and fields to correct (需补交的材料、需更正的内容)' },
  ),
  pay: Type.Optional(
    Strict(
      {
        paymentCode: Type.String({ description: '缴款码' }),
        amount: Money,
        blocks: Type.Optional(
          openEnum(['accept', 'decide', 'close'], { description: 'What waits for it (未缴不办)' }),
        ),
        text: Type.String(),
      },
      { description: 'What is to be paid now (待缴费用)' },
    ),
  ),
  ground: Type.Optional(
    Type.String({ description: 'Why it was turned away or ended, of the closed list (理由类别)' }),
  ),
  reason: Type.Optional(Type.String({ description: 'In the words of the act (理由)' })),
  competentAuthority: Type.Optional(Type.String({ description: 'The organ to go to (有权办理的机关)' })),
  remedies: Type.Optional(
    Strict(
      {
        authority: Type.String(),
        days: Type.Integer(),
        court: Type.String(),
        months: Type.Integer(),
        text: Type.String(),
      },
      { description: 'How to go against it (救济途径)' },
    ),
  ),
  waitsFor: Type.Optional(
    Type.Array(
      Strict({
        materialCode: Type.String(),
        name: Type.String(),
        caseNo: Type.String(),
        itemName: Type.String(),
      }),
      {
        description:
          'What comes by itself from another case of the same bundle, and is not to be brought (等待前置结果)',
      },
    ),
  ),
  related: Type.Optional(RelatedCases),
  above: Type.Optional(
    Type.Array(
      Strict({
        caseNo: Type.String(),
        organ: Type.String({ description: 'By its name (机关名称)' }),
        status: Type.String(),
        statusText: Type.String(),
        acceptedOn: Type.Optional(LegalDate),
        due: Type.Optional(LegalDate),
        decidedOn: Type.Optional(LegalDate),
      }),
      {
        description:
          'Of what was forwarded: how it stands with each organ above, the nearest first (上级办理情况)',
      },
    ),
  ),
  withdrawal: Type.Optional(
    Type.String({
      description: 'Where the application is taken back, once this case has gone up (转报后如何撤回申请)',
    }),
  ),
  urges: Type.Optional(
    Type.Array(
      Strict({
        at: Instant,
        seenAt: Type.Optional(Instant),
        answeredAt: Type.Optional(Instant),
        answer: Type.Optional(Type.String()),
      }),
      { description: 'When the applicant asked after it, and the answers (催办及答复)' },
    ),
  ),
}
