import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'

t.test('the migrations make the tables of the code: drizzle-kit finds nothing to add', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-migrations-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(packageRoot, 'migrations'), folder, { recursive: true })
  const before = readdirSync(folder)
  const args = [
    'drizzle-kit',
    'generate',
    '--dialect',
    'postgresql',
    '--schema',
    './src/database/tables.ts',
    '--out',
    relative(packageRoot, folder),
  ]
  const { stdout } = await promisify(execFile)('npx', args, { cwd: packageRoot })
  t.match(stdout, 'No schema changes')
  t.same(readdirSync(folder), before)
})

/** Before this one some indexes of small tables were built in a transaction; applied files stay as they are. */
const FIRST_GUARDED = '0023'

t.test('indexes of tables that are there are built and dropped beside running traffic', (t) => {
  const folder = join(packageRoot, 'migrations')
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql') && name >= FIRST_GUARDED)
  t.ok(names.length > 0)
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8')
    const made = new Set(
      [...text.matchAll(/create table (?:if not exists )?"?(\w+)/gi)].map(([, table]) => table),
    )
    const locking = [
      ...[...text.matchAll(/create (?:unique )?index (?!concurrently)[^;]*? on "?(\w+)/gi)].filter(
        ([, table]) => !made.has(table),
      ),
      ...text.matchAll(/drop index (?!concurrently)[^;]*/gi),
    ]
    t.same(
      locking.map(([statement]) => statement),
      [],
      `${name}: who reads or writes for long would hold up everybody else`,
    )
  }
  t.end()
})
