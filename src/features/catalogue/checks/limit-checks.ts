import type { ItemDocument } from '../item-document.js'
import { type Finding, found } from './finding.js'

/** Limits, handling and visits (时限、办件类型、到现场次数). */
export function checkLimits({ limits, handling, visits, visitReason, online }: ItemDocument): Finding[] {
  const findings: Finding[] = []
  const { statutory, promised } = limits
  if (promised.unit === statutory.unit && promised.amount > statutory.amount)
    findings.push(found('PROMISE_LONGER', '/limits/promised'))
  if ((handling === 'onTheSpot') !== (promised.amount === 0))
    findings.push(found('HANDLING_LIMIT', '/handling'))
  if (visits > 0 && visitReason === undefined) findings.push(found('VISIT_REASON', '/visitReason'))
  if (visits === 0 && !online) findings.push(found('NO_VISIT_OFFLINE', '/online'))
  return findings
}
