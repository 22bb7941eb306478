import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { signDevToken } from '../../src/http/dev-issuer.js'
import { packageRoot } from '../../src/shared/package-root.js'

const here = dirname(fileURLToPath(import.meta.url))

t.test("the README's walk works when it is pasted", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yichuang-readme-'))
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'info', NODE_OPTIONS: '' }
  const service = spawn(process.execPath, [join(here, '../../src/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(async () => {
    const gone = new Promise((resolve) => service.once('exit', resolve))
    service.kill('SIGTERM')
    await gone
    rmSync(dataDir, { recursive: true, force: true })
  })
  const url = await listening(service.stdout)
  const [, walk = ''] = readFileSync(join(packageRoot, 'README.md'), 'utf8').split('## A walk with curl')
  const blocks = [...walk.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
  t.ok(blocks.length >= 6)
  const script = `set -eo pipefail\n${blocks.join('\n')}`
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: packageRoot,
    env: { ...env, YICHUANG_URL: url },
    timeout: 600_000,
  })
  for (const expected of [
    '这是您第几次支取？',
    '居民身份证',
    'handleOnTheSpot → CLOSED',
    'DELIVERED',
    '结果已送达',
    'DECIDING',
    'APPROVED',
    'LEGAL STOPPED',
    '2026-10-10 day 3 makeUpWorkday',
  ]) {
    t.match(stdout, expected)
  }

  await t.test('and so do the stories of integrators (openapi/stories.arazzo.yaml)', async (t) => {
    const tokens = await Promise.all(
      STORY_ROLES.map(async (role) => [role, await signDevToken(dataDir, { role })] as const),
    )
    const report = join(dataDir, 'stories.json')
    const told = await promisify(execFile)(
      process.execPath,
      [
        // The middle compiler of Node 24 takes 18 GB for the generated validators of this tool (0.9 GB without it).
        ...['--no-maglev', join(packageRoot, 'node_modules/@redocly/cli/bin/cli.js')],
        ...['respect', 'openapi/stories.arazzo.yaml', '--server', `yichuang=${url}`],
        ...['--input', JSON.stringify({ run: 'test', ...Object.fromEntries(tokens) })],
        ...['--json-output', report],
      ],
      {
        cwd: packageRoot,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
        // Only against a process that never ends: a loaded machine takes its time.
        timeout: 600_000,
        maxBuffer: 64 * 1024 * 1024,
      },
    ).catch((error: { stdout: string }) => error)
    t.notOk('code' in told, told.stdout.slice(-4000))
    const { files } = JSON.parse(readFileSync(report, 'utf8')) as {
      files: Record<string, { executedWorkflows: { status: string }[] }>
    }
    const stories = Object.values(files).flatMap(({ executedWorkflows }) => executedWorkflows)
    t.same(
      stories.map(({ status }) => status),
      Array(10).fill('success'),
      'ten stories',
    )
  })
})

const STORY_ROLES = ['citizen', 'clerk', 'reviewer', 'approver', 'issuer', 'exchange'] as const

function listening(output: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const url = /listening on (http:\/\/[0-9.:]+)/.exec(text)?.[1]
      if (url !== undefined) resolve(url)
    })
    output.on('end', () => reject(new Error(`the service ended: ${text}`)))
  })
}
