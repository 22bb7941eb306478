import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { generatedEntry } from '../../bench/generated-items.js'
import { createImporter } from '../../src/features/transfer/import-jobs.js'
import { startTestApp } from '../helpers/app.js'
import { exported } from '../helpers/imports.js'
import { foodBusinessLicence, SAMPLE_DIRECTORY } from '../helpers/sample.js'
import { outsideSettings } from '../helpers/service.js'

const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

function cli(args: string[], settings: Record<string, string> = {}, input = '') {
  const env = { PATH: process.env.PATH, ...settings }
  const child = spawn(process.execPath, [CLI, ...(args[0] === 'directory' ? args : ['items', ...args])], {
    env,
    stdio: 'pipe',
  })
  const output = { out: '', err: '' }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8')
  child.stdout.on('data', (text: string) => (output.out += text))
  child.stderr.on('data', (text: string) => (output.err += text))
  child.stdin.end(input)
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...output }))
  })
}

t.test('generated, imported through a service and straight, exported: the same', async (t) => {
  const app = await startTestApp(t)
  const url = await app.listen()
  const importer = createImporter(app.deps)
  importer.start()
  t.teardown(() => importer.stop())
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-items-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const token = await app.token('cataloguer')
  const through = ['--url', url, '--token', token]
  const direct = outsideSettings(app.database, app.deps.config.dataDir)

  const made = Array.from({ length: 120 }, (_, n) => `${JSON.stringify(generatedEntry(n))}\n`).join('')
  const file = join(folder, 'items.ndjson')
  writeFileSync(file, made)
  const imported = await cli(['import', file, ...through])
  t.match(imported, { code: 0, out: '', err: /done: 120 of 120 lines checked, 120 accepted/ })

  const lines = made.split('\n').slice(0, 3)
  const broken = await cli(['import', '-', ...through, '--language', 'en'], {}, `${lines[0]}\nnonsense\n`)
  t.match(broken, { code: 1, out: '-:2  NOT_JSON  The line is not valid JSON\n', err: /refused: 2 of 2/ })
  const straight = await cli(
    ['import', '-', '--direct', '--mode', 'valid'],
    direct,
    `${lines.join('\n')}\nno\n`,
  )
  t.match(straight, {
    code: 1,
    out: /^-:4 {2}NOT_JSON/,
    err: /done: 4 of 4 lines checked, 0 accepted, 3 unchanged/,
  })

  const out = join(folder, 'export.ndjson')
  t.equal((await cli(['export', ...through, '--out', out])).code, 0)
  const exported = readFileSync(out, 'utf8')
  t.ok(exported.split('\n').length > 200)
  t.equal((await cli(['export', '--direct'], direct)).out, exported)
  const again = await cli(['import', out, ...through])
  t.match(again, { code: 0, err: /, 0 accepted, \d+ unchanged, 0 refused/ })

  t.match(await cli(['import', join(folder, 'none'), ...through]), { code: 1, err: /ENOENT/ })
})

t.test('the directory out of one service and into it, and for checks without one', async (t) => {
  const app = await startTestApp(t)
  const url = await app.listen()
  const importer = createImporter(app.deps)
  importer.start()
  t.teardown(() => importer.stop())
  const folder = mkdtempSync(join(tmpdir(), 'yichuang-directory-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const token = await app.token('cataloguer')
  const through = ['--url', url, '--token', token]
  const direct = outsideSettings(app.database, app.deps.config.dataDir)

  const file = join(folder, 'directory.ndjson')
  t.equal((await cli(['directory', 'export', ...through, '--out', file])).code, 0)
  const text = readFileSync(file, 'utf8')
  t.equal(text, await exported(app, '?form=directory'))
  t.equal((await cli(['directory', 'export', '--direct'], direct)).out, text)
  const again = await cli(['directory', 'import', file, ...through])
  t.match(again, {
    code: 0,
    out: '',
    err: new RegExp(`, 0 accepted, ${SAMPLE_DIRECTORY.length} unchanged, 0 refused`),
  })

  // One more entry, straight; and a line that is none.
  const added = { ...SAMPLE_DIRECTORY[0], basicCode: '510199999000', type: '01' }
  const line = JSON.stringify({ versions: [{ version: 1, effectiveFrom: '2026-01-01', document: added }] })
  const straight = await cli(
    ['directory', 'import', '-', '--direct', '--mode', 'valid', '--language', 'en'],
    direct,
    `${line}\n${line}\n`,
  )
  t.match(straight, {
    code: 1,
    out: '-:2 510199999000 CODE_TWICE /versions/0/document/basicCode Line 1 has this entry\n',
    err: /done: 2 of 2 lines checked, 1 accepted, 0 unchanged, 1 refused, 1 applied/,
  })
  t.equal((await app.request('GET', '/v1/directory/510199999000')).status, 200)

  // What a check with this file finds is what the service finds.
  const item = structuredClone(foodBusinessLicence)
  item.limits.promised.amount = 18
  item.legalBases.pop()
  item.audiences.push('5')
  const path = `/v1/items/${item.itemCode}/draft`
  await app.request('PUT', path, { token, body: item, headers: { 'if-match': '*' } })
  const { findings } = (await app.request('POST', `${path}/check`, { token })).body
  t.ok(findings.length > 2, `${findings.length} findings`)
  const itemFile = join(folder, 'item.json')
  writeFileSync(itemFile, JSON.stringify(item))
  const checked = await cli(['check', itemFile, '--json', '--on', '2026-03-02', '--directory', file])
  t.equal(checked.code, 1)
  t.same(JSON.parse(checked.out).findings, findings)
})
