import type { Queryable } from '../../database/queryable.js'
import { columnsOf, type RowOf } from '../../database/rows.js'
import { answerLimits } from './voice-tables.js'

export type AnswerLimitRow = RowOf<typeof answerLimits>

const COLUMNS = columnsOf(answerLimits).join(', ')

/** All limits there are, those of the whole deployment first: few, one query. */
export async function selectAnswerLimits(
  db: Queryable,
  after: { clock: string; owner: string } | undefined,
  limit: number,
): Promise<AnswerLimitRow[]> {
  const { rows } = await db.query<AnswerLimitRow>({
    name: 'select-answer-limits',
    text: `select ${COLUMNS} from answer_limits
      where $1::text is null or (organisation_code, clock) > ($2, $1) order by organisation_code, clock limit $3`,
    values: [after?.clock ?? null, after?.owner ?? '', limit],
  })
  return rows
}

/** Writes one; clocks that run already keep their day. */
export async function upsertAnswerLimit(db: Queryable, row: AnswerLimitRow): Promise<void> {
  await db.query({
    name: 'upsert-answer-limit',
    text: `insert into answer_limits (clock, organisation_code, amount, unit, basis, from_memory)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (clock, organisation_code) do update set amount = excluded.amount, unit = excluded.unit,
        basis = excluded.basis, from_memory = excluded.from_memory`,
    values: [row.clock, row.organisation_code, row.amount, row.unit, row.basis, row.from_memory],
  })
}
