import { finder, type Rule, warning } from '../../../shared/finding.js'
import type { Text } from '../../../shared/text.js'
import type { Finding } from './finding.js'

/** What a version does to the bundles that the item belongs to; looked for where the bundles are known. */
export const BUNDLE_EFFECT_RULES = {
  BUNDLE_CLOSES: warning(
    ['发布后，含本事项的一件事将不能办理', 'A bundle with this item could no longer be applied for'],
    [
      '先与牵头部门商定，由其调整一件事',
      'Agree with the organ that keeps the bundle, which changes it first',
    ],
  ),
} as const satisfies Record<string, Rule>

const found = finder(BUNDLE_EFFECT_RULES)

export const BUNDLE_EFFECTS = {
  closing: (bundle: string, why: Text): Finding =>
    found('BUNDLE_CLOSES', '', {
      zh: `发布后，一件事“${bundle}”将不能办理：${why.zh}`,
      en: `The bundle “${bundle}” could no longer be applied for: ${why.en}`,
    }),
}
