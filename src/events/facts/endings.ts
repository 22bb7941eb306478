import { Type } from 'typebox'
import { Uuid } from '../../shared/schema.js'
import { code, day, optional } from '../event-parts.js'

const resultType = code('issued, returned, forwarded, other … (办结结果)', 'issued')

/** Closing, delivery and the other ends (办结、送达、终止). */
export const ENDING_FACTS = {
  close: {
    resultType,
    forwardedTo: optional(
      code('Number of the case of the organ above (转报的上级办件)', '5111002603021000013'),
    ),
    forwardedOrganisation: optional(
      code('The organ above to which opinion and file went (转报的上级机关)', '11511100MB0YCH002K'),
    ),
    revoked: optional(Type.Boolean({ description: 'What was granted is revoked (撤销)', examples: [true] })),
  },
  deliver: {
    method: code('pickup, post, electronic, announcement (送达方式)', 'pickup'),
    exitId: optional(Uuid),
    restored: optional(
      Type.Boolean({
        description: 'It was told by mistake that it came back: it stands as it was (更正退件登记)',
        examples: [true],
      }),
    ),
    receivedAs: optional(code('A person of the case by its role, or an agent (领取人身份)', 'applicant')),
    byMandate: optional(Type.Boolean({ description: 'A mandate was seen (凭授权领取)' })),
  },
  returnMail: {
    method: optional(code('How it had been sent, or pickup: to the wrong person (送达方式)', 'post')),
  },
  deliverPaper: {
    delivers: code('Number of the paper (文书编号)', '5111022603021000019W03'),
    paperKind: code('Kind of the paper (文书类型)', 'licenceRevocation'),
    method: code('pickup, post, electronic, announcement (送达方式)', 'pickup'),
    returned: optional(
      Type.Boolean({ description: 'The letter came back: it was not delivered (退件)', examples: [true] }),
    ),
    again: optional(Type.Boolean({ description: 'It was delivered before (再次送达)', examples: [true] })),
    arrivedOn: optional(day('The letter arrived, by its return receipt (妥投日期)')),
    onItsWay: optional(
      Type.Boolean({
        description: 'What was told of the letter was wrong: it is on its way still (更正为在途)',
        examples: [true],
      }),
    ),
  },
  withdraw: {
    proven: optional(
      Type.Boolean({ description: 'The applicant’s word is kept (有撤回凭据)', examples: [true] }),
    ),
  },
  terminate: { ground: optional(code('Ground (终止理由)', 'applicantGone')) },
  void: { supersededBy: optional(code('Number of the case that takes its place', '5111002603021000013')) },
}
