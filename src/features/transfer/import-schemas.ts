import { Type } from 'typebox'
import { Instant, listOf, model, Strict, strEnum, Uuid } from '../../http/schemas.js'
import type { Language } from '../../shared/text.js'
import { say } from '../../shared/text.js'
import { DirectoryDocument } from '../catalogue/directory/directory-schemas.js'
import { ItemDocument } from '../catalogue/item-schemas.js'
import type { ImportLine, ImportRow, RefusedLine } from './import-store.js'
import { wholeDirectoryEntry, wholeItem } from './items/entry.js'
import { CODE_MEMBERS, isEntryKind } from './items/import-kind.js'
import { IMPORT_KINDS } from './kind-names.js'
import type { LineFinding } from './line.js'

/** Lines as named schemas of the document, with the names of what they hold. */
export const CatalogueEntry = model('CatalogueEntry', wholeItem(ItemDocument))
export const WholeDirectoryEntry = model('WholeDirectoryEntry', wholeDirectoryEntry(DirectoryDocument))

const count = (description: string) => Type.Integer({ description })

export const MODES = ['all', 'valid', 'preview'] as const
export const importMode = strEnum(MODES, {
  description:
    'All lines or nothing (default, 全部成功才写入); every good line (逐行写入); or nothing but a look at each (试运行)',
})

export const Import = model(
  'Import',
  Strict(
    {
      importId: Uuid,
      jobId: Type.Optional(
        Type.Unsafe<string>({ ...Uuid, description: 'The long job that works on it (任务)' }),
      ),
      kind: strEnum(IMPORT_KINDS, { description: 'What its lines are (种类)' }),
      mode: importMode,
      state: strEnum(['checking', 'applying', 'done', 'refused', 'failed', 'cancelled'], {
        description:
          'Being checked (检查中), being applied (写入中), applied (完成), nothing applied, or nothing more, since lines were refused or the right to bring them was lost (已拒绝), given up after repeated failures (失败), ended on request (已取消)',
      }),
      bytes: Type.Integer(),
      sha256: Type.String({ description: 'Of the upload' }),
      lines: count('Lines of the upload'),
      read: count('Lines checked so far'),
      accepted: count('Lines that bring something new'),
      unchanged: count('Lines that say what is here already'),
      refused: count('Lines with findings'),
      applied: count('Lines applied so far; with mode `all` only when the state is `done`'),
      startedAt: Instant,
      finishedAt: Type.Optional(Instant),
    },
    { description: 'An import of lines and how far it is (批量导入)' },
  ),
)
export const ImportList = listOf(Import)

const Finding = Strict({
  rule: Type.String({ examples: ['PROMISE_LONGER'] }),
  severity: strEnum(['error', 'warning']),
  pointer: Type.String({ description: 'JSON pointer into the line' }),
  message: Type.String(),
  mend: Type.Optional(Type.String({ description: 'How to mend it (整改建议)' })),
})
const lineNumber = Type.Integer({ description: 'Number of the line, from 1', examples: [17] })

export const OUTCOMES = ['created', 'changed', 'unchanged', 'refused'] as const
export const ImportLineList = listOf(
  Strict({
    line: lineNumber,
    code: Type.Optional(Type.String({ description: 'By which the thing is known (编码)' })),
    outcome: strEnum(OUTCOMES, {
      description: 'What it does, or what became of it (新增、变更、无变化、拒绝)',
    }),
    findings: Type.Optional(Type.Array(Finding)),
  }),
)

export const RefusedLineList = listOf(
  Strict({
    line: lineNumber,
    itemCode: Type.Optional(Type.String()),
    basicCode: Type.Optional(Type.String({ description: 'Of a directory entry' })),
    findings: Type.Array(Finding),
  }),
)

export function viewImport(row: ImportRow) {
  return {
    importId: row.import_id,
    ...(row.job_id === null ? {} : { jobId: row.job_id }),
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
    ...(item_code === null ? {} : { [isEntryKind(kind) ? CODE_MEMBERS[kind] : 'code']: item_code }),
    findings: findings.map((finding) => viewFinding(finding, language)),
  }
}

export const viewLine = ({ line, code, outcome, findings }: ImportLine, language: Language) => ({
  line,
  ...(code === null ? {} : { code }),
  outcome: outcome as (typeof OUTCOMES)[number],
  ...(findings === null ? {} : { findings: findings.map((finding) => viewFinding(finding, language)) }),
})

const viewFinding = ({ rule, severity, pointer, message, mend }: LineFinding, language: Language) => ({
  rule,
  severity,
  pointer,
  message: say(message, language),
  ...(mend === undefined ? {} : { mend: say(mend, language) }),
})
