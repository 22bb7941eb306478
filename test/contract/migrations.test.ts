import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
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
