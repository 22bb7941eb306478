import type { Told } from '../../../shared/finding.js'
import type { RuleId } from './item-checks.js'

/** Something that speaks against publishing an item. */
export type Finding = Told<RuleId>
