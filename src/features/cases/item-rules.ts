import type { ItemDocument } from '../catalogue/item-document.js'
import { limitsIn, statutoryOf } from '../catalogue/questions/variants.js'
import { LIMIT_UNITS, type LimitUnit, sameUnitClass } from '../deadlines/limit.js'
import type { CaseState } from '../workflow/case-state.js'
import type { ExtensionRule } from '../workflow/extension-acts.js'
import { isNotCounted, type ListedSpecial } from '../workflow/special-procedures.js'

/** What an item version lets its organ do with the limits of a case (事项规则). Pure. */

const LICENCE = '01'
const ART_42 = '《中华人民共和国行政许可法》第四十二条'
/** Art. 42: ten working days, fifteen where organs handle it together. */
const BY_LICENCE_LAW = { alone: 10, together: 15 } as const

/**
 * By how much the legal limit may be extended: as the item cites it, else by Art. 42, which binds licences and counts in
 * working days. Nothing where it could not move the clock: a paper without a moved clock is none.
 */
export function extensionOf(
  document: ItemDocument,
  situation: string | undefined,
): ExtensionRule | undefined {
  const limits = limitsIn(document, situation)
  const { extension, handledTogether } = limits
  const statutory = statutoryOf(limits)
  if (statutory === undefined) return undefined
  const byGovernment = handledTogether === undefined ? {} : { byGovernment: true }
  if (extension !== undefined) {
    const { amount, unit, basis } = extension
    return moves(statutory.unit, unit) ? { amount, unit, basis, ...byGovernment } : undefined
  }
  if (document.type !== LICENCE || !moves(statutory.unit, 'workingDay')) return undefined
  const amount = handledTogether === undefined ? BY_LICENCE_LAW.alone : BY_LICENCE_LAW.together
  return { amount, unit: 'workingDay', basis: ART_42, ...byGovernment }
}

const moves = (limit: string, by: string): boolean =>
  [limit, by].every((unit) => (LIMIT_UNITS as readonly string[]).includes(unit)) &&
  sameUnitClass(limit as LimitUnit, by as LimitUnit)

/** What of the item's special procedures stops a clock (特别程序); a site visit and a public notice are steps inside the limit. */
export const specialsOf = ({ specialProcedures }: Pick<ItemDocument, 'specialProcedures'>): ListedSpecial[] =>
  specialProcedures.filter(isNotCounted).map(({ kind, days, basis }) => ({ kind, days, basis }))

/** By which rule a case ends by itself when a deferred material does not come (容缺逾期终止依据); absent: nothing ends. */
export const deferralEndsBy = ({ unmetDeferral }: Pick<ItemDocument, 'unmetDeferral'>): string | undefined =>
  unmetDeferral?.act === 'terminate' ? unmetDeferral.basis : undefined

/** What the item version asks as to hearings (听证); absent: nothing. */
export const hearingDutyOf = ({
  specialProcedures,
}: Pick<ItemDocument, 'specialProcedures'>): 'tell' | 'hold' | undefined =>
  specialProcedures.find(({ kind }) => kind === 'hearing')?.hearing

/** Types whose decision is about money (行政给付、行政奖励). */
const OF_MONEY: ReadonlySet<string> = new Set(['05', '08'])

/** What a decision on the item may say beyond yes: how much, where it grants money; and a number, where no register gives one. */
export function grantable(
  { facts: { form }, itemType }: { facts: { form: Record<string, unknown> }; itemType: string },
  { earlierGrants, results }: Pick<ItemDocument, 'earlierGrants' | 'results'>,
): Pick<CaseState, 'money' | 'numbered'> {
  const field = earlierGrants?.amount
  const { amount } = (field === undefined ? {} : (form[field] ?? {})) as { amount?: unknown }
  const asked = typeof amount === 'number' ? { asked: amount } : {}
  return {
    ...(field !== undefined || OF_MONEY.has(itemType) ? { money: asked } : {}),
    ...(results.some(({ licence }) => licence !== undefined) ? { numbered: true as const } : {}),
  }
}
