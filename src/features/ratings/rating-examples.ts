import { makeCaseNo } from '../../shared/ids.js'

const exampleNo = (serial: number): string => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)

/** Turned away, and not rated yet. */
export const EXAMPLE_RATED = { caseNo: exampleNo(801), queryCode: '402917' }
/** Rated badly: a rectification each, to be answered, confirmed, returned and dismissed. */
export const EXAMPLE_BAD = [802, 803, 804, 805].map(exampleNo)
