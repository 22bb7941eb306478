import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { listPage } from '../../http/cursors.js'
import { etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, pageFields, repeatable, Strict } from '../../http/schemas.js'
import type { Role } from '../../shared/roles.js'
import { MonitorRule, MonitorRuleList, MonitorRuleVersions, RulePreview } from './deadline-schemas.js'
import { RuleInput, RuleKey } from './rule-schemas.js'
import {
  listRules,
  previewRuleChange,
  type RulePosition,
  type RuleRow,
  ruleOf,
  ruleVersions,
  stopRule,
  writeRule,
} from './rule-service.js'

/** Whoever is judged by the rules may read them, and who watches over them. */
const READERS = [
  'operator',
  'supervisor',
  'lead',
  'manager',
  'leader',
  'clerk',
  'reviewer',
  'approver',
  'issuer',
] as const satisfies Role[]

const ofOwner = Strict({
  organisation: Type.Optional(
    Type.String({ maxLength: 50, description: 'Whose it is (归属机构); absent: the whole deployment' }),
  ),
})

/** Thresholds of lamps as data (监察规则). */
export const ruleRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, cursorKey, encryption, calendars } = deps
  app.get(
    '/v1/monitor-rules',
    {
      config: { policy: { roles: READERS } },
      schema: {
        operationId: 'listMonitorRules',
        tags: ['Deadlines'],
        summary: '监察规则列表 · Thresholds of lamps',
        description:
          'The thresholds that count (监察规则): of which clocks or behaviour, for which lamp, when, who is told (`tell`), when it goes further (`escalate`), what it counts (`score`). Those of the whole deployment come first; an organ’s own take their place for the clocks of its items.',
        querystring: Strict({
          kind: Type.Optional(RuleKey.properties.kind),
          level: Type.Optional(RuleKey.properties.level),
          ...ofOwner.properties,
          cursor: pageFields.cursor,
          limit: pageFields.limit,
        }),
        response: { 200: MonitorRuleList },
      },
    },
    async (request, reply) =>
      listPage(request, reply, cursorKey, {
        read: (after: RulePosition | undefined, most) => listRules(pool, request.query, after, most),
        positionOf: ({ owner, kind, level }) => ({ owner, kind, level }),
        view,
      }),
  )

  app.get(
    '/v1/monitor-rules/:kind/:level',
    {
      config: { policy: { roles: READERS } },
      schema: {
        operationId: 'readMonitorRule',
        tags: ['Deadlines'],
        summary: '监察规则详情 · One threshold of lamps',
        description: 'A threshold (监察规则) as it counts now.',
        params: RuleKey,
        querystring: ofOwner,
        response: { 200: MonitorRule },
      },
    },
    async (request, reply) => {
      const row = await ruleOf(pool, { ...request.params, ...request.query })
      return sendResource(request, reply, row.version, view(row))
    },
  )

  app.get(
    '/v1/monitor-rules/:kind/:level/versions',
    {
      config: { policy: { roles: READERS } },
      schema: {
        operationId: 'listMonitorRuleVersions',
        tags: ['Deadlines'],
        summary: '监察规则历次版本 · What a threshold of lamps said before',
        description:
          'The versions of a threshold (历次版本), the newest first: an alert names the one by which it was raised (`ruleVersion`).',
        params: RuleKey,
        querystring: ofOwner,
        response: { 200: MonitorRuleVersions },
      },
    },
    async (request) => ({
      data: (await ruleVersions(pool, { ...request.params, ...request.query })).map((row) => ({
        version: row.version,
        when: row.condition,
        ...(row.basis === null ? {} : { basis: row.basis }),
        ...row.measures,
        since: row.since,
        ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
      })),
    }),
  )

  const preview = {
    preview: Type.Optional(
      Type.Boolean({
        default: false,
        examples: [true],
        description: 'Nothing is written: how many running clocks would show which lamp (预览)',
      }),
    ),
  }

  app.post(
    '/v1/monitor-rules',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'putMonitorRule',
        tags: ['Deadlines'],
        summary: '设置监察规则 · Set a threshold of lamps',
        description:
          'Sets when a lamp of a kind of clock rises, or a behaviour raises an alert (设置监察规则), who is told, when it goes further up if nobody explains it (升级提醒) and what it counts (记分), for who reaches everything of its owner: a new version each time. No due day moves and no stopped clock is judged anew; a job has the running ones looked at (`relookClocks`, GET /v1/jobs), each whose lamp moves leaves an event `alert.relight` with the lamp before and after, and cards that were raised stay until somebody deals with them. With ?preview=true nothing is written: 200 with how many running clocks show which lamp now and then, and which would move.',
        querystring: Strict(preview),
        headers: Type.Object({ ...repeatable }),
        body: RuleInput,
        response: { 200: RulePreview, 201: MonitorRule },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      if (request.query.preview === true) return previewRuleChange(deps, caller, request.body)
      const answer = await once({ request, reply, pool, encryption, caller }, async (db) => {
        const row = await writeRule(db, request, request.body)
        const body = view(row)
        return { status: 201, headers: { location: pathOf(row), etag: etagOf(row.version, body) }, body }
      })
      calendars.forget()
      return answer
    },
  )

  app.delete(
    '/v1/monitor-rules/:kind/:level',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'endMonitorRule',
        tags: ['Deadlines'],
        summary: '终止监察规则 · End a threshold of lamps',
        description:
          'From then on the rule counts no more (终止监察规则); an organ goes by that of the whole deployment again. Its versions stay readable. With ?preview=true nothing is ended: 200 with what would change.',
        params: RuleKey,
        querystring: Strict({ ...ofOwner.properties, ...preview }),
        headers: Type.Object(guarded),
        response: { 200: RulePreview, 204: Type.Null({ description: 'Ended (已终止)' }) },
      },
    },
    async (request, reply) => {
      const { preview: isPreview, ...owner } = request.query
      const named = { ...request.params, ...owner }
      if (isPreview === true) return reply.send(await previewRuleChange(deps, callerOf(request), named))
      await withTransaction(pool, (db) => stopRule(db, request, named, ifMatch(request)))
      calendars.forget()
      return reply.code(204).send(null)
    },
  )
}

const pathOf = ({ kind, level, organisation_code: organisation }: RuleRow): string =>
  `/v1/monitor-rules/${kind}/${level}${organisation === null ? '' : `?organisation=${organisation}`}`

const view = ({
  kind,
  level,
  organisation_code: organisation,
  condition,
  basis,
  measures,
  version,
}: RuleRow) => ({
  kind,
  level: level as 'NOTICE' | 'YELLOW' | 'RED',
  ...(organisation === null ? {} : { organisation }),
  when: condition,
  ...(basis === null ? {} : { basis }),
  ...measures,
  version,
})
