import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { repeatable } from '../../http/schemas.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { ownedBy } from '../divisions/owner-service.js'
import { createCalendar } from './calendar-places.js'
import { CalendarView, NewCalendarBody } from './calendar-schemas.js'
import { officeHoursRoutes } from './office-hours-routes.js'

/** Calendars over others (下级日历). */
export const calendarRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, calendars } = deps
  await app.register(officeHoursRoutes, deps)
  app.post(
    '/v1/calendars',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'createCalendar',
        tags: ['Deadlines'],
        summary: '新建下级日历 · Put a calendar over another one',
        description:
          'Makes a child calendar (新建下级日历), e.g. for a region’s feast days (民族节日放假): it inherits the days of its parent, and its own days win; `PUT /v1/calendars/{code}/years/{year}` writes them. It holds in `division` and below, or without one for `organisation` alone; clocks that begin there from now on count by it (就近适用: at a window that of the window’s organ, of who runs the hall, of where the hall stands; else that of the deciding organ, of its division and those above), running ones keep theirs. For who reaches its owner (`organisation`; absent: the whole deployment) and the whole division (without one: that of the organisation; an organ’s own right is not enough, since it has no power to set days off). 409 where the code or the place is taken.',
        headers: Type.Object({ ...repeatable }),
        body: NewCalendarBody,
        response: { 201: CalendarView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { division: given, ...rest } = request.body
      const division = given === undefined ? undefined : (normaliseDivisionCode(given) ?? given)
      const wanted = { ...rest, ...(division === undefined ? {} : { division }) }
      const answer = await once({ request, reply, pool, encryption, caller }, async (db) => {
        const owner = await createCalendar(db, caller, wanted)
        await writeAudit(db, request, {
          action: 'createCalendar',
          object: `calendar ${wanted.code}`,
          details: { parent: wanted.parent, ...(division === undefined ? {} : { division }) },
          ...ownedBy(owner),
        })
        const body = { ...wanted, years: [] }
        return { status: 201, headers: { location: '/v1/calendars' }, body }
      })
      calendars.forget()
      return answer
    },
  )
}
