import type { InputError } from '../../shared/problem.js'
import type { ActionInputs } from './action-inputs.js'
import type { CaseState } from './case-state.js'
import type { Situation, Work } from './decision.js'
import { isOver, isRenewedByLaw } from './renewed.js'

// 转报 (行政许可法 Art. 35, 43): what a lower organ only examines is decided by one above. Pure.

type Decided = 'APPROVED' | 'DENIED'
type ResultType = NonNullable<ActionInputs['close']['resultType']>
type Forwarding = Pick<CaseState, 'forwardsTo' | 'renewedByLaw' | 'grantEnded' | 'licenceOver'>

/** Where a case that is closed as forwarded goes: to a case that is there, or to an organ that is to open one. */
export interface Sent {
  forwardedTo?: string | undefined
  forwardedOrganisation?: string | undefined
}

/**
 * Which results fit a decision (办结结果): what was granted is not sent back, nothing is issued after a refusal, and what is
 * only examined here is forwarded and nothing else, since the decision is not this organ's (Art. 22, 35). Of what the law has
 * renewed the certificate is owed (视为准予延续, Art. 50); of what has ended since nothing is issued (Art. 69, 70).
 */
export function fittingResults(state: Forwarding, decided: Decided): readonly ResultType[] {
  if (decided === 'DENIED') return ['returned', 'other']
  if (isRenewedByLaw(state)) return ['issued']
  if (state.forwardsTo !== undefined) return ['forwarded']
  return isOver(state) ? ['other'] : ['issued', 'forwarded', 'other']
}

/** What a case is closed as where nobody says it. */
export const usualResult = (state: Forwarding, decided: Decided): ResultType =>
  fittingResults(state, decided)[0] ?? 'other'

export const sentOf = ({ forwardedTo, forwardedOrganisation }: Sent): Sent => ({
  forwardedTo,
  forwardedOrganisation,
})

/** Organs to which this case may go: those of the item, or who goes on for them (承继机构). */
export const organsAbove = (
  { forwardsTo = [] }: Forwarding,
  { organs, successors }: Pick<Situation, 'organs' | 'successors'>,
): string[] => [
  ...new Set(forwardsTo.map((code) => successors?.get(code) ?? code).filter((code) => organs.has(code))),
]

/** Where it goes: as it is said, an organ by the one that goes on for it; else to the only one that the item names. */
export function whither(work: Work, { forwardedTo, forwardedOrganisation: code }: Sent): Sent {
  const { state, successors } = work
  const above = organsAbove(state, work)
  const only = above.length === 1 && forwardedTo === undefined ? above[0] : undefined
  return {
    forwardedTo,
    forwardedOrganisation: code === undefined ? only : (successors?.get(code) ?? code),
  }
}

/** 422 finding for a result that contradicts the decision, or that is sent on to nobody. */
export function unfitResult(
  state: Forwarding,
  decided: Decided,
  resultType: ResultType,
  { forwardedTo, forwardedOrganisation }: Sent = {},
): InputError | undefined {
  if (!fittingResults(state, decided).includes(resultType)) {
    const why =
      decided === 'DENIED'
        ? 'NOT_AFTER_DENIAL'
        : resultType === 'returned'
          ? 'NOT_AFTER_APPROVAL'
          : isRenewedByLaw(state)
            ? 'RENEWED_BY_LAW'
            : state.forwardsTo === undefined
              ? 'LICENCE_ENDED'
              : 'DECIDED_ABOVE'
    return { pointer: '/resultType', code: why, message: UNFIT_RESULT[why] }
  }
  if (resultType === 'forwarded' && (forwardedTo ?? forwardedOrganisation) === undefined)
    return {
      pointer: '/forwardedTo',
      code: 'REQUIRED',
      message: {
        en: 'Name the case of the organ above; or that organ, where it has opened none (forwardedOrganisation)',
        zh: '转报办结须写明上级机关的办件编号；上级机关尚未收件的，写明该机关（forwardedOrganisation）',
      },
    }
  return undefined
}

const UNFIT_RESULT = {
  NOT_AFTER_APPROVAL: { en: 'What was granted is not sent back', zh: '准予决定不能以退回办结' },
  NOT_AFTER_DENIAL: { en: 'Use returned', zh: '不予决定请使用 returned 办结' },
  RENEWED_BY_LAW: {
    en: 'The licence was renewed by law: its holder gets the certificate (issued). Who does not want it has the licence cancelled',
    zh: '原证照已依法视为准予延续，应当以 issued 办结并发证；不再需要该证照的，申请注销',
  },
  LICENCE_ENDED: {
    en: 'What was granted has ended since: nothing is issued, use other',
    zh: '准予的内容已经终止效力，不再发放证照，请使用 other 办结',
  },
  DECIDED_ABOVE: {
    en: 'By the item an organ above decides: use forwarded',
    zh: '本事项由上级机关决定，本机关仅作初审，请使用 forwarded 办结（行政许可法第三十五条）',
  },
} as const

/**
 * To another organ, above or beside, that the item names as the one that decides. An item that names none is decided here:
 * nothing of it is sent to an organ, only said to belong to a case that stands above (`forwardedTo`).
 */
export function unfitOrgan(
  work: Work,
  { forwardedTo, forwardedOrganisation: code }: Sent,
): InputError | undefined {
  const { state } = work
  if (code === undefined) return undefined
  if (forwardedTo !== undefined) return UNFIT_ORGAN.ONE_OF_TWO
  if (state.forwardsTo === undefined) return UNFIT_ORGAN.FORWARDING_NOT_LISTED
  if (code === state.organisation) return UNFIT_ORGAN.OWN_ORGAN
  const above = organsAbove(state, work)
  if (above.includes(code)) return undefined
  return above.length === 0
    ? UNFIT_ORGAN.ORGANISATION_UNKNOWN
    : unfit(
        'ORGAN_NOT_LISTED',
        `The item names as the organ that decides: ${above.join(', ')}`,
        `该机关不是本事项列明的上级决定机关，可以转报：${above.join('、')}`,
      )
}

const unfit = (code: string, en: string, zh: string): InputError => ({
  pointer: '/forwardedOrganisation',
  code,
  message: { en, zh },
})

const UNFIT_ORGAN = {
  ONE_OF_TWO: unfit('ONE_OF_TWO', 'Its case is named already', '已写明上级机关的办件编号，不必再写机关'),
  OWN_ORGAN: unfit('OWN_ORGAN', 'Nothing is forwarded to the own organ', '不能转报给本机关'),
  FORWARDING_NOT_LISTED: unfit(
    'FORWARDING_NOT_LISTED',
    'The item names no organ above that decides (forwardsTo), so it is decided here (Art. 35)',
    '本事项未列明由上级机关决定（forwardsTo），应当由本机关作出决定，不得转报（行政许可法第三十五条）',
  ),
  ORGANISATION_UNKNOWN: unfit(
    'ORGANISATION_UNKNOWN',
    'No organ that the item names goes on, in the own division or above it: the item has to be mended',
    '事项列明的上级决定机关均已不存在或者不在本级、上级，请先更正事项',
  ),
}

/** Where something went is said only of what went. */
export const notForwarded = (sent: Sent): InputError[] =>
  Object.entries(sent).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          {
            pointer: `/${name}`,
            code: 'NOT_FORWARDED',
            message: { en: 'Only with the result forwarded', zh: '仅在办结结果为转报时填写' },
          },
        ],
  )
