import type { Text } from '../../../shared/text.js'
import { ITEM_RULES, type RuleId } from './item-rules.js'

/** Something that speaks against publishing an item: an error forbids it, a warning does not. */
export interface Finding {
  rule: RuleId
  severity: 'error' | 'warning'
  pointer: string
  message: Text
  /** How to mend it (整改建议). */
  mend: Text
}

/** A breach of a registered rule; without words of its own it says what the rule says. */
export function found(rule: RuleId, pointer: string, message?: Text): Finding {
  const { severity, title, mend } = ITEM_RULES[rule]
  return { rule, severity, pointer, message: message ?? title, mend }
}

export const isError = (finding: Finding): boolean => finding.severity === 'error'
