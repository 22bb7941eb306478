import type { Queryable } from '../../database/queryable.js'
import type { Caller, Organ } from '../../shared/caller.js'
import type { Instant, LegalDate } from '../../shared/time.js'
import type { CalendarBook } from './calendar-book.js'
import type { ClockState } from './clock.js'
import type { ExpiringKind, KindsOf, OwnerKind } from './clock-kinds.js'

/** What a clock belongs to, as the monitor and alerts need to know it. */
export interface Subject {
  /** `case_clocks.case_id`. */
  id: string
  /** Its number outside: a case number, …; stands in alerts and events. */
  no: string
  /** Where the alerts of it lie. */
  divisions: string[]
  /** Who answers for it today; rules and calendars are found from here. */
  organ: Organ | undefined
  /** What it is about, where it was handed in, and who has it in hand now (责任人); absent where nothing of the kind is. */
  about?: { itemCode?: string | undefined; windowId?: string | undefined; person?: string | undefined }
  /** Where it stands; a consequence is bound to some statuses. */
  status: string
  /** false: what the law attaches to the end of a limit is left to people; an alert instead. */
  automatic: boolean
  /** Open questions to organs whose silence is agreement by a statute that the procedure cites (视为同意): ids of their tasks. */
  deemedTasks?: readonly string[]
  /** The item ends a case by itself whose deferred material does not come (容缺逾期终止). */
  deferralEnds?: boolean
  /** A clock that began before this day rests on another system's word: an alert, and nothing by itself. */
  claimedBefore?: LegalDate
  /** Its days run elsewhere for now (分办更正): what runs here burns for nobody, and nothing follows from it. */
  rests?: boolean
}

/** What follows by itself at the end of a clock, while its subject stands where the clock began. */
export interface Consequence {
  statuses: readonly string[]
  /** Its name, for who looks at what was put aside. */
  action: string
  /** Whether it follows for this very clock; absent: for each of its kind. */
  applies?(subject: Subject, clock: ClockState): boolean
  /** Through the one door of its subject, in a transaction of its own; done twice it does nothing. */
  perform(no: string): Promise<unknown>
}

/** A clock whose due day the calendars say anew. */
export interface MovedClock {
  ownerId: string
  state: ClockState
  from: LegalDate | undefined
  to: LegalDate | undefined
  /** Of a limit in hours: until when on those days, which may be all that moved. */
  fromAt?: Instant | undefined
  toAt?: Instant | undefined
}

/** Because of what clocks move (变动原因). */
export interface CalendarChange {
  calendar: string
  revision: number
  book: CalendarBook
  today: LegalDate
}

/** Tells of the clocks that moved: an event with from, to and why for each subject, and its new version. */
export type TellMoved = (moved: readonly MovedClock[], change: CalendarChange) => Promise<void>

/**
 * What a feature registers so that clocks may belong to what it owns (时限归属登记). Its row of consequences is exhaustive: a
 * kind that ends with something needs it, another one says `lamps`.
 */
export interface ClockOwner<O extends OwnerKind> {
  consequences: { readonly [K in KindsOf<O>]: K extends ExpiringKind ? Consequence : 'lamps' }
  /** Those of the ids that are there: one query. */
  subjects(db: Queryable, ids: readonly string[]): Promise<Subject[]>
  /** Refreshes what lists of the subjects show, after lamps changed. */
  show(db: Queryable, ids: readonly string[]): Promise<void>
  /** Locks the subjects in the order of their ids, before their clocks are read: an act that came first counts. */
  lock(db: Queryable, ids: readonly string[]): Promise<TellMoved>
  /** Whether somebody must keep out of it (回避). */
  isRecused(caller: Caller, no: string): Promise<boolean>
}

/** One row for everything that a clock may belong to: a new owner does not compile without it. */
export type ClockOwners = { readonly [O in OwnerKind]: ClockOwner<O> }

/** An owner seen from work that does not care which one it is. */
export type AnyOwner = Omit<ClockOwner<OwnerKind>, 'consequences'> & {
  consequences: { readonly [kind: string]: Consequence | 'lamps' | undefined }
}

/** The ids of clocks' subjects, by what they are. */
export function idsByOwner(
  clocks: readonly { owner_kind: string; case_id: string }[],
): Map<string, string[]> {
  const ids = new Map<string, Set<string>>()
  for (const { owner_kind: kind, case_id: id } of clocks) {
    const known = ids.get(kind) ?? new Set()
    ids.set(kind, known.add(id))
  }
  return new Map([...ids].map(([kind, set]) => [kind, [...set].sort()]))
}

/** What clocks belong to, by its id; without what is not there any more. One query for each kind of owner. */
export async function subjectsOf(
  db: Queryable,
  owners: ClockOwners,
  clocks: readonly { owner_kind: string; case_id: string }[],
): Promise<Map<string, Subject>> {
  const found = new Map<string, Subject>()
  for (const [kind, ids] of idsByOwner(clocks))
    for (const subject of (await clockOwnerOf(owners, kind)?.subjects(db, ids)) ?? [])
      found.set(subject.id, subject)
  return found
}

/** The owner of a kind; undefined for what a newer release wrote. */
export const clockOwnerOf = (owners: ClockOwners, kind: string): AnyOwner | undefined =>
  Object.hasOwn(owners, kind) ? owners[kind as OwnerKind] : undefined
