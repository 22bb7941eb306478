import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, ifMatch, sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { Strict } from '../../http/schemas.js'
import { readWork } from '../../jobs/aside-service.js'
import { viewJob } from '../../jobs/job-service.js'
import { type InputError, problem, ruleViolated } from '../../shared/problem.js'
import { mustOwn, ownedBy } from '../divisions/owner-service.js'
import { alertRoutes } from './alert-routes.js'
import { monitorState } from './alert-service.js'
import { answerCalculation } from './calculate-answer.js'
import { CalculateBody } from './calculation-schemas.js'
import { byLines, daysOfCsv } from './calendar-csv.js'
import { mustSetDays } from './calendar-places.js'
import { calendarRoutes } from './calendar-routes.js'
import { CalendarView, PutYearBody } from './calendar-schemas.js'
import {
  calendarOwner,
  calendarYear,
  listCalendars,
  previewYear,
  putYear,
  type YearRow,
  type YearWrite,
  yearFindings,
} from './calendar-service.js'
import { dayNumberOf } from './day-number.js'
import { Calculation, CalendarYear, MovedClocks } from './deadline-schemas.js'
import { MonitorView } from './monitor-schemas.js'
import { newestRecalculation } from './recalculation.js'
import { ruleRoutes } from './rule-routes.js'

const OPEN = { policy: { public: true } } as const
const yearParams = Strict({
  code: Type.String({ minLength: 1, maxLength: 20, examples: ['CN'] }),
  year: Type.Integer({ minimum: 2000, maximum: 2130, examples: [2026] }),
})

/** A year that is not there yet. */
const newYearParams = Strict({
  ...yearParams.properties,
  year: Type.Integer({ minimum: 2000, maximum: 2130, examples: [2027] }),
})

const NO_CALENDAR = { en: 'No such calendar; see GET /v1/calendars', zh: '没有该日历，见 GET /v1/calendars' }
const ONE_OF = { en: 'Send either days or csv', zh: '请提交 days 或者 csv 其中之一' }

/** The year that a body writes, its days as a table or as members. 422 */
function writtenYear({ days, csv, ...year }: Static<typeof PutYearBody>): {
  body: YearWrite
  /** What was found, as who sent it sees it: of a table by its lines. */
  asSent: (found: InputError[]) => InputError[]
} {
  if (days !== undefined && csv === undefined) return { body: { ...year, days }, asSent: (found) => found }
  if (csv === undefined || days !== undefined) throw ruleViolated('/days', 'ONE_OF', ONE_OF)
  const read = daysOfCsv(csv)
  if ('errors' in read) throw problem('RULE_VIOLATED', { errors: read.errors })
  return { body: { ...year, days: read.days }, asSent: (found) => byLines(found, read.lines) }
}

/** Limits, calendars, alerts and the monitor (时限). */
export const deadlineRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, calendars } = deps

  app.post(
    '/v1/deadlines/calculate',
    {
      config: OPEN,
      schema: {
        operationId: 'calculateDeadline',
        tags: ['Deadlines'],
        summary: '期限计算 · When is a limit over, and why',
        description:
          'Counts a limit (期限计算) with pauses and extensions; every day after the start day is told, counted or not, and why, in the language that is asked for; with `on` how it stands on a day (已用、剩余、超期，即相差), with `startDayCounts` the start day is the first (起算日计入), in hours of office with `unit: hour` (办公小时, from `startTime` on, by the hours of the calendar or of those above it), with `disputed` the earliest and latest day where rules of counting are disputed; with `clock` also when which lamp comes on.',
        body: CalculateBody,
        response: { 200: Calculation },
      },
    },
    async (request) => {
      const { calendar: code } = request.body
      const book = await calendars.published()
      if (!book.has(code)) throw ruleViolated('/calendar', 'CALENDAR_UNKNOWN', NO_CALENDAR)
      const rules = book.rulesFor(request.body.organisation)
      return answerCalculation(request.body, book.calendarOf(code), rules, requestLanguage(request))
    },
  )

  app.get(
    '/v1/calendars',
    {
      config: OPEN,
      schema: {
        operationId: 'listCalendars',
        tags: ['Deadlines'],
        summary: '工作日历列表 · Working-day calendars',
        description: 'The calendars (工作日历) and the years that they hold.',
        response: { 200: Strict({ data: Type.Array(CalendarView) }) },
      },
    },
    async () => ({
      data: (await listCalendars(pool)).map((row) => ({
        code: row.code,
        name: row.name,
        ...(row.name_en === null ? {} : { nameEn: row.name_en }),
        ...(row.parent_code === null ? {} : { parent: row.parent_code }),
        ...(row.area_code === null ? {} : { division: row.area_code }),
        ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
        years: row.years.map(({ noticeNo, ...year }) => ({
          ...year,
          ...(noticeNo === null ? {} : { noticeNo }),
        })),
      })),
    }),
  )

  const viewYear = async (code: string, year: number, row: YearRow) => {
    const calendar = (await calendars.current()).calendarOf(code)
    return {
      calendar: code,
      year,
      status: row.status,
      ...(row.notice_no === null ? {} : { noticeNo: row.notice_no }),
      workingDays: calendar.countWorkingDays(dayNumberOf(`${year}-01-01`) - 1, dayNumberOf(`${year}-12-31`)),
      days: row.days.map(({ sourceDoc, noticeYear: _noticeYear, ...day }) => ({
        ...day,
        ...(sourceDoc === null ? {} : { sourceDoc }),
      })),
    }
  }

  app.get(
    '/v1/calendars/:code/years/:year',
    {
      config: OPEN,
      schema: {
        operationId: 'readCalendarYear',
        tags: ['Deadlines'],
        summary: '日历年度（放假调休） · A year of a calendar',
        description:
          'Days off and make-up working days of a year (放假调休), with the notice they come from.',
        params: yearParams,
        response: { 200: CalendarYear },
      },
    },
    async (request, reply) => {
      const { code, year } = request.params
      const row = await calendarYear(pool, code, year)
      return sendResource(request, reply, row.revision, await viewYear(code, year, row))
    },
  )

  app.put(
    '/v1/calendars/:code/years/:year',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'putCalendarYear',
        tags: ['Deadlines'],
        summary: '导入日历年度 · Import a year of a calendar',
        description:
          'Replaces a year (日历导入): for who reaches everything of the calendar’s owner, the whole division where it holds (for an organ’s alone: that of the organ), and where those that lie over it hold. A year of a calendar over another (下级日历) is OFFICIAL only with `noticeNo` and a `sourceDoc` for each day, else PROVISIONAL, and days that reach it are provisional; a day off of a calendar above stays one (422). Days of December before belong to the year where its notice sets them. An OFFICIAL year of a calendar over none in which one of the seven feasts (元旦、春节、清明节、劳动节、端午节、中秋节、国庆节) has no day off wants `confirmed` (422 FEASTS_MISSING); what is unusual and true now and then is taken and told in `warnings`. With ?preview=true nothing is written: the clocks that would move are listed, from when to when, cases beyond your reach as a count. Otherwise running clocks are recomputed by a job (时限重算, `job`), which any instance finishes; GET /v1/jobs/{jobId} and GET /v1/monitor show how far it is.',
        params: newYearParams,
        querystring: Strict({ preview: Type.Optional(Type.Boolean({ default: false })) }),
        headers: Type.Object({
          'if-match': Type.Optional(
            Type.String({
              maxLength: 200,
              description: 'ETag of the year, or * for a new one',
              examples: ['*'],
            }),
          ),
        }),
        body: PutYearBody,
        response: { 200: MovedClocks },
      },
    },
    async (request, reply) => {
      const { code, year } = request.params
      const { body, asSent } = writtenYear(request.body)
      const caller = callerOf(request)
      const before = await calendarOwner(pool, code)
      const isPreview = request.query.preview === true
      const owner = isPreview ? undefined : await mustOwn(pool, caller, { before }, 'operator')
      if (owner !== undefined) await mustSetDays(pool, caller, owner, { division: before.area_code, code })
      const expected = ifMatch(request)
      if (expected === undefined) throw problem('PRECONDITION_REQUIRED')
      const { errors, warnings, unconfirmed } = await yearFindings(pool, code, year, body)
      const wrong = owner === undefined ? errors : [...errors, ...unconfirmed]
      if (wrong.length > 0) throw problem('RULE_VIOLATED', { errors: asSent(wrong) })
      const language = requestLanguage(request)
      const said = asSent(warnings).map(({ message, ...warning }) => ({
        ...warning,
        message: message[language],
      }))
      const preview = { ...(await previewYear(deps, caller, code, year, body)), warnings: said }
      if (owner === undefined) return preview
      const guard = (revision: number | undefined) => checkPrecondition(expected, revision ?? 0)
      const job = await putYear(pool, caller, code, year, body, guard, (db) =>
        writeAudit(db, request, {
          action: 'putCalendarYear',
          object: `calendar ${code} ${year}`,
          details: { status: body.status, days: body.days.length, moved: preview.movedCount },
          ...ownedBy(owner),
        }),
      )
      calendars.forget()
      const row = await calendarYear(pool, code, year)
      return sendResource(request, reply, row.revision, {
        year: await viewYear(code, year, row),
        job: viewJob(job),
        ...preview,
      })
    },
  )

  app.get(
    '/v1/monitor',
    {
      config: { policy: { roles: ['operator', 'supervisor'] } },
      schema: {
        operationId: 'readMonitor',
        tags: ['Deadlines'],
        summary: '监察运行状态 · How the monitor stands',
        description:
          'Backlog, lag and last tick of the monitor, how all pulses stand, and what is put aside with its error (监察运行状态).',
        response: { 200: MonitorView },
      },
    },
    async (request) => {
      const recomputation = await newestRecalculation(pool)
      return {
        ...(await monitorState(pool)),
        ...(recomputation === undefined ? {} : { recomputation }),
        ...(await readWork(pool, callerOf(request))),
      }
    },
  )

  await app.register(calendarRoutes, deps)
  await app.register(alertRoutes, deps)
  await app.register(ruleRoutes, deps)
}
