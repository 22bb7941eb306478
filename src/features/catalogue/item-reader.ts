import type pg from 'pg'
import type { Log } from '../../database/log.js'
import type { Rendered } from '../../http/etag.js'
import { remember } from '../../shared/remember.js'
import { createItemCache } from './item-cache.js'
import type { ItemDocument } from './item-document.js'
import { type ItemRow, selectInForce } from './item-store.js'
import { selectVersion } from './item-version-store.js'

export interface ItemInForce {
  itemCode: string
  version: number
  state: ItemRow['state']
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
  /**
   * The same for the public, from memory: a publication is seen at once here, and on other instances as soon as its
   * notification arrives. `rendered` keeps what was made of it.
   */
  published(itemCode: string): Promise<PublishedItem | undefined>
  /** Before a change of the item is committed. */
  forget(itemCode: string): void
  /** The same for everything: before an import is committed. */
  forgetAll(): void
  close(): Promise<void>
  /** The document of a version: never changes, so it is read once. */
  version(itemCode: string, version: number): Promise<ItemDocument | undefined>
}

const REMEMBERED = 5000

/** An item for the public, with a place for its ready answers, which goes when the item changes. */
export interface PublishedItem extends ItemInForce {
  rendered: Map<string, Rendered>
}

export function createItemReader(db: pg.Pool, log: Log): ItemReader {
  const cache = createItemCache<ItemInForce | undefined>(db, log)
  const documents = new Map<string, ItemDocument>()
  const sameObject = (name: string, document: ItemDocument): ItemDocument => {
    const known = documents.get(name)
    if (known !== undefined) return known
    remember(documents, REMEMBERED, name, document)
    return document
  }
  const documentOf = async (itemCode: string, version: number): Promise<ItemDocument | undefined> => {
    const name = `${itemCode}/${version}`
    const known = documents.get(name)
    if (known !== undefined) return known
    const row = await selectVersion(db, itemCode, version)
    // One object per version, so that what is compiled for it is compiled once.
    return row === undefined ? undefined : sameObject(name, row.document)
  }
  const inForce = async (itemCode: string): Promise<ItemInForce | undefined> => {
    const row = await selectInForce(db, itemCode)
    const document = row && (await documentOf(itemCode, row.in_force_version))
    if (row === undefined || document === undefined) return undefined
    return {
      itemCode,
      version: row.in_force_version,
      state: row.state,
      organisationCode: row.organisation_code,
      divisionCode: row.division_code,
      divisions: row.divisions,
      document,
      isScheduled: row.is_scheduled,
    }
  }
  return {
    inForce,
    version: documentOf,
    async published(itemCode) {
      // What is not there may be there in a moment; what a later day replaces, the day decides.
      const isKept = (item: ItemInForce | undefined) => item !== undefined && !item.isScheduled
      const { value, rendered } = await cache.get(itemCode, () => inForce(itemCode), isKept)
      return value && { ...value, rendered }
    },
    forget: cache.forget,
    forgetAll: cache.forgetAll,
    close: cache.close,
  }
}
