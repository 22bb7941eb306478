import type { CaseRecord } from './case.js'

/** Whether the days of a case run elsewhere (分办更正), of one whose way `followMove` has read. */
export const runsElsewhere = ({ goesOnAs, endedAs }: Pick<CaseRecord, 'goesOnAs' | 'endedAs'>): boolean =>
  (goesOnAs ?? endedAs) !== undefined
