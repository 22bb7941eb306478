import { Type } from 'typebox'
import { Instant, listOf, model, Strict, strEnum, Uuid } from '../../../http/schemas.js'
import type { Language } from '../../../shared/text.js'
import { say } from '../../../shared/text.js'
import { DirectoryDocument } from '../directory/directory-schemas.js'
import { ItemDocument } from '../item-schemas.js'
import { wholeDirectoryEntry, wholeItem } from './entry.js'
import { CODE_MEMBERS } from './import-kind.js'
import type { ImportRow, RefusedLine } from './import-store.js'

/** Lines as named schemas of the document, with the names of what they hold. */
export const CatalogueEntry = model('CatalogueEntry', wholeItem(ItemDocument))
export const WholeDirectoryEntry = model('WholeDirectoryEntry', wholeDirectoryEntry(DirectoryDocument))

const count = (description: string) => Type.Integer({ description })

export const Import = model(
  'CatalogueImport',
  Strict(
    {
      importId: Uuid,
      kind: strEnum(['items', 'directory'], {
        description: 'Items (事项), or the basic directory (基本目录)',
      }),
      mode: strEnum(['all', 'valid'], { description: 'All lines or nothing; or every good line' }),
      state: strEnum(['checking', 'applying', 'done', 'refused', 'failed'], {
        description:
          'Being checked (检查中), being applied (写入中), applied (完成), nothing applied since lines were refused (已拒绝), given up after repeated failures (失败)',
      }),
      bytes: Type.Integer(),
      sha256: Type.String({ description: 'Of the upload' }),
      lines: count('Lines of the upload'),
      read: count('Lines checked so far'),
      accepted: count('Lines that bring something new'),
      unchanged: count('Lines that say what is here already'),
      refused: count('Lines with findings'),
      applied: count('Lines applied so far; with mode `all` visible only when the state is `done`'),
      startedAt: Instant,
      finishedAt: Type.Optional(Instant),
    },
    { description: 'An import of whole entries and how far it is (事项导入)' },
  ),
)
export const ImportList = listOf(Import)

export const RefusedLineList = listOf(
  Strict({
    line: Type.Integer({ description: 'Number of the line, from 1', examples: [17] }),
    itemCode: Type.Optional(Type.String()),
    basicCode: Type.Optional(Type.String({ description: 'Of a directory entry' })),
    findings: Type.Array(
      Strict({
        rule: Type.String({ examples: ['PROMISE_LONGER'] }),
        severity: strEnum(['error', 'warning']),
        pointer: Type.String({ description: 'JSON pointer into the line' }),
        message: Type.String(),
        mend: Type.Optional(Type.String({ description: 'How to mend it (整改建议)' })),
      }),
    ),
  }),
)

export function viewImport(row: ImportRow) {
  return {
    importId: row.import_id,
    kind: row.kind,
    mode: row.mode,
    state: row.state as 'checking',
    bytes: row.bytes,
    sha256: row.sha256 ?? '',
    lines: row.lines,
    read: row.read_lines,
    accepted: row.accepted,
    unchanged: row.unchanged,
    refused: row.refused,
    applied: row.applied,
    startedAt: row.created_at,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  }
}

export function viewRefusedLine(
  { line, item_code, findings }: RefusedLine,
  kind: ImportRow['kind'],
  language: Language,
) {
  return {
    line,
    ...(item_code === null ? {} : { [CODE_MEMBERS[kind]]: item_code }),
    findings: findings.map(({ rule, severity, pointer, message, mend }) => ({
      rule,
      severity,
      pointer,
      message: say(message, language),
      ...(mend === undefined ? {} : { mend: say(mend, language) }),
    })),
  }
}
