import type { Text } from '../../shared/text.js'
import { BUNDLE_RULES, type BundleRuleId } from './bundle-rules.js'

/** Something that speaks against publishing a bundle: an error forbids it, a warning does not. */
export interface BundleFinding {
  rule: BundleRuleId
  severity: 'error' | 'warning'
  pointer: string
  message: Text
  mend: Text
}

/** A breach of a rule; `about` says of what. */
export function found(rule: BundleRuleId, pointer: string, about = ''): BundleFinding {
  const { severity, title, mend } = BUNDLE_RULES[rule]
  const message = about === '' ? title : { zh: `${title.zh}：${about}`, en: `${title.en}: ${about}` }
  return { rule, severity, pointer, message, mend }
}
