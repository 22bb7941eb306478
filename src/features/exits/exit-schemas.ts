import { Type } from 'typebox'
import { dayOf, LegalDate, model, openEnum, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { EXIT_STATES } from './exit.js'
import {
  EXAMPLE_DESK,
  EXAMPLE_EXITS,
  EXAMPLE_READY,
  EXAMPLE_RECEIVER,
  EXAMPLE_SENT,
} from './exit-examples.js'
import type { ExitRow } from './exit-service.js'

const words = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: SAID, description, examples: [example] })
const Place = words(100, 'Shelf, drawer, locker (存放位置)', 'A柜3层')
const Note = Type.Optional(words(500, '备注', '一并领取副本'))

export const Exit = model(
  'Exit',
  Strict({
    exitId: Uuid,
    caseNo: Type.String({ description: '办件编号', examples: [EXAMPLE_EXITS.handOut.caseNo] }),
    itemCode: Type.String({ examples: [LESHAN_ITEM_CODE] }),
    itemName: Type.String({ examples: ['住房公积金提取'] }),
    organisation: Type.String({ description: 'Who decided (决定机关)' }),
    windowId: Uuid,
    windowName: Type.String({ examples: ['公积金窗口'] }),
    pickUpNo: Type.String({ description: 'By which it is called (取件号)', examples: ['0302-001'] }),
    place: Place,
    state: openEnum(EXIT_STATES, {
      description: '待领取、已领取、已寄出、已妥投、已退回机关',
    }),
    arrivedOn: dayOf('入库日期', '2026-03-02'),
    leftOn: Type.Optional(LegalDate),
    days: Type.Integer({ description: 'That it has lain there, or lay (在库天数)', examples: [3] }),
    provenOn: Type.Optional({ ...LegalDate, description: 'The letter arrived (妥投日期)' }),
    taken: Type.Optional(
      Strict(
        {
          as: Type.String({
            description: 'A person of the case by its role, or an agent (领取人身份)',
            examples: ['applicant'],
          }),
          byMandate: Type.Boolean({ examples: [false] }),
          idType: Type.String({ examples: ['111'] }),
          idNumber: Type.String({ description: 'Masked', examples: ['110105********002X'] }),
          signed: Type.String({ examples: ['paper'] }),
        },
        { description: 'Who took it away, by which document (领取凭证); the name stands in the case' },
      ),
    ),
    done: Strict(
      { by: Type.String({ description: 'issuer|subject' }), staffNo: Type.Optional(Type.String()) },
      { description: 'Who did the last of it (经办人)' },
    ),
    version: Type.Integer({ examples: [1] }),
  }),
)

export const ArrivalInput = Strict(
  {
    caseNo: words(50, '办件编号', EXAMPLE_READY),
    windowId: Type.Unsafe<string>({
      ...Uuid,
      description: 'The exit desk (出件窗口)',
      examples: [EXAMPLE_DESK],
    }),
    place: Place,
  },
  { examples: [{ caseNo: EXAMPLE_READY, windowId: EXAMPLE_DESK, place: 'A柜3层' }] },
)

export const HandOutInput = Strict(
  {
    receiver: Strict(
      {
        name: words(100, '领取人姓名', '李小敏'),
        idType: words(10, 'Type of the document that was shown (证件类型)', '111'),
        idNumber: words(
          50,
          'Compared with the numbers of the case, and kept masked (证件号码)',
          '11010519491231002X',
        ),
      },
      { description: '领取人' },
    ),
    mandate: Type.Optional(
      Strict(
        {
          reference: words(
            300,
            'What was seen, and stays at the desk (授权委托书、介绍信)',
            '授权委托书原件一份',
          ),
          validUntil: Type.Optional(dayOf('授权截止日', '2026-12-31')),
        },
        { description: 'Needed from whoever is no person of the case (授权委托)' },
      ),
    ),
    signed: strEnum(['paper', 'pad'], { description: 'On paper or on a pad (签收方式)' }),
    note: Note,
  },
  {
    examples: [
      {
        receiver: { name: '李小敏', idType: '111', idNumber: EXAMPLE_RECEIVER },
        signed: 'paper',
      },
    ],
  },
)

export const PostInput = Strict(
  {
    receiver: words(200, '收件人', EXAMPLE_SENT.receiver),
    address: words(500, '邮寄地址', EXAMPLE_SENT.address),
    trackingNumber: words(50, '邮件号码', EXAMPLE_SENT.trackingNumber),
    note: Note,
  },
  { examples: [EXAMPLE_SENT] },
)

const Again = Type.Optional(
  Type.String({
    minLength: 4,
    maxLength: 500,
    pattern: SAID,
    description: 'Why what was told of the letter before is put right (更正原因)',
    examples: ['误将他件的回执登记于本件'],
  }),
)

export const ProofInput = Strict(
  {
    deliveredOn: dayOf('When the letter was handed over (妥投日期)', '2026-03-02'),
    signedBy: words(200, 'Who signed for it (签收人)', '李小敏'),
    again: Again,
  },
  { examples: [{ deliveredOn: '2026-03-02', signedBy: '李小敏' }] },
)

export const ReturnedInput = Strict(
  { reason: words(500, '退件原因', '邮件因地址不详被退回'), place: Place, again: Again },
  { examples: [{ reason: '邮件因地址不详被退回', place: 'B柜1层' }] },
)

export const GiveBackInput = Strict(
  { reason: words(500, '退回原因', '多次通知后仍无人领取') },
  { examples: [{ reason: '多次通知后仍无人领取' }] },
)

/** The path of an act, with one to which its example may be done. */
export const exitParam = (act: keyof typeof EXAMPLE_EXITS) =>
  Strict({
    exitId: Type.Unsafe<string>({ ...Uuid, examples: [EXAMPLE_EXITS[act].exitId] }),
  })

/** A result as its desk and its organ see it. */
export function viewExit(row: ExitRow) {
  const { received_as: as, id_type: idType, id_number_masked: idNumber } = row
  return {
    exitId: row.id,
    caseNo: row.case_no,
    itemCode: row.item_code,
    itemName: row.item_name,
    organisation: row.organisation_code,
    windowId: row.window_id,
    windowName: row.window_name,
    pickUpNo: row.pick_up_no,
    place: row.place,
    state: row.state,
    arrivedOn: row.arrived_on,
    ...(row.left_on === null ? {} : { leftOn: row.left_on }),
    days: row.days,
    ...(row.proven_on === null ? {} : { provenOn: row.proven_on }),
    ...(as === null || idType === null || idNumber === null
      ? {}
      : { taken: { as, byMandate: row.by_mandate === true, idType, idNumber, signed: row.signed ?? '' } }),
    done: { by: row.done_by, ...(row.done_staff_no === null ? {} : { staffNo: row.done_staff_no }) },
    version: row.version,
  }
}
