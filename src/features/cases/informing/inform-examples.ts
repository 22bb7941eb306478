import { makeCaseNo } from '../../../shared/ids.js'
import { exampleId } from '../../../shared/sample-codes.js'

const exampleNo = (serial: number): string => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)

/** Cases of the sample under review: one to be told of and asked after, one of which an organ was told, one that was asked after. */
export const EXAMPLE_INFORMED = {
  caseNo: exampleNo(511),
  told: { caseNo: exampleNo(512), copyId: exampleId(611) },
  urged: { caseNo: exampleNo(513), urgeId: exampleId(612) },
}
