import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { preferredType } from '../../http/accept.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, ifMatch, sendResource } from '../../http/etag.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { Strict } from '../../http/schemas.js'
import { viewJob } from '../../jobs/job-service.js'
import { problem, ruleViolated } from '../../shared/problem.js'
import { mustOwn, ownedBy } from '../divisions/owner-service.js'
import { mustSetDays } from './calendar-places.js'
import { calendarOwner, previewChange } from './calendar-service.js'
import { CalendarOfficeHours, PutOfficeHours } from './deadline-schemas.js'
import { checkOfficeHours, type OfficeHours } from './office-hours.js'
import { officeHoursOfCsv, officeHoursTable } from './office-hours-csv.js'
import { PutOfficeHoursBody } from './office-hours-schemas.js'
import { officeHoursOf, setOfficeHours, writeOfficeHours } from './office-hours-service.js'

const params = Strict({ code: Type.String({ minLength: 1, maxLength: 20, examples: ['CN'] }) })
const ONE_OF = { en: 'Send either hours or csv', zh: '请提交 hours 或者 csv 其中之一' }

/** The lines that a body writes. 422 */
function writtenHours({ hours, csv }: Static<typeof PutOfficeHoursBody>): OfficeHours[] {
  if ((hours === undefined) === (csv === undefined)) throw ruleViolated('/hours', 'ONE_OF', ONE_OF)
  const read = csv === undefined ? { hours: hours ?? [] } : officeHoursOfCsv(csv)
  if ('errors' in read) throw problem('RULE_VIOLATED', { errors: read.errors })
  const base = csv === undefined ? '/hours' : '/csv'
  const errors = checkOfficeHours(read.hours).map((error) => ({
    ...error,
    pointer: csv === undefined ? base + error.pointer : base,
  }))
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  return read.hours
}

/** When offices work (办公时间), by calendar: limits in hours count by that. */
export const officeHoursRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, calendars } = deps

  app.get(
    '/v1/calendars/:code/office-hours',
    {
      config: { policy: { public: true } },
      schema: {
        operationId: 'readOfficeHours',
        tags: ['Deadlines'],
        summary: '办公时间 · Hours of office of a calendar',
        description:
          'When offices work (办公时间) by weekday, morning and afternoon, and season: those of the calendar or, where it has none, of the nearest above it (`of`); empty where none says, and every hour of a working day counts then. As a table (CSV) where Accept asks for text/csv.',
        params,
        response: {
          200: {
            description: 'The lines in the order in which they are looked through; as JSON or as a table',
            content: {
              'application/json': { schema: CalendarOfficeHours },
              'text/csv': { schema: Type.String() },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { shown, revision } = await officeHoursOf(pool, request.params.code)
      if (preferredType(request.headers.accept, ['application/json', 'text/csv']) !== 'text/csv')
        return sendResource(request, reply, revision, shown)
      reply.header('content-disposition', 'attachment; filename="office-hours.csv"')
      return reply
        .type('text/csv; charset=utf-8')
        .send(officeHoursTable(shown.hours, requestLanguage(request)) as never)
    },
  )

  app.put(
    '/v1/calendars/:code/office-hours',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'putOfficeHours',
        tags: ['Deadlines'],
        summary: '设定办公时间 · Set the hours of office of a calendar',
        description:
          'Replaces the hours of office of a calendar (设定办公时间) for all who go by it and by those over it that have none of their own; an empty list takes them away. As `hours` or as a table (`csv`). For who may write its days. Limits in hours (环节小时时限) count only these; those that run are reckoned anew by a job, as after a change of days, and ?preview=true lists them without writing anything.',
        params,
        querystring: Strict({ preview: Type.Optional(Type.Boolean({ default: false })) }),
        headers: Type.Object({
          'if-match': Type.Optional(
            Type.String({
              maxLength: 200,
              description: 'ETag of the hours, or * for any',
              examples: ['*'],
            }),
          ),
        }),
        body: PutOfficeHoursBody,
        response: { 200: PutOfficeHours },
      },
    },
    async (request, reply) => {
      const { code } = request.params
      const hours = writtenHours(request.body)
      const caller = callerOf(request)
      const before = await calendarOwner(pool, code)
      const isPreview = request.query.preview === true
      const owner = isPreview ? undefined : await mustOwn(pool, caller, { before }, 'operator')
      if (owner !== undefined) await mustSetDays(pool, caller, owner, { division: before.area_code, code })
      const expected = ifMatch(request)
      if (expected === undefined) throw problem('PRECONDITION_REQUIRED')
      const preview = await previewChange(deps, caller, code, (db) => setOfficeHours(db, code, hours))
      if (owner === undefined)
        return { calendar: code, ...(hours.length === 0 ? {} : { of: code }), hours, ...preview }
      const guard = (revision: number) => checkPrecondition(expected, revision)
      const job = await withTransaction(pool, async (db) => {
        const ordered = await writeOfficeHours(db, caller, code, hours, guard)
        await writeAudit(db, request, {
          action: 'putOfficeHours',
          object: `calendar ${code}`,
          details: { lines: hours.length, moved: preview.movedCount },
          ...ownedBy(owner),
        })
        return ordered
      })
      calendars.forget()
      const { shown, revision } = await officeHoursOf(pool, code)
      return sendResource(request, reply, revision, { ...shown, job: viewJob(job), ...preview })
    },
  )
}
