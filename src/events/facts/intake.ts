import { Type } from 'typebox'
import { LegalDate, Strict } from '../../shared/schema.js'
import { code, codes, day, optional } from '../event-parts.js'
import { acceptedOn, commitments, materials } from './fields.js'

const forwardsTo = optional(
  codes(
    'Organs above of which one decides what is only examined here (转报的上级机关)',
    '11511100MB0YCH002K',
  ),
)

/** Receipt, correction and acceptance (收件、补正、受理). */
export const INTAKE_FACTS = {
  submit: {
    missing: materials,
    corrected: Type.Boolean({ examples: [false] }),
    collected: optional(
      Type.Boolean({
        description: 'A window took it in for the organ, which has not received it yet (代收)',
        examples: [true],
      }),
    ),
  },
  preReview: {},
  moveCase: {
    to: code('Number of the case that goes on in its place (改办后的办件)', '5111002603021000013'),
  },
  correctOnTheSpot: {
    fields: codes('Names of fields that were corrected (更正字段)', 'businessAddress'),
    materials: optional(materials),
  },
  requestCorrection: {
    materials,
    fields: optional(codes('Names of fields to be corrected (补正字段)', 'businessAddress')),
    second: Type.Boolean({ description: 'What was corrected is itself defective', examples: [false] }),
  },
  accept: { acceptedOn, commitments: optional(commitments), forwardsTo },
  acceptWithDeferral: {
    acceptedOn,
    deferred: Type.Array(Strict({ materialCode: code('Material', 'safety-rules'), dueOn: LegalDate })),
    commitments: optional(commitments),
    forwardsTo,
  },
  deemAccept: {
    acceptedOn,
    due: day('When the five days ended (五日期满日)'),
    missing: materials,
    commitments: optional(commitments),
    forwardsTo,
  },
  refuseAcceptance: {
    reasonCode: optional(code('Ground (理由代码)', 'outsideCompetence')),
    ground: optional(code('Ground (理由代码)', 'outsideCompetence')),
  },
  declareNotRequired: {},
  expireCorrection: { expiresOn: day('Last day to correct (补正期满日)') },
}
