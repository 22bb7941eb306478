import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/shared/package-root.js'
import { completeItem } from '../helpers/complete-item.js'

const directory = mkdtempSync(join(tmpdir(), 'yichuang-items-'))
t.teardown(() => rmSync(directory, { recursive: true }))

function check(
  name: string,
  content: string,
  ...options: string[]
): Promise<{ code: number; lines: string[] }> {
  const file = join(directory, name)
  writeFileSync(file, content)
  const program = join(packageRoot, 'dist', 'src', 'cli', 'main.js')
  const args = [program, 'items', 'check', file, '--on', '2026-03-02', ...options]
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split('\n') })
    })
  })
}

t.test('a whole document on many lines', async (t) => {
  const good = await check('good.json', JSON.stringify(completeItem(), null, 2))
  t.equal(good.code, 0)
  t.match(good.lines, [/食品经营许可: 通过$/, '共 1 个事项，0 个未通过；错误 0 项，提示 0 项'])

  const item = completeItem()
  item.limits.promised.amount = 21
  delete item.themes
  const bad = await check('bad.json', JSON.stringify(item, null, 2), '--language', 'en')
  t.equal(bad.code, 1)
  t.match(bad.lines, [
    /bad\.json:1 /,
    '  error PROMISE_LONGER /limits/promised',
    '    The promised limit is longer than the statutory one',
    /→ /,
    '  warning THEMES_UNSTATED /themes',
    /./,
    /→ /,
    '1 items, 1 not passed; 1 errors, 1 warnings',
  ])
})

t.test('NDJSON: every line is told by its number, a broken one does not stop the others', async (t) => {
  const good = JSON.stringify(completeItem())
  const { name: _, ...nameless } = completeItem()
  const { code, lines } = await check(
    'many.ndjson',
    `${good}\n{"itemCode":\n\n${JSON.stringify(nameless)}\n${good}\n`,
    '--json',
  )
  t.equal(code, 1)
  t.match(
    lines.map((line) => JSON.parse(line)),
    [
      { line: 1, itemCode: completeItem().itemCode, findings: [] },
      { line: 2, findings: [{ rule: 'DOCUMENT_JSON', severity: 'error' }] },
      { line: 4, findings: [{ rule: 'DOCUMENT_SCHEMA', pointer: '/name', message: '此项必填' }] },
      { line: 5, findings: [] },
    ],
  )
})

t.test('a file that is not there, and one without an item', async (t) => {
  t.equal((await check('empty.ndjson', '\n')).code, 1)
  const program = join(packageRoot, 'dist', 'src', 'cli', 'main.js')
  await new Promise<void>((resolve) => {
    execFile(
      process.execPath,
      [program, 'items', 'check', join(directory, 'nowhere')],
      (error, _, stderr) => {
        t.equal(error?.code, 1)
        t.match(stderr, /ENOENT/)
        t.notMatch(stderr, / at /, 'no stack')
        resolve()
      },
    )
  })
})
