import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { once } from '../../http/idempotency.js'
import { callerOf } from '../../http/policy.js'
import { orderJob } from '../../jobs/job-service.js'
import { type Caller, reachOf, subjectOf } from '../../shared/caller.js'
import { outOfReach, problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { IMPORT_JOB } from './import-jobs.js'
import { viewImport } from './import-schemas.js'
import { settleImports } from './import-service.js'
import { deleteImport, finishUpload, type ImportMode, selectSame } from './import-store.js'
import { type ArrivedImport, receiveImport, tooLarge } from './import-upload.js'
import { isEntryKind } from './items/import-kind.js'
import { keepCaller } from './kept-caller.js'
import type { KindName } from './kind-names.js'
import { LINE_KINDS, rolesOfKind } from './kinds.js'

export const NDJSON = 'application/x-ndjson'

interface Terms {
  kind: KindName
  mode: ImportMode
  /** The operation, as the audit trail names it; and where the import is looked up. */
  action: string
  path: string
}

/** 403 for who has none of the roles in which lines of a kind are brought, or taken. */
export function mustHold(caller: Caller, roles: readonly Role[]): void {
  if (!caller.grants.some(({ role }) => roles.includes(role))) throw outOfReach()
}

/**
 * Takes an upload as it comes and orders the work on it (提交批量导入); the answer comes when the upload is whole. The same
 * bytes again, while they still wait, are the same import.
 */
export async function takeUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  { kind, mode, action, path }: Terms,
): Promise<unknown> {
  const { pool, encryption } = deps
  const caller = callerOf(request)
  mustHold(caller, rolesOfKind(kind))
  const arrived = await receive(request, caller, deps, { kind, mode })
  let isTaken = false
  try {
    // By this, not by the stream, a repeated request is known.
    const named = kind === 'items' ? {} : { kind }
    request.body = { sha256: arrived.sha256.toString('hex'), mode, ...named }
    return await once({ request, reply, pool, encryption, caller }, async (db) => {
      // What was ended on request waits no more: the same bytes again are another import.
      await settleImports(db)
      const same = await selectSame(db, { ...arrived, kind, mode, createdBy: subjectOf(caller) })
      const places = await standingPlaces(db, caller)
      const row = same ?? (await finishUpload(db, arrived.importId, { ...arrived, ...(await order()) }))
      isTaken = same === undefined
      await writeAudit(db, request, {
        action,
        object: `import ${row.import_id}`,
        details: { kind, mode, bytes: arrived.bytes, sha256: arrived.sha256.toString('hex') },
        ...places,
      })
      return { status: 202, headers: { location: `${path}/${row.import_id}` }, body: viewImport(row) }

      async function order(): Promise<{ jobId: string }> {
        const { importId } = arrived
        const job = { kind: IMPORT_JOB, payload: { importId }, ...places, cancellable: true }
        return { jobId: (await orderJob(db, caller, job)).id }
      }
    })
  } catch (error) {
    isTaken = false
    throw error
  } finally {
    if (!isTaken) await deleteImport(pool, arrived.importId).catch(() => {})
  }
}

async function receive(
  request: FastifyRequest,
  caller: Caller,
  { pool, config, encryption }: Deps,
  { kind, mode }: Pick<Terms, 'kind' | 'mode'>,
): Promise<ArrivedImport> {
  const { importLimit: limit } = config
  if (request.headers['content-type'] === undefined) throw problem('UNSUPPORTED_MEDIA_TYPE')
  // A lie about the length changes nothing: the stream is counted.
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const { organs, divisions } = reachOf(caller.grants, ['cataloguer'])
  const isPersonal = !isEntryKind(kind) && LINE_KINDS[kind].personal === true
  const arrived = await receiveImport(pool, request.raw, {
    limit,
    seal: isPersonal ? encryption : undefined,
    createdBy: subjectOf(caller),
    reach: [...organs, ...divisions],
    kind,
    mode,
    caller: keepCaller(caller),
  })
  if (arrived.bytes > 0) return arrived
  await deleteImport(pool, arrived.importId)
  throw problem('MALFORMED_REQUEST')
}
