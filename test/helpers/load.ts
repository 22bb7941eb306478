import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Answer } from './app.js'
import { foodCase, nextLeshanCase } from './cases.js'
import { type Broken, createHttpClient, isBroken, nameOf, refusalFaults } from './http-client.js'

const REPEAT_AFTER_MS = 50

/** A case as the client was told about it. */
export interface Acknowledged {
  /** The request of its creation and the answer to it, byte for byte. */
  key: string
  body: object
  created: Answer
  /** The answer to the last act that was acknowledged. */
  last: Answer
}

export interface LoadOptions {
  /** Where to send the next request; asked every time, since a service that starts again has a new port. */
  url: () => string
  /** Of a clerk. */
  token: string
  workers?: number
  /** Names (see nameOf) of outcomes after which the same request is sent again; any other failure is a trouble. */
  patience: RegExp
  /** What takes longer hangs. */
  limitMs?: number
}

export interface Load {
  /** By case number. */
  acknowledged: Map<string, Acknowledged>
  /** How often each outcome came. */
  outcomes: Map<string, number>
  /** Writes that were acknowledged: creations and acts. */
  readonly writes: number
  /** What must not happen: failures other than those expected, refusals that are no proper problems. */
  troubles: string[]
  /** Every worker brings what it has begun to its end first. */
  stop(): Promise<void>
}

/**
 * Clerks who take cases in and act on them, without a pause. A request whose answer did not come is sent again, the
 * same with the same Idempotency-Key, until it is answered: so in the end every key that was ever sent stands for one
 * case or one act, and the client knows which.
 */
export function startLoad(t: Test, { url, token, workers = 8, patience, limitMs }: LoadOptions): Load {
  const client = createHttpClient()
  const acknowledged = new Map<string, Acknowledged>()
  const outcomes = new Map<string, number>()
  const troubles: string[] = []
  let writes = 0
  let stopping = false
  let abandoned = false
  // After a failure in between nobody stops them, and what they ask for never comes.
  t.teardown(() => {
    stopping = true
    abandoned = true
    client.close()
  })

  const note = (outcome: Answer | Broken): void => {
    const name = nameOf(outcome)
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1)
    if (isBroken(outcome) || (outcome.status !== 503 && outcome.status !== 409)) return
    for (const fault of refusalFaults(outcome)) troubles.push(`${name}: ${fault}`)
  }

  const insist = async (path: string, body: object, headers: Record<string, string>) => {
    while (!abandoned) {
      const outcome = await client.request('POST', `${url()}${path}`, {
        token,
        body,
        headers,
        ...(limitMs === undefined ? {} : { limitMs }),
      })
      note(outcome)
      if (!isBroken(outcome) && outcome.status < 300) {
        writes += 1
        return outcome
      }
      if (!patience.test(nameOf(outcome))) {
        troubles.push(`POST ${path}: ${isBroken(outcome) ? outcome.code : outcome.text}`)
        return undefined
      }
      await sleep(REPEAT_AFTER_MS)
    }
    return undefined
  }

  const handle = async (turn: number): Promise<void> => {
    const key = randomUUID()
    const [application, command] =
      turn % 2 === 0 ? [nextLeshanCase(), { action: 'handleOnTheSpot' }] : [foodCase(), { action: 'accept' }]
    const body = { ...application, externalNos: [{ system: 'load', number: key }] }
    const created = await insist('/v1/cases', body, { 'idempotency-key': key })
    if (created === undefined) return
    const { caseNo } = created.body
    const known: Acknowledged = { key, body, created, last: created }
    // Two keys with one case, or one case twice: the ledger would not notice the one that it overwrites.
    if (acknowledged.has(caseNo)) troubles.push(`${caseNo} was given twice`)
    acknowledged.set(caseNo, known)
    // Some stay as they were taken in.
    if (turn % 5 === 4) return
    const done = await insist(`/v1/cases/${caseNo}/transitions`, command, {
      'idempotency-key': randomUUID(),
      'if-match': created.headers.etag ?? '',
    })
    if (done !== undefined) known.last = done
  }

  const work = async (worker: number): Promise<void> => {
    for (let turn = worker; !stopping; turn += 1) await handle(turn)
  }
  const working = Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
  return {
    acknowledged,
    outcomes,
    troubles,
    get writes() {
      return writes
    },
    async stop() {
      stopping = true
      await working
      client.close()
    },
  }
}
