import type { Queryable } from '../../../database/queryable.js'
import type { RowOf } from '../../../database/rows.js'
import { plainText } from '../../../shared/typed-text.js'
import type { CaseFacts } from '../case.js'
import type { cases } from '../case-tables.js'

type Case = RowOf<typeof cases>

type ExternalNo = CaseFacts['externalNos'][number]

interface Numbers {
  externalNos: readonly ExternalNo[]
  itemCode: Case['item_code']
}

/** The same number however it is typed: in full width, in small letters, with blanks or with characters that nobody sees. */
export function plainNumber({ system, number }: Pick<ExternalNo, 'system' | 'number'>) {
  return { system: plainText(system).toLowerCase(), number: plainText(number).toUpperCase() }
}

/** As it is kept: as it was sent, and beside it, where that differs, the plain one, by which it is found. */
export function keptNumbers(sent: readonly Pick<ExternalNo, 'system' | 'number'>[]): ExternalNo[] {
  return sent.map(({ system, number }) => {
    const plain = plainNumber({ system, number })
    return system === plain.system && number === plain.number ? { system, number } : { system, number, plain }
  })
}

/** Not sent yet, or given up without a decision: the same application may come again under its number. */
const GIVEN_UP: Case['status'][] = [
  'DRAFT',
  'WITHDRAWN',
  'NOT_ACCEPTED',
  'NOT_REQUIRED',
  'TERMINATED',
  'VOIDED',
]

const sought = ({ system, number }: ExternalNo) => ({
  sent: { system, number },
  plain: plainNumber({ system, number }),
})

/** A number means one application; where it stands in more cases it is none (无、待定), and no more of them are read. */
const MOST = 200

/**
 * Which of these numbers of other systems another case of the item bears, by their places in the list. One query. The
 * limit keeps what else is asked of a case out of the choice of the index: by item alone every case of it would be read.
 */
export async function selectNumbersTaken(
  db: Queryable,
  { externalNos, itemCode, except }: Numbers & { except: Case['id'] },
): Promise<number[]> {
  const { rows } = await db.query<{ place: number }>({
    name: 'external-numbers-taken',
    text: `select (n.place - 1)::int as place from jsonb_array_elements($1::jsonb) with ordinality n(one, place)
      where exists (select from unnest(array[jsonb_build_array(n.one->'sent'), jsonb_build_array(n.one->'plain'),
            jsonb_build_array(jsonb_build_object('plain', n.one->'plain'))]) f(form)
        cross join lateral (select c.item_code, c.id, c.status from cases c
          where c.facts->'externalNos' @> f.form and c.facts->'externalNos' <> '[]'::jsonb limit ${MOST}) same
        where same.item_code = $2 and same.id <> $3::uuid and same.status <> all($4::text[]))
      order by n.place`,
    values: [JSON.stringify(externalNos.map(sought)), itemCode, except, GIVEN_UP],
  })
  return rows.map(({ place }) => place)
}

/** Keeps whoever hands in under the same number for the same item waiting until this transaction ends; others nobody. */
export async function lockNumbers(db: Queryable, { externalNos, itemCode }: Numbers): Promise<void> {
  // In one order, so that two cases of the same numbers never wait for each other.
  await db.query(
    `select pg_advisory_xact_lock(7924029, k) from (
       select hashtext(n.one::text || $2) as k from jsonb_array_elements($1::jsonb) n(one) order by 1 offset 0) locks`,
    [JSON.stringify(externalNos.map(plainNumber)), itemCode],
  )
}
