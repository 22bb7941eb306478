import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'

const run = promisify(execFile)

export interface PreviousRelease {
  commit: string
  /** Of its build. */
  main: string
  cli: string
}

/** So many commits that do not compile by themselves are passed over: work that came in several steps. */
const STEPS = 10

/**
 * The service as it was before the newest migrations (or at PREVIOUS_COMMIT), built from this repository's history in a
 * directory of its own, with the dependencies that are installed. Fails where the history is not there: a test that
 * passes without having looked would be worse.
 */
export async function buildPreviousRelease(t: Test): Promise<PreviousRelease> {
  const named = process.env.PREVIOUS_COMMIT
  if (named !== undefined) return build(t, named)
  let commit = await beforeTheNewestMigration()
  for (let step = 1; ; step += 1) {
    try {
      return await build(t, commit)
    } catch (error) {
      if (step === STEPS) throw error
      commit = await parentOf(commit)
    }
  }
}

async function build(t: Test, commit: string): Promise<PreviousRelease> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'yichuang-previous-')))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const archive = join(folder, 'source.tar')
  await git('archive', '--format=tar', `--output=${archive}`, commit)
  await run('tar', ['-xf', archive, '-C', folder])
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'))
  await makeTypes(folder)
  // Only the program: its tests would want the test tools of their time.
  const only = { extends: './tsconfig.json', include: ['src'], compilerOptions: { incremental: false } }
  writeFileSync(join(folder, 'tsconfig.only.json'), JSON.stringify(only))
  const tsc = join(packageRoot, 'node_modules/.bin/tsc')
  await run(tsc, ['-p', 'tsconfig.only.json'], { cwd: folder })
  const built = join(folder, 'dist/src')
  return { commit, main: join(built, 'main.js'), cli: join(built, 'cli/main.js') }
}

/** The client's types, which a release keeps with its code or makes from its contract. */
async function makeTypes(folder: string): Promise<void> {
  if (existsSync(join(folder, 'client/schema.d.ts'))) return
  const installed = join(packageRoot, 'client/node_modules')
  if (existsSync(installed)) symlinkSync(installed, join(folder, 'client/node_modules'))
  await run(process.execPath, ['scripts/build.js', 'types'], { cwd: folder })
}

async function beforeTheNewestMigration(): Promise<string> {
  const newest = await git('log', '-1', '--format=%H', '--', 'migrations').catch(() => '')
  if (newest === '') throw noHistory('git knows no commit that touches migrations/')
  return parentOf(newest)
}

async function parentOf(commit: string): Promise<string> {
  const parent = await git('rev-parse', '--verify', '--quiet', `${commit}^`).catch(() => '')
  if (parent === '')
    throw noHistory(`the commit before ${commit.slice(0, 9)} is not there (a shallow clone?)`)
  return parent
}

const noHistory = (why: string): Error =>
  new Error(
    `the release before cannot be built: ${why}. Fetch the history (git fetch --unshallow), or name a commit in PREVIOUS_COMMIT.`,
  )

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: packageRoot })).stdout.trim()
}
