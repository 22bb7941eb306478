import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { decodeCursor, page } from '../../http/cursors.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, SAID, Strict, strEnum, uncountedFields } from '../../http/schemas.js'
import { type Caller, rolesOverOrgan } from '../../shared/caller.js'
import { normaliseDivisionCode } from '../../shared/codes/division-code.js'
import { MASKED } from '../../shared/masks.js'
import { type Problem, problem } from '../../shared/problem.js'
import { type Role, rolesLacking } from '../../shared/roles.js'
import { exampleId } from '../../shared/sample-codes.js'
import type { Text } from '../../shared/text.js'
import type { LegalDate } from '../../shared/time.js'
import {
  ALERT_READERS,
  type AlertRow,
  daysToExplain,
  listAlerts,
  moveAlert,
  organOfAlert,
  visibleAlert,
} from './alert-service.js'
import { clockOwnerOf } from './clock-owners.js'
import { Alert, AlertList } from './deadline-schemas.js'
import { todayIn } from './owned-clocks.js'

const idParam = (ordinal = 1) =>
  Strict({ id: Type.String({ format: 'uuid', examples: [exampleId(ordinal)] }) })
/** An alert is confirmed or revoked, not both. */
const SHOWN_WITH = { explain: 1, confirm: 2, revoke: 3, appeal: 4, close: 5 } as const

/**
 * 预警处置: explained by those who handle the case, confirmed with its score or revoked by the supervisor, appealed against
 * once, closed in the end. Nobody is counted against unheard: what nobody has explained is confirmed only after its days for
 * it are over (说明期限), and says so.
 */
const ALERT_ACTIONS = {
  explain: {
    from: ['OPEN'],
    to: 'EXPLAINED',
    roles: ['lead', 'clerk', 'reviewer', 'approver'],
    summary: 'Explain an alert',
    chinese: '说明',
  },
  confirm: {
    from: ['OPEN', 'EXPLAINED'],
    to: 'CONFIRMED',
    roles: ['supervisor'],
    summary: 'Confirm an alert',
    chinese: '确认',
  },
  revoke: {
    from: ['OPEN', 'EXPLAINED'],
    to: 'REVOKED',
    roles: ['supervisor'],
    summary: 'Revoke an alert',
    chinese: '撤销',
  },
  appeal: {
    from: ['CONFIRMED'],
    to: 'EXPLAINED',
    roles: ['lead', 'clerk', 'reviewer', 'approver'],
    summary: 'Appeal against a confirmed alert',
    chinese: '申诉',
  },
  close: {
    from: ['CONFIRMED', 'REVOKED'],
    to: 'CLOSED',
    roles: ['supervisor'],
    summary: 'Close an alert',
    chinese: '办结',
  },
} as const

const text = Type.String({ minLength: 2, maxLength: 2000, pattern: SAID })
const EXAMPLE = { examples: [{ text: '系统故障，已恢复' }] }
const WordsBody = Strict({ text }, EXAMPLE)
const ConfirmBody = Strict(
  {
    text,
    score: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, multipleOf: 0.5, description: 'What it counts (记分)' }),
    ),
  },
  EXAMPLE,
)

export const alertRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey, encryption, calendars } = deps
  app.get(
    '/v1/alerts',
    {
      config: { policy: { roles: ALERT_READERS } },
      schema: {
        operationId: 'listAlerts',
        tags: ['Deadlines'],
        summary: '预警列表 · Alerts',
        description:
          'Notices, yellow and red cards (预警、黄牌、红牌) of cases, and of whatever else has a limit (`owner`), within reach, newest first. Item, window and person (责任人) are those at the time at which the alert was raised.',
        querystring: Strict({
          status: Type.Optional(strEnum(['OPEN', 'EXPLAINED', 'CONFIRMED', 'REVOKED', 'CLOSED'])),
          level: Type.Optional(strEnum(['NOTICE', 'YELLOW', 'RED'])),
          rule: Type.Optional(
            Type.String({
              maxLength: 50,
              pattern: '^[A-Z0-9_]+$',
              description: 'Rule by which it was raised (监察规则): the kind of clock, or of behaviour',
            }),
          ),
          caseNo: Type.Optional(Type.String({ maxLength: 50 })),
          item: Type.Optional(
            Type.String({ maxLength: 50, description: 'Code of the approval item (事项)' }),
          ),
          window: Type.Optional(Type.String({ format: 'uuid', description: 'Window (窗口) of its case' })),
          person: Type.Optional(
            Type.String({ maxLength: 200, description: 'Who had the open step in hand (责任人)' }),
          ),
          organisation: Type.Optional(
            Type.String({ maxLength: 50, description: 'Code of the organ that answers for it (责任单位)' }),
          ),
          division: Type.Optional(
            Type.String({ maxLength: 20, description: 'In or below this division (行政区划)' }),
          ),
          ...uncountedFields,
        }),
        response: { 200: AlertList },
      },
    },
    async (request, reply) => {
      const { limit = 20, cursor: _cursor, division, ...filters } = request.query
      const after = decodeCursor<{ raisedAt: string; id: string }>(cursorKey, request)
      const place = division === undefined ? undefined : (normaliseDivisionCode(division) ?? division)
      const rows = await listAlerts(
        pool,
        callerOf(request),
        { ...filters, division: place },
        after,
        limit + 1,
      )
      const explainBy = await daysToExplain(calendars, rows)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => ({ raisedAt: row.raised_at, id: row.alert_id }),
        view: (row) => viewAlert(row, callerOf(request), explainBy(row)),
      })
    },
  )

  app.get(
    '/v1/alerts/:id',
    {
      config: { policy: { roles: ALERT_READERS } },
      schema: {
        operationId: 'readAlert',
        tags: ['Deadlines'],
        summary: '预警详情 · One alert',
        description:
          'An alert (预警) with the dates it was raised by and what was done about it. Words of others (说明内容) are for the people of the organ; a supervisor gets `***`, and reads them with a `purpose`, which is an audit record (审计).',
        params: idParam(),
        querystring: Strict({
          purpose: Type.Optional(
            Type.String({
              minLength: 2,
              maxLength: 200,
              pattern: `${SAID}.*${SAID}`,
              description: 'Why a supervisor reads the words (查阅目的)',
            }),
          ),
        }),
        response: { 200: Alert },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { purpose } = request.query
      const alert = await visibleAlert(pool, caller, request.params.id)
      const explainBy = (await daysToExplain(calendars, [alert]))(alert)
      if (purpose === undefined || handles(caller, alert))
        return sendResource(request, reply, alert.version, viewAlert(alert, caller, explainBy))
      await writeAudit(pool, request, {
        action: 'readAlertWords',
        object: alert.case_no ?? alert.owner_no ?? alert.alert_id,
        details: { alertId: alert.alert_id },
        divisions: alert.divisions,
        organisation: alert.organisation_code ?? undefined,
        purpose,
      })
      reply.header('cache-control', 'no-store')
      return viewAlert(alert, caller, explainBy, true)
    },
  )

  for (const [name, { from, to, roles, summary, chinese }] of Object.entries(ALERT_ACTIONS)) {
    app.post(
      `/v1/alerts/:id/${name}`,
      {
        config: { policy: { roles } },
        schema: {
          operationId: `${name}Alert`,
          tags: ['Deadlines'],
          summary: `${chinese} · ${summary}`,
          description: `Deals with an alert (预警${chinese}): OPEN → EXPLAINED → CONFIRMED or REVOKED → CLOSED; an appeal (申诉), once, leads a confirmed one back to EXPLAINED. What nobody has explained is confirmed only after \`explainBy\` (说明期限), and its history then says \`unexplained\`; until then \`confirm\` is 409. Who confirms says what it counts (记分), else its rule does. Who, when and why is kept.`,
          params: idParam(SHOWN_WITH[name as keyof typeof SHOWN_WITH]),
          headers: Type.Object({ ...guarded, ...repeatable }),
          body: name === 'confirm' ? ConfirmBody : WordsBody,
          response: { 200: Alert },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const alert = await visibleAlert(pool, caller, request.params.id)
        const held = rolesOverOrgan(caller, organOfAlert(alert))
        const role = (roles as readonly Role[]).find((each) => held.has(each))
        if (role === undefined)
          throw problem('FORBIDDEN', { detail: rolesLacking(roles as readonly Role[], held) })
        const owner = clockOwnerOf(deps.clockOwners, alert.owner_kind)
        const no = alert.case_no ?? alert.owner_no ?? ''
        if ((await owner?.isRecused(caller, no)) === true) throw problem('FORBIDDEN', { detail: RECUSED })
        const explainBy = (await daysToExplain(calendars, [alert]))(alert)
        // A repeated request is answered before its version is looked at, which its first time has raised.
        return once({ request, reply, pool, encryption, caller }, async (db) => {
          checkPrecondition(ifMatch(request), alert.version)
          const isAwaited = explainBy !== undefined && (await todayIn(db)) <= explainBy
          if (!(from as readonly string[]).includes(alert.status)) throw notFrom(alert, isAwaited)
          if (name === 'appeal' && hasAppealed(alert)) throw notFrom(alert, isAwaited, APPEALED)
          if (name === 'confirm' && isAwaited) throw notFrom(alert, isAwaited, awaited(explainBy))
          const { text, score }: Static<typeof ConfirmBody> = request.body
          const act = { action: name as keyof typeof ALERT_ACTIONS, to, role, text, score }
          const after = await moveAlert(db, caller, alert, act)
          if (after === undefined) throw problem('PRECONDITION_FAILED')
          await writeAudit(db, request, {
            action: `${name}Alert`,
            object: no === '' ? alert.alert_id : no,
            details: { alertId: alert.alert_id, ...(after.score === null ? {} : { score: after.score }) },
            divisions: alert.divisions,
            organisation: alert.organisation_code ?? undefined,
          })
          const body = viewAlert(after, caller, undefined)
          return { status: 200, headers: { etag: etagOf(after.version, body) }, body }
        })
      },
    )
  }
}

const RECUSED = {
  en: 'The alert belongs to a case in which you are a party or its agent: somebody else must deal with it (回避)',
  zh: '该预警涉及您本人为当事人或者代理人的办件，应当回避，请由他人处理',
}

const APPEALED = { en: 'There was an appeal already', zh: '已经申诉过一次' }
const hasAppealed = ({ history }: AlertRow): boolean => history.some(({ action }) => action === 'appeal')

const awaited = (explainBy: LegalDate): Text => ({
  en: `Nobody has explained it yet, and it may be explained until ${explainBy}: it is confirmed after the explanation, or after that day; revoke it where it was raised wrongly`,
  zh: `尚未说明，说明期限至${explainBy}：应当在说明之后，或者期满仍未说明的，方可确认；预警有误的，可以撤销`,
})

function notFrom(alert: AlertRow, isAwaited: boolean, detail?: Text): Problem {
  const { status } = alert
  const allowed = Object.entries(ALERT_ACTIONS)
    .filter(([, { from }]) => (from as readonly string[]).includes(status))
    .map(([action]) => action)
    .filter((action) => (action === 'confirm' ? !isAwaited : action !== 'appeal' || !hasAppealed(alert)))
  return problem('TRANSITION_NOT_ALLOWED', {
    ...(detail === undefined ? {} : { detail }),
    extensions: { currentStatus: status, allowed },
  })
}

/** Whose alert it is: the organ of its case. */

const HANDLERS: readonly Role[] = ALERT_ACTIONS.explain.roles

/** Whether somebody is of the people who handle the cases of the alert's organ. */
function handles(caller: Caller, alert: AlertRow): boolean {
  const held = rolesOverOrgan(caller, organOfAlert(alert))
  return HANDLERS.some((role) => held.has(role))
}

/** Words of people may name anybody: those of others are for who handles the case, or `clear`. */
function viewAlert(
  row: AlertRow,
  caller: Caller,
  explainBy: LegalDate | undefined,
  clear = handles(caller, row),
) {
  return {
    id: row.alert_id,
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    ...(row.owner_no === null ? {} : { owner: { kind: row.owner_kind, no: row.owner_no } }),
    ...(row.organisation_code === null ? {} : { organisation: row.organisation_code }),
    ...(row.item_code === null ? {} : { itemCode: row.item_code }),
    ...(row.window_id === null ? {} : { windowId: row.window_id }),
    ...(row.person === null ? {} : { person: row.person }),
    rule: row.rule,
    ruleVersion: row.rule_version,
    level: row.level,
    status: row.status,
    raisedAt: row.raised_at,
    facts: row.facts,
    ...(explainBy === undefined ? {} : { explainBy }),
    ...(row.score === null ? {} : { score: row.score }),
    ...(row.measures?.escalate === undefined ? {} : { escalation: row.measures.escalate }),
    history: clear
      ? row.history
      : row.history.map((each) =>
          each.by === caller.subject || each.by === 'system' ? each : { ...each, text: MASKED },
        ),
  }
}
