import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, legalDate, textC } from '../../database/columns.js'

/** Calendars (工作日历): the national one is CN; `revision` rises with every change, so that instances notice. */
export const calendars = pgTable('calendars', {
  code: textC('code').primaryKey(),
  name: text('name').notNull(),
  nameEn: text('name_en'),
  parentCode: text('parent_code'),
  /** The division in which, and below which, it holds; absent: for its owner alone. */
  areaCode: text('area_code'),
  /** Whose it is; absent: the whole deployment's. */
  organisationCode: text('organisation_code'),
  revision: integer('revision').notNull().default(1),
  /** Its own hours of office (办公时间), lines of office-hours.ts; absent: those of what it lies over. */
  officeHours: jsonb('office_hours'),
})

export const calendarYears = pgTable(
  'calendar_years',
  {
    calendarCode: textC('calendar_code')
      .notNull()
      .references(() => calendars.code),
    year: integer('year').notNull(),
    /** OFFICIAL or PROVISIONAL. */
    status: text('status').notNull(),
    noticeNo: text('notice_no'),
  },
  (table) => [primaryKey({ columns: [table.calendarCode, table.year] })],
)

/** Only the days that differ from the plain week. */
export const calendarDays = pgTable(
  'calendar_days',
  {
    calendarCode: textC('calendar_code')
      .notNull()
      .references(() => calendars.code),
    date: legalDate('date').notNull(),
    /** HOLIDAY or WORKDAY. */
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    sourceDoc: text('source_doc'),
    /** The year whose notice set it, where that is the year after (2018-12-29 by the notice for 2019). */
    noticeYear: integer('notice_year'),
  },
  (table) => [primaryKey({ columns: [table.calendarCode, table.date] })],
)

/** Thresholds of lamps as data (监察规则); `version` rises with every change, so that instances notice. */
export const monitorRules = pgTable(
  'monitor_rules',
  {
    kind: textC('kind').notNull(),
    level: text('level').notNull(),
    version: integer('version').notNull().default(1),
    condition: jsonb('condition').notNull(),
    basis: text('basis'),
    /** Who is told, when it goes further, what it counts (measures.ts). */
    measures: jsonb('measures'),
    /** Whose it is; absent: the whole deployment's. */
    organisationCode: text('organisation_code'),
    /** The same for the key, where nothing may be absent. */
    owner: textC('owner').notNull().generatedAlwaysAs(sql`coalesce(organisation_code, '')`),
    /** Since when it counts no more; the row stays, so that its version rises on and every instance notices. */
    endedAt: instant('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.kind, table.level, table.owner] })],
)

/** What a threshold said before (监察规则历次版本): alerts name the version by which they were raised. By a trigger. */
export const monitorRuleVersions = pgTable(
  'monitor_rule_versions',
  {
    owner: textC('owner').notNull(),
    kind: textC('kind').notNull(),
    level: text('level').notNull(),
    version: integer('version').notNull(),
    condition: jsonb('condition').notNull(),
    basis: text('basis'),
    measures: jsonb('measures'),
    since: instant('since').notNull(),
    /** Set in the version with which it ended. */
    endedAt: instant('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.owner, table.kind, table.level, table.version] })],
)

/**
 * Clocks (时限) of cases and of anything else (docs/adr/022-clocks-of-anything.md). `state` is the pure ClockState of
 * clock.ts; the other columns are derived from it.
 */
export const caseClocks = pgTable(
  'case_clocks',
  {
    /** The subject that it belongs to: a case, or what `owner_kind` says. */
    caseId: uuid('case_id').notNull(),
    clockId: uuid('clock_id').notNull(),
    /** What it belongs to (时限归属): case, authorityRequest … */
    ownerKind: text('owner_kind').notNull().default('case'),
    kind: text('kind').notNull(),
    state: jsonb('state').notNull(),
    startedOn: legalDate('started_on').notNull(),
    dueOn: legalDate('due_on'),
    provisional: boolean('provisional').notNull().default(false),
    stoppedOn: legalDate('stopped_on'),
    lamp: text('lamp').notNull(),
    calendarCode: text('calendar_code').notNull(),
    /** When the monitor must look at it again; absent when stopped or paused. */
    nextLookAt: instant('next_look_at'),
    nextLookWhy: text('next_look_why'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.clockId] }),
    index('case_clocks_next_look').on(table.nextLookAt).where(sql`next_look_at is not null`),
    index('case_clocks_due').on(table.dueOn).where(sql`stopped_on is null`),
  ],
)

/** Alerts (预警、黄牌、红牌); the unique key makes firing twice impossible. */
export const alerts = pgTable(
  'alerts',
  {
    caseId: uuid('case_id').notNull(),
    alertId: uuid('alert_id').notNull(),
    clockId: uuid('clock_id').notNull(),
    /** As of its clock; `case_id` is the id of that. */
    ownerKind: text('owner_kind').notNull().default('case'),
    /** Its number, where it is no case. */
    ownerNo: textC('owner_no'),
    caseNo: textC('case_no'),
    divisions: text('divisions').array().notNull(),
    /** The organ of the case, or of what else it belongs to. */
    organisationCode: text('organisation_code'),
    /** What it is about, as it was when the alert was raised; `person`: who had the open step (责任人). */
    itemCode: textC('item_code'),
    windowId: uuid('window_id'),
    person: text('person'),
    rule: text('rule').notNull(),
    ruleVersion: integer('rule_version').notNull(),
    level: text('level').notNull(),
    status: text('status').notNull(),
    raisedAt: instant('raised_at').notNull(),
    /** The dates used: due, today, over by. */
    facts: jsonb('facts').notNull(),
    history: jsonb('history').notNull().default([]),
    version: integer('version').notNull().default(1),
    /** What follows from it, by its rule as that was when it was raised. */
    measures: jsonb('measures'),
    /** When it goes further if it is still open (升级提醒). */
    escalateAt: instant('escalate_at'),
    /** What it counts (记分), once it is confirmed. */
    score: doublePrecision('score'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.alertId] }),
    uniqueIndex('alerts_once').on(table.caseId, table.clockId, table.rule, table.level),
    index('alerts_raised').on(table.raisedAt, table.alertId),
    index('alerts_id').on(table.alertId),
    index('alerts_case_no').on(table.caseNo).concurrently(),
    index('alerts_organisation').on(table.organisationCode, table.raisedAt, table.alertId).concurrently(),
    index('alerts_item').on(table.itemCode, table.raisedAt, table.alertId).concurrently(),
    index('alerts_window').on(table.windowId, table.raisedAt, table.alertId).concurrently(),
    index('alerts_escalate')
      .on(table.escalateAt)
      .concurrently()
      .where(sql`escalate_at is not null and status = 'OPEN'`),
    index('alerts_person').on(table.person, table.raisedAt, table.alertId).concurrently(),
  ],
)

/** One row per monitor: its last tick, for GET /v1/monitor. */
export const monitorTicks = pgTable('monitor_ticks', {
  name: textC('name').primaryKey(),
  lastTickAt: instant('last_tick_at').notNull(),
  lastDurationMs: doublePrecision('last_duration_ms').notNull(),
  looked: bigint('looked', { mode: 'number' }).notNull(),
  fired: bigint('fired', { mode: 'number' }).notNull(),
})

/** Under which places an alert is listed: its organ, and the divisions of its case. Written by a trigger on `alerts`. */
export const alertListings = pgTable(
  'alert_listings',
  {
    alertId: uuid('alert_id').notNull(),
    place: bigint('place', { mode: 'bigint' }).notNull(),
    raisedAt: instant('raised_at').notNull(),
    status: text('status').notNull(),
    level: text('level').notNull(),
    rule: text('rule'),
  },
  (table) => [
    primaryKey({ columns: [table.alertId, table.place] }),
    index('alert_listings_raised').on(table.place, table.raisedAt, table.alertId, table.level),
    index('alert_listings_status').on(table.place, table.status, table.raisedAt, table.alertId, table.level),
    index('alert_listings_level').on(table.place, table.level, table.raisedAt, table.alertId),
    index('alert_listings_rule').on(table.place, table.rule, table.raisedAt, table.alertId).concurrently(),
  ],
)
