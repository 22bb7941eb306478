import { type Static, Type } from 'typebox'
import { Instant, LegalDate, openEnum, part, SAID, Strict, Uuid } from '../../../http/schemas.js'
import { LAMPS } from '../../deadlines/clock.js'

/** Who holds a task, as staff are told. */
export const Holder = Strict(
  {
    by: Type.String({
      description: 'Staff number (工号); of who stands in no register the identity',
      examples: ['market-reviewer'],
    }),
    since: Type.Optional(Instant),
    assignedBy: Type.Optional(Type.String({ description: 'Absent: the holder claimed it (分派人)' })),
    mine: Type.Boolean({ description: 'It is the caller’s (本人持有)' }),
    deputyFor: Type.Optional(
      Type.Boolean({ description: 'The holder is away, and the caller stands in (代理)' }),
    ),
  },
  { description: 'Who holds the task (办理人); absent: nobody' },
)

const ReminderView = Strict({
  at: Instant,
  by: Type.String(),
  note: Type.Optional(Type.String({ description: '`***` for who does not handle the case' })),
})

/** A task (任务): a step for one organ, or an organ's question. */
export const TaskDetail = part(
  'TaskDetail',
  Strict({
    taskId: Uuid,
    caseNo: Type.String(),
    itemCode: Type.String(),
    itemName: Type.String(),
    status: Type.String({ description: 'Of the case (办件状态)' }),
    kind: openEnum(['step', 'opinion']),
    step: Type.String(),
    title: Type.Optional(Type.String()),
    phase: openEnum(['review', 'decide']),
    organisation: Type.String({ description: 'Whose task it is (承办机关)' }),
    openedAt: Instant,
    closedAt: Type.Optional(Instant),
    outcome: Type.Optional(openEnum(['completed', 'returned', 'ended'])),
    due: Type.Optional(
      Type.Unsafe<string>({
        ...LegalDate,
        description: 'The earliest due day of what runs in the case, as in the work list (本件最早到期日)',
      }),
    ),
    lamp: openEnum(LAMPS),
    stepDue: Type.Optional(
      Type.Unsafe<string>({ ...LegalDate, description: 'When this task itself is due (本环节到期日)' }),
    ),
    stepLamp: Type.Optional(openEnum(LAMPS, { description: 'Lamp of its own clock (本环节警示灯)' })),
    mustClaim: Type.Boolean({ description: 'The procedure wants it claimed before it is done (须先领取)' }),
    mayDo: Type.Boolean({
      description: 'Role, post, organ and four-eyes let the caller do it, whoever holds it (可以办理)',
    }),
    holder: Type.Optional(Holder),
    reminders: Type.Array(ReminderView, { description: 'Who asked after it and when (催办)' }),
    remindFrom: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'From when on it may be asked after again (催办间隔)' }),
    ),
  }),
)
export type TaskDetail = Static<typeof TaskDetail>

const Counted = Type.Integer({ minimum: 0, maximum: 200 })

/** Numbers of open tasks; each stops at `most`. */
export const TaskCounts = Strict({
  open: Counted,
  mine: Type.Unsafe<number>({
    ...Counted,
    description: 'Held by the caller, or by who is away and has the caller for a deputy',
  }),
  unassigned: Counted,
  overdue: Counted,
  byLamp: Type.Array(Strict({ lamp: openEnum(LAMPS), count: Counted })),
  byStep: Type.Array(Strict({ step: Type.String(), count: Counted }), {
    description: 'Of the first ten keys of steps (按环节)',
  }),
  byOrganisation: Type.Array(Strict({ organisation: Type.String(), count: Counted }), {
    description: 'As far as the caller’s grants at each organ reach, of the first five (按机构)',
  }),
  most: Type.Integer({ description: 'What a number says when there are as many or more', examples: [200] }),
})

export const AssignBody = Strict(
  {
    staffNo: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Of the organ whose task it is; who may do the step and is there (工号)',
    }),
    reason: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, pattern: SAID, description: 'Why (分派、改派理由)' }),
    ),
  },
  { examples: [{ staffNo: 'market-reviewer', reason: '原办理人外出，改由同组人员办理' }] },
)

export const RemindBody = Strict(
  { note: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: SAID })) },
  { examples: [{ note: '申请人下周开业，请尽快办理' }] },
)
