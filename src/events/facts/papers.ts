import { Type } from 'typebox'
import { Uuid } from '../../shared/schema.js'
import { CLOCK_MOVED, code, day, HandedSheet, OrganCode, optional, SheetOutcome } from '../event-parts.js'

/** Drafts, and the papers of a case on their ways (草稿、材料流转). */
export const DRAFT_FACTS = {
  create: {},
  change: {},
  renewQueryCode: {},
  clockMoved: CLOCK_MOVED,
  inspectMaterial: {
    materialCode: code('Code of the material (材料编码)', 'layout-plan'),
    result: code('ok or defective (审核结果)', 'defective'),
    standard: optional(code('Code of the acceptance standard that is not met (受理标准)', 'scale')),
    commitment: optional(
      Type.Boolean({ description: 'It was a promise in its place (承诺核查)', examples: [true] }),
    ),
  },
  handOver: {
    handoverId: Uuid,
    from: OrganCode,
    to: OrganCode,
    sheets: Type.Array(HandedSheet, { description: 'Papers that are on the way (移交材料)' }),
  },
  receiveHandover: {
    handoverId: Uuid,
    sheets: Type.Array(SheetOutcome, { description: '接收情况' }),
    receivedOn: optional(day('The organ has what a window collected: its days begin (收件日期)')),
  },
  returnHandover: { handoverId: Uuid, sheets: Type.Array(SheetOutcome, { description: '退回、遗失情况' }) },
  returnMaterial: { materialCode: code('Code of the material (材料编码)', 'layout-plan') },
  expireDraft: {},
  proveWithdrawal: {},
  barPromises: { materialCode: code('In whose stead the promise stood (材料编码)', 'layout-plan') },
  repairPromise: { materialCode: code('In whose stead the promise stood (材料编码)', 'layout-plan') },
}
