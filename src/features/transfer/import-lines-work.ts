import type pg from 'pg'
import { insertAudit } from '../../http/audit-tables.js'
import type { Caller } from '../../shared/caller.js'
import { subjectOf } from '../../shared/caller.js'
import { standingPlaces } from '../divisions/owner-service.js'
import { isBlank, type Line } from './import-lines.js'
import type { ImportRow } from './import-store.js'
import type { Refusal } from './items/import-check.js'
import { checkForm } from './items/read-entry.js'
import type { Changed, Given, LineKind, Outcome, Putting } from './kind.js'
import { readLine, TOO_LONG } from './line.js'
import { createSlices } from './slices.js'

export interface ReadLines {
  given: Given<unknown>[]
  refused: Refusal[]
}

/** Lines of the kind's form, and those that are not; blank ones count, and are passed over. */
export async function readLines(kind: LineKind, lines: readonly Line[]): Promise<ReadLines> {
  const read: ReadLines = { given: [], refused: [] }
  const pause = createSlices()
  for (const { number: line, bytes } of lines) {
    if (bytes !== undefined && isBlank(bytes)) continue
    const parsed = bytes === undefined ? { findings: [TOO_LONG] } : readLine(bytes)
    const findings = 'findings' in parsed ? parsed.findings : checkForm(parsed.value, kind.schema)
    const value = 'value' in parsed ? parsed.value : undefined
    if (findings.length > 0) read.refused.push({ line, item_code: namedCode(kind, value), findings })
    else read.given.push({ line, value })
    await pause()
  }
  return read
}

/** The code of a line that may have any form. */
function namedCode({ codeMember }: LineKind, value: unknown): string | null {
  const code = (value as Record<string, unknown> | undefined)?.[codeMember]
  return typeof code === 'string' ? code.slice(0, 100) : null
}

export interface PutLines {
  written: { line: number; code: string; is: Changed }[]
  refused: Refusal[]
}

/** Puts lines, and tells what became of each. */
export async function putLines(
  kind: LineKind,
  putting: Putting,
  given: readonly Given<unknown>[],
): Promise<PutLines> {
  const outcomes: ReadonlyMap<number, Outcome> =
    given.length === 0 ? new Map() : await kind.put(putting, given)
  const put: PutLines = { written: [], refused: [] }
  for (const { line, value } of given) {
    const code = kind.codeOf(value)
    const outcome = outcomes.get(line)
    if (outcome === undefined) throw new Error('a line without an outcome')
    if ('is' in outcome) put.written.push({ line, code, is: outcome.is })
    else put.refused.push({ line, item_code: code, findings: outcome.findings })
  }
  return put
}

/** So many codes stand in one record of the audit trail. */
const MOST_AUDITED = 1000

/** What a batch of an import has written, for the auditor (导入审计). */
export async function auditBatch(
  db: pg.PoolClient,
  caller: Caller,
  { import_id: importId, kind }: Pick<ImportRow, 'import_id' | 'kind'>,
  written: PutLines['written'],
): Promise<void> {
  const changed = written.filter(({ is }) => is !== 'unchanged')
  if (changed.length === 0) return
  const codes = changed.slice(0, MOST_AUDITED).map(({ code, is }) => `${is} ${code}`)
  const subject = subjectOf(caller)
  const row = {
    actor: subject,
    staff_no: caller.staffNo ?? null,
    role: [...new Set(caller.grants.map(({ role }) => role))].join(' '),
    actor_organisation: caller.organisation ?? null,
    action: 'applyImport',
    object: `import ${importId}`,
    details: { kind, count: changed.length, codes },
    divisions: (await standingPlaces(db, caller)).divisions,
    organisation_code: null,
    purpose: null,
    subjects: [subject, caller.subject],
    trace_id: '',
    address: '',
  }
  await db.query({ name: 'audit-import', text: insertAudit('$1'), values: [JSON.stringify([row])] })
}
