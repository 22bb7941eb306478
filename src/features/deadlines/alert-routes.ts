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
import { problem } from '../../shared/problem.js'
import { type Role, rolesLacking } from '../../shared/roles.js'
import { exampleId } from '../../shared/sample-codes.js'
import { ALERT_ACTIONS, ALERT_ACTS, type OrgansDays, refuseAct } from './alert-acts.js'
import {
  ALERT_READERS,
  type AlertRow,
  daysOfSilence,
  listAlerts,
  moveAlert,
  organOfAlert,
  organsDays,
  visibleAlert,
} from './alert-service.js'
import { viewAnswerable } from './answerable.js'
import { clockOwnerOf } from './clock-owners.js'
import { Alert, AlertList } from './deadline-schemas.js'
import { todayIn } from './owned-clocks.js'

const idParam = (ordinal = 1) =>
  Strict({ id: Type.String({ format: 'uuid', examples: [exampleId(ordinal)] }) })
/** An alert is confirmed or revoked, not both. */
const SHOWN_WITH = { explain: 1, confirm: 2, revoke: 3, appeal: 4, close: 5 } as const

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
      const days = await organsDays(pool, calendars, rows)
      return page(request, reply, {
        rows,
        limit,
        key: cursorKey,
        positionOf: (row) => ({ raisedAt: row.raised_at, id: row.alert_id }),
        view: (row) => viewAlert(row, callerOf(request), days(row)),
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
      const days = (await organsDays(pool, calendars, [alert]))(alert)
      if (purpose === undefined || handles(caller, alert))
        return sendResource(request, reply, alert.version, viewAlert(alert, caller, days))
      await writeAudit(pool, request, {
        action: 'readAlertWords',
        object: alert.case_no ?? alert.owner_no ?? alert.alert_id,
        details: { alertId: alert.alert_id },
        divisions: alert.divisions,
        organisation: alert.organisation_code ?? undefined,
        purpose,
      })
      reply.header('cache-control', 'no-store')
      return viewAlert(alert, caller, days, true)
    },
  )

  for (const name of ALERT_ACTIONS) {
    const { roles, summary, chinese } = ALERT_ACTS[name]
    app.post(
      `/v1/alerts/:id/${name}`,
      {
        config: { policy: { roles } },
        schema: {
          operationId: `${name}Alert`,
          tags: ['Deadlines'],
          summary: `${chinese} · ${summary}`,
          description: `Deals with an alert (预警${chinese}): OPEN → EXPLAINED → CONFIRMED or REVOKED → CLOSED; an appeal (申诉), once and until \`appealBy\` (409 after), leads a confirmed one back to EXPLAINED. What nobody has explained is confirmed only after \`explainBy\` (说明期限), counted from the message to the organ, and its history then says \`unexplained\`; until then \`confirm\` is 409. Who confirms says what it counts (记分), else its rule does. The appeal is judged by another person than who confirmed (403), and what it counts is not raised (申诉不加重: 422 \`APPEAL_NOT_WORSE\`); what is confirmed is closed after \`appealBy\` (申诉期限), or once an appeal was judged (409 before). While an appeal waits, \`judgeBy\` is its last day to be judged (申诉复核时限, clock \`ALERT_APPEAL\`), and \`answerable\` whose supervision judges it: the nearest in which somebody may, so that the sole supervisor who confirmed leaves it to the superior organ’s. Who, when and why is kept.`,
          params: idParam(SHOWN_WITH[name]),
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
        // A repeated request is answered before its version is looked at, which its first time has raised.
        return once({ request, reply, pool, encryption, caller }, async (db) => {
          checkPrecondition(ifMatch(request), alert.version)
          const { text, score }: Static<typeof ConfirmBody> = request.body
          const days = await daysOfSilence(db, calendars, alert)
          const refused = refuseAct(alert, { action: name, score }, caller, await todayIn(db), days)
          if (refused !== undefined) throw refused
          const act = { action: name, role, text, score }
          const after = await moveAlert(db, { caller, calendars }, alert, act)
          if (after === undefined) throw problem('PRECONDITION_FAILED')
          await writeAudit(db, request, {
            action: `${name}Alert`,
            object: no === '' ? alert.alert_id : no,
            details: { alertId: alert.alert_id, ...(after.score === null ? {} : { score: after.score }) },
            divisions: alert.divisions,
            organisation: alert.organisation_code ?? undefined,
          })
          const body = viewAlert(after, caller, (await organsDays(db, calendars, [after]))(after))
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

const HANDLERS: readonly Role[] = ALERT_ACTS.explain.roles

/** Whether somebody is of the people who handle the cases of the alert's organ. */
function handles(caller: Caller, alert: AlertRow): boolean {
  const held = rolesOverOrgan(caller, organOfAlert(alert))
  return HANDLERS.some((role) => held.has(role))
}

/** Words of people may name anybody: those of others are for who handles the case, or `clear`. */
function viewAlert(
  row: AlertRow,
  caller: Caller,
  { explainBy, appealBy, judgeBy, judge }: OrgansDays,
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
    ...(appealBy === undefined ? {} : { appealBy }),
    ...(judgeBy === undefined ? {} : { judgeBy }),
    ...(judge === undefined
      ? {}
      : { answerable: viewAnswerable({ organisation: judge, roles: ['supervisor'] }) }),
    ...(row.score === null ? {} : { score: row.score }),
    ...(row.measures?.escalate === undefined ? {} : { escalation: row.measures.escalate }),
    history: clear
      ? row.history
      : row.history.map((each) =>
          each.by === caller.subject || each.by === 'system' ? each : { ...each, text: MASKED },
        ),
  }
}
