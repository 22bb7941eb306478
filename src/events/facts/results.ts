import { Uuid } from '../../shared/schema.js'
import { code, day, optional } from '../event-parts.js'

const LICENCE_ACT = {
  licenceId: Uuid,
  licenceNo: code('Number of the licence (证照编号)', 'JY25111020000001'),
  ground: code('Ground of a closed list (情形)', 'fraud'),
}

const LICENCE_TAKEN = {
  ...LICENCE_ACT,
  toldOn: optional(day('When the holder was told and could be heard (告知陈述、申辩日期)')),
}

/** What becomes of a result: licence, exit desk, publication (证照、出件、公开). */
export const RESULT_FACTS = {
  publishDecision: { publicationId: Uuid },
  deemRenewal: {
    licenceId: Uuid,
    licenceNo: LICENCE_ACT.licenceNo,
    since: day('Renewed by law since (视为准予延续起始日)'),
    validTo: optional(day('Its last day now; absent: it has none (有效期至)')),
    basis: optional(
      code(
        'By which law, where that is no licence (type 01) but its item cites one (视为准予延续依据)',
        '《示例条例》第二十条第二款',
      ),
    ),
  },
  revokeLicence: LICENCE_TAKEN,
  withdrawLicence: LICENCE_TAKEN,
  cancelLicence: {
    ...LICENCE_ACT,
    proofKind: optional(code('What shows the ground (注销证明种类)', 'holderRequest')),
  },
  shelveResult: {
    exitId: Uuid,
    windowId: Uuid,
    windowName: code('Name of the exit desk (出件窗口)', '公积金窗口'),
    pickUpNo: code('By which it is called (取件号)', '0302-001'),
  },
  giveBackResult: { exitId: Uuid },
  proveDelivery: { exitId: Uuid, deliveredOn: day('The letter was handed over (妥投日期)') },
  suspendLicence: {
    ...LICENCE_TAKEN,
    until: optional(day('Its last day (暂停至)')),
  },
  resumeLicence: LICENCE_ACT,
  reprintLicence: LICENCE_ACT,
}
