import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { exists } from './embedded-cluster.js'

const run = promisify(execFile)

/** A live server of a cluster, as its postmaster.pid tells. `socketMissing`: nobody can connect any more. */
export interface RunningServer {
  pid: number
  port: number
  socketDirectory: string
  status: string
  socketMissing: boolean
}

/**
 * The live server of this cluster directory, or null. A killed node process leaves Postgres running, a killed
 * Postgres leaves its pid file, and after a restart of the machine (or in a copied directory) that number may
 * belong to any program: so the process is looked at, not only its number.
 */
export async function runningServer(directory: string): Promise<RunningServer | null> {
  const file = join(directory, 'postmaster.pid')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const [first, , , port, socketDirectory = '', , , status = 'starting'] = text
    .split('\n')
    .map((line) => line.trim())
  const pid = Math.abs(Number(first))
  // Postgres itself replaces the file of a dead process, after checking that no child of it lives on.
  if (!(pid > 0) || !exists(pid)) return null
  if (!(await servesDirectory(pid, directory))) {
    await rm(file, { force: true })
    return null
  }
  const socket = join(socketDirectory, `.s.PGSQL.${port}`)
  return {
    pid,
    port: Number(port),
    socketDirectory,
    status,
    socketMissing: status === 'ready' && !existsSync(socket),
  }
}

/** False only when the process is surely something else; when in doubt the pid file is left alone. */
async function servesDirectory(pid: number, directory: string): Promise<boolean> {
  const words = await commandLine(pid)
  if (words === null) return true
  if (words.length === 0) return false // a zombie, or gone in the meantime
  if (!basename(words[0] ?? '').startsWith('postgres')) return false
  const served = words[words.indexOf('-D') + 1]
  if (!words.includes('-D') || served === undefined || !isAbsolute(served)) return true
  return realPath(served) === realPath(directory)
}

async function commandLine(pid: number): Promise<string[] | null> {
  if (existsSync('/proc/self/cmdline')) {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'ESRCH' ? '' : null,
    )
    return text === null ? null : text.split('\0').filter((word) => word !== '')
  }
  const answer = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => null)
  if (answer === null) return null
  // Blanks inside a path cannot be told from blanks between words here: only the program's name is sure.
  return answer.stdout
    .trim()
    .split(' ')
    .slice(0, 1)
    .filter((word) => word !== '')
}

/** The path without symbolic links, or as given when it does not exist. */
export function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}
