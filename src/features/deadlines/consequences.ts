import type { Status } from '../workflow/statuses.js'
import type { ClockKind } from './clock.js'

/** What the law attaches to the end of a clock, while the case stands where the clock began. */
export interface Consequence {
  status: Status
  action: 'deemAccept' | 'expireCorrection'
}

/** 视为受理 (行政许可法 Art. 32(4)); 补正不来, where the item gives days to correct. */
export const CONSEQUENCES: { readonly [K in ClockKind]?: Consequence } = {
  INTAKE_5D: { status: 'SUBMITTED', action: 'deemAccept' },
  CORRECTION: { status: 'AWAITING_CORRECTION', action: 'expireCorrection' },
}
