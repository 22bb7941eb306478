import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Queryable } from '../../database/queryable.js'
import { withTransaction } from '../../database/transaction.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, type ifMatch } from '../../http/etag.js'
import { callerOf } from '../../http/policy.js'
import { problem } from '../../shared/problem.js'
import { codeOf, mustOwn, ownedBy } from '../divisions/owner-service.js'
import {
  deleteSynonym,
  type SynonymRow,
  selectSynonym,
  selectSynonyms,
  upsertSynonym,
} from './synonym-store.js'

export type { SynonymRow } from './synonym-store.js'

type Expected = ReturnType<typeof ifMatch>

/** Who keeps words that mean the same. */
export const SYNONYM_KEEPERS = ['cataloguer', 'operator'] as const

/** A page of the groups (同义词组), by key. */
export const listSynonyms = selectSynonyms

/** A group by its key; 404 when there is none. */
export async function readSynonym(db: Queryable, key: string): Promise<SynonymRow> {
  const row = await selectSynonym(db, key)
  if (row === undefined) throw problem('NOT_FOUND')
  return row
}

/**
 * Adds a group or replaces its words, with its audit record. 403 unless the caller reaches everything of its owner; 412
 * when somebody was faster.
 */
export async function putSynonym(
  pool: pg.Pool,
  request: FastifyRequest,
  {
    key,
    words,
    named,
    expected,
  }: { key: string; words: string[]; named: string | undefined; expected: Expected },
): Promise<SynonymRow> {
  const before = await selectSynonym(pool, key)
  const owner = await mustOwn(pool, callerOf(request), { before, named }, ...SYNONYM_KEEPERS)
  // A new one has no version yet: If-Match: * says that whatever is there may be replaced.
  checkPrecondition(expected, before?.version ?? 0)
  return withTransaction(pool, async (db) => {
    const write = { words, organisation: codeOf(owner) }
    const written = await upsertSynonym(db, key, write, expected === 'any' ? undefined : before?.version)
    if (written === undefined) throw problem('PRECONDITION_FAILED')
    await writeAudit(db, request, {
      action: 'putSynonym',
      object: `synonym ${key}`,
      details: { before: before?.words ?? [], words },
      ...ownedBy(owner),
    })
    return written
  })
}

/** Removes a group (删除同义词组), with its audit record; 403 and 412 as for a change. */
export async function removeSynonym(
  pool: pg.Pool,
  request: FastifyRequest,
  { key, expected }: { key: string; expected: Expected },
): Promise<void> {
  const before = await readSynonym(pool, key)
  const owner = await mustOwn(pool, callerOf(request), { before }, ...SYNONYM_KEEPERS)
  checkPrecondition(expected, before.version)
  await withTransaction(pool, async (db) => {
    if (!(await deleteSynonym(db, before.key, expected === 'any' ? undefined : before.version)))
      throw problem('PRECONDITION_FAILED')
    await writeAudit(db, request, {
      action: 'deleteSynonym',
      object: `synonym ${before.key}`,
      details: { words: before.words },
      ...ownedBy(owner),
    })
  })
}
