import { execFileSync } from 'node:child_process'
import autocannon from 'autocannon'
import type { HttpRequest } from './capture.js'
import { caughtUp } from './load.js'
import type { Operation } from './operations.js'
import { findPgbench, pgbench, type Statement, scriptOf } from './pgbench.js'
import type { Bench } from './service.js'

export interface Plan {
  connections: number[]
  /** Rounds A B: the service, then pgbench; the median of the rounds counts. */
  rounds: number
  seconds: number
  /** Executions of what changes something, in place of a time. */
  amount: number
  /** Unmeasured executions of the same before: V8 compiles the way of a case for good after some three thousand. */
  warmUp: number
}

export interface Line {
  operation: string
  connections: number
  perSecond: number
  p50: number
  p99: number
  pgbenchPerSecond: number | undefined
  statements: number
  errors: number
}

/** Numbers that have not been used yet, for what can be done once. */
export interface Numbers {
  take(count: number, uses: Operation['uses']): number
}

const program = findPgbench()
export const pgbenchVersion =
  program === undefined ? undefined : execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()

/** The service and pgbench in turn on the same database. */
export async function measure(
  bench: Bench,
  operation: Operation,
  statements: readonly Statement[],
  plan: Plan,
  numbers: Numbers,
  say: (line: string) => void,
): Promise<Line[]> {
  const lines: Line[] = []
  const writes = operation.numbers === 'once'
  // Unmeasured: what is not compiled yet says nothing.
  await load(bench, operation, 8, { ...plan, seconds: 1, amount: plan.warmUp }, numbers)
  for (const connections of plan.connections) {
    const served: Omit<Line, 'operation' | 'connections' | 'pgbenchPerSecond' | 'statements'>[] = []
    const bare: number[] = []
    for (let round = 0; round < plan.rounds; round += 1) {
      if (writes) await caughtUp(bench, say)
      served.push(await load(bench, operation, connections, plan, numbers))
      if (writes) await caughtUp(bench, say)
      const tps = await bareLoad(bench, operation, statements, connections, plan, numbers)
      if (tps !== undefined) bare.push(tps)
    }
    served.sort((a, b) => a.perSecond - b.perSecond)
    const middle = served[Math.floor((served.length - 1) / 2)]
    if (middle === undefined) continue
    lines.push({
      operation: operation.name,
      connections,
      ...middle,
      errors: served.reduce((sum, { errors }) => sum + errors, 0),
      pgbenchPerSecond: median(bare),
      statements: statements.length,
    })
  }
  return lines
}

export function median(values: number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}

async function load(bench: Bench, operation: Operation, connections: number, plan: Plan, numbers: Numbers) {
  const { request, numbers: kind, uses } = operation
  let n = kind === 'once' ? numbers.take(plan.amount + connections, uses) : 0
  const next = (): HttpRequest => {
    n += 1
    return request(kind === 'any' ? Math.floor(Math.random() * 1e9) : n - 1)
  }
  const shown = (each: HttpRequest) => ({
    method: each.method,
    path: each.path,
    headers: { ...each.headers, ...(each.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(each.body === undefined ? {} : { body: JSON.stringify(each.body) }),
  })
  const first = shown(request(0))
  const result = await autocannon({
    url: bench.url,
    connections,
    ...(kind === 'once' ? { amount: plan.amount } : { duration: plan.seconds }),
    ...first,
    requests:
      kind === undefined ? [first] : [{ ...first, setupRequest: (each) => ({ ...each, ...shown(next()) }) }],
  })
  return {
    perSecond: kind === 'once' ? byLatency(connections, result) : result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    errors: result.errors + result.non2xx,
  }
}

/** An amount ends with autocannon's tick of a second; what each connection waited tells the rate without it. */
function byLatency(connections: number, { latency, errors, ...result }: autocannon.Result): number {
  const share = result['2xx'] / Math.max(1, result['2xx'] + result.non2xx + errors)
  return (share * connections * 1000) / Math.max(0.001, latency.average)
}

async function bareLoad(
  bench: Bench,
  { numbers: kind, uses, vary, head }: Operation,
  statements: readonly Statement[],
  clients: number,
  plan: Plan,
  numbers: Numbers,
): Promise<number | undefined> {
  if (program === undefined || statements.length === 0) return undefined
  const per = Math.ceil(plan.amount / clients)
  const script = scriptOf(statements, vary?.(statements), head)
  const where = { program, socket: bench.socket, folder: bench.dataDir, script, clients }
  if (kind !== 'once') return pgbench({ ...where, seconds: plan.seconds })
  const begin = numbers.take(per * clients, uses)
  return pgbench({ ...where, transactions: per, define: { begin, per, i: 0 } })
}
