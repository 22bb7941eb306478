import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'

/** The harmless file that every scanner knows; put together here, so that no scanner takes this source for it. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

export interface Clamd {
  socket: string
  stop(): Promise<void>
  start(): Promise<void>
}

/**
 * A real clamd with one signature, EICAR's, on a socket of its own and without a network. Undefined where clamd is not
 * installed, which only a developer's machine may be: CI installs it.
 */
export async function startClamd(t: Test, { most = '200M' } = {}): Promise<Clamd | undefined> {
  if (spawnSync('clamd', ['--version']).status !== 0) {
    if (process.env.CI !== undefined) t.fail('clamd must be installed where CI runs (clamav-daemon)')
    else t.comment('NOT SHOWN HERE: clamd is not installed (apt-get install clamav-daemon)')
    return undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-clamd-'))
  const socket = join(folder, 'socket')
  writeFileSync(join(folder, 'eicar.ndb'), `Eicar-Test:0:*:${Buffer.from(EICAR).toString('hex')}\n`)
  const config = join(folder, 'clamd.conf')
  const lines = [
    `LocalSocket ${socket}`,
    `DatabaseDirectory ${folder}`,
    `TemporaryDirectory ${folder}`,
    `StreamMaxLength ${most}`,
    'Foreground yes',
    'SelfCheck 0',
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  let daemon: ChildProcess | undefined
  const stop = async () => {
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return
    daemon.kill('SIGKILL')
    await once(daemon, 'exit')
  }
  const start = async () => {
    rmSync(socket, { force: true })
    daemon = spawn('clamd', ['--config-file', config], { stdio: 'ignore' })
    while (!(await answers(socket))) {
      if (daemon.exitCode !== null) throw new Error(`clamd ended with ${daemon.exitCode}`)
      await sleep(50)
    }
  }
  t.teardown(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await start()
  return { socket, stop, start }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => socket.write('zPING\0'))
    socket.on('data', (data) => {
      resolve(data.toString().startsWith('PONG'))
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })
