import { type Finding as AnyFinding, findingOf } from '../../../shared/finding.js'
import type { Text } from '../../../shared/text.js'
import { ITEM_RULES, type RuleId } from './item-rules.js'

/** Something that speaks against publishing an item. */
export type Finding = Required<AnyFinding<RuleId>>

export const found = (rule: RuleId, pointer: string, message?: Text): Finding =>
  findingOf(ITEM_RULES, rule, pointer, message)
