import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** One answer: which of the paths, and how long it took. */
export interface Sample {
  path: string
  ms: number
}

/**
 * Asks for paths in turn, so many at a time, and tells how long each took: to the microsecond and by path, which
 * autocannon does not. Every connection begins at another place.
 */
export async function askInTurn(
  url: string,
  paths: readonly string[],
  connections: number,
  seconds: number,
): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const until = performance.now() + seconds * 1000
  const samples: Sample[] = []
  const oneConnection = async (first: number) => {
    for (let n = first; performance.now() < until; n += 1) {
      const path = paths[n % paths.length] ?? ''
      const start = performance.now()
      await ask(agent, url + path)
      samples.push({ path, ms: performance.now() - start })
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, (_, index) => oneConnection(index * 7)))
  } finally {
    agent.destroy()
  }
  return samples
}

/**
 * Asks for paths in turn at a fixed rate, whether or not what was asked before is answered (open loop): a request that
 * waits behind a slow one is told with its waiting, which a loop that waits for its answers hides.
 */
export async function askAtRate(
  url: string,
  paths: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true })
  const begin = performance.now()
  const samples = Array.from({ length: perSecond * seconds }, async (_, n): Promise<Sample> => {
    const due = begin + (n * 1000) / perSecond
    await sleep(due - performance.now())
    const path = paths[n % paths.length] ?? ''
    await ask(agent, url + path)
    return { path, ms: performance.now() - due }
  })
  try {
    return await Promise.all(samples)
  } finally {
    agent.destroy()
  }
}

function ask(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${answer.statusCode}`)),
      )
      answer.once('error', reject)
    }).once('error', reject)
  })
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
