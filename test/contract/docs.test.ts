import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { apiPage } from '../../src/cli/docs.js'
import { packageRoot } from '../../src/shared/package-root.js'

t.test('docs/api.md shows the statuses and problem codes of the code (npm run cli -- docs)', async (t) => {
  t.equal(readFileSync(join(packageRoot, 'docs', 'api.md'), 'utf8'), apiPage())
})

t.test('every runtime dependency has its reason', async (t) => {
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const reasons = readFileSync(join(packageRoot, 'docs', 'adr', '007-dependencies.md'), 'utf8')
  for (const name of Object.keys(dependencies)) t.match(reasons, name)
})
