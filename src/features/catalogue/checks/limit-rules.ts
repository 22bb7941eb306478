import { error, type Rule, warning } from '../../../shared/finding.js'

/** Limits, handling and visits. */
export const LIMIT_RULES = {
  PROMISE_LONGER: error(
    ['承诺时限长于法定时限', 'The promised limit is longer than the statutory one'],
    ['承诺时限不得长于法定时限', 'Promise no more than the law gives'],
  ),
  PROMISE_UNIT: warning(
    [
      '承诺时限与法定时限单位不同，无法比较',
      'The promised limit has a unit that cannot be compared with the statutory one',
    ],
    ['确认承诺不长于法定，宜使用相同单位', 'See that it is not longer; best use the same unit'],
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
  ONLINE_VISITS: error(
    ['全程网办事项的到办事现场次数应为 0', 'Handled online to the end, but the applicant must come'],
    ['将次数改为 0，或者改正网上办理深度', 'Ask for no visit, or correct the depth of online handling'],
  ),
  ONLINE_FORMS: error(
    [
      '“是否网办”与办理形式、网上办理深度不一致',
      'Online or not: the forms of handling or the depth say otherwise',
    ],
    [
      '可网办的，办理形式应含网上办理；不可网办的，不得列网上办理和受理以上的深度',
      'An item that is online has a form of handling online; one that is not has neither such a form nor a depth beyond questions',
    ],
  ),
} as const satisfies Record<string, Rule>
