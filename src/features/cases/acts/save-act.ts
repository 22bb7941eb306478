import type pg from 'pg'
import { toDatabaseError } from '../../../database/errors.js'
import type { Queryable } from '../../../database/queryable.js'
import { withTransaction } from '../../../database/transaction.js'
import type { Encryption } from '../../../shared/encryption.js'
import type { Sequencer } from '../../exchange/feed-sequencer.js'
import type { Material, Party } from '../case.js'
import type { Change } from '../case-change.js'
import type { CaseReadRow } from '../case-rows.js'
import { countDrafts, insertCase, lockDrafts, saveDecision } from '../case-store.js'
import { type CaseWrite, changedForm, materialRow, partyRow } from '../case-writes.js'
import { sealForm } from '../form-secrets.js'
import type { StillLawful } from '../intake/earlier-applications.js'

/** What an act leaves behind, ready to be written. */
export interface Leaving {
  /** The row that was read; absent: the case begins with this act. */
  row?: CaseReadRow
  change: Change
  /** Of the item's form: what it marks as sensitive is written encrypted. */
  schema: object
  /** Parties that are new or have changed, materials that are new or were replaced. */
  parties?: readonly Party[]
  materials?: readonly Material[]
  /** What is remembered of the act, e.g. the answer to whoever asks again. */
  answer?: CaseWrite['answer']
  /** What the audit trail is told of it. */
  audit?: CaseWrite['audit']
  /** The transaction in which it is written beside what other cases leave; absent: by itself. */
  within?: Queryable
  /** The case begins as a draft of somebody who may keep no more than `most`. */
  draftOf?: { createdBy: string; most: number } | undefined
  /** What must still hold at the moment of writing. */
  still?: StillLawful | undefined
}

/**
 * `lost`: somebody was faster, and nothing is written. `remembered`: the same request was faster. `busy`: the same request
 * is still under way. `full`: whose draft it is keeps as many as one may. `forestalled`: what had to hold still does no more.
 * `superseded`: it was to be accepted under a procedure that is not in force any more.
 */
export type Saved = 'saved' | 'lost' | 'remembered' | 'busy' | 'full' | 'forestalled' | 'superseded'

type Unsaved = Exclude<Saved, 'saved' | 'forestalled'>

/** The same as an answer: what runs already, and lost a race, was accepted under what was in force then. */
export const notSaved = (saved: Unsaved): { kind: Exclude<Unsaved, 'superseded'> } => ({
  kind: saved === 'superseded' ? 'lost' : saved,
})

/** Writes what an act leaves behind: one statement, whatever the act. The only writer of cases. */
export async function saveAct(
  {
    pool,
    encryption,
    sequencer,
  }: { pool: pg.Pool; encryption: Encryption; sequencer: Pick<Sequencer, 'wake'> },
  { row, change, schema, parties = [], materials = [], answer, audit, draftOf, within, still }: Leaving,
): Promise<Saved> {
  const { id } = change.record
  const form = changedForm(row, change.record)
  const write: CaseWrite = {
    ...change.write,
    parties: parties.map((party) => partyRow(id, party)),
    materials: materials.map((material) => materialRow(id, material)),
    ...(answer === undefined ? {} : { answer }),
    ...(audit === undefined ? {} : { audit }),
    ...(form === undefined
      ? {}
      : { form: sealForm(encryption, { schema, itemCode: change.record.itemCode }, form) }),
  }
  try {
    if (draftOf !== undefined) {
      if (!(await insertDraft(pool, write, draftOf))) return 'full'
    } else {
      const checked = async (db: Queryable) =>
        still === undefined || (await still(db)) ? written(db, row, write) : 'forestalled'
      const saved = await (within !== undefined
        ? checked(within)
        : still === undefined
          ? written(pool, row, write)
          : wholly(pool, checked))
      if (saved !== 'saved') return saved
    }
  } catch (error) {
    const known = answer === undefined ? null : toDatabaseError(error)
    if (known?.kind === 'lockTimeout') return 'busy'
    if (known?.kind === 'uniqueViolation' && known.table === 'idempotency_keys') return 'remembered'
    throw error
  }
  sequencer.wake()
  return 'saved'
}

/** Not everything could be written, so nothing is. */
export class NotSaved extends Error {
  constructor(readonly how: Exclude<Saved, 'saved'>) {
    super(how)
  }
}

/** What must still hold may have written already (分办更正、出件): nothing of it stays where the act itself is not written. */
async function wholly(pool: pg.Pool, work: (db: Queryable) => Promise<Saved>): Promise<Saved> {
  try {
    return await withTransaction(pool, async (db) => {
      const how = await work(db)
      if (how !== 'saved') throw new NotSaved(how)
      return how
    })
  } catch (error) {
    if (error instanceof NotSaved) return error.how
    throw error
  }
}

async function written(
  db: Queryable,
  row: CaseReadRow | undefined,
  write: CaseWrite,
): Promise<'saved' | 'lost' | 'superseded'> {
  if (row !== undefined) return saveDecision(db, row.version, write)
  await insertCase(db, write)
  return 'saved'
}

/** Counts and writes in one transaction: however many a person begins at once, no more than `most` are kept. */
function insertDraft(
  pool: pg.Pool,
  write: CaseWrite,
  { createdBy, most }: NonNullable<Leaving['draftOf']>,
): Promise<boolean> {
  return withTransaction(pool, async (db) => {
    await lockDrafts(db, createdBy)
    if ((await countDrafts(db, createdBy, most)) >= most) return false
    await insertCase(db, write)
    return true
  })
}
