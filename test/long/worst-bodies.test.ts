import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import { LINES, PUBLIC } from '../contract/matrix.js'
import { prepareThings } from '../contract/matrix-things.js'
import { startHall } from '../helpers/hall.js'
import { OPERATIONS_OF_CONTRACT } from '../helpers/operations.js'
import { worstBodies } from '../helpers/worst-bodies.js'

t.setTimeout(0)

/** What one body may hold up the loop: a hundred milliseconds on a machine that parses a megabyte of members in fifty. */
const MOST_MS = 100
const PARSING_MS = 50
/** Collecting garbage falls into any of them: of three runs on a slow day one had five above the bound, by three milliseconds. */
const TRIES = 12
const WHOLE_BODIES_ONLY = process.env.CI !== undefined

/** `ONLY=createCase` tries one operation. */
const wanted = (id: string): boolean => id.includes(process.env.ONLY ?? '')

const MEMBERS = `{${Array.from({ length: 70_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** How much slower this machine is just now than the one of which the hundred milliseconds are said; never below 1. */
function slowness(): number {
  const before = cpuMs()
  JSON.parse(MEMBERS)
  return Math.max(1, (cpuMs() - before) / PARSING_MS)
}

interface Way {
  method: string
  path: string
  token: string | undefined
}

t.test('no body of a megabyte holds up the loop, whatever operation it is sent to', async (t) => {
  const { app, cases } = await startHall(t)
  const things = await prepareThings(app, cases)
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()

  /**
   * How long the service worked at this body in one go, in milliseconds. The loop stood still for no longer than it was
   * seen to, nor for longer than the process had a processor: what others on the machine take is nobody's fault here.
   */
  async function blockedBy({ method, path, token }: Way, payload: Buffer) {
    await sleep(2)
    loop.reset()
    const before = cpuMs()
    const answer = await app.request(method, path, {
      body: payload,
      headers: { 'idempotency-key': crypto.randomUUID(), 'if-match': '*' },
      ...(token === undefined ? {} : { token }),
    })
    const worked = cpuMs() - before
    await sleep(2)
    return { ms: Math.min(loop.max / 1e6, worked), status: answer.status }
  }

  /** The best of a few tries, each against the speed of the machine at its time. */
  async function fairly(way: Way, name: string, text: string) {
    const payload = Buffer.from(text)
    let best = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < TRIES && best > MOST_MS; attempt += 1) {
      const { ms, status } = await blockedBy(way, payload)
      sent += 1
      if (status >= 500) t.fail(`${name}: ${status}`)
      best = Math.min(best, ms <= MOST_MS ? ms : ms / slowness())
    }
    return best
  }

  const worst: { name: string; ms: number }[] = []
  let sent = 0
  let operations = 0
  for (const operation of OPERATIONS_OF_CONTRACT) {
    if (!wanted(operation.id)) continue
    const roles = PUBLIC.includes(operation.id) ? [] : (LINES.get(operation.id)?.roles ?? [])
    const role: Role | undefined = ROLE_NAMES.find((each) => roles.includes(each))
    const way: Way = {
      method: operation.method,
      path: things.pathOf(operation, 'above'),
      token: role === undefined ? undefined : await app.token(role),
    }
    let bodies = 0
    for (const body of worstBodies(operation.method, operation.path, WHOLE_BODIES_ONLY ? 0 : 2)) {
      const name = `${operation.id}: ${body.name}`
      const ms = await fairly(way, name, body.text)
      bodies += 1
      worst.push({ name, ms })
      if (ms > MOST_MS) t.fail(`${name} held up the loop for ${ms.toFixed(0)} ms`)
    }
    if (bodies > 0) operations += 1
  }
  worst.sort((a, b) => b.ms - a.ms)
  for (const { name, ms } of worst.slice(0, 10)) t.comment(`${ms.toFixed(0)} ms ${name}`)
  t.comment(`${sent} requests to ${operations} operations`)
  const taking = OPERATIONS_OF_CONTRACT.filter(({ id, body }) => body !== undefined && wanted(id))
  t.equal(operations, taking.length, 'every operation that takes a body')
})
