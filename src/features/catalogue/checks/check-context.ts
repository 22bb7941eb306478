import type { LegalDate } from '../../../shared/time.js'
import type { Dictionaries } from '../../dictionaries/dictionary.js'
import type { WorkflowDefinition } from '../../workflow/definition.js'
import type { DirectoryDocument } from '../directory/directory-document.js'

/** What a document alone cannot tell (检查的外部条件). What is `undefined` is not known, and not checked. */
export interface CheckContext {
  /** The day on which codes must be valid: today, or the day from which the version is to be in force. */
  today: LegalDate
  dictionaries: Dictionaries
  /** Keys of published procedures; not known offline. */
  workflows?: ReadonlySet<string>
  /** The procedures that the documents name, as they are in force; not known offline. */
  procedures?: ReadonlyMap<string, WorkflowDefinition>
  /** Procedures that belong to an organ neither the item's own nor above it, as `organ procedure`. */
  foreignWorkflows?: ReadonlySet<string>
  /** Of the organs to which the documents forward (初审转报) those that go on, above or beside their organ: `organ organAbove`. Not known offline. */
  organsAbove?: ReadonlySet<string>
  /** Items to which the documents forward that are there, with their organs: `itemCode organ`. Not known offline. */
  itemsAbove?: ReadonlySet<string>
  /** Of items with windows in the register (窗口权限登记): whether one of them decides. Not known offline. */
  decidedAtWindow?: ReadonlyMap<string, boolean>
  /** Those of the files that the document names which exist; not known offline. */
  files?: ReadonlySet<string>
  /** The entry of the basic directory (基本目录) that the item belongs to, as it is in force; `none`: there is none. */
  directoryEntry?: DirectoryDocument | 'none'
}
