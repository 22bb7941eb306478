import { makeCaseNo } from '../../shared/ids.js'
import { exampleId, FIREWORKS_ITEM_CODE, GENERAL_WINDOW_ID } from '../../shared/sample-codes.js'

const exampleNo = (serial: number): string => makeCaseNo('511102', '2026-03-02T01:00:00.000000Z', '1', serial)

/** A case that the town's general window has collected, and a paper of it: what is handed over next. */
export const EXAMPLE_HANDED = { caseNo: exampleNo(301), materialCode: 'identity-card' }

/** Cases that are on the way, each with a list of its own: what is received, refused, and said to be lost. */
export const EXAMPLE_LISTS = [1, 2, 3].map((ordinal) => ({
  handoverId: exampleId(ordinal),
  caseNo: exampleNo(301 + ordinal),
}))

/** An application for another organ, at the window that collects it (代收). */
export const exampleCollected = {
  itemCode: FIREWORKS_ITEM_CODE,
  submit: true,
  channel: 'WINDOW',
  windowId: GENERAL_WINDOW_ID,
  parties: [
    {
      role: 'applicant',
      type: 'natural',
      name: '李小敏',
      idType: '111',
      idNumber: '11010519491231002X',
    },
  ],
  form: {
    shop: '示例烟花爆竹零售点',
    address: '乐山市市中区示例镇示例街8号',
    season: 'spring',
    boxes: 20,
  },
  materials: ['fireworks-form', 'identity-card', 'business-licence', 'shop-plan', 'training'].map(
    (materialCode) => ({ materialCode, source: 'paper' }),
  ),
}
