import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.js'
import { IMPORT_KINDS, KIND_NAMES, type KindName } from '../features/transfer/kind-names.js'
import { rolesOfKind, takersOfKind } from '../features/transfer/kinds.js'
import { signDevToken } from '../http/dev-issuer.js'
import type { Role } from '../shared/roles.js'
import { importYear, type YearOptions } from './calendar-year.js'

export interface TransferOptions extends YearOptions {
  url: string
  token?: string
  organisation?: string
  clear?: boolean
  purpose?: string
}

const POLL_MS = 300
const FINAL = ['done', 'refused', 'failed', 'cancelled']

/** One kind into a service, or everything that a folder holds, in the order of dependence. */
export async function importKinds(
  config: Config,
  what: string,
  path: string,
  options: TransferOptions,
): Promise<void> {
  if (/\.csv$/i.test(path)) return importTable(config, what, path, options)
  if (what !== 'all') return importFile(config, kindOf(what), path, options)
  for (const kind of KIND_NAMES) {
    await importFile(config, kind, join(path, `${kind}.ndjson`), options)
    // What hangs on it would be refused line by line.
    if (process.exitCode === 1) return
  }
}

/** One kind out of a service into a file (standard output without one), or everything into a folder. */
export async function exportKinds(
  config: Config,
  what: string,
  path: string | undefined,
  options: TransferOptions,
): Promise<void> {
  if (what !== 'all') return exportFile(config, kindOf(what), path, options)
  if (path === undefined) throw new Error('export all DIR: name the folder')
  await mkdir(path, { recursive: true })
  for (const kind of KIND_NAMES) await exportFile(config, kind, join(path, `${kind}.ndjson`), options)
}

/** A table holds the days of a year of a calendar; lines of all other kinds are more than cells. */
async function importTable(
  config: Config,
  what: string,
  path: string,
  options: TransferOptions,
): Promise<void> {
  if (what !== 'calendars')
    throw new Error(`${path}: a table (.csv) goes with calendars alone, ${what} are NDJSON`)
  const token = await signed(config, rolesOfKind('calendars'), options)
  await importYear(path, { ...options, token })
}

function kindOf(name: string): KindName {
  const kind = IMPORT_KINDS.find((each) => each === name)
  if (kind === undefined) throw new Error(`KIND: all, or one of ${IMPORT_KINDS.join(', ')}`)
  return kind
}

/**
 * A kind of which there was nothing to take out has an empty file, which the service refuses as an upload without
 * content: it is told and passed over, else a deployment could not come in whole.
 */
async function importFile(
  config: Config,
  kind: KindName,
  file: string,
  { mode = 'all', ...options }: TransferOptions,
): Promise<void> {
  const status = await stat(file)
  if (status.isFile() && status.size === 0) {
    process.stderr.write(`${kind}: no lines\n`)
    return
  }
  const call = caller(config, rolesOfKind(kind), options)
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream
  const begun = await call(`/v1/imports?${new URLSearchParams({ kind, mode })}`, { method: 'POST', body })
  const { importId } = (await begun.json()) as { importId: string }
  const path = `/v1/imports/${importId}`
  for (;;) {
    const import_ = (await (await call(path)).json()) as Record<string, number> & { state: string }
    if (FINAL.includes(import_.state)) {
      const { state, lines, accepted, unchanged, refused, applied } = import_
      process.stderr.write(
        `${kind}: ${state}, ${lines} lines, ${accepted} new or changed, ${unchanged} unchanged, ${refused} refused, ${applied} applied\n`,
      )
      if (Number(refused) > 0) await tellRefused(call, path, file)
      if (state !== 'done' || Number(refused) > 0) process.exitCode = 1
      return
    }
    await sleep(POLL_MS)
  }
}

interface RefusedLines {
  data: { line: number; code?: string; findings?: { rule: string; pointer: string; message: string }[] }[]
  nextCursor?: string
}

async function tellRefused(call: Call, path: string, file: string): Promise<void> {
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const query = { outcome: 'refused', limit: '100', ...(cursor === undefined ? {} : { cursor }) }
    const page = (await (await call(`${path}/lines?${new URLSearchParams(query)}`)).json()) as RefusedLines
    for (const { line, code = '', findings = [] } of page.data)
      for (const { rule, pointer, message } of findings)
        process.stdout.write(`${file}:${line} ${code} ${rule} ${pointer} ${message}\n`)
    cursor = page.nextCursor
  }
}

async function exportFile(
  config: Config,
  kind: KindName,
  path: string | undefined,
  options: TransferOptions,
): Promise<void> {
  const { clear, purpose } = options
  const query =
    kind === 'staff' && clear ? `?${new URLSearchParams({ clear: 'true', purpose: purpose ?? '' })}` : ''
  const { body } = await caller(config, takersOfKind(kind), options)(`/v1/exports/${kind}${query}`)
  const lines = Readable.fromWeb((body ?? new Blob([]).stream()) as ReadableStream)
  await pipeline(lines, path === undefined ? process.stdout : createWriteStream(path), {
    end: path !== undefined,
  })
}

type Call = (path: string, init?: { method?: string; body?: ReadableStream }) => Promise<Response>

/** Requests with the token of `signed`. */
function caller(config: Config, roles: readonly Role[], options: TransferOptions): Call {
  return async (path, init = {}) => {
    const authorization = `Bearer ${await signed(config, roles, options)}`
    const headers = { authorization, 'content-type': 'application/x-ndjson' }
    const response = await fetch(new URL(path, options.url), {
      ...init,
      headers,
      duplex: 'half',
    } as RequestInit)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }
}

/** The given token, or one of the development issuer in the role that the kind needs. */
async function signed(
  config: Config,
  [role]: readonly Role[],
  { token, organisation }: TransferOptions,
): Promise<string> {
  if (token !== undefined) return token
  if (config.production) throw new Error('--token: an access token of your OIDC provider is needed')
  const at = organisation === undefined ? {} : { organisation, scope: 'subtree' as const }
  // Nobody keeps his own entry or grant: these tokens belong to nobody who is entered.
  return signDevToken(config.dataDir, { role: role ?? 'operator', subject: `command-line-${role}`, ...at })
}
