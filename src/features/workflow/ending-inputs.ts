import { Type } from 'typebox'
import { SAID, Strict, strEnum } from '../../shared/schema.js'
import { input, note, reason, resultType, words } from './input-fields.js'
import { GROUND_NAMES } from './termination-grounds.js'

/** Closing, delivery and the ends before a decision (办结、送达、撤回、终止、作废). */
export const ENDING_INPUTS = {
  close: input('close', {
    resultType,
    forwardedTo: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description:
          'Number of the case of the organ above, where it has opened one; for forwarded this or forwardedOrganisation (转报的上级办件)',
      }),
    ),
    forwardedOrganisation: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        pattern: SAID,
        description:
          'Code of the organ above to which opinion and file go (转报的上级机关, 行政许可法 Art. 35): from then on its people read this case, clear as well, and its clerks take it in with forwardedFrom',
      }),
    ),
    revocation: Type.Optional(
      Strict(
        {
          reason: reason('承诺补交的材料逾期未补，不符合法定条件', 10),
          heard: {
            ...words('已告知陈述、申辩权，申请人未提出意见'),
            description: 'What the applicant was told and said (陈述、申辩情况，行政许可法第七条)',
          },
        },
        {
          description:
            'What was granted on promised materials that never came is revoked (撤销，行政许可法第六十九条第一款第四项); the case ends as returned, with a decision of its own and remedies',
        },
      ),
    ),
    note,
  }),
  deliver: input('deliver', {
    method: strEnum(['pickup', 'post', 'electronic', 'announcement'], {
      examples: ['pickup'],
      description:
        '自取、邮寄、电子、公告: announcement, of a decision that grants nothing, as the last resort with what was tried before and where it was announced (note); it counts as delivered after thirty days',
    }),
    receiver: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: SAID,
        description: 'Who took it away or is written to (收件人)',
      }),
    ),
    address: Type.Optional({
      ...words('四川省乐山市市中区示例路1号'),
      description: 'Where it was sent; needed for post (邮寄地址)',
    }),
    trackingNumber: Type.Optional({
      ...words('EA123456789CN', 50),
      description: 'Of the letter; needed for post: the ten days of Art. 44 end when it was sent (邮件号码)',
    }),
    consent: Type.Optional({
      ...words('当事人在送达地址确认书中同意电子送达'),
      description:
        'Of electronic delivery: where the receiver agreed to it, kept beside the event (同意电子送达的凭据)',
    }),
    again: Type.Optional({
      ...words('误将他件的退件登记于本件'),
      minLength: 4,
      description:
        'Where it was told by mistake that it came back, or went to the wrong person: why; the delivery then stands as it was, with its method (退件登记的更正原因)',
    }),
    note,
  }),
  returnMail: input('returnMail', {
    reason: reason('邮件因地址不详被退回'),
    again: Type.Optional({
      ...words('误将他件的回执登记于本件'),
      minLength: 4,
      description:
        'Why it was told before that the letter arrived, where it was (妥投登记的更正原因); of what was handed over, how it came to the wrong person (误交他人)',
    }),
  }),
  withdraw: input('withdraw', {
    reason: reason('申请人要求撤回申请'),
    proof: Type.Optional({
      ...words('申请人签字的撤回申请书'),
      description:
        'The signed or recorded word of who asked, e.g. a file or the number of a recording (撤回凭据); an office that has none is asked for it by supervision',
    }),
  }),
  terminate: input('terminate', {
    ground: strEnum(GROUND_NAMES, {
      examples: ['applicantGone'],
      description: '申请人死亡或者终止、事项取消、容缺材料逾期未补、其他（须写明依据）',
    }),
    reason: reason('申请人死亡或者法人终止'),
    basis: Type.Optional({ ...words('《示例条例》第十条'), description: 'Needed for other (依据)' }),
  }),
  void: input('void', {
    reason: reason('重复录入，作废本件'),
    supersededBy: Type.Optional(
      Type.String({ minLength: 1, maxLength: 50, description: 'Number of the case in its place (替代办件)' }),
    ),
  }),
}
