import { makeCaseNo } from '../../shared/ids.js'
import { exampleId, HOUSING_FUND_WINDOW_ID } from '../../shared/sample-codes.js'

const exampleNo = (serial: number): string => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)

/** A closed case whose result has not come to the desk yet. */
export const EXAMPLE_READY = exampleNo(420)
export const EXAMPLE_DESK = HOUSING_FUND_WINDOW_ID
/** Results at the desk: for each act one, two of them posted already. */
export const EXAMPLE_EXITS = {
  handOut: { exitId: exampleId(1), caseNo: exampleNo(421) },
  post: { exitId: exampleId(2), caseNo: exampleNo(422) },
  giveBack: { exitId: exampleId(3), caseNo: exampleNo(423) },
  prove: { exitId: exampleId(4), caseNo: exampleNo(424) },
  takeBack: { exitId: exampleId(5), caseNo: exampleNo(425) },
}
/** Whose results they are: of the fund one person gets one a year. */
export const EXAMPLE_HOLDERS: Readonly<Record<string, string>> = {
  [EXAMPLE_READY]: '51110219900307011X',
  [EXAMPLE_EXITS.handOut.caseNo]: '511102199003070128',
  [EXAMPLE_EXITS.post.caseNo]: '511102199003070136',
  [EXAMPLE_EXITS.giveBack.caseNo]: '511102199003070144',
  [EXAMPLE_EXITS.prove.caseNo]: '511102199003070152',
  [EXAMPLE_EXITS.takeBack.caseNo]: '511102199003070160',
}
export const EXAMPLE_RECEIVER = '511102199003070128'
export const EXAMPLE_SENT = {
  receiver: '李小敏',
  address: '四川省乐山市市中区示例路1号',
  trackingNumber: 'EA123456789CN',
}
