import type { DirectoryDocument } from '../../catalogue/directory/directory-document.js'
import type { WireCodes } from './up-task-codes.js'
import { lawInWords, type Row } from './up-task-item.js'

/** An entry of the basic directory as the national table sees it: the version in force. */
export interface WireDirectoryEntry {
  document: DirectoryDocument
  version: number
  effectiveFrom: string
}

/** 基本目录 (up_task_directory). An entry that is published is in use; the directory knows no end of one. */
export function directoryRow(
  { document, version, effectiveFrom }: WireDirectoryEntry,
  codes: WireCodes,
): Row {
  return {
    catalog_code: document.basicCode,
    local_catalog_code: document.localCode,
    task_name: document.name,
    task_type: codes.one('itemType', document.type),
    by_law: document.legalBases.map(lawInWords).join('\n'),
    use_level: codes.many('level', document.levels.map(String)),
    task_state: codes.one('itemState', 'IN_USE'),
    task_version: version,
    plan_effective_date: effectiveFrom,
  }
}
