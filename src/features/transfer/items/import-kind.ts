import type { Queryable } from '../../../database/queryable.js'
import type { LegalDate } from '../../../shared/time.js'
import type { KnownEntry, OrganRow } from '../import-work-store.js'
import type { LineFinding } from '../line.js'
import type { CodeMember, EntryVersion, Kept } from './entry.js'

/** How documents of each kind name the code of their entry. */
export const CODE_MEMBERS = { items: 'itemCode', directory: 'basicCode' } as const satisfies Record<
  string,
  CodeMember
>
/** Kinds of whole entries with their versions; every other kind is a line, a thing. */
export type EntryKind = keyof typeof CODE_MEMBERS
export const isEntryKind = (kind: string): kind is EntryKind => Object.hasOwn(CODE_MEMBERS, kind)

/** A version that people see or will see: today's rules must let it through. */
export interface Judged<D> {
  version: EntryVersion<D>
  /** The day on which codes must be valid and whose directory binds it: the one from which it is in force, or today. */
  on: LegalDate
  pointer: string
}

export interface Verdict {
  /** Their pointers begin in the document. */
  findings: LineFinding[]
  /** The version of the directory entry that an item was checked against. */
  directoryVersion?: number | undefined
}

/** What items and entries of the basic directory do not share in an import (导入种类). */
export interface Kind<D extends Kept> {
  name: EntryKind
  /** Of a line. */
  schema: object
  /** Those of the entries that are here. */
  known(db: Queryable, codes: string[]): Promise<KnownEntry[]>
  /** What speaks against an organ as keeper of such entries; whether it is within reach is looked at for both kinds. */
  checkOrgan(organ: OrganRow): LineFinding[]
  /** The checks before publication, for versions that are all judged by what one handful of queries gave. */
  rules(
    db: Queryable,
    judged: readonly Judged<D>[],
    around: { today: LegalDate; importedBy: string },
  ): Promise<(each: Judged<D>) => Verdict>
}
