import type { ItemDocument } from '../../features/catalogue/item-document.js'

type Step = ItemDocument['procedure'][number]

interface Handled {
  type: string
  promised: number
  result: string
  review?: string
  more?: Step[]
}

/** 受理、审查、决定、送达; on the spot the window goes through all of them while the applicant waits. */
export function procedureOf(item: Handled, organ: string): Step[] {
  const onTheSpot = item.promised === 0
  const atOnce = { role: '窗口受理人员', limit: '当场' }
  const accept: Step = {
    title: '受理',
    titleEn: 'Acceptance',
    stage: 'accept',
    role: '窗口受理人员',
    limit: onTheSpot || item.type !== '01' ? '当场' : '5个工作日内',
    standard: '材料齐全、符合法定形式',
    result: item.type === '01' ? '受理通知书' : '受理回执',
  }
  const review: Step = {
    title: '审查',
    titleEn: 'Review',
    stage: 'review',
    role: `${organ}审查人员`,
    standard: item.review ?? '对材料和条件进行审查',
    result: '审查意见',
    ...(onTheSpot && atOnce),
  }
  const decide: Step = {
    title: '决定',
    titleEn: 'Decision',
    stage: 'decide',
    role: `${organ}决定人员`,
    standard: '符合条件的准予；不符合的书面说明理由，并告知救济途径',
    result: item.type === '01' ? '准予（不予）行政许可决定书' : '办理结果',
    ...(onTheSpot && atOnce),
  }
  const deliver: Step = {
    title: '送达',
    titleEn: 'Delivery',
    stage: 'deliver',
    role: '统一出件窗口',
    limit: '10个工作日内',
    standard: '自取、邮寄或者电子送达',
    result: item.result,
    ...(onTheSpot && atOnce),
  }
  return [accept, review, ...(item.more ?? []), decide, deliver]
}

/** A step of one item alone, e.g. 公示. */
export const extraStep = (
  [title, titleEn]: readonly [zh: string, en: string],
  role: string,
  standard: string,
  result: string,
  limit?: string,
): Step => ({ title, titleEn, stage: 'other', role, standard, result, ...(limit && { limit }) })
