import { Type } from 'typebox'
import { dayOf, LegalDate, Strict, strEnum } from '../../http/schemas.js'
import { FOOD_LICENCE_ITEM_CODE } from '../../shared/sample-codes.js'
import { MonitorRuleInput } from '../deadlines/rule-schemas.js'
import { PLANNABLE } from './planned-acts.js'

/** What people would do, and when (拟办动作). */
const plannedActs = Type.Array(
  Strict({
    on: LegalDate,
    action: strEnum(PLANNABLE),
    estimatedDays: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 250,
        description: 'Of startSpecial; absent: 10 (预计工作日)',
      }),
    ),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 250,
        description:
          'Of extend; absent: as many as the item allows. Of requestJointReview; absent: 5 (延长、会审工作日)',
      }),
    ),
    dueOn: Type.Optional(
      dayOf('Of acceptWithDeferral, the promised day; absent: ten days later (承诺补交日)', '2026-03-13'),
    ),
  }),
  {
    maxItems: 50,
    description:
      'What people would do, and when; completeStep: the last of the review; giveOpinion: of all who were asked; endSpecial ends a hearing that was asked for as well (拟办动作)',
  },
)

const ofApplication = {
  situation: Type.Optional(
    Type.String({ maxLength: 100, description: 'Of that application, where the item has several (情形)' }),
  ),
  acts: Type.Optional(plannedActs),
}

/** A case of a period as a line of a file has it (办件样本). */
export const ReplayedLine = Strict({
  ref: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  itemCode: Type.String({ minLength: 1, maxLength: 50 }),
  receivedOn: LegalDate,
  ...ofApplication,
})

export const SimulationInput = Strict(
  {
    caseNo: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'A case as it stands today (办件编号)' }),
    ),
    itemCode: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Instead: an application for this item that there is not yet, handed in complete (事项)',
      }),
    ),
    ...ofApplication,
    receivedOn: Type.Optional(dayOf('When it would be handed in; absent: today (收件日)', '2026-03-02')),
    until: Type.Optional(dayOf('How far to look; absent: half a year (截止日)', '2026-06-30')),
    rules: Type.Optional(
      Type.Array(MonitorRuleInput, {
        maxItems: 50,
        description:
          'Thresholds to try before they are set, in the place of those of their kind and lamp (试用规则)',
      }),
    ),
  },
  {
    examples: [
      {
        itemCode: FOOD_LICENCE_ITEM_CODE,
        receivedOn: '2026-03-02',
        until: '2026-06-30',
        acts: [{ on: '2026-03-04', action: 'accept' }],
      },
    ],
  },
)

export const Simulated = Strict({
  caseNo: Type.Optional(Type.String()),
  from: LegalDate,
  until: LegalDate,
  status: Type.String({ description: 'Where it would stand at the end (终态)' }),
  events: Type.Array(
    Strict({
      on: LegalDate,
      what: Type.String({
        description:
          'act: what was planned; lamp: a warning or card; consequence: what the law attaches to the end of a limit; withheld: that stays out, an alert instead; escalate: an alert that nobody explained goes further up (动作、亮灯、法定后果、后果暂缓、升级提醒)',
      }),
      clock: Type.Optional(Type.String()),
      due: Type.Optional(LegalDate),
      level: Type.Optional(Type.String()),
      action: Type.Optional(Type.String()),
      why: Type.Optional(
        Type.String({
          description: 'provisional: the day may still move; forbidden: the procedure leaves it to people',
        }),
      ),
      messages: Type.Array(
        Strict({
          kind: Type.String(),
          to: Type.String({ description: 'parties, assignee, deputy, superior or a role' }),
        }),
        { description: 'Who would be told (通知)' },
      ),
    }),
  ),
  clocks: Type.Array(
    Strict({
      kind: Type.String(),
      startedOn: LegalDate,
      dueOn: Type.Optional(LegalDate),
      provisional: Type.Boolean(),
      stoppedOn: Type.Optional(LegalDate),
    }),
  ),
  impossible: Type.Array(Strict({ on: LegalDate, action: Type.String() }), {
    description:
      'Planned acts that were not possible when their day came, or lie after `until` (无法执行的动作)',
  }),
})
