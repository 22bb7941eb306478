import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

const NOBODY = 65534

/**
 * The account under which Postgres runs; it refuses to be root. `uid` owns the files as seen from outside.
 * `namespace`: run as uid 65534 of a user namespace that is mapped to root, so that all files stay root's.
 */
export interface ServerAccount {
  uid: number
  gid: number
  namespace: boolean
}

/**
 * An ordinary user runs Postgres as himself. Root runs it as whoever owns the existing cluster; for root's own or
 * a new one in a user namespace, and where those are refused (many containers) as nobody.
 */
export async function chooseAccount(cluster: string, allowNamespace: boolean): Promise<ServerAccount> {
  const uid = process.getuid?.()
  const gid = process.getgid?.()
  if (uid === undefined || gid === undefined) {
    throw new Error('the embedded Postgres needs Linux or macOS; on this system set DATABASE_URL')
  }
  if (uid !== 0) return { uid, gid, namespace: false }
  const owner = await stat(cluster).catch(() => null)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, namespace: false }
  if (allowNamespace && (await namespacesWork())) return { uid: 0, gid: 0, namespace: true }
  return { uid: NOBODY, gid: NOBODY, namespace: false }
}

const NAMESPACE = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

async function namespacesWork(): Promise<boolean> {
  return run('unshare', [...NAMESPACE, 'true']).then(
    () => true,
    () => false,
  )
}

/**
 * Runs one of Postgres's programs to its end under the account, with a clean environment: the caller's locale,
 * PG* variables and LD_* settings must not reach the server. Rejects with the program's own last words.
 */
export async function runAs(
  account: ServerAccount,
  directory: string,
  file: string,
  args: string[],
): Promise<void> {
  const options = {
    cwd: directory,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    ...(process.getuid?.() === 0 && !account.namespace ? { uid: account.uid, gid: account.gid } : {}),
  }
  const command = account.namespace ? ['unshare', ...NAMESPACE, file, ...args] : [file, ...args]
  const [program = file, ...rest] = command
  try {
    await run(program, rest, options)
  } catch (error) {
    const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string }
    const words = stderr.trim() || stdout.trim() || message
    throw new Error(`${file} failed: ${words.split('\n').slice(-5).join(' | ')}`)
  }
}
