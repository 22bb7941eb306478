import type { Queryable } from '../database/queryable.js'
import type { RowOf } from '../database/rows.js'
import type { Encryption } from '../shared/encryption.js'
import { passedOver, type Rotation, type RotationOptions } from '../shared/rotation.js'
import { answerPlace } from './idempotency.js'
import type { idempotencyKeys } from './idempotency-tables.js'

interface AnswerRow
  extends Pick<
    RowOf<typeof idempotencyKeys>,
    'caller_hash' | 'operation' | 'key' | 'request_hash' | 'headers'
  > {
  /** Of an answer that is there; a row without one has no body either. */
  status: number
  headers: Record<string, string> | null
  /** Null where it is current or not there yet. */
  body: Buffer | null
}

type AnswerKey = Pick<AnswerRow, 'caller_hash' | 'operation' | 'key'>

const BEGIN: AnswerKey = { caller_hash: Buffer.alloc(0), operation: '', key: '' }

const PAGE = `
select caller_hash, operation, key, request_hash, status, headers,
  case when substring(body_encrypted for $4) <> $5 then body_encrypted end as body
from idempotency_keys where (caller_hash, operation, key) > ($1, $2, $3)
order by caller_hash, operation, key limit $6`

const REWRITE = `
with r as (
  select * from unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[], $5::bytea[])
    r(caller_hash, operation, key, before, now)),
held as (
  select i.caller_hash, i.operation, i.key from idempotency_keys i join r using (caller_hash, operation, key)
  where i.body_encrypted = r.before for update of i skip locked)
update idempotency_keys i set body_encrypted = r.now
from held join r using (caller_hash, operation, key)
where i.caller_hash = held.caller_hash and i.operation = held.operation and i.key = held.key`

/** Stored answers written again under the current key. */
export function answerRotation(db: Queryable, encryption: Encryption, options: RotationOptions): Rotation {
  const { size, checkOnly = false } = options
  const current = passedOver(encryption.currentPrefix, options)
  return {
    name: 'stored answers',
    columns: ['idempotency_keys.body_encrypted'],
    async batch(after) {
      const page = await pageOfAnswers(db, (after ?? BEGIN) as AnswerKey, current, size)
      const broken: string[] = []
      const stale = page.flatMap((row) => {
        if (row.body === null) return []
        try {
          return [{ ...row, before: row.body, now: reseal(encryption, row, row.body) }]
        } catch (error) {
          broken.push(`stored answer of ${row.caller_hash.toString('hex')}: ${(error as Error).message}`)
          return []
        }
      })
      const rewritten = stale.length === 0 || checkOnly ? 0 : await rewriteAnswers(db, stale)
      const end = page.length < size
      return {
        seen: page.length,
        rewritten,
        skipped: checkOnly ? 0 : stale.length - rewritten,
        broken,
        after: end ? undefined : page.at(-1),
      }
    },
  }
}

function reseal(encryption: Encryption, row: AnswerRow, body: Buffer): Buffer {
  const { operation, key } = row
  const scope = { callerHash: row.caller_hash, operation, key, requestHash: row.request_hash }
  const place = answerPlace(scope, { status: row.status, headers: row.headers ?? {} })
  return encryption.encrypt(encryption.decrypt(body, place), place)
}

async function pageOfAnswers(
  db: Queryable,
  after: AnswerKey,
  currentPrefix: Buffer,
  size: number,
): Promise<AnswerRow[]> {
  const { rows } = await db.query<AnswerRow>({
    name: 'page-of-answers',
    text: PAGE,
    values: [after.caller_hash, after.operation, after.key, currentPrefix.length, currentPrefix, size],
  })
  return rows
}

/** Writes bodies that are still what they were. */
async function rewriteAnswers(
  db: Queryable,
  answers: (AnswerKey & { before: Buffer; now: Buffer })[],
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'rewrite-answers',
    text: REWRITE,
    values: [
      answers.map(({ caller_hash }) => caller_hash),
      answers.map(({ operation }) => operation),
      answers.map(({ key }) => key),
      answers.map(({ before }) => before),
      answers.map(({ now }) => now),
    ],
  })
  return rowCount ?? 0
}
