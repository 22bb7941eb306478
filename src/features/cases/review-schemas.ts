import { Type } from 'typebox'
import { Instant, LegalDate, openEnum, part, Strict } from '../../http/schemas.js'

export const TaskView = part(
  'Task',
  Strict({
    taskId: Type.String(),
    kind: openEnum(['step', 'opinion']),
    step: Type.String(),
    title: Type.Optional(Type.String()),
    phase: openEnum(['review', 'decide']),
    openedAt: Instant,
    organisation: Type.Optional(Type.String()),
  }),
)

export const HearingView = Strict(
  {
    toldOn: Type.Optional({ ...LegalDate, description: '告知听证权利' }),
    untold: Type.Optional(
      Type.Boolean({
        description:
          'The notice was posted and is not known to have arrived: no days run yet (告知书在途或者退回)',
      }),
    ),
    requestedOn: Type.Optional({ ...LegalDate, description: '申请听证' }),
    requestedBy: Type.Optional(openEnum(['applicant', 'thirdParty'])),
    waivedOn: Type.Optional({ ...LegalDate, description: '申请人放弃听证' }),
    takenBackOn: Type.Optional({ ...LegalDate, description: '撤回听证申请' }),
    lapsed: Type.Optional(Type.Boolean({ description: 'The days to ask had passed by then (申请期限已过)' })),
    thirdParties: Type.Optional(
      Type.Boolean({ description: 'Others were told of the right as well (已告知利害关系人)' }),
    ),
    on: Type.Optional({ ...LegalDate, description: '听证日期' }),
    presider: Type.Optional(Type.String({ description: 'Staff number (听证主持人)' })),
    heldOn: Type.Optional({ ...LegalDate, description: '已举行' }),
  },
  { description: 'How far a hearing has come (听证，行政许可法第四十六条至第四十八条)' },
)

export const OpinionViews = Type.Array(
  Strict({
    taskId: Type.String(),
    organisation: Type.String(),
    staffNo: Type.Optional(Type.String({ description: 'The one person who was added (加签人员工号)' })),
    after: Type.Optional(
      Type.Boolean({ description: 'Added after the opinion of who holds the step (后加签)' }),
    ),
    removed: Type.Optional(Type.Boolean({ description: 'Taken out before it spoke (减签)' })),
    deemed: Type.Optional(
      Type.Boolean({
        description: 'Its silence counts as agreement by the basis of the procedure (视为同意)',
      }),
    ),
    step: Type.String(),
    askedAt: Instant,
    answeredAt: Type.Optional(Instant),
    agrees: Type.Optional(Type.Boolean()),
    late: Type.Optional(Type.Boolean({ description: 'It came after its days (逾期意见)' })),
    silent: Type.Optional(Type.Boolean({ description: 'It was not waited for any longer (未答复)' })),
  }),
  { description: 'Who was asked and who agrees (会审意见); for staff' },
)

export const SpecialViews = Type.Array(
  Strict({
    specialId: Type.String(),
    kind: Type.String(),
    title: Type.String(),
    startedOn: LegalDate,
    estimatedDays: Type.Integer({ description: 'Working days that were announced (预计天数)' }),
    endedOn: Type.Optional(LegalDate),
  }),
  { description: 'Special procedures, open and ended (特别程序)' },
)
