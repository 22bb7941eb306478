import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { generatedEntry } from './generated-items.js'
import type { Bench } from './service.js'

export interface ImportFigures {
  items: number
  megabytes: number
  /** Seconds until the upload was taken, until it was checked, until it was applied. */
  uploaded: number
  checked: number
  applied: number
  perSecond: number
  /** Resident memory of the service in MiB: before, and at its highest since. */
  before: number
  highest: number
  /** Milliseconds that a read of an item took meanwhile, at the median and at the longest. */
  readP50: number
  readMost: number
  /** The same file again: seconds until it was found to say nothing new. */
  again: number
}

interface Import {
  importId: string
  state: string
  read: number
  applied: number
  accepted: number
  unchanged: number
  refused: number
}

/** Imports generated items over HTTP, watches the service's memory, and reads an item all the while. */
export async function measureImport(
  bench: Bench,
  items: number,
  say: (line: string) => void,
): Promise<ImportFigures> {
  // What is loaded once for the first request is no growth.
  await importOf(bench, 100, items, say)
  const before = memoryOf(bench.pid)
  const watch = startWatch(bench)
  const first = await importOf(bench, items, 0, say)
  const { highest, reads } = await watch.stop()
  if (first.end.accepted !== items || first.end.applied !== items)
    throw new Error(`not all were imported: ${JSON.stringify(first.end)}`)
  const again = await importOf(bench, items, 0, say)
  if (again.end.unchanged !== items) throw new Error(`not unchanged: ${JSON.stringify(again.end)}`)
  const sorted = reads.toSorted((a, b) => a - b)
  return {
    items,
    megabytes: first.bytes / 1024 / 1024,
    uploaded: first.uploaded,
    checked: first.checked,
    applied: first.applied,
    perSecond: items / first.applied,
    before,
    highest,
    readP50: sorted[Math.floor(sorted.length / 2)] ?? 0,
    readMost: sorted.at(-1) ?? 0,
    again: again.applied,
  }
}

async function importOf(bench: Bench, count: number, from: number, say: (line: string) => void) {
  const authorization = `Bearer ${await bench.token('cataloguer')}`
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1000
  let bytes = 0
  const lines = function* () {
    for (let n = from; n < from + count; n += 1) {
      const line = Buffer.from(`${JSON.stringify(generatedEntry(n))}\n`)
      bytes += line.length
      yield line
    }
  }
  const response = await fetch(`${bench.url}/v1/catalogue/imports`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(lines())),
    duplex: 'half',
  })
  if (response.status !== 202) throw new Error(await response.text())
  const { importId } = (await response.json()) as Import
  const uploaded = seconds()
  let checked = 0
  for (let told = 0; ; ) {
    const answer = await fetch(`${bench.url}/v1/catalogue/imports/${importId}`, {
      headers: { authorization },
    })
    const end = (await answer.json()) as Import
    if (end.state !== 'checking' && checked === 0) checked = seconds()
    if (end.state === 'done') return { end, bytes, uploaded, checked, applied: seconds() }
    if (end.state !== 'checking' && end.state !== 'applying') throw new Error(JSON.stringify(end))
    if (seconds() - told > 10) {
      told = seconds()
      say(`${end.state}: ${end.read} of ${count} checked, ${end.applied} applied`)
    }
    await sleep(count > 1000 ? 200 : 20)
  }
}

/** Looks at the memory ten times a second, and reads an item each time. */
function startWatch(bench: Bench) {
  let isOver = false
  let highest = 0
  const reads: number[] = []
  const watching = (async () => {
    while (!isOver) {
      highest = Math.max(highest, memoryOf(bench.pid))
      const start = performance.now()
      const answer = await fetch(`${bench.url}/v1/items?q=${encodeURIComponent('公积金')}&limit=1`)
      await answer.arrayBuffer()
      if (!answer.ok) throw new Error(`a search during the import: ${answer.status}`)
      reads.push(performance.now() - start)
      await sleep(100)
    }
  })()
  return {
    async stop() {
      isOver = true
      await watching
      return { highest, reads }
    },
  }
}

/** Resident memory of a process in MiB. */
function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) / 1024
}

const round = (value: number, digits = 0): string => value.toFixed(digits)

export function importInWords(figures: ImportFigures): string {
  const { items, megabytes, uploaded, checked, applied, perSecond, before, highest } = figures
  return [
    `import of ${items.toLocaleString('en-US')} items, ${round(megabytes)} MiB, mode all:`,
    `uploaded after ${round(uploaded, 1)} s, checked after ${round(checked, 1)} s, applied after ${round(applied, 1)} s: ${round(perSecond)} lines/s`,
    `memory of the service: ${round(before)} MiB before, ${round(highest)} MiB at most: growth ${round(highest - before)} MiB`,
    `a search meanwhile: ${round(figures.readP50, 1)} ms at the median, ${round(figures.readMost)} ms at most`,
    `the same file again, all unchanged: ${round(figures.again, 1)} s`,
  ].join('\n')
}
