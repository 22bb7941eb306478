import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { type TSchema, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { filtersOf, listPage } from '../../http/cursors.js'
import { etagOf, sendResource } from '../../http/etag.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { guarded, listOf, repeatable, Strict, strEnum, Uuid, uncountedFields } from '../../http/schemas.js'
import { type VoiceAction, type VoiceKind, voiceAct } from './voice.js'
import { voiceParam } from './voice-schemas.js'
import { type ActInput, actOnVoice } from './voice-service.js'
import { listVoices, VOICE_READERS, type VoiceFilters, type VoiceRow, voiceInSight } from './voice-sight.js'
import { viewVoice } from './voice-views.js'

/** What staff do with a kind: the list, one of it, and a door for each act. */
export interface Doors {
  kind: VoiceKind
  path: string
  param: string
  tag: string
  schema: TSchema
  statuses: readonly string[]
  /** One of the sample. */
  example: number
  list: { operationId: string; summary: string; description: string }
  read: { operationId: string; summary: string; description: string }
  acts: readonly {
    action: VoiceAction
    path: string
    operationId: string
    /** The example's: one that stands where the act is allowed. */
    ordinal: number
    summary: string
    description: string
    body: TSchema
    /** What else is written in the same transaction. */
    beside?: (db: pg.PoolClient, row: VoiceRow) => Promise<void>
  }[]
}

/** Registers them. */
export function openDoors(app: FastifyInstance, deps: Deps, doors: Doors): void {
  const { kind, path, tag, schema, statuses } = doors
  const { pool, encryption, cursorKey } = deps
  const READ = { policy: { roles: VOICE_READERS[kind] } }
  const idOf = (request: FastifyRequest): string =>
    (request.params as Record<string, string>)[doors.param] ?? ''

  app.get(
    path,
    {
      config: READ,
      schema: {
        ...doors.list,
        tags: [tag],
        querystring: Strict({
          status: Type.Optional(strEnum(statuses)),
          organisation: Type.Optional(Type.String({ maxLength: 50, description: 'Who answers (承办单位)' })),
          window: Type.Optional(Uuid),
          overdue: Type.Optional(
            Type.Boolean({ description: 'Only those not answered in time, or only the others (逾期未答复)' }),
          ),
          ...uncountedFields,
        }),
        response: { 200: listOf(schema) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      return listPage(request, reply, cursorKey, {
        read: (before: string | undefined, most) =>
          listVoices(
            deps,
            kind,
            caller,
            filtersOf(request.query as VoiceFilters & { cursor?: string }),
            before,
            most,
          ),
        positionOf: ({ row }) => row.id,
        view: (voice) => viewVoice(voice, caller),
      })
    },
  )

  app.get(
    `${path}/:${doors.param}`,
    {
      config: READ,
      schema: {
        ...doors.read,
        tags: [tag],
        params: voiceParam(doors.param, doors.example),
        response: { 200: schema },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const voice = await voiceInSight(deps, pool, caller, { kind, id: idOf(request) })
      return sendResource(request, reply, voice.row.version, viewVoice(voice, caller))
    },
  )

  for (const { action, path: part, ordinal, body, beside, ...shown } of doors.acts)
    app.post(
      `${path}/:${doors.param}/${part}`,
      {
        config: { policy: { roles: voiceAct(kind, action)?.roles ?? [] } },
        // Nobody has to remark anything.
        preValidation: async (request) => {
          if (!('required' in body)) request.body ??= {}
        },
        schema: {
          ...shown,
          tags: [tag],
          params: voiceParam(doors.param, ordinal),
          headers: Type.Object({ ...guarded, ...repeatable }),
          body,
          response: { 200: schema },
        },
      },
      async (request: FastifyRequest, reply: FastifyReply) => {
        const caller = callerOf(request)
        const id = idOf(request)
        // Seen first: who lost the sight of it is told nothing by an answer that was kept.
        await voiceInSight(deps, pool, caller, { kind, id })
        return once({ request, reply, pool, encryption, caller }, async (db) => {
          const input = request.body as ActInput
          const after = await actOnVoice(db, deps, request, { kind, id, action, input })
          await beside?.(db, after.row)
          const view = viewVoice(after, caller)
          return { status: 200, headers: { etag: etagOf(after.row.version, view) }, body: view }
        })
      },
    )
}
