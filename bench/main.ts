import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import autocannon from 'autocannon'
import { exampleCase } from '../src/features/cases/case-examples.js'
import { signDevToken } from '../src/http/dev-issuer.js'
import { LESHAN_ITEM_CODE } from '../src/shared/sample-codes.js'

// npm run bench [-- seconds]: a bounded load on a service of its own, one line an operation, and the same reads by
// pgbench on the same database where pgbench is installed. Read ratios, not absolute figures.

const SECONDS = Number(process.argv[2] ?? 5)
const here = dirname(fileURLToPath(import.meta.url))
const dataDir = mkdtempSync(join(tmpdir(), 'yc-bench-'))
const run = promisify(execFile)

interface Operation {
  name: string
  method: 'GET' | 'POST'
  path: string
  /** A new Idempotency-Key for each request. */
  creates?: boolean
  body?: object
  token?: string
}

const service = spawn(process.execPath, [join(here, '../src/main.js')], {
  env: {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: '0',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'info',
    NODE_OPTIONS: '',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})

try {
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    service.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /listening on (http:\/\/[0-9.:]+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    service.once('exit', () => reject(new Error(text)))
  })
  const clerk = await signDevToken(dataDir, { role: 'clerk' })
  const exchange = await signDevToken(dataDir, { role: 'exchange' })
  const created = await fetch(`${url}/v1/cases`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${clerk}`,
      'content-type': 'application/json',
      'idempotency-key': 'bench',
    },
    body: JSON.stringify(exampleCase),
  })
  const { caseNo } = (await created.json()) as { caseNo: string }
  const operations: Operation[] = [
    { name: 'item in force', method: 'GET', path: `/v1/items/${LESHAN_ITEM_CODE}` },
    { name: 'search', method: 'GET', path: `/v1/items?q=${encodeURIComponent('公积金')}` },
    {
      name: 'checklist',
      method: 'POST',
      path: `/v1/items/${LESHAN_ITEM_CODE}/checklist`,
      body: { applicantType: 'natural', answers: { lender: 'fund', byAgent: false } },
    },
    { name: 'case by number', method: 'GET', path: `/v1/cases/${caseNo}`, token: clerk },
    {
      name: 'create a case',
      method: 'POST',
      path: '/v1/cases',
      body: exampleCase,
      token: clerk,
      creates: true,
    },
    { name: 'list of cases', method: 'GET', path: '/v1/cases?limit=25', token: clerk },
    { name: 'feed page of 1,000', method: 'GET', path: '/v1/exchange/changes?limit=1000', token: exchange },
    {
      name: 'deadlines/calculate',
      method: 'POST',
      path: '/v1/deadlines/calculate',
      body: { calendar: 'CN', start: '2026-03-02', limit: { amount: 20, unit: 'workingDay' } },
    },
  ]
  process.stdout.write(
    `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, Node ${process.version}, ${SECONDS} s each, 8 connections\n`,
  )
  for (const operation of operations) process.stdout.write(`${await measure(url, operation)}\n`)
  process.stdout.write(`${await pgbench()}\n`)
} finally {
  const gone = new Promise((resolve) => service.once('exit', resolve))
  service.kill('SIGTERM')
  await gone
  rmSync(dataDir, { recursive: true, force: true })
}

async function measure(
  url: string,
  { name, method, path, body, token, creates }: Operation,
): Promise<string> {
  let serial = 0
  const result = await autocannon({
    url: `${url}${path}`,
    method,
    connections: 8,
    duration: SECONDS,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(creates !== true
      ? {}
      : {
          requests: [
            {
              setupRequest: (request) => {
                serial += 1
                return { ...request, headers: { ...request.headers, 'idempotency-key': `bench-${serial}` } }
              },
            },
          ],
        }),
  })
  const failed = result.errors + result.non2xx
  return `${name.padEnd(22)} ${result.requests.average.toFixed(0).padStart(7)}/s  p50 ${result.latency.p50} ms  p99 ${result.latency.p99} ms  failed ${failed}`
}

/** The read of the item in force as the service does it, by pgbench on the same server. */
async function pgbench(): Promise<string> {
  const script = join(dataDir, 'read.sql')
  writeFileSync(
    script,
    `select i.*, v.version, v.document from items i join lateral (select version, document from item_versions where item_code = i.item_code and effective_from <= (app_now() at time zone 'Asia/Shanghai')::date order by version desc limit 1) v on true where i.item_code = '${LESHAN_ITEM_CODE}';\n`,
  )
  try {
    const { stdout } = await run('pgbench', [
      '-n',
      '-M',
      'prepared',
      '-c',
      '8',
      '-j',
      '2',
      '-T',
      String(SECONDS),
      '-f',
      script,
      '-h',
      join(dataDir, 'socket'),
      '-U',
      'yichuang_app',
      'yichuang',
    ])
    return `pgbench, item in force ${/tps = ([0-9.]+)/.exec(stdout)?.[1] ?? '?'}/s`
  } catch (error) {
    return `pgbench left out: ${(error as Error).message.split('\n')[0]}`
  }
}
