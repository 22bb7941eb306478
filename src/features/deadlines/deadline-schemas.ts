import { Type } from 'typebox'
import { Instant, LegalDate, listOf, model, openEnum, SEEN, Strict, strEnum } from '../../http/schemas.js'
import { Job } from '../../jobs/job-schemas.js'
import { COUNTY_MARKET } from '../../shared/sample-codes.js'
import { BEHAVIOURS } from './behaviour-kinds.js'
import { MAX_EXTENSIONS, MAX_PAUSES } from './calculate.js'
import { CLOCK_KINDS, OWNER_KINDS } from './clock-kinds.js'
import { READINGS } from './disputed.js'
import { ASKED_UNITS } from './limit.js'
import { TOLD } from './measures.js'

const unit = strEnum(ASKED_UNITS, {
  description:
    '工作日、自然日、月、年、办公小时 (hour: hours of office of the calendar; where it has none, every hour of a working day)',
  examples: ['workingDay'],
})
const Limit = Strict({ amount: Type.Integer({ minimum: 0, maximum: 10_000, examples: [20] }), unit })

const PauseBasis = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: SEEN,
  description: 'By which law the time is not counted (不计入期限的依据)',
})

const timeOfDay = (description: string, example: string) =>
  Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', description, examples: [example] })
/** From one time of the day to another. */
const DayHours = Strict({ from: timeOfDay('From (起)', '08:30'), to: timeOfDay('To (止)', '12:00') })

/** A day on which the lamp of a limit rises. */
export const LampRise = Strict({
  on: LegalDate,
  level: openEnum(['NOTICE', 'YELLOW', 'RED']),
  ruleVersion: Type.Optional(Type.Integer()),
  basis: Type.Optional(Type.String()),
})

export const CalculateBody = Strict(
  {
    calendar: Type.String({ minLength: 1, maxLength: 20, examples: ['CN'] }),
    start: LegalDate,
    limit: Limit,
    pauses: Type.Optional(
      Type.Array(Strict({ from: LegalDate, to: LegalDate, basis: Type.Optional(PauseBasis) }), {
        maxItems: MAX_PAUSES,
        description: 'A day d with from ≤ d < to is not counted',
      }),
    ),
    extensions: Type.Optional(Type.Array(Limit, { maxItems: MAX_EXTENSIONS })),
    startDayCounts: Type.Optional(
      Type.Boolean({
        description:
          'The day on which the limit begins is its first (起算日计入), where another law says so; not for hours',
      }),
    ),
    startTime: Type.Optional(
      timeOfDay('Of hours: when on the start day they begin (起算时刻); absent: with the day', '09:30'),
    ),
    on: Type.Optional({
      ...LegalDate,
      description:
        'How the limit stands at the end of this day (已用、剩余、超期): `standing` of the answer; `elapsed` is the difference between the two days (相差)',
    }),
    onTime: Type.Optional(timeOfDay('Of hours: at which time of that day', '17:00')),
    disputed: Type.Optional(
      Type.Boolean({
        description: 'Also the earliest and the latest day where rules are disputed (最早、最晚): `range`',
      }),
    ),
    clock: Type.Optional(
      strEnum(CLOCK_KINDS, {
        description: 'Of which kind the limit would be: the answer says when which lamp comes on (时限种类)',
        examples: ['LEGAL'],
      }),
    ),
    organisation: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'By whose rules; absent: the deployment’s' }),
    ),
  },
  {
    examples: [
      {
        calendar: 'CN',
        start: '2026-03-02',
        limit: { amount: 20, unit: 'workingDay' },
        pauses: [{ from: '2026-03-09', to: '2026-03-18' }],
      },
    ],
  },
)

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

export const CalendarView = Strict({
  code: Type.String({ examples: ['CN'] }),
  name: Type.String(),
  nameEn: Type.Optional(Type.String()),
  parent: Type.Optional(Type.String()),
  organisation: Type.Optional(
    Type.String({ description: 'Whose it is (归属机构); absent: the whole deployment’s' }),
  ),
  division: Type.Optional(
    Type.String({ description: 'Where it holds, with all below (适用区划); absent: for its owner alone' }),
  ),
  years: Type.Array(
    Strict({ year: Type.Integer(), status: Type.String(), noticeNo: Type.Optional(Type.String()) }),
  ),
})

export const NewCalendarBody = Strict(
  {
    code: Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,19}$', examples: ['LESHAN'] }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    nameEn: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    parent: Type.String({ minLength: 1, maxLength: 20, description: 'Whose days it inherits (上级日历)' }),
    division: Type.Optional(
      Type.String({
        pattern: '^\\d{6}(\\d{3}){0,2}$',
        description: 'It holds there and below (适用区划); absent: for `organisation` alone',
      }),
    ),
    organisation: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Whose it is (归属机构); absent: the whole deployment’s',
      }),
    ),
  },
  { examples: [{ code: 'LESHAN', name: '乐山市工作日历', parent: 'CN', division: '511100' }] },
)

const dayOfYear = (description: string, example: string) =>
  Type.String({ pattern: '^\\d{2}-\\d{2}$', description, examples: [example] })

/** Hours of office of some weekdays (办公时间). */
export const OfficeHoursLine = Strict({
  season: Type.Optional(
    Strict(
      { from: dayOfYear('First day, MM-DD', '05-01'), to: dayOfYear('Last day, MM-DD', '09-30') },
      { description: 'Absent: all the year; 10-01 to 04-30 lies over the turn of the year (夏令、冬令时间)' },
    ),
  ),
  weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
    description: '1 Monday to 7 (星期)',
    examples: [[1, 2, 3, 4, 5]],
  }),
  morning: Type.Optional(Strict(DayHours.properties, { description: 'Or all of the day (上午)' })),
  afternoon: Type.Optional(Strict(DayHours.properties, { description: 'Absent: closed then (下午)' })),
})
const officeHoursLines = Type.Array(OfficeHoursLine, {
  maxItems: 60,
  description:
    'The first line that fits weekday and season counts; a weekend worked in return goes by the first weekday; none: those of the calendar above (办公时间)',
  examples: [
    [
      {
        season: { from: '05-01', to: '09-30' },
        weekdays: [1, 2, 3, 4, 5],
        morning: { from: '08:30', to: '12:00' },
        afternoon: { from: '15:00', to: '18:00' },
      },
      {
        weekdays: [1, 2, 3, 4, 5],
        morning: { from: '09:00', to: '12:00' },
        afternoon: { from: '13:30', to: '17:30' },
      },
    ],
  ],
})

const shownHours = {
  calendar: Type.String(),
  of: Type.Optional(
    Type.String({ description: 'Which calendar has them, this one or one above; absent: none (来源日历)' }),
  ),
  hours: officeHoursLines,
}
export const CalendarOfficeHours = model('CalendarOfficeHours', Strict(shownHours))

export const PutOfficeHoursBody = Strict(
  {
    hours: Type.Optional(officeHoursLines),
    csv: Type.Optional(
      Type.String({
        maxLength: 20_000,
        description:
          'The lines as a table (CSV): seasonFrom, seasonTo, weekdays, morningFrom, morningTo, afternoonFrom, afternoonTo, or 季节起, 季节止, 星期, 上午上班, 上午下班, 下午上班, 下午下班 in its first line',
        examples: ['星期,上午上班,上午下班,下午上班,下午下班\n1-5,08:30,12:00,14:00,17:30'],
      }),
    ),
  },
  {
    examples: [
      {
        hours: [
          {
            weekdays: [1, 2, 3, 4, 5],
            morning: { from: '08:30', to: '12:00' },
            afternoon: { from: '14:00', to: '17:30' },
          },
        ],
      },
    ],
  },
)

const CalendarDay = Strict({
  date: LegalDate,
  kind: strEnum(['HOLIDAY', 'WORKDAY']),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  sourceDoc: Type.Optional(Type.String({ maxLength: 200 })),
})

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

const confirmed = Type.Boolean({
  description: 'Feasts without a day off in an OFFICIAL year were looked at (确认缺少法定节日)',
})

export const PutYearBody = Strict(
  {
    status: strEnum(['OFFICIAL', 'PROVISIONAL']),
    noticeNo: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    days: Type.Optional(
      Type.Array(CalendarDay, {
        maxItems: 200,
        description: 'Days of the year, and of December before it where the notice sets them; or `csv`',
      }),
    ),
    csv: Type.Optional(
      Type.String({
        maxLength: 50_000,
        description:
          'The days as a table (CSV): date, kind, name, sourceDoc or 日期, 类型 (放假, 上班), 名称, 文号 in its first line',
        examples: ['日期,类型,名称\n2027-01-01,放假,元旦'],
      }),
    ),
    confirmed: Type.Optional(confirmed),
  },
  { examples: [{ status: 'PROVISIONAL', days: [{ date: '2027-01-01', kind: 'HOLIDAY', name: '元旦' }] }] },
)

/** What a clock belongs to that is no case. */
const Owner = Strict(
  { kind: Type.String({ examples: OWNER_KINDS.filter((kind) => kind !== 'case') }), no: Type.String() },
  { description: 'What it belongs to, where that is no case (时限归属)' },
)

/** A calendar with its years as a line of an import and an export (日历导入导出); a year that is left out stays. */
export const CalendarLine = Strict({
  code: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$', examples: ['CN'] }),
  name: Type.String({ minLength: 1, maxLength: 100, pattern: SEEN }),
  nameEn: Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: SEEN })),
  parent: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
  division: Type.Optional(Type.String({ pattern: '^\\d{12}$', description: 'Where it holds (适用区划)' })),
  organisation: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  officeHours: Type.Optional(officeHoursLines),
  years: Type.Array(
    Strict({
      year: Type.Integer({ minimum: 2000, maximum: 2130 }),
      status: strEnum(['OFFICIAL', 'PROVISIONAL']),
      noticeNo: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      confirmed: Type.Optional(confirmed),
      days: Type.Array(CalendarDay, { maxItems: 200 }),
    }),
    { maxItems: 150 },
  ),
})

const ruleKey = {
  kind: strEnum([...CLOCK_KINDS, ...BEHAVIOURS], {
    description: 'Of which clocks (时限种类), or of which behaviour (行为)',
    examples: ['PROMISE'],
  }),
  level: strEnum(['NOTICE', 'YELLOW', 'RED'], { description: '预警、黄牌、红牌', examples: ['NOTICE'] }),
}
const ruleOrganisation = Type.String({
  minLength: 1,
  maxLength: 50,
  description: 'For the clocks of its items (归属机构); absent: the whole deployment',
})
const told = Type.Array(strEnum(TOLD), {
  minItems: 1,
  maxItems: TOLD.length,
  uniqueItems: true,
  description: 'officer 承办人, deputy 代理人, superior 上级机构负责人或者效能监督机构, organ 本机关',
})
/** What follows from an alert besides its lamp (处置措施). */
const measures = {
  tell: Type.Optional({ ...told, description: 'Who is told when it rises (告知对象); absent: by the level' }),
  escalate: Type.Optional(
    Type.Array(
      Strict({
        afterDays: Type.Integer({ minimum: 1, maximum: 250, description: 'Working days after it rose' }),
        to: told,
      }),
      { minItems: 1, maxItems: 10, description: 'Who is told while nobody explains it (升级提醒)' },
    ),
  ),
  score: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 100,
      multipleOf: 0.5,
      description: 'What it counts when confirmed (记分)',
    }),
  ),
}

const ruleCondition = Strict(
  {
    remainingAtMost: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 250, description: 'Working days left (剩余工作日)' }),
    ),
    elapsedAtLeast: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Part of the limit that is used (已用比例)' }),
    ),
    overBy: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 250, description: 'Working days over (超期工作日)' }),
    ),
    timesAtLeast: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Of behaviour: how often in a case (次数)' }),
    ),
    shorterThan: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 500,
        description: 'Of NO_REASON: letters of the reason (理由字数)',
      }),
    ),
    worksFrom: Type.Optional(timeOfDay('Of OFF_HOURS: the office works from (上班时间)', '08:30')),
    worksTo: Type.Optional(timeOfDay('Of OFF_HOURS: to (下班时间)', '18:00')),
  },
  { minProperties: 1 },
)
const ruleBasis = Type.String({ minLength: 1, maxLength: 500, pattern: SEEN })

/** A threshold of lamps (监察规则): it holds as soon as one of its conditions does, until it is ended. */
export const RuleLine = Strict({
  ...ruleKey,
  organisation: Type.Optional(ruleOrganisation),
  when: Type.Optional(ruleCondition),
  basis: Type.Optional(ruleBasis),
  ...measures,
  ended: Type.Optional(
    Type.Literal(true, {
      description:
        'Instead of `when`: it counts no more (终止); an organ goes by the rule of the whole deployment again',
    }),
  ),
})

export const RuleKey = Strict(ruleKey)

/** A threshold to be tried, of nobody. */
export const MonitorRuleInput = Strict({ ...ruleKey, when: ruleCondition })

/** A threshold as it is written. */
export const RuleInput = Strict(
  {
    ...ruleKey,
    organisation: Type.Optional(ruleOrganisation),
    when: ruleCondition,
    basis: Type.Optional(ruleBasis),
    ...measures,
  },
  {
    examples: [
      {
        kind: 'PROMISE',
        level: 'NOTICE',
        organisation: COUNTY_MARKET,
        when: { remainingAtMost: 2 },
        tell: ['officer', 'superior'],
        basis: '示例市监效〔2026〕1号',
      },
    ],
  },
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
      toTime: Type.Optional(Type.String({ description: 'Of hours: until when on that day (到时)' })),
    }),
    { description: 'The first 1000 of cases within your reach' },
  ),
  movedCount: Type.Integer({ description: 'All of them' }),
  movedElsewhere: Type.Integer({ description: 'Those of cases beyond your reach (范围外办件的时限数)' }),
}

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
    escalation: Type.Optional(
      Type.Array(Strict({ on: LegalDate, to: Type.Array(openEnum(TOLD)) }), {
        description: 'Who is told when, while nobody explains it (升级提醒)',
      }),
    ),
    history: Type.Array(
      Strict({ at: Instant, by: Type.String(), action: Type.String(), text: Type.String() }),
    ),
  }),
)
export const AlertList = listOf(Alert)

export const MonitorView = Strict({
  backlog: Type.Integer({ description: 'Clocks that are due to be looked at, up to 10000' }),
  lagSeconds: Type.Number({ description: 'How long the oldest of them waits' }),
  lastTickAt: Type.Optional(Instant),
  lastDurationMs: Type.Optional(Type.Number()),
  looked: Type.Integer(),
  fired: Type.Integer(),
  recomputation: Type.Optional(
    Strict({
      calendar: Type.String(),
      done: Type.Integer(),
      changed: Type.Integer(),
      finished: Type.Boolean(),
    }),
  ),
  pulses: Type.Array(
    Strict({
      name: Type.String({ examples: ['monitor'] }),
      everySeconds: Type.Number(),
      lastRunAt: Instant,
      lastDurationMs: Type.Number(),
      done: Type.Integer({ description: 'Things worked on since the beginning, over all instances' }),
      backlog: Type.Optional(Type.Integer({ description: 'What waited at the last look (积压)' })),
      failures: Type.Integer({ description: 'Runs that failed one after the other; 0: the last went well' }),
      failingSince: Type.Optional(Instant),
      lastError: Type.Optional(Type.String({ description: 'Why it failed last; kept when it goes on' })),
      failedAt: Type.Optional(Instant),
    }),
    { description: 'Work that comes back by itself (定时任务), by the real clock; kept every ten seconds' },
  ),
  setAside: Strict(
    {
      counts: Type.Array(Strict({ what: Type.String({ examples: ['clock'] }), count: Type.Integer() }), {
        description: 'All of them, by kind: clock (时限), outbox (事件), audit (审计记录)',
      }),
      data: Type.Array(
        Strict({
          what: Type.String(),
          about: Type.Optional(Type.String({ description: 'The number of the case' })),
          error: Type.String(),
          attempts: Type.Integer(),
          since: Instant,
          nextTryAt: Instant,
        }),
        { description: 'The oldest fifty within your reach' },
      ),
    },
    {
      description:
        'Rows that could not be worked on (搁置): tried again by themselves, at most every ten minutes; they stop no other',
    },
  ),
})
