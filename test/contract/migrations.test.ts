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

/** These make everything on an empty database: there is no traffic yet. */
const FIRST = new Set(['0000_tables.sql', '0001_clock-guards-and-rights.sql'])

/** The statements of a file that would hold up whoever reads or writes a table that is there. */
function lockingStatements(text: string): string[] {
  const made = new Set(
    [...text.matchAll(/create table (?:if not exists )?"?(\w+)/gi)].map(([, table]) => table),
  )
  return [
    ...[...text.matchAll(/create (?:unique )?index (?!concurrently)[^;]*? on "?(\w+)/gi)].filter(
      ([, table]) => !made.has(table),
    ),
    ...text.matchAll(/drop index (?!concurrently)[^;]*/gi),
  ].map(([statement]) => statement)
}

t.test('indexes of tables that are there are built and dropped beside running traffic', (t) => {
  t.same(lockingStatements('create index a on b (c); drop index a'), ['create index a on b', 'drop index a'])
  t.same(
    lockingStatements(
      'create table b (c int); create index concurrently d on e (f); create index a on b (c)',
    ),
    [],
  )
  const folder = join(packageRoot, 'migrations')
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql') && !FIRST.has(name))
  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8')
    t.same(lockingStatements(text), [], `${name}: who reads or writes for long would hold up everybody else`)
  }
  t.end()
})
