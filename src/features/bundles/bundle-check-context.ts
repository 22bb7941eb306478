import type { ItemDocument } from '../catalogue/item-document.js'

/** A member as it is in force when the bundle is checked or used. */
export interface MemberState {
  document: ItemDocument
  version: number
  state: string
}
