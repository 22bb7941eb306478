import { error, type Rule } from './rule.js'

/** Limits, handling and visits. */
export const LIMIT_RULES = {
  PROMISE_LONGER: error(
    ['承诺时限长于法定时限', 'The promised limit is longer than the statutory one'],
    ['承诺时限不得长于法定时限', 'Promise no more than the law gives'],
  ),
  HANDLING_LIMIT: error(
    ['即办件的承诺时限应为 0，承诺件应大于 0', 'On the spot means a promised limit of 0, and only then'],
    ['改正办件类型或者承诺时限', 'Correct the handling or the promised limit'],
  ),
  VISIT_REASON: error(
    ['到办事现场次数大于 0 但未说明原因', 'Nothing says why the applicant must come'],
    ['填写必须现场办理原因说明，或者将次数改为 0', 'Say why, or ask for no visit'],
  ),
  NO_VISIT_OFFLINE: error(
    ['跑零次事项须可网办或者快递申请', 'Without a visit the item must be online or by courier'],
    [
      '将“是否网办”改为是，或者在办理形式中加入快递申请',
      'Put the item online, or add the courier to the forms of handling',
    ],
  ),
} as const satisfies Record<string, Rule>
