import type { LegalDate } from '../../shared/time.js'
import type { Difference } from './item-diff.js'

/** What can be done with an item (事项操作), as its history tells it. */
export const ITEM_ACTS = {
  CREATED: { zh: '新增', en: 'begun' },
  DRAFTED: { zh: '修改草稿', en: 'draft changed' },
  DROPPED: { zh: '删除草稿', en: 'draft deleted' },
  CHECKED: { zh: '检查草稿', en: 'draft checked' },
  PUBLISHED: { zh: '发布', en: 'published' },
  WITHDRAWN: { zh: '撤回待生效版本', en: 'scheduled version withdrawn' },
  SUSPENDED: { zh: '暂停', en: 'suspended' },
  RESUMED: { zh: '恢复', en: 'resumed' },
  RETIRED: { zh: '取消', en: 'retired' },
  STATE_PLANNED: { zh: '预定状态变更', en: 'change of state planned' },
  PLAN_ENDED: { zh: '撤销预定', en: 'plan given up' },
} as const
export type ItemAct = keyof typeof ITEM_ACTS

export interface ItemChangeDetails {
  /** What it made different: of a draft from the draft before, of a version from the version before. */
  changes?: Difference[]
  /** What a check found. */
  errors?: number
  warnings?: number
  /** Of a version, or of a planned state. */
  effectiveFrom?: LegalDate
  /** Scheduled versions that never come into force for it. */
  overtakes?: number[]
  /** Which state was planned. */
  state?: string
  /** Why it was suspended or retired. */
  reason?: string
}

/** One act on an item, to be written in the statement that does it. */
export interface ItemChange {
  act: ItemAct
  by: string
  details?: ItemChangeDetails
}
