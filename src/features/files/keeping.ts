import type { Config } from '../../config.js'
import type { Encryption } from '../../shared/encryption.js'
import type { Blobs } from './blobs/blobs.js'
import { bucketBlobs } from './blobs/bucket.js'
import { diskBlobs } from './blobs/disk.js'
import { type ClamdAddress, scanStream } from './scan/clamd.js'
import { countedScan, type Scan, type ScanCounts } from './scan/counted.js'

/** How files are kept: once per process. */
export interface Keeping {
  /** Where they arrive, in a folder of this instance or of all, whatever store they go to. */
  folder: string
  encryption: Encryption
  blobs: Blobs
  /** Undefined: no scanner is configured, and files are told as `notScanned`. */
  scan: Scan | undefined
  /** How its scans ended, for the metrics. */
  scans?: ScanCounts | undefined
}

export function createKeeping(
  config: Pick<Config, 'filesDir' | 'clamd' | 's3'>,
  encryption: Encryption,
): Keeping {
  const scanner = config.clamd === undefined ? undefined : countedScan(scanWith(config.clamd))
  return {
    folder: config.filesDir,
    encryption,
    blobs: config.s3 === undefined ? diskBlobs(config.filesDir) : bucketBlobs(config.s3),
    scan: scanner?.scan,
    scans: scanner?.counts,
  }
}

const scanWith =
  (address: ClamdAddress): Scan =>
  (bytes) =>
    scanStream(address, bytes)
