import { findingOf, type Told } from '../../shared/finding.js'
import { BUNDLE_RULES, type BundleRuleId } from './bundle-rules.js'

/** Something that speaks against publishing a bundle. */
export type BundleFinding = Told<BundleRuleId>

/** A breach of a rule; `about` says of what. */
export function found(rule: BundleRuleId, pointer: string, about = ''): BundleFinding {
  const { title } = BUNDLE_RULES[rule]
  const message = about === '' ? title : { zh: `${title.zh}：${about}`, en: `${title.en}: ${about}` }
  return findingOf(BUNDLE_RULES, rule, pointer, message)
}
