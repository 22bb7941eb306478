import type { LimitUnit } from '../deadlines/limit.js'
import type { ActionInputs } from './action-inputs.js'
import type { CaseState, ClockSummary } from './case-state.js'
import { holdsPost, type Refusal, record, refuse, type Work } from './decision.js'

type Outcome = Refusal | undefined

/** The post of the organ's head (负责人), and that of the head of its government (本级人民政府负责人). */
export const HEAD_POST = '负责人'
export const GOVERNMENT_POST = '政府负责人'

/** By how much the law of an item lets its limit be extended (延长期限), and by whom. */
export interface ExtensionRule {
  amount: number
  unit: LimitUnit
  basis: string
  /** 统一、联合、集中办理: approved by the head of the government (Art. 42(2)). */
  byGovernment?: boolean
}

/** The clock that an extension moves; undefined where none of that kind runs. */
const running = ({ clocks }: CaseState, kind: 'LEGAL' | 'PROMISE'): ClockSummary | undefined =>
  clocks.find((clock) => clock.kind === kind && !clock.stopped)

const hasPassed = (clock: ClockSummary, today: string): boolean =>
  clock.due !== undefined && today > clock.due

/**
 * 延长期限 (Art. 42): once, before the legal limit is due, at most what the item's law allows, with a reason that the
 * applicant is told. The promised limit moves with it while it still runs; no paper goes out without a clock that moved.
 */
export function extend(work: Work, input: ActionInputs['extend']): Outcome {
  const { state, today } = work
  const refused = refuseApprover(work)
  if (refused !== undefined) return refused
  const legal = running(state, 'LEGAL')
  if (legal === undefined) return refuse('STATE', 'No legal limit is running', '没有正在计算的法定期限')
  if (state.clocks.some(({ kind, extended }) => (kind === 'PROMISE' || kind === 'LEGAL') && extended))
    return refuse('STATE', 'A limit is extended only once', '期限只能延长一次')
  if (hasPassed(legal, today))
    return refuse('STATE', 'The limit has passed: it can no longer be extended', '法定期限已过，不能再延长')
  const rule = state.extension
  if (rule === undefined)
    return refuse(
      'STATE',
      'The law of this item allows no extension of its limit',
      '本事项的办理依据未规定可以延长期限，不能延长',
    )
  const { days = rule.amount } = input
  if (days > rule.amount) return tooLong(rule)
  const extension = { amount: days, unit: rule.unit, kinds: movedKinds(state, today) }
  const facts = { days, reason: input.reason }
  record(work, 'extend', state.status, { ...facts, unit: rule.unit }, { extension })
  const byGovernment = rule.byGovernment === true ? { byGovernment: true } : {}
  work.documents.push({
    kind: 'extensionNotice',
    facts: { ...facts, unit: rule.unit, lawBasis: rule.basis, ...byGovernment },
  })
  return undefined
}

/** LEGAL always; PROMISE as long as it has not been broken: a broken one is not made good. */
function movedKinds(state: CaseState, today: string): ('LEGAL' | 'PROMISE')[] {
  const promise = running(state, 'PROMISE')
  return promise === undefined || hasPassed(promise, today) ? ['LEGAL'] : ['LEGAL', 'PROMISE']
}

function refuseApprover({ actor, state }: Work): Outcome {
  if (actor.as?.inNameOf !== undefined)
    return refuse(
      'ROLE',
      'An extension of what was entrusted is approved by the head of the organ that entrusted it (Art. 24, 42)',
      '受委托办理的事项，延长期限须经委托机关负责人批准（行政许可法第二十四条、第四十二条）',
    )
  if (state.extension?.byGovernment === true && !holdsPost(actor, GOVERNMENT_POST))
    return refuse(
      'ROLE',
      'An extension of what is handled jointly is approved by the head of the government (Art. 42): it needs the post 政府负责人',
      '统一办理、联合办理、集中办理的，延长期限须经本级人民政府负责人批准（行政许可法第四十二条），限“政府负责人”岗位办理',
    )
  if (state.extension?.byGovernment !== true && !holdsPost(actor, HEAD_POST))
    return refuse(
      'ROLE',
      'An extension is approved by the head of the organ (Art. 42): it needs the post 负责人',
      '延长期限须经本行政机关负责人批准（行政许可法第四十二条），限“负责人”岗位办理',
    )
  return undefined
}

function tooLong({ amount, basis }: ExtensionRule): Refusal {
  const message = {
    en: `At most ${amount} (${basis})`,
    zh: `最多可以延长${amount}日（${basis}）`,
  }
  return refuse('RULE', 'The law allows no such extension', '超过依法可以延长的期限', [
    { pointer: '/days', code: 'EXTENSION_TOO_LONG', message },
  ])
}
