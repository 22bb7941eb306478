import type pg from 'pg'
import { toDatabaseError } from '../../../database/errors.js'
import type { Encryption } from '../../../shared/encryption.js'
import type { Sequencer } from '../../exchange/feed-sequencer.js'
import type { Material, Party } from '../case.js'
import type { Change } from '../case-change.js'
import { type CaseReadRow, type CaseWrite, changedForm, materialRow, partyRow } from '../case-rows.js'
import { insertCase, saveDecision } from '../case-store.js'
import { sealForm } from '../form-secrets.js'

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
}

/**
 * `lost`: somebody was faster, and nothing is written. `remembered`: the same request was faster. `busy`: the same request
 * is still under way.
 */
export type Saved = 'saved' | 'lost' | 'remembered' | 'busy'

/** Writes what an act leaves behind: one statement, whatever the act. The only writer of cases. */
export async function saveAct(
  {
    pool,
    encryption,
    sequencer,
  }: { pool: pg.Pool; encryption: Encryption; sequencer: Pick<Sequencer, 'wake'> },
  { row, change, schema, parties = [], materials = [], answer, audit }: Leaving,
): Promise<Saved> {
  const { id } = change.record
  const form = changedForm(row, change.record)
  const write: CaseWrite = {
    ...change.write,
    parties: parties.map((party) => partyRow(id, party)),
    materials: materials.map((material) => materialRow(id, material)),
    ...(answer === undefined ? {} : { answer }),
    ...(audit === undefined ? {} : { audit }),
    ...(form === undefined ? {} : { form: sealForm(encryption, schema, form) }),
  }
  try {
    if (row === undefined) await insertCase(pool, write)
    else if (!(await saveDecision(pool, row.version, write))) return 'lost'
  } catch (error) {
    const known = answer === undefined ? null : toDatabaseError(error)
    if (known?.kind === 'lockTimeout') return 'busy'
    if (known?.kind === 'uniqueViolation' && known.table === 'idempotency_keys') return 'remembered'
    throw error
  }
  sequencer.wake()
  return 'saved'
}
