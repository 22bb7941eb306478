import type pg from 'pg'
import type { Static, TSchema } from 'typebox'
import { toDatabaseError } from '../../database/errors.js'
import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import type { Caller } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import { Problem } from '../../shared/problem.js'
import type { Role } from '../../shared/roles.js'
import type { KindName } from './kind-names.js'
import { type LineFinding, lineError, lineErrorOf } from './line.js'

/** What a kind needs of the house beside the database. */
export type TransferDeps = Pick<
  Deps,
  | 'pool'
  | 'log'
  | 'config'
  | 'files'
  | 'encryption'
  | 'items'
  | 'search'
  | 'dictionaries'
  | 'calendars'
  | 'registers'
  | 'workflows'
>

/** What writing lines needs of it. */
export type PutDeps = Pick<TransferDeps, 'encryption' | 'calendars' | 'files'> & {
  /** Absent: nothing serves yet. */
  items?: TransferDeps['items']
  dictionaries?: TransferDeps['dictionaries']
  workflows?: TransferDeps['workflows']
}

/** In what a line is put: the transaction, and by whose right. */
export interface Putting {
  db: pg.PoolClient
  caller: Caller
  deps: PutDeps
}

/** A line in form, by its number. */
export interface Given<L> {
  line: number
  value: L
}

export type Changed = 'created' | 'changed' | 'unchanged'
/** What became of a line: written, the same already, or refused with what speaks against it. */
export type Outcome = { is: Changed } | { findings: LineFinding[] }

/**
 * What the kinds of lines do not share (导入导出种类). A line is looked at by putting it within a transaction that is
 * taken back: what a preview finds and what is written cannot differ.
 */
export interface LineKind<L = unknown> {
  name: Exclude<KindName, 'items' | 'directory'>
  /** Who may bring such lines, each as far as his grant reaches; and take them out. */
  roles: readonly Role[]
  /** Of a line. */
  schema: TSchema
  /** Its natural code, by which a line is the same thing again; and where that stands. */
  codeOf(value: L): string
  codeMember: string
  /** Lines that are put at once. */
  most: number
  /** Lines hold personal data: what is kept of the upload is sealed. */
  personal?: boolean
  /** Writes the good lines, with their events; a refused line has written nothing. */
  put(putting: Putting, lines: readonly Given<L>[]): Promise<ReadonlyMap<number, Outcome>>
  /** Codes of what is here and does not go out, since it ended: what comes with the service leaves it so. */
  ended?(db: Queryable): Promise<string[]>
  /** What this process keeps in memory of it; before the commit. */
  forget?(deps: TransferDeps): void
  /** The next lines after a code, as far as the caller may take them out; `last`: where to go on, absent at the end. */
  read(
    db: Queryable,
    caller: Caller,
    after: string | undefined,
    /** With what is personal in clear, where the kind has such. */
    clear?: Encryption,
  ): Promise<{ lines: L[]; last?: string }>
}

export const defineKind = <S extends TSchema>(
  schema: S,
  kind: Omit<LineKind<Static<S>>, 'schema'>,
): LineKind => ({ schema, ...kind }) as LineKind

/** Puts one line after another, each in a savepoint of its own: for kinds that have some hundred lines. */
export function eachLine<L>(putOne: (putting: Putting, value: L) => Promise<Changed>): LineKind<L>['put'] {
  return async (putting, lines) => {
    const outcomes = new Map<number, Outcome>()
    for (const { line, value } of lines) {
      await putting.db.query('savepoint line')
      try {
        outcomes.set(line, { is: await putOne(putting, value) })
        await putting.db.query('release savepoint line')
      } catch (failure) {
        outcomes.set(line, { findings: findingsOf(failure) })
        await putting.db.query('rollback to savepoint line')
      }
    }
    return outcomes
  }
}

/**
 * Puts all lines of a batch by statements over many, in one savepoint; a batch in which something else turns out to have
 * a code, or to be missing, is done again one line after another, so that the others do not suffer from it.
 */
export function together<L>(
  putAll: LineKind<L>['put'],
  /** Where one line goes another way than many. */
  putOne?: (putting: Putting, value: L) => Promise<Changed>,
): LineKind<L>['put'] {
  const put: LineKind<L>['put'] = async (putting, lines) => {
    await putting.db.query('savepoint batch')
    try {
      const outcomes = await putAll(putting, lines)
      await putting.db.query('release savepoint batch')
      return outcomes
    } catch (failure) {
      // What is no line's fault is thrown on.
      const findings = findingsOf(failure)
      await putting.db.query('rollback to savepoint batch')
      if (putOne !== undefined) return eachLine(putOne)(putting, lines)
      if (lines.length <= 1) return new Map(lines.map(({ line }) => [line, { findings }]))
      const outcomes = new Map<number, Outcome>()
      for (const each of lines)
        for (const [line, outcome] of await put(putting, [each])) outcomes.set(line, outcome)
      return outcomes
    }
  }
  return put
}

/** Why a line was refused, as a finding; a failure that is none is thrown on. */
export function findingsOf(failure: unknown): LineFinding[] {
  if (failure instanceof Problem) {
    if (failure.errors !== undefined && failure.errors.length > 0) return failure.errors.map(lineErrorOf)
    const { en, zh } = failure.detail ?? (failure.code === 'NOT_FOUND' ? ABSENT : REFUSED)
    return [lineError(failure.code === 'FORBIDDEN' ? 'OUT_OF_REACH' : failure.code, '', en, zh)]
  }
  const kind = toDatabaseError(failure)?.kind
  if (kind !== undefined && DATA.has(kind))
    return [lineError('NOT_POSSIBLE', '', NOT_POSSIBLE.en, NOT_POSSIBLE.zh)]
  throw failure
}

/** What a line brings about, not the state of the database. */
const DATA = new Set<string>([
  'uniqueViolation',
  'foreignKeyViolation',
  'checkViolation',
  'invalidValue',
  'invalidText',
])
/** The same for what is not there and for what is another's. */
const ABSENT = {
  en: 'What the line names is not there, or lies outside your grants',
  zh: '所引用的对象不存在，或者不在您的授权范围内',
}
const REFUSED = { en: 'The line is refused', zh: '该行被拒绝' }
const NOT_POSSIBLE = {
  en: 'Something else has this code, or what the line names is not there',
  zh: '编码已被占用，或所引用的对象不存在',
}
