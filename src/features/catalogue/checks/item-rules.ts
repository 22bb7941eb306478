import type { Rule } from '../../../shared/finding.js'
import { CODE_RULES } from './code-rules.js'
import { CONDITION_RULES } from './condition-rules.js'
import { CONTENT_RULES } from './content-rules.js'
import { DIRECTORY_RULES } from './directory-rules.js'
import { FORM_RULES } from './form-rules.js'
import { LIMIT_RULES } from './limit-rules.js'

/** Every rule of the checks before publication (发布前检查规则), by its id, in the order of the docs. */
export const ITEM_RULES = {
  ...FORM_RULES,
  ...CODE_RULES,
  ...CONTENT_RULES,
  ...LIMIT_RULES,
  ...CONDITION_RULES,
  ...DIRECTORY_RULES,
} as const satisfies Record<string, Rule>

export type RuleId = keyof typeof ITEM_RULES
