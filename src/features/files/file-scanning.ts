import type { Deps } from '../../deps.js'
import { openContent } from './file-contents.js'
import { pageNotScanned, updateScan } from './file-store.js'
import { ScannerAway } from './scan/clamd.js'

const AT_ONCE = 50

/**
 * Scans files that were kept before a scanner was configured (补扫), some at a time. A file with a finding stays where it is,
 * and nobody gets it any more. Ends quietly while the scanner is away.
 */
export async function scanWaiting({ pool, files }: Pick<Deps, 'pool' | 'files'>): Promise<number> {
  if (files.scan === undefined) return 0
  const waiting = await pageNotScanned(pool, AT_ONCE)
  for (const { file_id, sha256 } of waiting) {
    // What lies there broken or not at all is told by `rotate-keys --check`, and holds up no other.
    const opened = await openContent(files, sha256).catch(() => undefined)
    if (opened === undefined) continue
    try {
      const verdict = await files.scan(opened.content)
      await updateScan(pool, file_id, verdict.clean ? 'clean' : 'infected')
    } catch (error) {
      if (error instanceof ScannerAway) return 0
      throw error
    } finally {
      opened.content.destroy()
    }
  }
  return waiting.length
}
