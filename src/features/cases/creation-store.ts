import type { Queryable } from '../../database/queryable.js'
import type { Instant } from '../../shared/time.js'
import { IN_FORCE_AS_JSON, type InForceRow } from '../catalogue/item-reader.js'
import { BOOK_REVISION } from '../deadlines/calendar-cache.js'
import { WINDOW_AS_JSON, type WindowAuthorityRow } from '../divisions/window-of-item.js'
import type { CaseReadRow } from './case-rows.js'

/** What a new case needs from the database: its instant, a serial number, and whether the request was answered before. */
export interface CreationRow {
  /** The item's version in force; null where there is none, absent where no item was asked for. */
  item?: InForceRow | null
  /** The same for the window that takes the case in. */
  window?: WindowAuthorityRow | null
  now: Instant
  calendar_revision: number
  stored: CaseReadRow['stored']
  serial: number
}

const READ_FOR_CREATION = `
select app_now() as now, nextval('case_serial') as serial,
  (${BOOK_REVISION}) as calendar_revision,
  (select jsonb_build_object('requestHash', encode(request_hash, 'hex'), 'status', status, 'headers', headers,
     'body', encode(body_encrypted, 'base64'))
   from idempotency_keys where caller_hash = $1 and operation = $2 and key = $3
     and created_at > app_now() - interval '7 days') as stored,
  (${IN_FORCE_AS_JSON('$4::text')}) as item,
  (${WINDOW_AS_JSON('$5::uuid', '$4::text')}) as "window"`

/** Further serial numbers, for the cases of one submission. */
export async function nextSerials(db: Queryable, count: number): Promise<number[]> {
  const { rows } = await db.query<Pick<CreationRow, 'serial'>>({
    name: 'next-serials',
    text: "select nextval('case_serial') as serial from generate_series(1, $1)",
    values: [count],
  })
  return rows.map(({ serial }) => serial)
}

export async function readForCreation(
  db: Queryable,
  memo?: { callerHash: Buffer; operation: string; key: string },
  asked?: { itemCode: string; windowId?: string | undefined },
): Promise<CreationRow> {
  const { rows } = await db.query<Required<CreationRow>>({
    name: 'read-for-creation',
    text: READ_FOR_CREATION,
    values: [
      memo?.callerHash ?? null,
      memo?.operation ?? null,
      memo?.key ?? null,
      asked?.itemCode ?? null,
      asked?.windowId ?? null,
    ],
  })
  const [row] = rows
  if (row === undefined) throw new Error('the read for a creation gives one row')
  const { item, window, ...others } = row
  return asked === undefined ? others : { ...others, item, window }
}

/** The same for the keys of many at once: one query; by key. */
export async function readForCreations(
  db: Queryable,
  { callerHash, operation, keys }: { callerHash: Buffer; operation: string; keys: readonly string[] },
): Promise<Map<string, CreationRow>> {
  const { rows } = await db.query<CreationRow & { key: string }>({
    name: 'read-for-creations',
    text: `select w.key, app_now() as now, nextval('case_serial') as serial, b.revision as calendar_revision,
      case when i.key is not null then jsonb_build_object('requestHash', encode(i.request_hash, 'hex'), 'status', i.status,
        'headers', i.headers, 'body', encode(i.body_encrypted, 'base64')) end as stored
      from unnest($3::text[]) w(key) cross join (${BOOK_REVISION}) b left join idempotency_keys i
        on i.caller_hash = $1 and i.operation = $2 and i.key = w.key and i.created_at > app_now() - interval '7 days'`,
    values: [callerHash, operation, keys],
  })
  return new Map(rows.map(({ key, ...row }) => [key, row]))
}
