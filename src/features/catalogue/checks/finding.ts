import type { Finding as AnyFinding } from '../../../shared/finding.js'
import type { RuleId } from './item-checks.js'

/** Something that speaks against publishing an item. */
export type Finding = Required<AnyFinding<RuleId>>
