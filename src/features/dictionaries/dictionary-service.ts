import type pg from 'pg'
import { createKept } from '../../database/kept.js'
import type { Listener } from '../../database/listener.js'
import type { Queryable } from '../../database/queryable.js'
import type { Caller, Owner } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import { type Dictionaries, type Dictionary, indexDictionaries } from './dictionary.js'
import { checkDictionary, mergeDictionary } from './dictionary-checks.js'
import {
  DICTIONARY_CHANNEL,
  type DictionaryRow,
  insertDictionary,
  lockDictionary,
  saveDictionary,
  selectDictionaries,
  selectYesterday,
} from './dictionary-store.js'

/** Dictionaries of one moment, with the revision of each and the sum, by which renderings of their titles are told apart. */
export interface DictionaryBook extends Dictionaries {
  revision: number
  revisionOf(key: string): number | undefined
}

export interface DictionaryReader {
  /** From memory where that is known to hold. */
  current(): Promise<DictionaryBook>
  /** Before a change is committed by this process: its own readers must see it at once. */
  forget(): void
}

/** However well notifications arrive, nothing is older. */
const MOST_AGE_MS = 60_000

/** Dictionaries in memory (字典缓存): read again when any instance has changed one; while nothing is heard, for each use. */
export function createDictionaryReader(pool: pg.Pool, listener: Listener): DictionaryReader {
  const told = { listener, channel: DICTIONARY_CHANNEL }
  const kept = createKept<DictionaryBook>({ most: 1, maxAgeMs: MOST_AGE_MS, told })
  return {
    current: () => kept.get('book', () => readDictionaries(pool)),
    forget: () => kept.forget(),
  }
}

/** The dictionaries as they stand in the database. */
export async function readDictionaries(db: Queryable): Promise<DictionaryBook> {
  const rows = await selectDictionaries(db)
  const revisions = new Map(rows.map(({ key, revision }) => [key, revision]))
  return {
    ...indexDictionaries(rows.map(dictionaryOf)),
    revision: rows.reduce((sum, { revision }) => sum + revision, 0),
    revisionOf: (key) => revisions.get(key),
  }
}

/** A dictionary as it is written. */
export const dictionaryOf = ({
  key,
  title_zh: zh,
  title_en: en,
  entries,
  mappings,
  organisation_code: organisation,
}: DictionaryRow): Dictionary => ({
  key,
  ...(organisation === null ? {} : { organisation }),
  title: { zh, en },
  entries,
  mappings,
})

/**
 * Writes a whole dictionary (维护字典) under the revision that was read. An entry that is left out is closed as of
 * yesterday: what was published with it stays readable. 403 unless the caller reaches everything of its owner.
 */
export async function putDictionary(
  db: Queryable,
  caller: Caller,
  { organisation: named, ...written }: Dictionary,
  guard: (revision: number) => void,
): Promise<{ dictionary: Dictionary; revision: number; closed: string[]; owner: Owner }> {
  const row = await lockDictionary(db, written.key)
  const owner = await mustOwn(db, caller, { before: row, named }, 'operator')
  guard(row?.revision ?? 0)
  const organisation = codeOf(owner)
  const dictionary = { ...written, ...(organisation === null ? {} : { organisation }) }
  const before = row === undefined ? undefined : dictionaryOf(row)
  const { merged, closed } = mergeDictionary(before, dictionary, await selectYesterday(db))
  const errors = checkDictionary(dictionary, merged)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  if (row === undefined && !(await insertDictionary(db, merged))) throw problem('PRECONDITION_FAILED')
  return { dictionary: merged, closed, owner, revision: await saveDictionary(db, merged) }
}
