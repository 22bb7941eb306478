import { Type } from 'typebox'
import { Instant, LegalDate, listOf, model, openEnum, Strict, strEnum } from '../../http/schemas.js'
import { Job } from '../../jobs/job-schemas.js'
import { Answerable } from './answerable.js'
import { CalendarDay } from './calendar-schemas.js'
import { LAMPS } from './clock.js'
import { OWNER_KINDS } from './clock-kinds.js'
import { READINGS } from './disputed.js'
import { TOLD } from './measures.js'
import { DayHours, shownHours } from './office-hours-schemas.js'
import { measures, ruleCondition } from './rule-schemas.js'

/** A day on which the lamp of a limit rises. */
export const LampRise = Strict({
  on: LegalDate,
  level: openEnum(['NOTICE', 'YELLOW', 'RED']),
  ruleVersion: Type.Optional(Type.Integer()),
  basis: Type.Optional(Type.String()),
})

const ReadDue = Strict({
  due: LegalDate,
  readings: Type.Array(openEnum(READINGS), {
    description:
      'startCounted 起算日计入, pauseEndExcluded 中止结束日不计, pauseBeginCounted 中止开始日计入, noRollForward 不顺延; empty: by the rules of this service',
  }),
})

export const Calculation = model(
  'Calculation',
  Strict({
    due: LegalDate,
    dueAt: Type.Optional({ ...Instant, description: 'Of hours: the moment at which they end (到时)' }),
    standing: Type.Optional(
      Strict(
        { elapsed: Type.Number(), remaining: Type.Number(), overBy: Type.Integer() },
        {
          description:
            'On the day that was asked for; in the days (whole ones) or hours of the limit, over in working days',
        },
      ),
    ),
    range: Type.Optional(
      Strict({ earliest: ReadDue, latest: ReadDue }, { description: 'By disputed readings (争议规则)' }),
    ),
    provisional: Type.Boolean({ description: 'true when a year without an official calendar is reached' }),
    days: Type.Array(
      Strict({
        date: LegalDate,
        counted: Type.Boolean(),
        number: Type.Optional(Type.Integer()),
        reason: Type.String({
          description:
            'workingDay, makeUpWorkday, weekend, holiday, calendarDay, paused, rollForward or closed (hours: none of office that day)',
        }),
        hours: Type.Optional(
          Type.Array(DayHours, { description: 'Of hours: which of them counted that day (计入的办公时间)' }),
        ),
        basis: Type.Optional(Type.String({ description: 'The article or the notice' })),
        title: Type.String({ description: 'The reason in words (计或不计的理由)' }),
      }),
    ),
    lamps: Type.Optional(
      Type.Array(LampRise, { description: 'With `clock`: when which lamp comes on (何时亮灯)' }),
    ),
  }),
)
export const CalendarOfficeHours = model('CalendarOfficeHours', Strict(shownHours))

export const CalendarYear = model(
  'CalendarYear',
  Strict({
    calendar: Type.String(),
    year: Type.Integer(),
    status: strEnum(['OFFICIAL', 'PROVISIONAL']),
    noticeNo: Type.Optional(Type.String()),
    workingDays: Type.Integer(),
    days: Type.Array(CalendarDay),
  }),
)

/** What a clock belongs to that is no case. */
const Owner = Strict(
  { kind: Type.String({ examples: OWNER_KINDS.filter((kind) => kind !== 'case') }), no: Type.String() },
  { description: 'What it belongs to, where that is no case (时限归属)' },
)

/** A threshold as it counts. */
export const MonitorRule = model(
  'MonitorRule',
  Strict({
    kind: Type.String({ description: 'Of which clocks (时限种类)' }),
    level: openEnum(['NOTICE', 'YELLOW', 'RED']),
    organisation: Type.Optional(Type.String({ description: 'Whose it is; absent: the whole deployment' })),
    when: ruleCondition,
    basis: Type.Optional(Type.String()),
    ...measures,
    version: Type.Integer({ description: 'Alerts name it as `ruleVersion`' }),
  }),
)
export const MonitorRuleList = listOf(MonitorRule)

export const MonitorRuleVersions = Strict({
  data: Type.Array(
    Strict({
      version: Type.Integer(),
      when: ruleCondition,
      basis: Type.Optional(Type.String()),
      ...measures,
      since: Instant,
      endedAt: Type.Optional(Instant),
    }),
  ),
})

const movedClocks = {
  job: Type.Optional(Job),
  moved: Type.Array(
    Strict({
      caseNo: Type.Optional(Type.String()),
      owner: Type.Optional(Owner),
      clock: Type.String(),
      from: Type.Optional(LegalDate),
      to: Type.Optional(LegalDate),
      fromTime: Type.Optional(Type.String({ description: 'Of hours: until when on that day (原到时)' })),
      toTime: Type.Optional(Type.String({ description: 'Of hours: until when on that day (到时)' })),
    }),
    { description: 'The first 1000 of cases within your reach' },
  ),
  movedCount: Type.Integer({ description: 'All of them' }),
  movedElsewhere: Type.Integer({ description: 'Those of cases beyond your reach (范围外办件的时限数)' }),
}

const lampCounts = (description: string) =>
  Strict(
    {
      NONE: Type.Integer({ description: 'Clocks without a lamp (无灯)' }),
      NOTICE: Type.Integer({ description: 'With a notice (预警)' }),
      YELLOW: Type.Integer({ description: 'With a yellow card (黄牌)' }),
      RED: Type.Integer({ description: 'With a red card (红牌)' }),
    },
    { description },
  )
/** What a rule would change. */
export const RulePreview = model(
  'MonitorRulePreview',
  Strict({
    looked: Type.Integer({
      description: 'Running clocks of the kind that were looked at, those that end soonest (已查看时限数)',
    }),
    whole: Type.Boolean({ description: 'false: more are running than were read (是否全部)' }),
    now: lampCounts('How many show which lamp now (现灯色)'),
    after: lampCounts('How many would show which lamp (变更后灯色)'),
    moved: Type.Array(
      Strict({
        caseNo: Type.Optional(Type.String()),
        owner: Type.Optional(Owner),
        clock: Type.String({ description: 'Kind of the clock (时限种类)' }),
        due: Type.Optional({ ...LegalDate, description: 'Its last day (到期日)' }),
        from: openEnum(LAMPS, { description: 'Lamp now (原灯色)' }),
        to: openEnum(LAMPS, { description: 'Lamp then (新灯色)' }),
      }),
      { description: 'The first 1000 whose lamp would change, those that end soonest' },
    ),
    movedCount: Type.Integer({ description: 'All of those that were looked at' }),
  }),
)

/** What came of hours of office, or would. */
export const PutOfficeHours = Strict({ ...shownHours, ...movedClocks })

export const MovedClocks = Strict({
  year: Type.Optional(CalendarYear),
  ...movedClocks,
  warnings: Type.Array(Strict({ pointer: Type.String(), code: Type.String(), message: Type.String() }), {
    description:
      'What is unusual and taken (提示): WEEKDAY_WORKED, DAY_OF_YEAR_BEFORE, SEVERAL_NOTICES, NOTICE_UNNAMED, FEASTS_MISSING',
  }),
})

export const Alert = model(
  'Alert',
  Strict({
    id: Type.String(),
    caseNo: Type.Optional(Type.String()),
    owner: Type.Optional(Owner),
    organisation: Type.Optional(Type.String({ description: 'The organ that answers for it (责任单位)' })),
    itemCode: Type.Optional(Type.String()),
    windowId: Type.Optional(Type.String()),
    person: Type.Optional(
      Type.String({ description: 'Who had the open step in hand when it was raised (责任人)' }),
    ),
    rule: Type.String(),
    ruleVersion: Type.Integer(),
    level: openEnum(['NOTICE', 'YELLOW', 'RED']),
    status: openEnum(['OPEN', 'EXPLAINED', 'CONFIRMED', 'REVOKED', 'CLOSED']),
    raisedAt: Instant,
    facts: Type.Record(Type.String(), Type.Unknown(), { description: 'The dates used' }),
    score: Type.Optional(Type.Number({ description: 'What it counts, once it is confirmed (记分)' })),
    explainBy: Type.Optional({
      ...LegalDate,
      description:
        'While it is OPEN: its last day to be explained, before which nobody confirms it unheard; later where the organ was told later (说明期限届满日)',
    }),
    appealBy: Type.Optional({
      ...LegalDate,
      description:
        'While it is CONFIRMED and nobody has appealed: the last day for an appeal, before which nobody closes it (申诉期限届满日)',
    }),
    judgeBy: Type.Optional({
      ...LegalDate,
      description: 'While an appeal waits: its last day to be judged (复核期限届满日)',
    }),
    answerable: Type.Optional(Answerable),
    escalation: Type.Optional(
      Type.Array(Strict({ on: LegalDate, to: Type.Array(openEnum(TOLD)) }), {
        description: 'Who is told when, while nobody explains it (升级提醒)',
      }),
    ),
    history: Type.Array(
      Strict({
        at: Instant,
        by: Type.String(),
        action: Type.String(),
        text: Type.String(),
        unexplained: Type.Optional(
          Type.Literal(true, {
            description: 'Confirmed though nobody had explained it in time (逾期未说明)',
          }),
        ),
        score: Type.Optional(
          Type.Number({ description: 'What it counted: by a confirmation, or before an appeal (记分)' }),
        ),
      }),
    ),
  }),
)
export const AlertList = listOf(Alert)
