import { type Refusal, refuse } from '../../workflow/decision.js'
import type { Prepared } from '../acts/act-on-case.js'
import { plainDecision } from '../acts/plain-decision.js'
import type { InHand } from '../case-in-hand.js'
import { isGranted } from '../intake/owed-clocks.js'

/** A decision was made public (决定公开): what its organ published says of which case it is. */
export interface PublishCommand {
  action: 'publishDecision'
  publicationId: string
  /** Whose publication it is. */
  organisation: string
}

/** Once, of what was granted, by the organ that decided (行政许可法 Art. 40): the clock PUBLICATION stops. */
export function publishDecision({ record, around }: InHand, command: PublishCommand): Prepared | Refusal {
  const { publicationId, organisation } = command
  const { organ, facts, status } = record
  if (organisation !== organ.code && organisation !== organ.successor)
    return refuse('RULE', 'Another organ decided this case', '该办件由其他机关决定', [
      {
        pointer: '/caseNo',
        code: 'OTHER_ORGAN',
        message: { en: 'A decision is published by who made it', zh: '决定由作出决定的机关公开' },
      },
    ])
  if (!isGranted(status, facts.acts))
    return refuse('STATE', 'Nothing was granted that could be made public', '尚未作出准予决定，不能公开')
  if (facts.published !== undefined) return refuse('STATE', 'This decision was made public', '该决定已经公开')
  const decision = plainDecision(record, around, 'publishDecision', { facts: { publicationId } })
  const published = { publicationId, on: around.today }
  return {
    kind: 'prepared',
    record,
    around,
    decision: { ...decision, state: { ...decision.state, published } },
  }
}
