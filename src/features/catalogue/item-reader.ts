import type pg from 'pg'
import { createKept } from '../../database/kept.js'
import type { Listener } from '../../database/listener.js'
import type { Queryable } from '../../database/queryable.js'
import type { Rendered } from '../../http/etag.js'
import type { ItemDocument } from './item-document.js'
import { CATALOGUE_CHANNEL, type InForceRow, type ItemRow, inForceOf, selectInForce } from './item-store.js'
import { selectVersion } from './item-version-store.js'

export type { InForceRow }

/** Which version of `itemCode` (an SQL expression) is in force, as one JSON value: for the read that begins a case. */
export const IN_FORCE_AS_JSON = (itemCode: string): string =>
  `select to_jsonb(f) from (${inForceOf(itemCode)}) f`

export interface ItemInForce {
  itemCode: string
  version: number
  /** EXPIRED (已到期): the day until which the version was valid is past. */
  state: ItemRow['state'] | 'EXPIRED'
  organisationCode: string
  divisionCode: string
  divisions: string[]
  document: ItemDocument
  /** Another version takes its place on a later day. */
  isScheduled: boolean
}

export interface ItemReader {
  /** The version in force by the service's clock: one query, so that a publication is seen at once. For writes. */
  inForce(itemCode: string): Promise<ItemInForce | undefined>
  /** The same where a statement has read it beside other things. */
  inForceBy(row: InForceRow): Promise<ItemInForce | undefined>
  /**
   * The same for the public, from memory: a publication is seen at once here, and on other instances as soon as its
   * notification arrives. `rendered` keeps what was made of it.
   */
  published(itemCode: string): Promise<PublishedItem | undefined>
  /** Before a change of the item is committed. */
  forget(itemCode: string): void
  /** The same for everything: before an import is committed. */
  forgetAll(): void
  /** The document of a version: never changes, so it is read once. */
  version(itemCode: string, version: number): Promise<ItemDocument | undefined>
}

const MOST_DOCUMENTS = 5000
const MOST_ITEMS = 20_000
const MOST_AGE_MS = 60_000

/** An item for the public, with a place for its ready answers, which goes when the item changes. */
export interface PublishedItem extends ItemInForce {
  rendered: Map<string, Rendered>
}

/** The version in force, read on the given connection. */
export async function readInForce(
  db: Queryable,
  itemCode: string,
  documentOf = async (code: string, version: number) => (await selectVersion(db, code, version))?.document,
): Promise<ItemInForce | undefined> {
  const row = await selectInForce(db, itemCode)
  return row && withDocument(row, documentOf)
}

async function withDocument(
  row: InForceRow,
  documentOf: (code: string, version: number) => Promise<ItemDocument | undefined>,
): Promise<ItemInForce | undefined> {
  const { item_code: itemCode } = row
  const document = await documentOf(itemCode, row.in_force_version)
  if (document === undefined) return undefined
  return {
    itemCode,
    version: row.in_force_version,
    state: stateOn(row, document),
    organisationCode: row.organisation_code,
    divisionCode: row.division_code,
    divisions: row.divisions,
    document,
    isScheduled: row.is_scheduled,
  }
}

/** An item in use is so until its version's last day. */
const stateOn = ({ state, today }: InForceRow, { validUntil }: ItemDocument): ItemInForce['state'] =>
  state === 'IN_USE' && validUntil !== undefined && validUntil < today ? 'EXPIRED' : state

export function createItemReader(db: pg.Pool, listener: Listener): ItemReader {
  const items = createKept<PublishedItem | undefined>({
    most: MOST_ITEMS,
    maxAgeMs: MOST_AGE_MS,
    told: { listener, channel: CATALOGUE_CHANNEL, isKeyed: true },
  })
  // One object per version, which never changes, so that what is compiled for it is compiled once.
  const documents = createKept<ItemDocument | undefined>({
    most: MOST_DOCUMENTS,
    maxAgeMs: Number.POSITIVE_INFINITY,
  })
  const documentOf = (itemCode: string, version: number): Promise<ItemDocument | undefined> =>
    documents.get(
      `${itemCode}/${version}`,
      async () => (await selectVersion(db, itemCode, version))?.document,
      (document) => document !== undefined,
    )
  const inForce = (itemCode: string) => readInForce(db, itemCode, documentOf)
  return {
    inForce,
    inForceBy: (row) => withDocument(row, documentOf),
    version: documentOf,
    published: (itemCode) =>
      items.get(
        itemCode,
        async () => {
          const item = await inForce(itemCode)
          return item && { ...item, rendered: new Map() }
        },
        // What is not there may be there in a moment; what a later day replaces, the day decides.
        (item) => item !== undefined && !item.isScheduled && item.document.validUntil === undefined,
      ),
    forget: items.forget,
    forgetAll: () => items.forget(),
  }
}
