// Builds what is run: the client's types from the contract, then everything into dist. Nothing is done twice: `isFresh`
// compares times, and the compiler itself is incremental. `node scripts/build.js types` makes the types alone.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['src', 'test', 'bench', 'examples']
const FILES = ['client/index.ts', 'tsconfig.json', 'package-lock.json', 'openapi/openapi.json']
const STAMP = join(root, 'dist', '.built')
const LOCK = join(root, 'dist', '.building')

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** The latest change below a folder; that of a folder itself tells of a file that is gone. */
function latest(folder) {
  let time = timeOf(folder)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue
    const path = join(folder, entry.name)
    time = Math.max(time, entry.isDirectory() ? latest(path) : timeOf(path))
  }
  return time
}

/** Whether dist is newer than everything that it is made from. Where there are no sources, as in the image, it is. */
export function isFresh() {
  if (!existsSync(join(root, 'src'))) return true
  const built = timeOf(STAMP)
  const folders = FOLDERS.map((name) => join(root, name)).filter((path) => existsSync(path))
  return (
    built > 0 &&
    [...folders.map(latest), ...FILES.map((name) => timeOf(join(root, name)))].every((time) => time <= built)
  )
}

/** Where a command of an installed package lies; undefined where it is not installed, as without development packages. */
function commandOf(name, command, from) {
  try {
    const manifest = createRequire(join(root, from, 'package.json')).resolve(`${name}/package.json`)
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
    return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command])
  } catch {
    return undefined
  }
}

/** client/schema.d.ts from openapi/openapi.json; not committed, since it says the same again. */
export function makeTypes() {
  const contract = join(root, 'openapi', 'openapi.json')
  const types = join(root, 'client', 'schema.d.ts')
  if (timeOf(types) >= timeOf(contract)) return
  const generator = commandOf('openapi-typescript', 'openapi-typescript', 'client')
  if (generator === undefined) throw new Error('openapi-typescript is not installed: npm ci')
  const made = `${types}.${process.pid}.d.ts`
  execFileSync(process.execPath, [generator, contract, '-o', made], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  renameSync(made, types)
}

/** Builds what changed. Two at once wait for each other: half a file must not be run. */
export async function build() {
  const compiler = commandOf('typescript', 'tsc', '.')
  if (compiler === undefined) {
    if (existsSync(join(root, 'dist', 'src', 'main.js'))) return
    throw new Error('nothing is built and there is no compiler: npm ci && npm run build')
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  await lock()
  try {
    if (isFresh()) return
    makeTypes()
    // What is saved while the compiler runs is newer than what it read.
    const read = new Date(Date.now() + 1)
    execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' })
    writeFileSync(STAMP, '')
    utimesSync(STAMP, read, read)
  } finally {
    rmSync(LOCK, { force: true })
  }
}

async function lock() {
  for (;;) {
    try {
      return writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (!isAlive(Number(readFileSync(LOCK, 'utf8')))) rmSync(LOCK, { force: true })
      else await sleep(100)
    }
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Ends the process; where a command failed, it has said why. */
export function complain(error) {
  if (error.status === undefined) process.stderr.write(`${error.message}\n`)
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv[2] === 'types') makeTypes()
    else await build()
  } catch (error) {
    complain(error)
  }
}
