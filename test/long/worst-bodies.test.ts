import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ROLE_NAMES, type Role } from '../../src/shared/roles.js'
import { OPERATIONS, PUBLIC } from '../contract/matrix.js'
import { prepareThings } from '../contract/matrix-things.js'
import { startHall } from '../helpers/hall.js'
import { OPERATIONS_OF_CONTRACT } from '../helpers/operations.js'
import { worstBodies } from '../helpers/worst-bodies.js'

t.setTimeout(0)

/** What one body may hold up the loop: a hundred milliseconds on a machine that parses a megabyte of members in fifty. */
const MOST_MS = 100
const PARSING_MS = 50
const TRIES = 5

const MEMBERS = `{${Array.from({ length: 70_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`
const rolesOf = new Map(
  OPERATIONS.trim()
    .split('\n')
    .map((line): [string, string[]] => {
      const [id = '', , roles = ''] = line.split('|').map((part) => part.trim())
      return [id, roles.split(/\s+/)]
    }),
)

/** How much slower this machine is just now than the one of which the hundred milliseconds are said; never below 1. */
function slowness(): number {
  const before = performance.now()
  JSON.parse(MEMBERS)
  return Math.max(1, (performance.now() - before) / PARSING_MS)
}

t.test('no body of a megabyte holds up the loop, whatever operation it is sent to', async (t) => {
  const { app, cases } = await startHall(t)
  const things = await prepareThings(app, cases)
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()

  /** The longest time that the loop stood still while the service took this body, in milliseconds. */
  async function blockedBy(method: string, path: string, text: string, token: string | undefined) {
    const payload = Buffer.from(text)
    await sleep(3)
    loop.reset()
    const answer = await app.request(method, path, {
      body: payload,
      headers: { 'idempotency-key': crypto.randomUUID(), 'if-match': '*' },
      ...(token === undefined ? {} : { token }),
    })
    await sleep(3)
    return { ms: loop.max / 1e6, status: answer.status }
  }

  const worst: { name: string; ms: number; slow: number }[] = []
  let sent = 0
  for (const operation of OPERATIONS_OF_CONTRACT) {
    if (process.env.ONLY !== undefined && !operation.id.includes(process.env.ONLY)) continue
    const roles = PUBLIC.includes(operation.id) ? [] : (rolesOf.get(operation.id) ?? [])
    const role = ROLE_NAMES.find((each) => roles.includes(each)) as Role | undefined
    const token = role === undefined ? undefined : await app.token(role)
    const path = things.pathOf(operation, 'above')
    for (const body of worstBodies(operation.method, operation.path, process.env.CI ? 0 : 2)) {
      let best = { ms: Number.POSITIVE_INFINITY, slow: 1 }
      for (let attempt = 0; attempt < TRIES && best.ms > MOST_MS * best.slow; attempt += 1) {
        const slow = slowness()
        const { ms, status } = await blockedBy(operation.method, path, body.text, token)
        sent += 1
        if (status >= 500) t.fail(`${operation.id} ${body.name}: ${status}`)
        if (ms / slow < best.ms / best.slow) best = { ms, slow }
      }
      worst.push({ name: `${operation.id}: ${body.name}`, ...best })
      if (best.ms > MOST_MS * best.slow)
        t.fail(
          `${operation.id}: ${body.name} held up the loop for ${best.ms.toFixed(0)} ms (slow ${best.slow.toFixed(1)})`,
        )
    }
  }
  worst.sort((a, b) => b.ms / b.slow - a.ms / a.slow)
  for (const { name, ms, slow } of worst.slice(0, 10))
    t.comment(`${(ms / slow).toFixed(0)} ms (${ms.toFixed(0)} at ${slow.toFixed(1)}) ${name}`)
  t.comment(`${sent} requests`)
  t.ok(sent > 0)
})
