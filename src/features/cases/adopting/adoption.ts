import type { ItemDocument } from '../../catalogue/item-document.js'
import type { WorkflowDefinition } from '../../workflow/definition.js'

/** What is ordered for the running cases of an item (在办件转用新版). */
export interface AdoptionOrder {
  itemCode: string
  /** Absent: each case keeps its version of the item. */
  itemVersion?: number
  /** Of the procedure that the item names; absent: each case keeps its own, unless the item names another by now. */
  workflowVersion?: number
  /** By which step a case goes on where an open one is there no more. */
  steps?: { from: string; to: string }[]
  /** What a law demands of running cases as well; without it nothing is demanded anew of a case that was accepted. */
  demands?: { basis: string; materials: string[] }
  /** Only these cases; absent: all that run. */
  cases?: string[]
}

/** The same with what its numbers mean. */
export interface Adoption {
  order: AdoptionOrder
  /** Absent: each case keeps its own. */
  document?: ItemDocument
  /** That of `workflowVersion`. */
  definition?: WorkflowDefinition
  /** The newest of the procedure that the new version of the item names, for cases that went by another. */
  named?: WorkflowDefinition
}

/** Statuses of cases about which nothing is decided yet: what is decided stays so, whatever comes. A draft follows by itself. */
export const RUNNING = [
  'SUBMITTED',
  'AWAITING_CORRECTION',
  'ACCEPTED',
  'REVIEWING',
  'SPECIAL_PROCEDURE',
  'DECIDING',
] as const
