/** The encrypted values of one kind, written again under the current key batch by batch (密钥轮换). */
export interface Rotation {
  /** What they are, for the operator. */
  name: string
  /** Where they stand; a test compares these with the columns that there are. */
  columns: readonly string[]
  /** Looks at the next few after `after`, from the beginning without it. */
  batch(after: unknown): Promise<RotatedBatch>
}

export interface RotationOptions {
  /** Rows of a batch. */
  size: number
  /** Open everything, current or not, and write nothing: whether each value stands where it was written. */
  checkOnly?: boolean
}

/** No box begins so: then each is to be looked into. */
const NO_PREFIX = Buffer.from([0])

/** What boxes begin with that a rotation passes over. */
export const passedOver = (currentPrefix: Buffer, { checkOnly }: RotationOptions): Buffer =>
  checkOnly === true ? NO_PREFIX : currentPrefix

export interface RotatedBatch {
  seen: number
  rewritten: number
  /** Left for another time, since somebody is writing them or what they hang on. */
  skipped: number
  /** Could not be opened: where they stand, never what they are. */
  broken: string[]
  /** Undefined: that was the end. */
  after: unknown
}

export interface RotationReport {
  name: string
  seen: number
  rewritten: number
  skipped: number
  broken: string[]
  /** Of the last batch of a pass. */
  done: boolean
}

/** Beside traffic a second pass finds what was being written during the first; more are needed only in bad luck. */
const PASSES = 10

/**
 * Writes everything again that is not current, and looks until a pass finds nothing. Broken off at any moment it may
 * simply be started again: what is current is only looked at. `tell` hears of every batch.
 */
export async function rotate(
  rotations: readonly Rotation[],
  tell: (report: RotationReport) => void,
): Promise<{ broken: string[]; left: number }> {
  for (let pass = 1; ; pass += 1) {
    const reports: RotationReport[] = []
    for (const rotation of rotations) reports.push(await passOver(rotation, tell))
    const busy = reports.reduce((sum, { rewritten, skipped }) => sum + rewritten + skipped, 0)
    if (busy === 0 || pass === PASSES) return { broken: reports.flatMap(({ broken }) => broken), left: busy }
  }
}

async function passOver(rotation: Rotation, tell: (report: RotationReport) => void): Promise<RotationReport> {
  const report: RotationReport = {
    name: rotation.name,
    seen: 0,
    rewritten: 0,
    skipped: 0,
    broken: [],
    done: false,
  }
  let after: unknown
  do {
    const batch = await rotation.batch(after)
    report.seen += batch.seen
    report.rewritten += batch.rewritten
    report.skipped += batch.skipped
    report.broken.push(...batch.broken)
    after = batch.after
    report.done = after === undefined
    tell(report)
  } while (after !== undefined)
  return report
}
