import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { LESHAN_ITEM_CODE } from '../src/shared/sample-codes.js'
import { median } from './measure.js'
import type { Bench } from './service.js'

export interface CacheFigures {
  connections: number
  memory: number
  database: number
}

const PROGRAM = fileURLToPath(new URL('./two-services-process.js', import.meta.url))
const PATH = `/v1/items/${LESHAN_ITEM_CODE}`

/** `GET /v1/items/{itemCode}` of the same service, from memory and from Postgres in turn (A B A B). */
export async function measureCache(
  bench: Bench,
  plan: { connections: number[]; rounds: number; seconds: number },
): Promise<CacheFigures[]> {
  const child = fork(PROGRAM, {
    env: { PATH: process.env.PATH, DATA_DIR: bench.dataDir, SOCKET: bench.socket },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    const urls = await new Promise<{ memory: string; database: string }>((resolve, reject) => {
      child.once('message', (message) => resolve(message as { memory: string; database: string }))
      child.once('exit', (code) => reject(new Error(`the two services ended with ${code}`)))
    })
    const figures: CacheFigures[] = []
    for (const connections of plan.connections) {
      const rates = { memory: [] as number[], database: [] as number[] }
      // The first round is not counted: it compiles.
      for (let round = 0; round <= plan.rounds; round += 1)
        for (const kind of ['memory', 'database'] as const) {
          const rate = await load(`${urls[kind]}${PATH}`, connections, round === 0 ? 1 : plan.seconds)
          if (round > 0) rates[kind].push(rate)
        }
      figures.push({
        connections,
        memory: median(rates.memory) ?? 0,
        database: median(rates.database) ?? 0,
      })
    }
    return figures
  } finally {
    if (child.connected) child.send('stop')
    await ended
  }
}

async function load(url: string, connections: number, duration: number): Promise<number> {
  const result = await autocannon({ url, connections, duration })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused`)
  return result['2xx'] / result.duration
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

export function cacheInWords(figures: readonly CacheFigures[]): string {
  const rows = figures.map(
    ({ connections, memory, database }) =>
      `| ${connections} | ${whole(memory)} | ${whole(database)} | ${(memory / database).toFixed(1)} |`,
  )
  return ['| Connections | from memory /s | from Postgres /s | times |', '|--:|--:|--:|--:|', ...rows].join(
    '\n',
  )
}
