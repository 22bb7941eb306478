import type { Verdict } from './clamd.js'

export type Scan = (bytes: AsyncIterable<Buffer>) => Promise<Verdict>

/** How the scans of this process ended (扫描计数), and how long they took together. */
export interface ScanCounts {
  readonly clean: number
  readonly infected: number
  readonly away: number
  readonly seconds: number
}

/** Counts what a scanner does; whatever is no verdict is `away`, since nothing is known of the bytes then. */
export function countedScan(scan: Scan): { scan: Scan; counts: ScanCounts } {
  const counts = { clean: 0, infected: 0, away: 0, seconds: 0 }
  return {
    counts,
    scan: async (bytes) => {
      const began = process.hrtime.bigint()
      let ended: 'clean' | 'infected' | 'away' = 'away'
      try {
        const verdict = await scan(bytes)
        ended = verdict.clean ? 'clean' : 'infected'
        return verdict
      } finally {
        counts[ended]++
        counts.seconds += Number(process.hrtime.bigint() - began) / 1e9
      }
    },
  }
}
