import type { Queryable } from '../../database/queryable.js'
import type { Deps } from '../../deps.js'
import type { Caller } from '../../shared/caller.js'
import type { Encryption } from '../../shared/encryption.js'
import { entryLines } from './items/export-entries.js'
import { isEntryKind } from './items/import-kind.js'
import type { LineKind } from './kind.js'
import type { KindName } from './kind-names.js'
import { LINE_KINDS } from './kinds.js'

/** Everything of a kind that the caller may take out, a page of lines at a time (批量导出). */
export function exportedLines(
  deps: Pick<Deps, 'pool' | 'files' | 'encryption'>,
  caller: Caller,
  kind: KindName,
  isClear = false,
): AsyncGenerator<string> {
  if (isEntryKind(kind)) return entryLines(deps, kind, {})
  return linesOf(deps.pool, caller, LINE_KINDS[kind], isClear ? deps.encryption : undefined)
}

async function* linesOf(
  db: Queryable,
  caller: Caller,
  kind: LineKind,
  clear: Encryption | undefined,
): AsyncGenerator<string> {
  let after: string | undefined
  do {
    const { lines, last }: Awaited<ReturnType<LineKind['read']>> = await kind.read(db, caller, after, clear)
    if (lines.length > 0) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    after = last
  } while (after !== undefined)
}
