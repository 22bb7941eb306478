import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import { packageRoot } from '../../src/shared/package-root.js'
import { completeItem } from '../helpers/complete-item.js'
import { foodBusinessLicence, SAMPLE_DIRECTORY } from '../helpers/sample.js'

const directory = mkdtempSync(join(tmpdir(), 'yichuang-items-'))
t.teardown(() => rmSync(directory, { recursive: true }))

function check(
  name: string,
  content: string,
  ...options: string[]
): Promise<{ code: number; lines: string[]; err: string }> {
  const file = join(directory, name)
  writeFileSync(file, content)
  const program = join(packageRoot, 'dist', 'src', 'cli', 'main.js')
  const args = [program, 'items', 'check', file, '--on', '2026-03-02', ...options]
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, err) => {
      resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split('\n'), err })
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

t.test('whole entries, as an export has them: what is in force on the day and what is to come', async (t) => {
  const slow = completeItem()
  slow.limits.promised.amount = 21
  const expiring = { ...completeItem(), validUntil: '2026-03-10' }
  const version = (number: number, effectiveFrom: string, document: object) => ({
    version: number,
    effectiveFrom,
    document,
  })
  const entry = (...versions: object[]) => JSON.stringify({ state: 'IN_USE', versions })
  const { code, lines } = await check(
    'entries.ndjson',
    [
      entry(version(1, '2024-01-01', slow), version(2, '2026-01-01', completeItem())),
      entry(version(1, '2024-01-01', completeItem()), version(2, '2027-01-01', slow)),
      entry(version(1, '2026-03-11', expiring)),
      entry(version(1, '2026-01-01', { name: 'x' })),
      '{"versions":[]}',
      '{"versions":[1]}',
    ].join('\n'),
    '--json',
  )
  t.equal(code, 1)
  const told = lines.map((line) => {
    const { itemCode, findings } = JSON.parse(line)
    return [
      itemCode === slow.itemCode,
      ...findings.slice(0, 1).map((each: Record<string, string>) => `${each.rule} ${each.pointer}`),
    ]
  })
  t.same(told, [
    [true],
    [true, 'PROMISE_LONGER /versions/1/document/limits/promised'],
    [true, 'EXPIRED /versions/0/document/validUntil'],
    [false, 'DOCUMENT_SCHEMA /versions/0/document/itemCode'],
    [false, 'DOCUMENT_SCHEMA /versions'],
    [false, 'DOCUMENT_SCHEMA /versions/0/document'],
  ])
})

t.test('a day that there is not', async (t) => {
  const { code, err } = await check('good.json', JSON.stringify(completeItem()), '--on', '2026-02-30')
  t.equal(code, 1)
  t.match(err, /--on/)
})

t.test('with the directory in a file: the same findings as of a service, none without it', async (t) => {
  const item = structuredClone(foodBusinessLicence)
  item.limits.promised.amount = 9
  const alone = JSON.parse(JSON.stringify(foodBusinessLicence).replaceAll(item.basicCode, '510102999000'))
  const file = join(directory, 'directory.ndjson')
  const known = SAMPLE_DIRECTORY.find(({ basicCode }) => basicCode === item.basicCode)
  const entry = { ...known, limits: { ...known?.limits, promised: { amount: 8, unit: 'workingDay' } } }
  const sooner = { ...entry, limits: { promised: { amount: 5, unit: 'workingDay' } } }
  const whole = {
    versions: [
      { version: 1, effectiveFrom: '2024-01-01', document: entry },
      { version: 2, effectiveFrom: '2026-03-03', document: sooner },
    ],
  }
  const lines = `${JSON.stringify(item)}\n${JSON.stringify(foodBusinessLicence)}\n${JSON.stringify(alone)}\n`
  const rules = async (content: string | undefined, ...options: string[]) => {
    if (content !== undefined) writeFileSync(file, content)
    const given = content === undefined ? [] : ['--directory', file]
    const { code, lines: told } = await check('items.ndjson', lines, '--json', ...given, ...options)
    const found = told.map((line) =>
      JSON.parse(line).findings.map(({ rule, pointer }: Record<string, string>) => `${rule} ${pointer}`),
    )
    return [code, ...found]
  }
  const longer = 'DIRECTORY_PROMISE_LONGER /limits/promised'
  const none = ['DIRECTORY_NONE /basicCode']
  t.same(await rules(undefined), [0, [], [], []], 'nothing is known of the directory')
  t.same(await rules(`${JSON.stringify(whole)}\n`), [1, [longer], [], none])
  t.same(
    await rules(JSON.stringify(whole), '--on', '2026-03-03'),
    [1, [longer], [longer], none],
    'its next version',
  )
  t.same(await rules(`\n${JSON.stringify(entry)}\n`), [1, [longer], [], none], 'bare documents')
  t.same(await rules(JSON.stringify(whole), '--on', '2023-12-31'), [0, none, none, none], 'not in force yet')

  // A version to come is checked against the directory of its day.
  writeFileSync(file, JSON.stringify(whole))
  const versions = ['2026-03-02', '2026-03-03'].map((effectiveFrom, index) => ({
    version: index + 1,
    effectiveFrom,
    document: foodBusinessLicence,
  }))
  const entries = await check('entry.ndjson', JSON.stringify({ versions }), '--json', '--directory', file)
  t.match(JSON.parse(entries.lines[0] ?? '').findings, [
    { rule: 'DIRECTORY_PROMISE_LONGER', pointer: '/versions/1/document/limits/promised' },
  ])
  t.equal(JSON.parse(entries.lines[0] ?? '').findings.length, 1)

  const told = await check('items.ndjson', lines, '--directory', file, '--language', 'en')
  t.ok(
    told.lines.includes('    The promised limit is longer than that of the directory'),
    told.lines.join('\n'),
  )
})

t.test('a broken directory is no directory', async (t) => {
  const file = join(directory, 'broken.ndjson')
  const [one] = SAMPLE_DIRECTORY
  const { name: _, ...nameless } = one as DirectoryDocument
  const refused = async (content: string, message: RegExp) => {
    writeFileSync(file, content)
    const { code, lines, err } = await check('one.json', JSON.stringify(completeItem()), '--directory', file)
    t.same([code, lines], [1, ['']], 'nothing is checked')
    t.match(err, message)
    t.notMatch(err, / at /, 'no stack')
  }
  await refused(`${JSON.stringify(one)}\n{"versions":\n`, /broken\.ndjson:2 NOT_JSON/)
  await refused(JSON.stringify(nameless), /broken\.ndjson:1 REQUIRED \/name 此项必填/)
  await refused(
    JSON.stringify({ versions: [{ version: 1, effectiveFrom: '2026-01-01', document: nameless }] }),
    /broken\.ndjson:1 REQUIRED \/versions\/0\/document\/name/,
  )
  await refused(`${JSON.stringify(one)}\n${JSON.stringify(one)}\n`, /broken\.ndjson:2 CODE_TWICE/)
  rmSync(file)
  const gone = await check('one.json', JSON.stringify(completeItem()), '--directory', file)
  t.match(gone, { code: 1, err: /ENOENT/ })
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
